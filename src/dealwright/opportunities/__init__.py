"""Deals: qualifying leads into them, their stages, lines, competitors, stakeholders, winning and losing, and their past."""
