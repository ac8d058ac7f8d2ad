"""Records as files that people open in a spreadsheet: which rows and columns go out, and how a cell is written.

    table = tables.of_kind(entity, by=actor, at=now)             # every field, as an import takes it again
    table = tables.of_list(listing, rows)                # the columns of a list, in the words of the list
    exporting.write(table, out, Format.XLSX, by=actor, at=now)

One row at a time, whatever the format, so that a million rows take no more memory than ten.
"""

from dealwright.exchange.exporting.formulas import harmless
from dealwright.exchange.exporting.running import Format, export, whole, write
from dealwright.exchange.exporting.tables import by_route, kinds

__all__ = ["Format", "by_route", "export", "harmless", "kinds", "whole", "write"]
