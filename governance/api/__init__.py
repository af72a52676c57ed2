"""Endpoints of governance: alerts, the portfolio, business cases, limits, and the answers of gates."""
