"""Pages and parts of the frame itself."""
