"""Settings, URLs, the one REST API and what turns errors into answers."""
