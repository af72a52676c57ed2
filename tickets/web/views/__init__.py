"""Doors of the service desk's pages: a request becomes a command, an answer becomes a page."""
