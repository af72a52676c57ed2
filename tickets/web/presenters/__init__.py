"""Finished text, tones and links for the pages of the service desk; templates only print them."""
