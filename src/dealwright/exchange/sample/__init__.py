"""The sample company: believable, of any size, the same for the same seed, and removable with one click.

Rows are made one by one from dice that depend on the seed, the table and the row's number only, and written by COPY, so
that memory stays constant and any row can be computed without those before it. Outcomes depend on the fields of
a deal in a learnable, noisy way.
"""
