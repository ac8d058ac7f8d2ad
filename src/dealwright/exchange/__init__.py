"""Data in and out: import with a report of every line, export, the sample company.

Owns imports on their way, mappings to use again, the ids that records had elsewhere, and the files that exports write. Reads
files, asks the registry what a kind of record holds, and calls the same actions as the pages do.
"""
