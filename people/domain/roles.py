"""The roles a person can hold, as the rest of the product names them."""

from __future__ import annotations

REQUESTER = "requester"
AGENT = "agent"
SERVICE_MANAGER = "service_manager"
PROJECT_MANAGER = "project_manager"
SPONSOR = "sponsor"
PORTFOLIO_OFFICE = "portfolio_office"
FINANCE = "finance"
INTEGRATION = "integration"
ADMINISTRATOR = "administrator"

LABELS = {
    REQUESTER: "Requester",
    AGENT: "Agent",
    SERVICE_MANAGER: "Service manager",
    PROJECT_MANAGER: "Project manager",
    SPONSOR: "Sponsor",
    PORTFOLIO_OFFICE: "Portfolio office",
    FINANCE: "Finance",
    INTEGRATION: "Integration",
    ADMINISTRATOR: "Administrator",
}

# Who works in the organisation, as opposed to asking something of it.
STAFF = (
    AGENT,
    SERVICE_MANAGER,
    PROJECT_MANAGER,
    SPONSOR,
    PORTFOLIO_OFFICE,
    FINANCE,
    INTEGRATION,
    ADMINISTRATOR,
)
# Who may see amounts of money; everyone else sees minutes and totals of work only.
MONEY = (SERVICE_MANAGER, PROJECT_MANAGER, SPONSOR, PORTFOLIO_OFFICE, FINANCE, ADMINISTRATOR)
