"""Is it still worth its money?

Owns business cases, gate decisions, alert rules with dated limits, alerts, and the portfolio dashboard.
Gathers facts from projects and tickets, judges them with pure rules, and keeps one health row a project.
Must never write another app's tables: it asks their use-cases.
"""
