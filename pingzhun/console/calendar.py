"""工作日历: an administrator loads a year as it was published; every open deadline is counted again and the people told (P11)."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pingzhun.base import access
from pingzhun.deadlines.schedule import Moved, recompute
from pingzhun.directory.http import Request
from pingzhun.filings.queries import administers
from pingzhun.ledger import log
from pingzhun.regimes.calendar import Day, calendar_years, load_year, parse_days
from pingzhun.ui.components import Crumb

EXAMPLE = "2027-02-05 至 2027-02-11 放假 春节\n2027-02-14 上班 春节"


class CalendarForm(forms.Form):
    year = forms.IntegerField(label="年份", min_value=2020, max_value=2100)
    source = forms.CharField(
        label="依据", max_length=200, help_text="如：国务院办公厅关于 2027 年部分节假日安排的通知"
    )
    days = forms.CharField(label="放假和调休", widget=forms.Textarea(attrs={"rows": 12}))

    def clean_days(self) -> list[Day]:
        return parse_days(self.cleaned_data["days"])

    def clean(self) -> dict[str, Any]:
        return super().clean() or self.cleaned_data


@transaction.atomic
def load(
    *, year: int, days: list[Day], source: str, by: str, now: datetime
) -> tuple[list[date], list[Moved]]:
    """Load a year and count every open deadline again; returns the days that changed and the deadlines that moved.
    Raises ValidationError.
    """
    changed = load_year(year, days, source=source, now=now)
    moved = recompute(calendar_years=[year], now=now)
    log.append(
        kind="calendar.loaded",
        subject=f"calendar/{year}",
        data={
            "source": source,
            "changed": [day.isoformat() for day in changed],
            "moved": len(moved),
            "by": by,
        },
        now=now,
    )
    return changed, moved


@access.any_capacity
@require_http_methods(["GET", "POST"])
def calendar_page(request: Request) -> HttpResponse:
    if not administers(request.actor):
        raise Http404
    form = CalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            changed, moved = load(
                year=data["year"],
                days=data["days"],
                source=data["source"],
                by=request.actor.capacity.organisation.credit_code if request.actor.capacity else "",
                now=request.now,
            )
        except forms.ValidationError as error:
            form.add_error("days", error)
        else:
            messages.success(
                request, f"已加载 {data['year']} 年：{len(changed)} 天有变化，{len(moved)} 个期限已重新计算。"
            )
            return redirect("console:calendar")
    context = {
        "form": form,
        "years": calendar_years(request.now),
        "example": EXAMPLE,
        "crumbs": [Crumb("工作台", "/console/"), Crumb("基础数据"), Crumb("工作日历")],
    }
    return render(request, "console/calendar.html", context)
