"""Endpoints about people, and who is behind a token."""
