"""Merging records that are one: what hangs on the others moves to the one that stays, and all of it can be undone.

A kind is merged when its context registers it (`declared`). What hangs on a record is known from the model graph, and
from contexts that name records otherwise than by foreign key (`attached`).
"""
