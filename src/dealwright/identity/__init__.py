"""Who people are and what they may see and do: users, units, teams, roles, privileges, API tokens.

Knows nothing of the records it protects: it compares their owner and unit with the actor's principals.
"""
