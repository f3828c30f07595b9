"""项目情况: what the actor's market counts week by week, on the home page and in full (R3)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from pingzhun.base import access
from pingzhun.base.weeks import Week, weeks_until
from pingzhun.cases.weekly import Weekly, WeeklyFigure, boards
from pingzhun.directory.actors import Actor
from pingzhun.directory.http import Request
from pingzhun.filings.queries import market_of
from pingzhun.filings.tables import cell
from pingzhun.ui.components import Crumb

WEEKS = 26
PAGE = 20
LABELS = ("本周", "上周")


@dataclass(frozen=True)
class Shown:
    """A figure of the home page; weeks: (label, value, address of the page of its cases), this week first."""

    figure: WeeklyFigure
    weeks: list[tuple[str, Decimal, str]]


def board_of(actor: Actor) -> Weekly | None:
    key = market_of(actor)
    return boards.get(key) if key in boards else None


def situation(actor: Actor, *, now: datetime) -> dict[str, Any] | None:
    """What `console/_weekly.html` shows; None where the market counts nothing."""
    board = board_of(actor)
    if board is None:
        return None
    weeks = weeks_until(Week.of(now), WEEKS)
    by_week = board.by_week(actor, weeks)
    newest = weeks[: -len(LABELS) - 1 : -1]
    return {
        "scope": board.scope(actor),
        "weeks": list(zip(LABELS, newest, strict=True)),
        "figures": [
            Shown(
                figure,
                [
                    (label, value, address(figure, week))
                    for label, week, value in zip(LABELS, newest, by_week[figure.key][::-1], strict=False)
                ],
            )
            for figure in board.figures
        ],
        "columns": board.figures,
        "rows": [
            (week, [(figure, by_week[figure.key][index]) for figure in board.figures])
            for index, week in enumerate(weeks)
        ],
    }


def address(figure: WeeklyFigure, week: Week) -> str:
    return f"{reverse('console:weekly', args=[figure.key])}?week={week}"


@access.any_capacity
@require_GET
def weekly_page(request: Request, key: str) -> HttpResponse:
    """The cases behind a figure of a week; together they make the figure."""
    board = board_of(request.actor)
    figure = next((each for each in board.figures if each.key == key), None) if board else None
    if board is None or figure is None:
        raise Http404
    this_week = Week.of(request.now)
    try:
        week = Week.named(request.GET["week"]) if "week" in request.GET else this_week
    except ValueError:
        raise Http404 from None
    if week > this_week:
        raise Http404
    cases = board.cases(figure, request.actor, week)
    page = Paginator(cases, PAGE).get_page(request.GET.get("page"))
    context = {
        "figure": figure,
        "scope": board.scope(request.actor),
        "week": week,
        "name": {this_week: "本周", this_week - 1: "上周"}.get(week, ""),
        "before": week - 1,
        "after": week + 1 if week < this_week else None,
        "value": figure.of(cases),
        "page": page,
        "labels": [label for label, _ in figure.columns],
        "rows": [
            (case, [(label, cell(case, column)) for label, column in figure.columns])
            for case in page.object_list
        ],
        "crumbs": [Crumb("工作台", reverse("console:home")), Crumb(figure.title)],
    }
    return render(request, "console/weekly.html", context)
