"""Panels and dialogs of the catalogue."""
