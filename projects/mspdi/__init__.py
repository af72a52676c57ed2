"""Microsoft Project XML (MSPDI): a file to a plan as a value, and back.

Owns the names, codes and units of the format. Must never know tables, people or who may do what.
"""
