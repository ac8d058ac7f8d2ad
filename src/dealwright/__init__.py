"""Dealwright, the open prospect-to-quote system."""
