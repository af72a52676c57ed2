"""Rows turned into finished text, tones and links, for pages and for panels. Pure: no query, no clock."""
