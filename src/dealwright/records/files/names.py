"""Names of files as they come from other people's machines, made fit to be shown and to be saved anywhere."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from dealwright.core.errors import InvalidError
from dealwright.records.files.models import LONGEST_NAME

NAMELESS = "file"
LONGEST_ENDING = 20

# What turns the direction of writing: "invoice\u202efdp.exe" reads "invoiceexe.pdf". Shown as a mark instead.
TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MARK = "\ufffd"
ILLEGAL = re.compile(r'[<>:"|?*]')


def clean(name: str) -> str:
    """A name without folders, control characters and tricks, at most 255 letters; its ending is kept.

    It is never part of a path: what is stored is found by keys of our own.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = TURNING.sub(MARK, unicodedata.normalize("NFC", last))
    printable = "".join(letter for letter in visible if unicodedata.category(letter) not in HIDDEN)
    found = ILLEGAL.sub("_", " ".join(printable.split())).strip(" .")
    return _shortened(found) or NAMELESS


HIDDEN = {"Cc", "Cs", "Co", "Cn", "Cf"}


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        return name[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(dot + ending)] + dot + ending


def checked(name: str) -> str:
    """A name that someone typed. Refuses one that is empty or too long."""
    if not name.strip(" ."):
        raise InvalidError({"name": _("Write a name.")})
    if len(name) > LONGEST_NAME:
        most = {"most": LONGEST_NAME}
        raise InvalidError({"name": _("A name has at most %(most)d letters.") % most})
    return clean(name)
