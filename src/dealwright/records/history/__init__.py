"""What a record was: every write of it with what changed, all its fields at a moment, and a field put back.

It reads system time, the copies that triggers keep of every row, and not the events: COPY, imports and repairs by
hand are there too, and a copy is a whole row, so that a moment needs no replay.
"""
