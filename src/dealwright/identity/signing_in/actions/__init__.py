"""Verbs at the door: what came and went, second factors, sessions, identity providers and their people."""
