"""What the rest of the house may know of our records."""
