"""Verbs on files. What brings bytes stores them before its transaction, so that none waits for a slow storage."""

from dealwright.records.files.actions.attaching import attach, replace
from dealwright.records.files.actions.changing import put_back, remove, rename, restore
from dealwright.records.files.actions.checking import (
    keep_thumbnail,
    note_finding,
    note_harmless,
    note_silence,
)
from dealwright.records.files.actions.housekeeping import (
    forget_orphans,
    forget_removed,
    sweep_blobs,
    sweep_parcels,
)
from dealwright.records.files.actions.moving import move

__all__ = [
    "attach",
    "forget_orphans",
    "forget_removed",
    "keep_thumbnail",
    "move",
    "note_finding",
    "note_harmless",
    "note_silence",
    "put_back",
    "remove",
    "rename",
    "replace",
    "restore",
    "sweep_blobs",
    "sweep_parcels",
]
