"""Telling other systems what happened, by HTTP: signed, retried, in order, and never into the own network."""
