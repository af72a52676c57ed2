"""How the parts are joined: who wants to hear of what, and which panel stands on whose page."""

from __future__ import annotations

from kernel.outbox import Subscription

# Who hears of what, in the inbox and by mail. Nobody hears of what they did themselves or may not see.
AUDIENCES = {
    "ticket.opened": "tickets.audience.assignee",
    "ticket.assigned": "tickets.audience.assignee",
    "ticket.commented": "tickets.audience.requester",
    "ticket.clock_warned": "tickets.audience.holder",
    "ticket.clock_breached": "tickets.audience.holder",
    "project.change_raised": "projects.audience.change_deciders",
    "project.gate_requested": "governance.audience.gate_deciders",
    "case.submitted": "governance.audience.case_deciders",
    "alert.raised": "governance.audience.answerers",
    "alert.changed": "governance.audience.answerers",
    "webhook.disabled": "people.audience.webhook_owner",
}

# Families of events of which webhooks are told; FEEDS says of which rows.
HEARD = (
    "ticket.", "service.", "project.", "case.", "alert.", "limits.", "time.", "person.", "team.",
    "calendar.", "period.", "webhook.", "sla.", "priority.",
)  # fmt: skip

SUBSCRIPTIONS = (
    # Whatever happens to a project may change what is true of its promises.
    Subscription("project.", "governance.tasks.project_changed", "recompute", coalesce=True),
    Subscription("case.", "governance.tasks.project_changed", "recompute", coalesce=True),
    # Other systems hear of what their owners may hear of.
    *(
        Subscription(kind, "kernel.webhooks.delivering.fan_out", "webhooks", together=True, news=True)
        for kind in HEARD
    ),
    # People hear of what is below.
    *(Subscription(kind, "people.tasks.tell", "notices", together=True, news=True) for kind in AUDIENCES),
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

# Which events every app tells, and of which rows: the change feed, webhooks and notices.
FEEDS = ("people.feed.TOLD", "projects.feed.TOLD", "tickets.feed.TOLD", "governance.feed.TOLD")
