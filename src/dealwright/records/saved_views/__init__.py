"""Views of lists that people save: a filter, columns, an order and groups under a name, for themselves, a team or everyone."""
