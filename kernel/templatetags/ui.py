"""Formatting tags and block components: finished values in, marked-up text out.

Amounts, durations and times are only written here, never computed. The clock comes from the argument or
from the context variable `now`; without one a time is shown in its absolute form.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Any

from django import template
from django.template import Context, Engine
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kernel.charts import Tick
from kernel.figures import Figure
from kernel.money import MINOR_DIGITS, Money

register = template.Library()

MINUS = "\u2212"
THIN = "\u00a0"
SPRITE = "vendor/lucide/icons.svg"
TONES = frozenset({"ok", "notice", "warning", "critical", "info", "neutral"})
MESSAGE_TONES = {"success": "ok", "error": "critical", "warning": "warning", "debug": "neutral"}
COMPACT = ((Decimal(10**9), "bn"), (Decimal(10**6), "M"), (Decimal(10**3), "k"))
REASONS = {
    "no_baseline": gettext_lazy("No approved baseline yet"),
    "not_started": gettext_lazy("Work has not started"),
    "zero_planned": gettext_lazy("Nothing was planned to date"),
    "zero_actual": gettext_lazy("Nothing has been spent to date"),
    "zero_remaining_budget": gettext_lazy("No budget is left to divide by"),
    "no_sign_change": gettext_lazy("The cash flow never changes sign"),
    "multiple_roots": gettext_lazy("More than one rate solves the equation"),
    "no_data": gettext_lazy("No data"),
    "stale_data": gettext_lazy("The data is too old to rely on"),
    "mixed_currency": gettext_lazy("The parts are in different currencies"),
    "finished": gettext_lazy("The work is finished"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One symbol of the sprite; hidden from assistive technology unless it carries a label of its own."""
    href = f"{_sprite()}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


@cache
def _sprite() -> str:
    """The address of the sprite; it cannot change while the process lives, and a long list asks often."""
    return static(SPRITE)


@cache
def _tone_icon(name: str) -> SafeString:
    return icon(name)


@register.simple_tag
def chip(tone: str, label: object, title: object = "") -> SafeString:
    """A status: tone as colour, shape as icon, and the word. An unknown tone is drawn as neutral."""
    known_tone = tone if tone in TONES else "neutral"
    hint = format_html(' title="{}"', title) if title else ""
    return format_html(
        '<span class="chip tone-{}"{}>{}{}</span>', known_tone, hint, _tone_icon(known_tone), label
    )


@register.filter
def tone(level: str) -> str:
    """The tone of a message level (`success`, `error`, …)."""
    return MESSAGE_TONES.get(level, "info")


@register.filter
def initials(name: object) -> str:
    """Up to two capitals that stand for a name; a question mark stands for nobody."""
    words = [word for word in str(name or "").replace("_", " ").replace(".", " ").split() if word]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def avatar(name: object, size: str = "") -> SafeString:
    """A disc with the initials; the name itself stands beside it."""
    kind = f"avatar avatar-{size}" if size else "avatar"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', kind, initials(name))


@register.filter
def duration(minutes: float | Decimal | None) -> str:
    """Whole minutes as hours and minutes: 135 is `2 h 15 m`; None is an en dash."""
    if minutes is None:
        return "–"
    whole = int(rounded(minutes, 0))
    hours, rest = divmod(abs(whole), 60)
    parts = [f"{hours:,}{THIN}h"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{THIN}m")
    return (MINUS if whole < 0 else "") + THIN.join(parts)


def rounded(value: float | Decimal, places: int) -> Decimal:
    """Half-even, as money is; needed because the locale formatter cuts decimals off instead."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def grouped(value: float | Decimal, places: int, *, plus: bool = False) -> str:
    """A number in the reader's locale, grouped, with a true minus and, if asked, a plus; zero has no sign."""
    exact = rounded(value, places)
    sign = MINUS if exact < 0 else "+" if plus and exact > 0 else ""
    return sign + number_format(abs(exact), places, use_l10n=True, force_grouping=True)


def _compact(amount: Decimal, *, plus: bool) -> str:
    """Three or four figures and a suffix; what rounds up to 1,000k is written 1.0M."""
    for size, suffix in COMPACT:
        if abs(amount) >= size * Decimal("0.9995"):
            scaled = amount / size
            return grouped(scaled, 1 if abs(scaled) < 100 else 0, plus=plus) + suffix
    return grouped(amount, 0, plus=plus)


@register.simple_tag
def money(
    value: Money | Decimal | int | None, currency: str = "", *, compact: bool = False, sign: bool = False
) -> SafeString:
    """An amount with its currency, to the minor unit or compact (`1.2M`), the exact one in the title."""
    if value is None:
        return figure(None, reason="no_data")
    amount, code = (value.amount, value.currency) if isinstance(value, Money) else (Decimal(value), currency)
    exact = grouped(amount, MINOR_DIGITS.get(code, 2), plus=sign)
    shown = _compact(amount, plus=sign) if compact else exact
    hint = format_html(' title="{} {}"', exact, code) if compact else ""
    return format_html('<span class="num"{}>{}<span class="unit">\u00a0{}</span></span>', hint, shown, code)


@register.simple_tag
def figure(value: object, unit: object = "", reason: str = "") -> SafeString:
    """A value with its unit, or an en dash that says why there is none. Takes a `Figure` or finished text."""
    if isinstance(value, Figure):
        value, reason = _opened(value)
    if value is None or value == "":
        why = reason_text(reason or "no_data")
        dash = format_html('<span aria-hidden="true">–</span><span class="sr">{}</span>', why)
        return format_html('<span class="num none" title="{}">{}</span>', why, dash)
    tail = format_html('<span class="unit">\u00a0{}</span>', unit) if unit else ""
    return format_html('<span class="num">{}{}</span>', value, tail)


def _opened(value: Figure[object]) -> tuple[object, str]:
    return value.value, value.null_reason or ""


@register.filter(name="reason")
def reason_text(code: str) -> str:
    """The sentence for a null reason; a sentence given instead of a code passes through."""
    return str(REASONS.get(code, code))


@register.filter
def percent(ratio: float | Decimal | None, places: int = 1) -> str:
    """A ratio as a percentage: 0.934 is `93.4 %`; None is an en dash."""
    return "–" if ratio is None else f"{grouped(ratio * 100, places)}{THIN}%"


@register.filter
def signed(value: float | Decimal | None, places: int = 0) -> str:
    """A number that always shows its sign; zero has none; None is an en dash."""
    return "–" if value is None else grouped(value, places, plus=True)


@register.filter
def absolute(when: datetime) -> str:
    """Day, month by name, year and time in the reader's zone: no order of day and month to guess."""
    return date_format(timezone.localtime(when), "j M Y, H:i")


def relative(when: datetime, now: datetime) -> str:
    """Within a week either way: minutes, hours or days ago or ahead; otherwise the date."""
    seconds = (now - when).total_seconds()
    minutes = int(abs(seconds) // 60)
    if minutes >= 7 * 24 * 60:
        return date_format(timezone.localtime(when), "j M Y")
    if minutes < 1:
        return _("just now")
    span = _span(minutes)
    return _("%(span)s ago") % {"span": span} if seconds > 0 else _("in %(span)s") % {"span": span}


def _span(minutes: int) -> str:
    if minutes < 60:
        return _("%(count)d min") % {"count": minutes}
    if minutes < 24 * 60:
        return _("%(count)d h") % {"count": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@register.simple_tag(takes_context=True)
def rel_time(context: Context, when: datetime | None, now: datetime | None = None) -> SafeString:
    """`3 h ago` within a week of `now`, else the date; the absolute time is in the title."""
    if when is None:
        return figure(None, reason="no_data")
    clock = now or context.get("now")
    shown = relative(when, clock) if isinstance(clock, datetime) else absolute(when)
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>', when.isoformat(), absolute(when), shown
    )


def _block(context: Context, name: str, values: dict[str, Any]) -> SafeString:
    """Renders one component in a context of its own; request-bound values are passed on."""
    engine = Engine.get_default() if context.template is None else context.template.engine
    passed = {key: context.get(key) for key in ("request", "now", "csrf_token")}
    rendered: str = engine.get_template(f"components/{name}.html").render(Context({**passed, **values}))
    return mark_safe(rendered)  # noqa: S308 # nosec B308 B703 the template engine escaped it


@register.simple_block_tag(takes_context=True)
def panel(context: Context, content: str, **values: Any) -> SafeString:
    """`{% panel title="…" %}…{% endpanel %}`: a titled section; see components/panel.html."""
    return _block(context, "panel", {**values, "body": content})


@register.simple_block_tag(takes_context=True)
def dialog(context: Context, content: str, **values: Any) -> SafeString:
    """`{% dialog id="…" title="…" %}…{% enddialog %}`: a native dialog; see components/dialog.html."""
    return _block(context, "dialog", {**values, "body": content})


@register.simple_block_tag(takes_context=True)
def filter_bar(context: Context, content: str, **values: Any) -> SafeString:
    """`{% filter_bar %}fields{% endfilter_bar %}`: a GET form over a list; see components/filter_bar.html."""
    return _block(context, "filter_bar", {**values, "body": content})


@register.simple_block_tag(takes_context=True)
def menu(context: Context, content: str, **values: Any) -> SafeString:
    """`{% menu label="…" icon="…" %}items{% endmenu %}`: a disclosure that works without script."""
    return _block(context, "menu", {**values, "body": content})


@register.simple_block_tag(takes_context=True)
def listing(context: Context, content: str, **values: Any) -> SafeString:
    """`{% listing caption="…" %}<thead>…<tbody>…{% endlisting %}`: the table shell for hand-set rows."""
    return _block(context, "listing", {**values, "body": content})


@register.filter
def tick_text(tick: Tick) -> str:
    """The words of a chart's tick: its own, or its day; a first stands for its month or year."""
    if tick.day is None:
        return tick.label
    first = "Y" if tick.day.month == 1 else "M"
    return date_format(tick.day, first if tick.day.day == 1 else "j M")


@register.filter
def data_cell(value: date | str | None) -> str:
    """One cell of a chart's table: a text, a day in full, or the dash of a gap."""
    if value is None:
        return figure(None, reason="no_data")
    return date_format(value, "j M Y") if isinstance(value, date) else value
