"""What was done and is to be done about any record, and the timeline that shows it.

Owns tasks, calls, meetings and notes, who is due to do what next, and the one stream of activities, events and
field changes on every record's page. It knows records only by the registry: never what a deal or a quote is.
"""
