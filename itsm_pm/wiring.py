"""How the parts are joined: who wants to hear of what, and which panel stands on whose page."""

from __future__ import annotations

from kernel.outbox import Subscription

SUBSCRIPTIONS = (
    # Whatever happens to a project may change what is true of its promises.
    Subscription("project.", "governance.tasks.project_changed", "recompute", coalesce=True),
    Subscription("case.", "governance.tasks.project_changed", "recompute", coalesce=True),
    # The clocks of a ticket are a fold of what happens to it, under the rules that are published.
    Subscription("ticket.", "tickets.tasks.ticket_happened", "clocks", coalesce=True),
    Subscription("sla.", "tickets.tasks.rules_published", "clocks", coalesce=True),
    Subscription("calendar.", "tickets.tasks.rules_published", "clocks", coalesce=True),
    Subscription("import.batch", "tickets.tasks.history_imported", "clocks", coalesce=True),
)

SLOTS: dict[str, tuple[str, ...]] = {
    # Panels on the project overview, from the apps above.
    "project.overview": ("governance.slots.alerts_panel", "governance.slots.case_panel"),
    "project.side": ("tickets.slots.project_tickets_panel",),
    # Beside a ticket.
    "ticket.side": ("tickets.web.clock_panel.clock_panel",),
}

# What a search asks, in the order in which its answers are shown.
SEARCHES = ("projects.search.hits", "tickets.search.hits")
