"""政策与规则 and 工作日历: the figures and the days by which the platform counts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.directory.models import Jurisdiction
from pingzhun.regimes.calendar import Year, calendar_years
from pingzhun.regimes.figures import FIGURES, Figure, figure_on
from pingzhun.regimes.models import DayKind, FigureOverride, Regime
from pingzhun.ui.components import Crumb

SUBJECTS = {
    "tender": "公开招标",
    "negotiation": "竞争性谈判",
    "inquiry": "询价",
    "single_source": "单一来源",
    "consultation": "竞争性磋商",
    "committee": "评标委员会与评审小组",
    "experts": "评审专家",
    "avoidance": "回避",
    "price": "价格分",
    "low_price": "异常低价",
    "bond": "保证金",
    "award": "中标",
    "contract": "合同",
    "records": "采购文件",
    "enquiry": "询问",
    "challenge": "质疑",
    "complaint": "投诉",
    "intermediary": "中介超市",
    "smallworks": "散小工程",
    "tendering": "政府采购",
}


@access.public
@require_safe
def policies(request: Request) -> HttpResponse:
    """Every legal figure in force today, with its article, and what jurisdictions have set for themselves."""
    today = localdate(request.now)
    return render(
        request,
        "portal/policies.html",
        {
            "crumbs": [Crumb("首页", "/"), Crumb("政策与规则")],
            "subjects": figures_in_force(today),
            "regimes": Regime.objects.all(),
            "overrides": local_figures(today),
        },
    )


def figures_in_force(day: date) -> list[tuple[str, list[Figure]]]:
    by_subject: dict[str, list[Figure]] = defaultdict(list)
    for key in dict.fromkeys(figure.key for figure in FIGURES if figure.effective_from <= day):
        by_subject[SUBJECTS[key.partition(".")[0]]].append(figure_on(key, day))
    return list(by_subject.items())


def local_figures(day: date) -> list[tuple[str, Figure, FigureOverride]]:
    """Jurisdiction, figure as set there, and the row that set it (which may take effect on a coming day)."""
    names = dict(Jurisdiction.objects.values_list("code", "name"))
    return [
        (
            names.get(row.jurisdiction_code, row.jurisdiction_code),
            row.applied_to(figure_on(row.key, max(day, row.effective_from))),
            row,
        )
        for row in FigureOverride.objects.all()
    ]


@access.public
@require_safe
def calendar(request: Request) -> HttpResponse:
    """One year of the 工作日历, by default this one."""
    years = calendar_years(request.now)
    today = localdate(request.now)
    asked = request.GET.get("year", str(today.year))
    year = next((each for each in years if str(each.year) == asked), None)
    if year is None:
        raise Http404("没有这一年的工作日历。")
    return render(
        request,
        "portal/calendar.html",
        {
            "crumbs": [Crumb("首页", "/"), Crumb("工作日历")],
            "years": years,
            "year": year,
            "months": months(year, today=today),
            "workdays": sum(map(year.is_workday, _days(year.year))),
        },
    )


@dataclass(frozen=True)
class Cell:
    """A day in a month's table; a blank one has no number. state: rest, holiday, makeup or nothing."""

    number: int | None
    state: str = ""
    name: str = ""
    today: bool = False


def months(year: Year, *, today: date) -> list[tuple[int, list[list[Cell]]]]:
    """The weeks of every month, Monday first."""
    names = {day.date: day.name for day in year.days}
    cells: dict[int, list[Cell]] = defaultdict(list)
    for day in _days(year.year):
        if day.day == 1:
            cells[day.month] = [Cell(None)] * day.weekday()
        cells[day.month].append(Cell(day.day, _state(year, day), names.get(day, ""), day == today))
    return [(month, [row[at : at + 7] for at in range(0, len(row), 7)]) for month, row in cells.items()]


def _state(year: Year, day: date) -> str:
    match year.kinds.get(day):
        case DayKind.HOLIDAY:
            return "holiday"
        case DayKind.MAKEUP_WORKDAY:
            return "makeup"
    return "" if year.is_workday(day) else "rest"


def _days(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
