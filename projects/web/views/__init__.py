"""Pages of projects: each asks a selector, hands rows to a presenter and draws."""
