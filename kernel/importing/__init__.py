"""Bringing tables of other systems in: bounded reading, mappings as data, grouping on disk, bookkeeping.

`lines` and `tables` read, `mapping` and `cells` say what a cell means, `staging` groups rows without holding
them in memory, `runs` keeps the book, `pipeline` joins them. Apps bring the meaning of a row and the write.
"""
