"""The service desk.

Owns tickets, their lifecycle, their event history, comments, services and the work done on them.
A ticket's row is a fold of its events and can be rebuilt. May post time and cost towards a project.
Must never know alerts or business cases exist.
"""
