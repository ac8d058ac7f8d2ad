"""How the organisation sells: processes, their stages, and what each stage asks before it lets a deal in.

Knows nothing of deals: a stage names the fields it requires, and the context above that has them offers them.
"""
