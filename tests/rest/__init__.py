"""The REST API, over real requests."""
