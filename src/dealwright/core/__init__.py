"""What every context stands on and none of them owns: errors, actors, money, ids, time, paging, guards.

No models and no business words live here.
"""
