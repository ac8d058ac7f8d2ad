"""What happened: events recorded with the change itself, delivered exactly once, and the history of rows.

Knows nothing of what the events mean. No foreign keys, so that history outlives what it describes.
"""
