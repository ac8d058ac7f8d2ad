"""The `dealwright` command: one module per subcommand, put together in `main`.

A subcommand imports Django and whatever stands on it inside its function: Django is set up first (`startup.ready`),
and `dealwright --help` answers at once.
"""
