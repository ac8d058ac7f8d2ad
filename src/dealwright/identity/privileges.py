"""The vocabulary of rights: a role grants each privilege on each kind of record to a certain depth."""

from enum import IntEnum, StrEnum

from django.utils.translation import gettext_lazy as _


class Privilege(StrEnum):
    CREATE = "create"
    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    ASSIGN = "assign"
    SHARE = "share"
    EXPORT = "export"


class Depth(IntEnum):
    """How far a privilege reaches, from nobody's rows to everybody's; the widest of several roles wins."""

    NONE = 0
    OWN = 1
    TEAM = 2
    UNIT = 3
    BELOW = 4
    ALL = 5

    @property
    def label(self) -> str:
        return str(DEPTH_LABELS[self])


DEPTH_LABELS = {
    Depth.NONE: _("none"),
    Depth.OWN: _("own"),
    Depth.TEAM: _("own teams"),
    Depth.UNIT: _("own unit"),
    Depth.BELOW: _("unit and below"),
    Depth.ALL: _("everyone's"),
}
