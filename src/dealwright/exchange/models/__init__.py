"""Imports on their way, the files that exports wrote, mappings to use again, the ids that records had elsewhere."""

from dealwright.exchange.models.exports import ExportFile
from dealwright.exchange.models.imports import (
    AT_WORK,
    OVER,
    REMARK,
    CheckedRow,
    ExternalId,
    Import,
    SavedMapping,
    State,
    counts_of,
)

__all__ = [
    "AT_WORK",
    "OVER",
    "REMARK",
    "CheckedRow",
    "ExportFile",
    "ExternalId",
    "Import",
    "SavedMapping",
    "State",
    "counts_of",
]
