"""Rows of the plan: which tasks are shown, and each as finished text.

Rows are joined by hand: two thousand of them through template lookups would cost more than the schedule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kernel.templatetags.ui import chip, figure, percent
from projects.domain.plan_outline import Node
from projects.domain.plan_words import duration_text
from projects.models import Dependency, PlanBaselineTask, Task
from projects.selectors.plan import PlanView
from projects.web.plan_forms import day_of

# More rows than this are folded to summaries until somebody opens them.
MOST_ROWS = 200
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the outline is looked at: below a task, to a depth, with the link back to it."""

    nodes: tuple[Node, ...]
    below: str
    level: int | None
    folded: int

    def query(self, **more: str) -> str:
        """The address of this window with other parameters."""
        kept = {"below": self.below, "level": "" if self.level is None else str(self.level), **more}
        return "?" + urlencode({name: value for name, value in kept.items() if value})


def window(view: PlanView, below: str, level: str) -> Window:
    """The rows asked for: `level` is a depth, `all`, or blank for as deep as `MOST_ROWS` allows."""
    nodes = view.nodes
    if below:
        top = view.node_of[view.task(below).pk]
        nodes = [node for node in nodes if f"{node.number}.".startswith(f"{top.number}.")]
    base = nodes[0].depth if nodes and below else 1
    wanted = int(level) if level.isdecimal() and 0 < int(level) < 100 else None
    depth = _depth(nodes, base) if wanted is None and level != "all" else wanted
    shown = tuple(node for node in nodes if depth is None or node.depth - base < depth)
    return Window(shown, below, wanted, len(nodes) - len(shown))


def _depth(nodes: list[Node], base: int) -> int | None:
    """The deepest level of which all rows fit, at least one; None when everything fits."""
    if len(nodes) <= MOST_ROWS:
        return None
    counts: dict[int, int] = defaultdict(int)
    for node in nodes:
        counts[node.depth - base + 1] += 1
    total, best = 0, 1
    for depth in sorted(counts):
        total += counts[depth]
        if total > MOST_ROWS:
            break
        best = depth
    return best


@lru_cache(maxsize=4096)
def day_text(day: date) -> str:
    """A day of the plan; the year stands at it, a plan can be long."""
    return date_format(day, "j M Y")


def finish_text(moment: datetime, view: PlanView) -> str:
    """The day on which something is finished."""
    found = day_of(moment, view.zone, end=True)
    return "" if found is None else day_text(found)


def slip_text(days: int) -> str:
    """How far a date lies from the frozen one."""
    if days == 0:
        return _("as frozen")
    count = ngettext("%(count)d day", "%(count)d days", abs(days)) % {"count": abs(days)}
    return (_("%(days)s later") if days > 0 else _("%(days)s earlier")) % {"days": count}


def slip_days(view: PlanView, code: str, frozen: Mapping[str, PlanBaselineTask]) -> int | None:
    """Calendar days between the frozen finish and the present one; None when it was not frozen."""
    if code not in frozen:
        return None
    now, then = view.dates(code)[1], frozen[code].finish_at
    return (now.astimezone(view.zone).date() - then.astimezone(view.zone).date()).days


class Rows:
    """Draws the rows of one page."""

    def __init__(
        self, view: PlanView, shown: Window, frozen: Mapping[str, PlanBaselineTask], *, can_edit: bool,
        picked: str, editing: str,
    ) -> None:  # fmt: skip
        self.view, self.shown, self.frozen = view, shown, frozen
        self.can_edit, self.picked, self.editing = can_edit, picked, editing
        self.waits: dict[int, list[Dependency]] = defaultdict(list)
        for link in view.links:
            self.waits[link.successor_id].append(link)
        self.words: Mapping[str, Any] = {
            name: str(text) for name, text in (
                ("duration", _("Duration")), ("start", _("Start")), ("finish", _("Finish")),
                ("waits", _("Waits for")), ("float", _("Float")), ("done", _("Done")), ("slip", _("Slip")),
                ("milestone", _("Milestone")), ("open", _("Show only what is below")),
            )
        }  # fmt: skip
        self.critical = chip("critical", _("Critical"))
        self.none = {reason: figure(None, reason=reason) for reason in ("finished", "no_data", "no_baseline")}

    def all(self) -> list[tuple[Task, SafeString]]:
        """Every row shown, with the task it is of."""
        tasks = self.view.tasks
        return [(tasks[node.id], self._row(node, tasks[node.id])) for node in self.shown.nodes]

    def _row(self, node: Node, task: Task) -> SafeString:
        start, finish = self.view.dates(task.code)
        first = day_of(start, self.view.zone)
        label = self.words
        cells = [
            self._pick(task),
            f'<td class="id">{node.number}</td>',
            self._title(node, task),
            _cell(label["duration"], self._duration(node, task), "n"),
            _cell(label["start"], day_text(first) if first else "", "n"),
            _cell(label["finish"], finish_text(finish, self.view), "n"),
            _cell(label["waits"], self._waiting(task), "low wrap"),
            _cell(label["float"], self._float(task), "n"),
            _cell(label["done"], self._done(task), "n"),
            _cell(label["slip"], self._slip(task), "n low"),
        ]
        kinds = [
            name
            for name, on in (("plan-summary", node.summary), ("plan-editing", task.code == self.editing))
            if on
        ]
        kind = f' class="{" ".join(kinds)}"' if kinds else ""
        row = f'<tr id="{escape(task.code)}"{kind}>{"".join(cells)}</tr>'
        return SafeString(row)  # nosec B703 every part is escaped

    def _pick(self, task: Task) -> str:
        if not self.can_edit:
            return ""
        here = " checked data-autofocus" if task.code == self.picked else ""
        code = escape(task.code)
        return (
            f'<td class="pick"><input type="radio" name="pick" form="plan-move" value="{code}:{task.version}"'
            f' aria-label="{escape(_("Select"))} {code}"{here}></td>'
        )

    def _title(self, node: Node, task: Task) -> str:
        depth = min(node.depth, DEEPEST)
        text: str = escape(task.title)
        if self.can_edit:
            url = escape(f"{self.shown.query(edit=task.code)}#{task.code}")
            text = f'<a href="{url}" data-row-link hx-get="{url}" hx-push-url="true">{text}</a>'
        sign, below = "", ""
        if task.milestone:
            word = f'<span class="sr">{self.words["milestone"]}</span>'
            sign = f'<span class="plan-diamond" aria-hidden="true"></span>{word}'
        if node.summary and self.shown.below != task.code:
            url = escape("?" + urlencode({"below": task.code}))
            hint = f"{self.words['open']} {escape(task.code)}"
            below = f' <a class="plan-open" href="{url}" aria-label="{hint}" title="{hint}">\u25b8</a>'
        return (
            f'<td class="main plan-depth-{depth}">{sign}{text}{below}'
            f'<span class="sub">{escape(task.code)}</span></td>'
        )

    def _duration(self, node: Node, task: Task) -> str:
        if node.summary:
            return ""
        text = duration_text(task.duration, 24 * 60 if task.elapsed else self.view.minutes_a_day)
        return f"{text} {_('elapsed')}" if task.elapsed else text

    def _waiting(self, task: Task) -> str:
        return escape(", ".join(self.link_text(link) for link in self.waits[task.pk]))

    def link_text(self, link: Dependency) -> str:
        """A link as plans write it: `T-2`, `T-2 SS+1 d`."""
        code = self.view.tasks[link.predecessor_id].code
        if link.kind == "FS" and not link.lag:
            return code
        lag = duration_text(link.lag, self.view.minutes_a_day, plus=True) if link.lag else ""
        return f"{code} {link.kind}{lag}"

    def _float(self, task: Task) -> str:
        row = self.view.schedule.tasks[task.code]
        if row.critical:
            return self.critical
        if row.total_float is None:
            return self.none["finished"]
        return duration_text(row.total_float, self.view.minutes_a_day)

    def _done(self, task: Task) -> str:
        value = self.view.complete[task.pk]
        return self.none["no_data"] if value is None else percent(value, 0)

    def _slip(self, task: Task) -> str:
        days = slip_days(self.view, task.code, self.frozen)
        return self.none["no_baseline"] if days is None else escape(slip_text(days))


def _cell(label: str, content: str, kind: str) -> str:
    kind = kind if content else f"{kind} plan-none"
    return f'<td class="{kind}" data-label="{label}">{content}</td>'
