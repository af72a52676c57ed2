"""A year of tickets: opened, worked on, sometimes reopened, some still open today."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from itsm_pm.demo.cast import Cast
from itsm_pm.demo.catalogue import NOTES, REPLIES, SERVICES, TROUBLES, WORDS, Trouble
from tickets.models import Ticket
from tickets.usecases import (
    AssignTicket,
    CommentOnTicket,
    LogWork,
    MoveTicket,
    OpenTicket,
    assign_ticket,
    comment_on_ticket,
    log_work,
    move_ticket,
    open_ticket,
)

ZONE = ZoneInfo("Europe/Berlin")
DAYS = 365
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
TEAM_OF = {service.code: service.team for service in SERVICES}


@dataclass
class Desk:
    """Tells a stretch of the desk's life up to `now`, ticket by ticket.

    `projects` maps a service to the id and start of the project its tickets may belong to, `problems` the
    title of a kind of trouble to the problem behind it.
    """

    cast: Cast
    random: Random
    now: datetime
    projects: Mapping[str, tuple[int, datetime]]
    problems: Mapping[str, int]

    def run(self, first: datetime, last: datetime, count: int) -> None:
        """`count` tickets reported between the two moments, in the order of their reports."""
        for reported in sorted(self._moment(first, last) for _ in range(count)):
            trouble = self._trouble(reported)
            self._live(trouble, reported, self.problems.get(trouble.title))

    def _moment(self, first: datetime, last: datetime) -> datetime:
        while True:
            day = (first + (last - first) * self.random.random()).astimezone(ZONE).date()
            hour = int(self.random.triangular(7, 18, 10))
            local = datetime.combine(day, time(hour, self.random.randrange(60)), ZONE)
            weekend = local.weekday() >= 5
            if local < self.now - 20 * MINUTE and not (weekend and self.random.random() < 0.85):
                return local.astimezone(UTC)

    def _trouble(self, moment: datetime) -> Trouble:
        passed = 1 - (self.now - moment) / (DAYS * DAY)
        weights = [max(0.2, one.weight * (1 + one.growth * (passed - 0.5))) for one in TROUBLES]
        return self.random.choices(TROUBLES, weights)[0]

    def _live(self, trouble: Trouble, reported: datetime, problem: int | None) -> None:
        ticket = self._open(trouble, reported, problem)
        for step in self._steps(trouble, ticket, reported):
            if step.at > self.now:
                return
            step.act(ticket, step.at)

    def _open(self, trouble: Trouble, at: datetime, problem: int | None) -> Ticket:
        words = {name: self.random.choice(choices) for name, choices in WORDS.items()}
        requester = self.random.choice(self.cast.requesters())
        command = OpenTicket(
            kind=trouble.kind,
            title=trouble.title.format(**words),
            description=self._description(trouble, words),
            impact=trouble.impact,
            urgency=trouble.urgency,
            service_id=self.cast.services[trouble.service].pk,
            category=trouble.cause,
            team_id=self.cast.teams["service-desk"].pk,
            requester_id=self.cast.users[requester].pk,
            project_id=self._project(trouble, at),
            problem_id=problem if self.random.random() < 0.75 else None,
        )
        agent = self.random.choice(self.cast.agents_of("service-desk"))
        return open_ticket(self.cast.actor(agent), command, at=at)

    def _description(self, trouble: Trouble, words: Mapping[str, str]) -> str:
        who = f"{self.random.randrange(1, 40)} people in {words['department']} are affected."
        return (
            who
            if trouble.kind == "incident"
            else f"Needed by {words['department']}: {trouble.cause.lower()}."
        )

    def _project(self, trouble: Trouble, at: datetime) -> int | None:
        project = self.projects.get(trouble.service)
        belongs = project is not None and at > project[1] and self.random.random() < 0.18
        return project[0] if project and belongs else None

    def _steps(self, trouble: Trouble, ticket: Ticket, reported: datetime) -> Iterator[Step]:
        story = _Story(self, trouble)
        at = reported + self.random.randrange(3, 90) * MINUTE
        yield Step(at, story.assign)
        at += self.random.randrange(2, 180) * MINUTE
        if self.random.random() < 0.6:
            yield Step(at, story.start)
        at += self.random.randrange(5, 60) * MINUTE
        if self.random.random() < 0.7:
            yield Step(at, story.reply)
        if self.random.random() < 0.22:
            yield Step(at + 10 * MINUTE, story.pend)
            at += self.random.randrange(4, 90) * 60 * MINUTE
            yield Step(at, story.resume)
        # Most are done within hours; one in five waits for parts, people or a supplier.
        typical = 9.9 if self.random.random() < 0.2 else 5.2
        at += self.random.lognormvariate(typical, 1.1) * MINUTE
        yield Step(at, story.resolve)
        if self.random.random() < 0.05:
            at += self.random.randrange(3, 70) * 60 * MINUTE
            yield Step(at, story.reopen)
            at += self.random.randrange(2, 30) * 60 * MINUTE
            yield Step(at, story.resolve)
        yield Step(at + 5 * DAY, story.close)


class _Story:
    """What the people around one ticket do."""

    def __init__(self, desk: Desk, trouble: Trouble) -> None:
        self.desk = desk
        self.trouble = trouble
        team = TEAM_OF[trouble.service]
        self.team = team if desk.random.random() < 0.7 else "service-desk"
        self.agent = desk.random.choice(desk.cast.agents_of(self.team))
        self.actor = desk.cast.actor(self.agent)

    def assign(self, ticket: Ticket, at: datetime) -> None:
        team = self.desk.cast.teams[self.team]
        command = AssignTicket(
            number=ticket.number,
            version=None,
            team_id=team.pk,
            assignee_id=self.desk.cast.users[self.agent].pk,
        )
        assign_ticket(self.actor, command, at=at)

    def start(self, ticket: Ticket, at: datetime) -> None:
        move_ticket(self.actor, MoveTicket(number=ticket.number, version=None, move="start"), at=at)

    def reply(self, ticket: Ticket, at: datetime) -> None:
        random = self.desk.random
        comment = CommentOnTicket(number=ticket.number, visibility="public", body=random.choice(REPLIES))
        comment_on_ticket(self.actor, comment, at=at)
        if random.random() < 0.3:
            note = CommentOnTicket(number=ticket.number, visibility="internal", body=random.choice(NOTES))
            comment_on_ticket(self.actor, note, at=at)
        if random.random() < 0.35:
            minutes = random.choice((10, 15, 20, 30))
            work = LogWork(number=ticket.number, minutes=minutes, work_date=at.date(), activity="analysis")
            log_work(self.actor, work, at=at)

    def pend(self, ticket: Ticket, at: datetime) -> None:
        move = MoveTicket(
            number=ticket.number, version=None, move="pend", pending_reason="Waiting for the requester"
        )
        move_ticket(self.actor, move, at=at)

    def resume(self, ticket: Ticket, at: datetime) -> None:
        move_ticket(self.actor, MoveTicket(number=ticket.number, version=None, move="resume"), at=at)

    def resolve(self, ticket: Ticket, at: datetime) -> None:
        minutes = max(5, round(self.trouble.minutes * self.desk.random.lognormvariate(0, 0.45) / 5) * 5)
        move = MoveTicket(
            number=ticket.number, version=None, move="resolve", resolution=self.trouble.remedy,
            minutes=min(minutes, 480), activity="resolution", work_date=at.date(),
        )  # fmt: skip
        move_ticket(self.actor, move, at=at)

    def reopen(self, ticket: Ticket, at: datetime) -> None:
        move = MoveTicket(
            number=ticket.number, version=None, move="reopen", comment="It happened again this morning."
        )
        move_ticket(self.actor, move, at=at)

    def close(self, ticket: Ticket, at: datetime) -> None:
        move_ticket(self.actor, MoveTicket(number=ticket.number, version=None, move="close"), at=at)


@dataclass(frozen=True)
class Step:
    """Something that somebody does at a moment, if it has come by today."""

    at: datetime
    act: Callable[[Ticket, datetime], None]


def open_problem(cast: Cast, random: Random, trouble: Trouble, at: datetime) -> int:
    """The problem behind a trouble that keeps coming back; its id."""
    agent = random.choice(cast.agents_of(TEAM_OF[trouble.service]))
    command = OpenTicket(
        kind="problem", title=trouble.recurring, description=f"Suspected cause: {trouble.cause}.",
        impact=trouble.impact, urgency=2, service_id=cast.services[trouble.service].pk,
        team_id=cast.teams[TEAM_OF[trouble.service]].pk, assignee_id=cast.users[agent].pk,
    )  # fmt: skip
    ticket = open_ticket(cast.actor(agent), command, at=at)
    move = MoveTicket(number=ticket.number, version=None, move="assess", minutes=45, work_date=at.date())
    move_ticket(cast.actor(agent), move, at=at + 90 * MINUTE)
    return ticket.pk
