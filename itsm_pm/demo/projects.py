"""The demo's projects, lived month by month from their start to today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from governance.usecases import (
    AnswerGate,
    AskForGate,
    DecideCase,
    DraftCase,
    Flow,
    SubmitCase,
    answer_gate,
    ask_for_gate,
    decide_case,
    draft_case,
    submit_case,
)
from itsm_pm.demo.cast import Cast
from itsm_pm.demo.programme import Growth, Plan
from kernel.money import Money
from projects.domain import phases
from projects.models import Project
from projects.usecases import (
    AddRisk,
    AddScopeItem,
    ChangeScope,
    CreateProject,
    DecideChange,
    PostCost,
    RaiseChange,
    ReportForecast,
    ReportProgress,
    SetBaseline,
    add_risk,
    add_scope_item,
    change_scope,
    create_project,
    decide_change,
    post_cost,
    raise_change,
    report_forecast,
    report_progress,
    set_baseline,
)

MONTH = timedelta(days=30.4375)
DAY = timedelta(days=1)
CENT = Decimal("0.01")


def smooth(share: float) -> float:
    """An S-curve from 0 to 1: slow start, slow end."""
    return share * share * (3 - 2 * share)


@dataclass
class Life:
    """One project's life so far."""

    cast: Cast
    plan: Plan
    random: Random
    now: datetime
    currency: str

    def __post_init__(self) -> None:
        self.start = self.now - self.plan.start * MONTH
        self.finish = self.start + self.plan.months * MONTH
        # A project that is over lived only until its planned finish.
        self.until = min(self.now, self.finish) if self.plan.phase == phases.CLOSED else self.now
        self.manager = self.cast.actor(self.plan.manager)
        self.sponsor = self.cast.actor(self.plan.sponsor)

    def run(self) -> Project:
        """Everything, in the order in which it happened."""
        plan = self.plan
        project = self._begin()
        self._case(project)
        if plan.phase == phases.INITIATION:
            return project
        self._pass_gate(project, self.start + 18 * DAY)
        self._promise(project, self.start + 40 * DAY)
        if plan.phase != phases.PLANNING:
            self._pass_gate(project, self.start + 55 * DAY)
        for month, at in self._months():
            self._month(project, month, at)
        self._grow(project)
        self._end(project)
        return project

    def _begin(self) -> Project:
        plan = self.plan
        command = CreateProject(
            code=plan.code, name=plan.name, currency=self.currency, objectives=plan.objectives,
            category=plan.category, manager_id=self.cast.users[plan.manager].pk,
            sponsor_id=self.cast.users[plan.sponsor].pk, start=self.start.date(),
            target_finish=self.finish.date(), phase_plan=tuple(self._phase_plan()),
        )  # fmt: skip
        project = create_project(self.manager, command, at=self.start)
        for title, probability, impact, days in plan.risks:
            risk = AddRisk(
                project_id=project.pk, title=title, probability=Decimal(str(probability)),
                impact=Decimal(impact), impact_days=days, response="Watched in the weekly review",
                owner_id=self.cast.users[plan.manager].pk,
            )  # fmt: skip
            add_risk(self.manager, risk, at=self.start + DAY)
        return project

    def _phase_plan(self) -> Iterator[tuple[str, date, date]]:
        """Planned dates; the present phase ends when its gate falls due."""
        marks = {
            phases.INITIATION: (self.start, self.start + 20 * DAY),
            phases.PLANNING: (self.start + 20 * DAY, self.start + 60 * DAY),
            phases.EXECUTION: (self.start + 60 * DAY, self.finish - 30 * DAY),
            phases.CLOSING: (self.finish - 30 * DAY, self.finish),
        }
        if self.plan.gate_overdue_days and self.plan.phase in marks:
            begin, _end = marks[self.plan.phase]
            marks[self.plan.phase] = (begin, self.now - self.plan.gate_overdue_days * DAY)
        elif self.plan.phase in marks and marks[self.plan.phase][1] <= self.now:
            begin, _end = marks[self.plan.phase]
            marks[self.plan.phase] = (begin, self.now + 25 * DAY)
        for kind, (begin, end) in marks.items():
            yield kind, begin.date(), end.date()
        yield phases.MONITORING, marks[phases.EXECUTION][0].date(), marks[phases.CLOSING][1].date()

    def _case(self, project: Project) -> None:
        plan, at = self.plan, self.start + 5 * DAY
        costs = (Flow(0, "cost", "Project", Decimal(plan.budget)),)
        running = tuple(
            Flow(year, "cost", "Running it", Decimal(plan.budget // 20))
            for year in range(1, len(plan.benefits))
        )
        gains = tuple(
            Flow(year, "benefit", "Savings", Decimal(amount))
            for year, amount in enumerate(plan.benefits)
            if amount
        )
        draft = DraftCase(
            project_id=project.pk, title=f"Why {plan.name}", summary=plan.objectives, currency=self.currency,
            discount_rate=Decimal("0.06"), flows=(*costs, *running, *gains),
        )  # fmt: skip
        case = draft_case(self.manager, draft, at=at)
        case = submit_case(self.manager, SubmitCase(case.pk, case.version), at=at + DAY)
        if plan.case == "approved":
            decision = DecideCase(case.pk, case.version, approve=True, note="Worth its money as planned.")
            decide_case(self.sponsor, decision, at=at + 6 * DAY)

    def _pass_gate(self, project: Project, at: datetime) -> None:
        self._decide_gate(project, at, "go", "Evidence complete.")

    def _decide_gate(self, project: Project, at: datetime, outcome: str, note: str) -> None:
        review = ask_for_gate(self.manager, AskForGate(project.pk, None), at=at - 3 * DAY)
        conditions: tuple[tuple[str, date], ...] = ()
        if outcome == "go" and any(not item["met"] for item in review.criteria):
            outcome = "go_with_conditions"
            open_points = [item["title"] for item in review.criteria if not item["met"]]
            conditions = tuple((title, (at + 30 * DAY).date()) for title in open_points)
        answer = AnswerGate(project.pk, review.number, None, outcome, note, conditions)
        answer_gate(self.sponsor, answer, at=at)

    def _promise(self, project: Project, at: datetime) -> None:
        plan = self.plan
        for index, (title, size) in enumerate(plan.scope, start=1):
            item = AddScopeItem(
                project_id=project.pk, code=f"S{index:02d}", title=title, size=Decimal(size),
                valid_on=at.date(), kind="baseline",
            )  # fmt: skip
            add_scope_item(self.manager, item, at=at)
        promise = SetBaseline(
            project_id=project.pk, budget=Money(Decimal(plan.budget), self.currency), start=self.start.date(),
            finish=self.finish.date(), valid_from=at.date(), reason="Approved plan",
        )  # fmt: skip
        set_baseline(self.sponsor, promise, at=at)

    def _months(self) -> Iterator[tuple[float, datetime]]:
        """Share of the time so far and the moment of each month's report, the last one a few days ago."""
        begin, end = self.start + 50 * DAY, self.until - 3 * DAY
        steps = max(1, round((end - begin) / MONTH))
        for step in range(1, steps + 1):
            yield step / steps, begin + (end - begin) * (step / steps)

    def _month(self, project: Project, share: float, at: datetime) -> None:
        plan = self.plan
        before = getattr(self, "_spent", Decimal(0))
        spent = Decimal(str(plan.budget * plan.spent * smooth(share))).quantize(CENT)
        self._spent = spent
        self._spend(project, spent - before, at)
        if plan.phase != phases.PLANNING:
            done = Decimal(str(round(plan.progress * smooth(share), 4)))
            progress = ReportProgress(
                project_id=project.pk, complete=done, valid_on=at.date(), note="Monthly report"
            )
            report_progress(self.manager, progress, at=at)
        # Bad news arrives late: the forecast starts to move after a third of the way.
        moved = max(0.0, (share - 0.33) / 0.67)
        amount = Decimal(str(plan.budget * (1 + (plan.forecast - 1) * moved))).quantize(Decimal(100))
        forecast = ReportForecast(
            project_id=project.pk, amount=Money(amount, self.currency),
            finish=(self.finish + plan.slip_days * moved * DAY).date(), valid_on=at.date(),
            note="Monthly report",
        )  # fmt: skip
        report_forecast(self.manager, forecast, at=at)

    def _spend(self, project: Project, amount: Decimal, at: datetime) -> None:
        labour = (amount * Decimal(str(self.random.uniform(0.5, 0.75)))).quantize(CENT)
        for category, part, text in (
            ("labour", labour, "Project team"), ("procurement", amount - labour, "Suppliers")
        ):  # fmt: skip
            if part > 0:
                cost = PostCost(
                    project_id=project.pk, amount=Money(part, self.currency), category=category,
                    valid_on=at.date(), description=f"{text}, {at:%B %Y}",
                )  # fmt: skip
                post_cost(self.cast.actor("fiona"), cost, at=at)

    def _grow(self, project: Project) -> None:
        for index, growth in enumerate(sorted(self.plan.growth, key=lambda one: -one.months_ago), start=1):
            self._grow_by(project, growth, f"G{index:02d}")
        if self.plan.removed:
            self._shrink(project, *self.plan.removed)

    def _grow_by(self, project: Project, growth: Growth, code: str) -> None:
        at = self.now - growth.months_ago * MONTH
        item = AddScopeItem(
            project_id=project.pk, code=code, title=growth.title, size=Decimal(growth.size),
            valid_on=at.date(), note="Asked for in the weekly meeting",
        )  # fmt: skip
        entry = add_scope_item(self.manager, item, at=at)
        if growth.change is None:
            return
        change = raise_change(
            self.manager,
            RaiseChange(
                project_id=project.pk, title=growth.change, reason="Asked for by the business",
                budget_delta=Decimal(growth.budget), finish_delta_days=growth.days, entry_ids=(entry.pk,),
            ),
            at=at + 4 * DAY,
        )  # fmt: skip
        if growth.decided:
            decision = DecideChange(project.pk, change.number, change.version, approve=True, note="Worth it.")
            decide_change(self.sponsor, decision, at=at + 12 * DAY)

    def _shrink(self, project: Project, title: str, size: int) -> None:
        at = self.now - 45 * DAY
        item = next(one for one in project.scope_items.all() if one.title == title)
        less = ChangeScope(
            project_id=project.pk, item_id=item.pk, kind="removed", size=-Decimal(size), valid_on=at.date(),
            note="Nobody uses them",
        )  # fmt: skip
        change_scope(self.manager, less, at=at)

    def _end(self, project: Project) -> None:
        plan = self.plan
        if plan.phase == phases.CLOSING:
            self._pass_gate(project, self.now - 20 * DAY)
        if plan.phase == phases.CLOSED:
            self._pass_gate(project, self.until - 20 * DAY)
            self._pass_gate(project, self.until)
        if plan.stopped:
            self._decide_gate(
                project, self.now - 10 * DAY, "stop", "The tender came back half as dear again: not worth it."
            )
