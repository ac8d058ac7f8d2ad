"""People who leave: what they own, to whom it goes by which rule, and the one change set that hands it over, keeps them
out, and is undone as a whole.
"""
