"""The demo's projects: what each promised, how it went, and where it stands today.

Months count back from today; money is in the portfolio currency. Nothing here names an alert: those follow.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Growth:
    """Scope that came later: size, months ago, and the change that approved it (None: nobody did)."""

    title: str
    size: int
    months_ago: int
    change: str | None = None
    budget: int = 0
    days: int = 0
    decided: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """One project. `progress` and `spent` are fractions today; `forecast` is over the first budget."""

    code: str
    name: str
    category: str
    objectives: str
    manager: str
    sponsor: str
    phase: str
    budget: int
    start: int
    months: int
    progress: float
    spent: float
    forecast: float
    scope: tuple[tuple[str, int], ...]
    benefits: tuple[int, ...]
    growth: tuple[Growth, ...] = ()
    risks: tuple[tuple[str, float, int, int], ...] = ()
    gate_overdue_days: int = 0
    service: str = ""
    slip_days: int = 0
    case: str = "approved"
    stopped: bool = False
    removed: tuple[str, int] | None = None


PROJECTS = (
    Plan("NET-014", "Campus Wi-Fi renewal", "Infrastructure",
         "Replace 640 access points so that classrooms and offices stay connected under load.",
         "petra", "stefan", "execution", 480_000, 8, 12, 0.61, 0.60, 1.02,
         (("Access points, buildings A–D", 34), ("Controllers", 12), ("Radio survey", 6), ("Handover", 5)),
         (0, 190_000, 230_000, 230_000),
         (Growth("Outdoor coverage of the car park", 2, 2),),
         (("Access points arrive late", 0.4, 38_000, 30), ("Radio survey finds dead walls", 0.3, 21_000, 14)),
         service="wifi"),
    Plan("ERP-003", "Finance system consolidation", "Business applications",
         "One finance system for three legal entities; close the books in five days.",
         "pavel", "greta", "execution", 1_250_000, 14, 18, 0.58, 0.92, 1.41,
         (("Chart of accounts", 40), ("Entity migration", 90), ("Interfaces", 55), ("Reporting", 35)),
         (0, 260_000, 520_000, 580_000, 580_000),
         (Growth("Interface to the old warehouse", 22, 7), Growth("Extra approval workflows", 17, 4),
          Growth("Tax report of a fourth entity", 12, 5, "Include the fourth entity", 60_000, 30)),
         (("Data quality of entity C", 0.6, 140_000, 60), ("Key user leaves", 0.25, 55_000, 25),
          ("Interface supplier changes terms", 0.3, 80_000, 20)),
         service="erp", slip_days=120),
    Plan("IAM-021", "One sign-in for everything", "Security",
         "Single sign-on and automatic joiner, mover, leaver for 42 applications.",
         "mei", "stefan", "execution", 360_000, 9, 14, 0.52, 0.61, 1.25,
         (("Application connections", 42), ("Joiner, mover, leaver", 24), ("Second factor", 14)),
         (0, 90_000, 160_000, 160_000),
         (Growth("Connect eight legacy applications", 8, 3, "Legacy applications in scope", 30_000, 21),),
         (("Legacy application has no modern protocol", 0.5, 40_000, 35),), service="sign-in", slip_days=35),
    Plan("WPL-010", "Workplace refresh", "Workplace",
         "Replace 900 laptops that are out of warranty; hand over to normal operation.",
         "petra", "greta", "closing", 740_000, 11, 11, 0.97, 0.95, 0.99,
         (("Laptops", 90), ("Docks and screens", 30), ("Disposal", 8)), (80_000, 260_000, 260_000),
         risks=(("Disposal certificate missing", 0.2, 9_000, 5),), service="devices"),
    Plan("DCX-002", "Data centre exit", "Infrastructure",
         "Leave the rented data centre before the lease renews.",
         "pavel", "stefan", "execution", 890_000, 15, 16, 0.66, 0.74, 1.08,
         (("Application moves", 76), ("Network", 22), ("Decommissioning", 18)), (0, 310_000, 410_000, 410_000),
         risks=(("Lease renews for a year", 0.35, 210_000, 0), ("Mainframe move fails", 0.3, 120_000, 45)),
         gate_overdue_days=62, service="files", slip_days=75),
    Plan("CRM-007", "Service portal relaunch", "Business applications",
         "Customers see orders and tickets in one place.",
         "mei", "greta", "planning", 210_000, 4, 13, 0.0, 0.07, 1.0,
         (("Order view", 16), ("Ticket view", 14), ("Search", 10)), (0, 60_000, 110_000, 120_000),
         gate_overdue_days=21, service="crm"),
    Plan("SEC-011", "Endpoint detection roll-out", "Security",
         "Every endpoint reports; mean time to contain below four hours.",
         "mei", "stefan", "execution", 290_000, 6, 10, 0.57, 0.54, 0.98,
         (("Agents on endpoints", 52), ("Playbooks", 14), ("Training", 6)), (0, 140_000, 140_000, 140_000),
         risks=(("Agent slows down production machines", 0.2, 25_000, 20),), service="devices"),
    Plan("BKP-005", "Backup renewal", "Infrastructure",
         "Retire the tape robot; restore any server in four hours.",
         "pavel", "stefan", "closed", 165_000, 12, 8, 1.0, 0.96, 0.96,
         (("Backup target", 20), ("Migration", 16), ("Restore tests", 8)), (0, 70_000, 85_000, 85_000),
         service="backup"),
    Plan("TEL-004", "Telephony to the cloud", "Workplace",
         "Move 1,400 numbers; end the contract of the old exchange.",
         "petra", "greta", "execution", 320_000, 10, 12, 0.82, 0.86, 1.05,
         (("Number porting", 28), ("Devices", 22), ("Call centre", 18)), (0, 120_000, 150_000, 150_000),
         service="telephony"),
    Plan("AIA-001", "Ticket triage assistant", "Innovation",
         "Propose team and priority for new tickets; measure whether it saves time.",
         "mei", "stefan", "initiation", 95_000, 1, 8, 0.0, 0.0, 1.0,
         (("Data preparation", 8), ("Model and evaluation", 12), ("Integration", 10)), (0, 30_000, 70_000, 80_000),
         case="submitted"),
    Plan("MON-006", "Monitoring consolidation", "Infrastructure",
         "Four monitoring tools become one; alerts open tickets by themselves.",
         "pavel", "greta", "planning", 180_000, 3, 11, 0.0, 0.05, 1.0,
         (("Targets", 30), ("Dashboards", 10), ("Alert rules", 14)), (0, 55_000, 95_000, 95_000)),
    Plan("DWH-009", "Data warehouse migration", "Business applications",
         "Move reports off the end-of-life warehouse.",
         "mei", "greta", "execution", 540_000, 10, 15, 0.55, 0.57, 1.06,
         (("Sources", 46), ("Models", 44), ("Reports", 62)), (0, 90_000, 240_000, 260_000, 260_000),
         (Growth("Nightly export for logistics", 10, 2),
          Growth("Self-service reports", 18, 4, "Self-service reports", 48_000, 28),
          Growth("Sandbox for data scientists", 6, 1, "Sandbox for data scientists", 22_000, 10, decided=False)),
         (("Report owners do not test", 0.45, 36_000, 30),), removed=("Reports", 8)),
    Plan("PRN-002", "Managed printing", "Workplace",
         "Hand printing to a supplier at a price per page.",
         "petra", "greta", "planning", 260_000, 9, 10, 0.0, 0.19, 1.55,
         (("Tender", 10), ("Pilot", 12), ("Roll-out", 30)), (0, 40_000, 60_000, 60_000),
         (Growth("Colour printing in all buildings", 9, 4),), service="printing", stopped=True),
)  # fmt: skip
