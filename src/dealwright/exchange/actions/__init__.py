"""Verbs of coming and going data: exports, imports from upload to result, mappings to use again.

What an import does to records is done by their own verbs; here it is set up, and its progress written down.
"""

from dealwright.exchange.actions.elsewhere import keep_external_ids
from dealwright.exchange.actions.exporting import (
    ask_for_file,
    finish_file,
    forget_files,
    note_export,
    note_written,
    refuse_file,
)
from dealwright.exchange.actions.mappings import forget_mapping, save_mapping
from dealwright.exchange.actions.progress import (
    fail,
    forget_imports,
    note_checked,
    note_end_of_check,
    note_end_of_rows,
    note_taken,
    note_undone,
)
from dealwright.exchange.actions.setting_up import begin, set_format, set_plan
from dealwright.exchange.actions.starting import cancel, start, start_check

__all__ = [
    "ask_for_file",
    "begin",
    "cancel",
    "fail",
    "finish_file",
    "forget_files",
    "forget_imports",
    "forget_mapping",
    "keep_external_ids",
    "note_checked",
    "note_end_of_check",
    "note_end_of_rows",
    "note_export",
    "note_taken",
    "note_undone",
    "note_written",
    "refuse_file",
    "save_mapping",
    "set_format",
    "set_plan",
    "start",
    "start_check",
]
