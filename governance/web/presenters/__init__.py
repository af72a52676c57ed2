"""Rows turned into finished text, tones and links. Pure: no query, no clock."""
