"""The organisation itself: its name, currency, calendar, rates. Knows nothing of records."""
