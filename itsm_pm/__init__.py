"""Wiring: settings, urls, Celery, schedule, demo data, supervisor.

Owns how the parts are put together and started. Imports every app and is imported by none.
Holds no business rule: a rule found here belongs one floor down.
"""
