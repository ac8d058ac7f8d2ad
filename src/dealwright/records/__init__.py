"""What every record has: owner, version, a place in the registry, a number, notifications, a shape for input.

Upper contexts register their kinds here; what must act on records of unknown kind (merge, import, palette,
REST) asks the registry and never imports upwards.
"""
