"""The economics of incidents: fix or work around, savings, accepted risk, debt, warranty, cost to serve.

Each module answers one question and is imported by name. The engine numbers are estimates in float64;
what is handed out as an amount is `Money`. numpy is loaded only when a simulation runs.
"""
