"""How the organisation sells: processes and stages."""
