"""Reads on deals that span models."""
