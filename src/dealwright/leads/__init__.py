"""Leads: people and companies that may become customers, how they come in and what is decided about them.

Owns capture (by hand, by import, by public web form), the state of a lead and the hint that someone is known
already. Never knows opportunities: qualifying is their verb and ends in `actions.mark_qualified`.
"""
