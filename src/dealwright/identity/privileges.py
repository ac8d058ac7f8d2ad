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


class FieldLevel(IntEnum):
    """What a role makes of one field; the widest of several roles wins."""

    HIDDEN = 0
    READ = 1
    WRITE = 2

    @property
    def label(self) -> str:
        return str(FIELD_LEVEL_LABELS[self])


FIELD_LEVEL_LABELS = {
    FieldLevel.HIDDEN: _("hidden"),
    FieldLevel.READ: _("read only"),
    FieldLevel.WRITE: _("as the record"),
}


class Ground(StrEnum):
    """Why a right reaches a row."""

    ALL = "all"
    OWN = "own"
    OWN_TEAM = "own_team"
    TEAM = "team"
    UNIT = "unit"
    BELOW = "below"
    REPORT = "report"
    SHARE = "share"
    RECORD_TEAM = "record_team"
