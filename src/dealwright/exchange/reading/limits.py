"""How much a file may hold. Whatever is larger is refused with its limit, before it can do harm."""

LARGEST_FILE = 2 * 1024**3  # bytes
LARGEST_BATCH = 4 * 1024**2  # bytes of rows that are taken at once, and the one that goes beyond
LONGEST_ROW = 1024**2  # bytes; a quote that is never closed ends here
LONGEST_CELL = 131_072  # characters; what the csv module takes
MOST_COLUMNS = 1_000
MOST_ROWS = 5_000_000
MOST_SHEET_CELLS = 3_000_000  # a sheet is held in memory as a whole, empty cells too
LARGEST_SHEET = 256 * 1024**2  # bytes when unpacked
