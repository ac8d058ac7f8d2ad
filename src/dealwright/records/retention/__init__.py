"""How long the past is kept: events and copies of rows are forgotten after the months that the organisation set."""
