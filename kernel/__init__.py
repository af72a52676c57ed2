"""Engines without one business noun.

Owns money, work time, lifecycles, access grants, use-cases and claims, audit, outbox and delivery,
search, import, keyset paging and filters. Admission: two apps need it, it names nothing of the
business, it stays small. Must never know a ticket, a project, a case or a person's role exists.
"""
