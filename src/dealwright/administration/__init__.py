"""Screens for those who run the installation: first run, people, roles, settings, mail sent, deliveries that failed.

Owns no tables; every change is a verb of the context that owns the row.
"""
