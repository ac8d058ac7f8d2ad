"""The face of Dealwright: frame, components, page kinds, forms, slots, command palette.

It owns how records are shown and edited, and nothing about what they mean: contexts above declare
their pages in a few lines, the registry in `records` says what fields they have. No business word
belongs here.
"""
