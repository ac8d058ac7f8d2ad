"""A real OpenID Connect provider for tests: django-oauth-toolkit in a process, a database and an address of its own."""
