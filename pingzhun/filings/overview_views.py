"""The page of an overview: rows that are no cases, with what can be begun from each."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pingzhun.base.spreadsheet import workbook
from pingzhun.directory.http import Request
from pingzhun.filings.desks import Overview
from pingzhun.filings.pages import breadcrumbs
from pingzhun.filings.tables import cell

PAGE = 20
EXPORTED = 5000


@require_GET
def overview(request: Request, overview: Overview) -> HttpResponse:
    rows = overview.rows(request.actor, now=request.now)
    form = overview.filters(request.GET, queryset=rows, request=request) if overview.filters else None
    rows = form.qs if form is not None else rows
    menu = overview.menu_for(request.actor) or overview.title
    title = menu.rpartition("/")[2]
    labels = [label for label, _ in overview.columns]
    if request.GET.get("format") == "xlsx":
        exported = [[cell(row, column) for _, column in overview.columns] for row in rows[:EXPORTED]]
        return workbook(title, labels, exported)
    can_begin = request.actor.can_file or overview.personal
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = [
        (
            overview.link(row),
            [(label, cell(row, column)) for label, column in overview.columns],
            overview.opens(row, request.actor) if can_begin else None,
        )
        for row in page.object_list
    ]
    context = {
        "overview": overview,
        "title": title,
        "labels": labels,
        "lines": lines,
        "page": page,
        "filter": form,
        "acts": bool(overview.view) or any(opening for *_, opening in lines),
        "crumbs": breadcrumbs(menu),
    }
    return render(request, overview.template, context)
