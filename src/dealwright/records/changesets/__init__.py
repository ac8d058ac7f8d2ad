"""Many changes that people see as one: a bulk edit, an import, an undo; what each did, and how it is taken back.

A change set names the rows it deals with (or, for an import, counts them as they come), works through them in
batches that can be killed and go on, and is undone by another change set. Contexts register their kinds.
"""
