"""What a file probably means: which column is which field, how its days and numbers are written.

Everything here proposes; people see the proposal with its status, column by column, and change it.
"""
