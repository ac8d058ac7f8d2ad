"""Orders: what a client bought, copied from the quote he accepted, and how far it has come.

Owns the order with its lines. Knows quotes and all below; never knows stock, commissions or cases, which hear
of orders by events.
"""
