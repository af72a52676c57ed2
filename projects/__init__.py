"""Projects from initiation to closing.

Owns phases and gates, baselines, the scope ledger, the cost ledger and progress.
Facts are append-only with the date they were true and the moment they were recorded.
Must never know tickets, alerts or business cases exist: who spends posts the cost here.
"""
