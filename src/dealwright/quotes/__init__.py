"""Quotes: offers frozen as documents, their revisions, the client's page, and the client's answer.

Owns the quote with its lines, the PDF that the client sees, the link that lets him see it, and what he
answered. Knows opportunities and all below; never knows orders, which hear that a quote was accepted.
"""
