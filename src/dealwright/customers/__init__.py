"""The companies and people one deals with. Knows nothing of deals."""
