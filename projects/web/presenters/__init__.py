"""Finished text for the pages of projects: pure, from rows and figures."""
