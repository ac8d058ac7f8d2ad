"""How large a filter may be. Beyond it, it is refused with the limit."""

LONGEST = 4000  # characters
DEEPEST = 10  # parentheses and "not" within one another
MOST_CONDITIONS = 100
MOST_VALUES = 500  # in one list
MOST_LINKS = 3  # from the record to the field
MOST_UNITS = 1000  # "the next 1000 days"
