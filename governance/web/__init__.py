"""Pages of governance: the portfolio dashboard, alerts, limits, business cases and gates."""
