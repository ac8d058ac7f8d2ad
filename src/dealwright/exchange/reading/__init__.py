"""Files as rows: encoding, delimiter, quotes and header are found out, and said; what is in doubt is named.

`formats.detect` says how a file is written, `rows.read` yields its rows one at a time with the place where each
stands in the file, so that a file of any size fits into memory and a refused row can be given back byte for byte.
Spreadsheets are written out as a table once (`sheets`) and read like any other.
"""

from dealwright.exchange.reading.formats import Format, detect
from dealwright.exchange.reading.rows import Row, batches, rows

__all__ = ["Format", "Row", "batches", "detect", "rows"]
