"""Pages and panels of activities, timelines and histories."""
