"""Tags and filters of the user interface, known to every template without `{% load %}`."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.template import RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pingzhun.base import money
from pingzhun.ui import forms, icons
from pingzhun.ui.components import CheckItem, Crumb, Fact, Stage, TimelineEntry

register = template.Library()

ABSENT = "—"


@register.inclusion_tag("ui/_breadcrumbs.html")
def breadcrumbs(*steps: str) -> dict[str, Any]:
    """`{% breadcrumbs "项目" url_of_projects lot.title %}`: titles and URLs in turn, the last title without a URL."""
    urls: list[str | None] = [*steps[1::2], None]
    return {"crumbs": [Crumb(str(title), url) for title, url in zip(steps[::2], urls, strict=False)]}


@register.simple_tag
def icon(name: str, *, filled: bool = False, label: str = "", classes: str = "") -> SafeString:
    """Inline SVG. Decorative unless `label` names it. Raises LookupError for an unknown name."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" fill="{}" stroke="{}" stroke-linecap="round"'
        ' stroke-linejoin="round" {}>{}</svg>',
        f"icon {classes}".rstrip(),
        "currentColor" if filled else "none",
        "none" if filled else "currentColor",
        format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"'),
        icons.drawing(name, filled=filled),
    )


@register.simple_tag(takes_context=True)
def module_map(context: RequestContext) -> SafeString:
    """Where the browser finds the packages that our modules import by name (`settings.SCRIPT_MODULES`). It stands before every
    script of its page, in the block `modules`, and is all that the nonce of the page allows.
    """
    imports = {name: static(path) for name, path in settings.SCRIPT_MODULES.items()}
    text = json.dumps({"imports": imports}).replace("<", "\\u003c")
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>', context["request"].csp_nonce, SafeString(text)
    )


@register.inclusion_tag("ui/_stepper.html")
def stepper(stages: Iterable[Stage]) -> dict[str, Any]:
    """A case's course: horizontal on a desktop, a compact list on a phone."""
    return {"stages": stages}


@register.inclusion_tag("ui/_timeline.html")
def timeline(entries: Iterable[TimelineEntry]) -> dict[str, Any]:
    return {"entries": entries}


@register.inclusion_tag("ui/_checklist.html")
def checklist(items: Iterable[CheckItem]) -> dict[str, Any]:
    """Conditions, each met, blocking (with the reason and the article) or not yet known."""
    return {"items": items}


@register.inclusion_tag("ui/_facts.html")
def facts(facts: Iterable[Fact]) -> dict[str, Any]:
    return {"facts": facts}


@register.inclusion_tag("ui/_empty.html")
def empty(
    title: str, text: str = "", url: str = "", label: str = "", *, icon: str = "inbox"
) -> dict[str, Any]:
    """An empty list: what is missing, why, and the one thing to do about it."""
    return {"title": title, "text": text, "url": url, "label": label, "icon": icon}


@register.simple_tag
def state_badge(label: str, tone: str = "neutral") -> SafeString:
    """A state as a badge that never wraps. Tones: neutral, info, good, warn, bad."""
    return format_html('<span class="pz-badge" data-tone="{}">{}</span>', tone or "neutral", label)


@register.inclusion_tag("ui/_pager.html", takes_context=True)
def pager(context: RequestContext, page: Any, *, parameter: str = "page") -> dict[str, Any]:
    """上一页 / 下一页 and, where the paginator knows it, 共 N 条.

    `page` is Django's Page or anything with number, has_previous(), has_next(), and a paginator whose `count` may be
    absent or None; a paginator with a true `capped` has counted only up to `count`.
    """
    paginator = getattr(page, "paginator", None)
    query = context["request"].GET.copy()

    def page_query(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous_query": page_query(page.number - 1),
        "next_query": page_query(page.number + 1),
        "count": getattr(paginator, "count", None),
        "pages": getattr(paginator, "num_pages", None),
        "capped": getattr(paginator, "capped", False),
    }


@register.inclusion_tag("ui/_filters.html", takes_context=True)
def filters(context: RequestContext, form: BaseForm, *, shown: int = 3) -> dict[str, Any]:
    """The GET form above a list: the first `shown` fields, the rest under 更多筛选, and what is active as chips."""
    request = context["request"]
    visible = form.visible_fields()
    active = list(forms.active_filters(form, request.GET))
    return {
        "form": form,
        "request": request,
        "first": visible[:shown],
        "more": visible[shown:],
        "more_open": any(chip.name == field.name for chip in active for field in visible[shown:]),
        "active": active,
    }


@register.simple_tag
def field(bound_field: BoundField) -> SafeString:
    """A field of a form with its label, required mark, control, help and errors."""
    return bound_field.as_field_group()


@register.inclusion_tag("ui/forms/_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """The error summary, for a template that lays out the fields itself. `{{ form }}` contains it already."""
    return {"form": form, "errors": forms.error_links(form)}


@register.simple_tag
def form_groups(form: BaseForm) -> list[forms.Group]:
    return forms.groups(form)


@register.filter
def yuan(amount: Decimal | int | None) -> str:
    """1,280,000.00; without the unit. Absent is a dash."""
    return ABSENT if amount is None or amount == "" else money.format_yuan(Decimal(amount))


@register.filter
def wan(amount: Decimal | int | None) -> str:
    """128.00, in 万元; without the unit. Absent is a dash."""
    return ABSENT if amount is None or amount == "" else money.in_wan(Decimal(amount))


@register.filter
def uppercase_yuan(amount: Decimal | int | None) -> str:
    """大写金额: 壹佰贰拾捌万元整. Absent is a dash."""
    return ABSENT if amount is None or amount == "" else money.to_uppercase(Decimal(amount))


@register.inclusion_tag("ui/_amount.html")
def amount(value: Decimal | None, *, uppercase: bool = False) -> dict[str, Any]:
    """An amount in full: 元, 万元 beside it from one 万 up, and 大写 where asked."""
    return {"value": value, "in_wan": value is not None and abs(value) >= 10_000, "uppercase": uppercase}


@register.filter
def when(moment: datetime | date | None) -> str:
    """2026-11-21 09:30 in the site's time zone; a plain date is 2026-11-21. Absent is a dash."""
    if not moment:
        return ABSENT
    if isinstance(moment, datetime):
        return (
            f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
            if timezone.is_aware(moment)
            else f"{moment:%Y-%m-%d %H:%M}"
        )
    return f"{moment:%Y-%m-%d}"


@register.simple_tag
def countdown(deadline: datetime, now: datetime) -> SafeString:
    """What is left until `deadline`, ticking in the browser on the server's clock."""
    return format_html(
        '<time class="pz-countdown" role="timer" data-countdown datetime="{}" data-now="{}" data-urgency="{}">{}</time>',
        deadline.isoformat(),
        now.isoformat(),
        _urgency(deadline - now),
        _remaining(deadline - now),
    )


def _remaining(left: timedelta) -> str:
    if left <= timedelta(0):
        return "已截止"
    days, seconds = divmod(ceil(left.total_seconds()), 86400)
    clock = f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    return f"{days} 天 {clock}" if days else clock


def _urgency(left: timedelta) -> str:
    if left <= timedelta(0):
        return "over"
    if left < timedelta(hours=1):
        return "last"
    return "soon" if left < timedelta(days=1) else "far"
