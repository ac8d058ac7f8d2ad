"""Data in and out: import with a report of every line, export, the sample company.

Owns no tables. Reads files, asks the registry what a kind of record holds, and calls the same actions as the
pages do.
"""
