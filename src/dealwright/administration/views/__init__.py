"""Our pages, one module each."""
