"""Screens for those who run the installation: first run, people, units, teams, roles and what they reach, settings,
mail sent, deliveries that failed.

Owns no tables; every change is a verb of the context that owns the row.
"""
