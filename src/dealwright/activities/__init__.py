"""What was done and is to be done about any record, and the timeline that shows it."""
