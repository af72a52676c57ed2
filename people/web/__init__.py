"""Pages about people, and who is looking at a page."""
