"""Template filters of our pages."""
