"""What people are told: the kinds of notice, who gets which by what way, and who follows a record.

A context registers its kinds and tells people by `actions.notify`, or by the events that it records anyway. What is
shown or mailed is only what the reader may read at that moment.
"""
