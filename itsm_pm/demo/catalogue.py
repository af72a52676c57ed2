"""What the demo organisation is made of: teams, people, services and the troubles they have."""

from __future__ import annotations

from dataclasses import dataclass

from people.domain import roles

TEAMS = (
    ("service-desk", "Service desk"),
    ("workplace", "Workplace"),
    ("network", "Network"),
    ("applications", "Business applications"),
    ("platform", "Platform and data centre"),
    ("identity", "Identity and security"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo; those with a role account can be signed in as."""

    username: str
    name: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] = ()


PEOPLE = (
    Person("paula", "Paula Okafor", (roles.PORTFOLIO_OFFICE,)),
    Person("petra", "Petra Lindqvist", (roles.PROJECT_MANAGER,)),
    Person("stefan", "Stefan Moreau", (roles.SPONSOR,)),
    Person("sven", "Sven Aalto", (roles.SERVICE_MANAGER,)),
    Person("amir", "Amir Haddad", (roles.AGENT,), ("network", "service-desk")),
    Person("fiona", "Fiona Byrne", (roles.FINANCE,)),
    Person("rita", "Rita Vasquez", (roles.REQUESTER,)),
    Person("ada", "Ada Novak", (roles.ADMINISTRATOR,)),
    Person("pavel", "Pavel Dvorak", (roles.PROJECT_MANAGER,)),
    Person("mei", "Mei Tanaka", (roles.PROJECT_MANAGER, roles.SPONSOR)),
    Person("greta", "Greta Holm", (roles.SPONSOR,)),
    Person("anna", "Anna Keller", (roles.AGENT,), ("service-desk",)),
    Person("bilal", "Bilal Demir", (roles.AGENT,), ("service-desk",)),
    Person("chloe", "Chloé Martin", (roles.AGENT,), ("service-desk", "workplace")),
    Person("dario", "Dario Conti", (roles.AGENT,), ("workplace",)),
    Person("elif", "Elif Aydin", (roles.AGENT,), ("workplace",)),
    Person("finn", "Finn O'Leary", (roles.AGENT,), ("network",)),
    Person("grace", "Grace Mensah", (roles.AGENT,), ("network",)),
    Person("hugo", "Hugo Pereira", (roles.AGENT,), ("applications",)),
    Person("ines", "Inês Duarte", (roles.AGENT,), ("applications",)),
    Person("jakub", "Jakub Zielinski", (roles.AGENT,), ("applications", "platform")),
    Person("kira", "Kira Sato", (roles.AGENT,), ("platform",)),
    Person("liam", "Liam Walsh", (roles.AGENT,), ("platform",)),
    Person("maya", "Maya Singh", (roles.AGENT,), ("identity",)),
    Person("noah", "Noah Berg", (roles.AGENT,), ("identity",)),
    Person("olga", "Olga Petrova", (roles.REQUESTER,)),
    Person("peter", "Peter Schulz", (roles.REQUESTER,)),
    Person("quinn", "Quinn Taylor", (roles.REQUESTER,)),
    Person("rosa", "Rosa Jimenez", (roles.REQUESTER,)),
    Person("samir", "Samir Khan", (roles.REQUESTER,)),
    Person("tessa", "Tessa de Vries", (roles.REQUESTER,)),
    Person("ulrich", "Ulrich Brandt", (roles.REQUESTER,)),
    Person("vera", "Vera Rossi", (roles.REQUESTER,)),
    Person("will", "Will Carter", (roles.REQUESTER,)),
    Person("yara", "Yara Nasser", (roles.REQUESTER,)),
)

# Hourly rates in the portfolio currency by role; two specialists cost more.
ROLE_RATES = {roles.AGENT: "62.00", roles.PROJECT_MANAGER: "84.00"}
PERSON_RATES = {"kira": "78.00", "maya": "81.50"}

OFFICE_HOURS = ("08:00-18:00", "08:00-18:00", "08:00-18:00", "08:00-18:00", "08:00-17:00", "", "")
# Priority, minutes to the first answer, minutes to the resolution; both in office hours.
SERVICE_LEVELS = ((1, 30, 240), (2, 60, 480), (3, 240, 1200), (4, 480, 2400), (5, 600, 3000))


@dataclass(frozen=True, slots=True)
class Service:
    """A service, its team, how critical it is (1 most), and how many tickets a month it brings."""

    code: str
    name: str
    team: str
    criticality: int
    weight: int


SERVICES = (
    Service("mail", "Mail and calendar", "workplace", 1, 22),
    Service("wifi", "Campus Wi-Fi", "network", 1, 20),
    Service("vpn", "Remote access", "network", 1, 18),
    Service("printing", "Printing", "workplace", 3, 16),
    Service("erp", "Finance and procurement", "applications", 1, 17),
    Service("crm", "Customer records", "applications", 2, 11),
    Service("portal", "Employee portal", "applications", 2, 9),
    Service("devices", "Laptops and phones", "workplace", 2, 19),
    Service("files", "File shares", "platform", 2, 10),
    Service("backup", "Backup and restore", "platform", 1, 5),
    Service("sign-in", "Sign-in and access", "identity", 1, 16),
    Service("telephony", "Telephony", "network", 2, 8),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A kind of ticket: what is said, what helps, how long it takes, how often it comes.

    `growth` is the share by which it comes more (or less) often over the year; `recurring` ones get a problem.
    """

    service: str
    kind: str
    title: str
    cause: str
    remedy: str
    minutes: int
    weight: int
    impact: int = 2
    urgency: int = 2
    growth: float = 0.0
    recurring: str = ""


TROUBLES = (
    Trouble("mail", "incident", "Mailbox stopped syncing on the {device}", "Stale token after a password change",
            "Removed the profile and signed in again", 25, 9),
    Trouble("mail", "incident", "Messages to {partner} come back as undeliverable", "Missing record at the partner",
            "Added the partner's new relay to the allow list", 55, 4),
    Trouble("mail", "request", "Shared mailbox for {department}", "New team", "Created with the approved owners", 20, 7,
            3, 3),
    Trouble("wifi", "incident", "Wi-Fi drops in {room} every few minutes", "Access point restarts under load",
            "Restarted the access point; the controller firmware leaks memory", 40, 12, 1, 2, 0.9,
            "Access points restart when more than sixty devices are connected"),
    Trouble("wifi", "incident", "No Wi-Fi at all on the {floor} floor", "Switch port lost power",
            "Moved the uplink to another port", 70, 3, 1, 1),
    Trouble("wifi", "request", "Guest Wi-Fi for an event in {room}", "Event", "Voucher batch issued", 15, 5, 3, 3),
    Trouble("vpn", "incident", "VPN disconnects after about an hour", "Session limit on the old gateway",
            "Reconnecting helps; moved to the second gateway", 20, 13, 2, 2, 0.5,
            "The old VPN gateway ends sessions after sixty minutes"),
    Trouble("vpn", "incident", "VPN client asks for the second factor twice", "Clock drift on the phone",
            "Corrected the phone's clock", 15, 5),
    Trouble("vpn", "request", "Remote access for a supplier of {department}", "Contract", "Time-limited account made",
            30, 4, 3, 2),
    Trouble("printing", "incident", "Printer in {room} prints blank pages", "Worn drum",
            "Changed the drum", 35, 6, 3, 3),
    Trouble("printing", "incident", "Print jobs vanish from the queue", "Spooler stops on a broken driver",
            "Restarted the spooler", 30, 9, 2, 3, 0.3, "The print spooler stops on jobs from the old driver"),
    Trouble("printing", "request", "New printer for {department}", "Move", "Ordered and installed", 90, 2, 3, 3),
    Trouble("erp", "incident", "Posting an invoice ends with a time-out", "Missing index after the release",
            "Posted it by night batch; the query was slow", 65, 10, 1, 2, 0.7,
            "Invoice posting times out since the spring release"),
    Trouble("erp", "incident", "Wrong cost centre proposed for {department}", "Old mapping",
            "Corrected the mapping", 30, 4),
    Trouble("erp", "request", "Approval limit for a new manager in {department}", "Organisation change",
            "Limit set after finance agreed", 20, 5, 3, 3),
    Trouble("crm", "incident", "Customer search finds nothing for names with accents", "Search index rule",
            "Rebuilt the index for these names", 45, 5),
    Trouble("crm", "incident", "Export of the {partner} account stays empty", "Right was missing",
            "Gave the export right", 25, 4, 3, 2),
    Trouble("crm", "request", "Report on open offers for {department}", "Planning", "Report built", 120, 3, 3, 3),
    Trouble("portal", "incident", "Leave request shows the wrong balance", "Night job failed", "Ran the job again", 35, 6),
    Trouble("portal", "request", "New page for {department} in the portal", "Communication", "Page published", 75, 4, 3, 3),
    Trouble("devices", "incident", "Laptop does not wake up from the dock", "Dock firmware",
            "Updated the dock", 30, 8, 3, 2),
    Trouble("devices", "incident", "{device} battery swells", "Ageing battery", "Replaced the device", 60, 2, 2, 1),
    Trouble("devices", "request", "Laptop for a new colleague in {department}", "New hire",
            "Prepared and handed over", 55, 10, 3, 2),
    Trouble("files", "incident", "Files on the {department} share are read-only", "Group changed",
            "Restored the group", 25, 6),
    Trouble("files", "request", "Restore a folder of {department} from last week", "Deleted by mistake", "Restored", 40, 4),
    Trouble("backup", "incident", "Backup of the {department} server failed again", "Tape robot jams",
            "Started it by hand", 50, 6, 2, 2, -0.4),
    Trouble("sign-in", "incident", "Account locked although the password is right", "Old phone keeps trying",
            "Unlocked; removed the old phone", 15, 9),
    Trouble("sign-in", "incident", "Single sign-on to the portal loops", "Cookie too large with many groups",
            "Removed unused groups; works for now", 35, 8, 2, 1, 0.6,
            "Single sign-on loops for people with many groups"),
    Trouble("sign-in", "request", "Access to the {partner} workspace", "Project", "Access granted until year end", 15, 8, 3, 3),
    Trouble("telephony", "incident", "Callers hear nothing for the first seconds", "Gateway codec",
            "Pinned the codec", 45, 4),
    Trouble("telephony", "request", "Hunt group for {department}", "New team", "Hunt group set up", 35, 3, 3, 3),
)  # fmt: skip

WORDS = {
    "device": ("iPhone", "laptop", "tablet", "Android phone", "workstation"),
    "partner": ("Norda Logistics", "Helio Bank", "Weststadt Clinics", "Brightwater", "Kestrel Foods"),
    "department": ("Finance", "Sales", "Legal", "Production", "Human Resources", "Purchasing", "Research"),
    "room": ("the auditorium", "meeting room 2.14", "building C", "the canteen", "the training centre"),
    "floor": ("second", "third", "fourth", "top"),
}
REPLIES = (
    "Thank you, we are looking into it.",
    "We could reproduce it and are working on it.",
    "Could you tell us when it happened last, and where you were?",
    "This should work again now. Please tell us if it does not.",
)
NOTES = (
    "Logs show the same pattern as last week.",
    "Asked the team that owns the component.",
    "Workaround applied, watching it.",
)
