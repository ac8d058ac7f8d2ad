"""What is sold and for how much: units, products, price lists, and `pricing`, the arithmetic of prices.

The catalogue never knows who buys, which deal or quote asks, or what is in stock. Documents above it copy
what they need (name, unit, price, cost, tax rate) and keep it; nothing here changes under them.
"""
