"""The console's own pages: home, to-do, the demo clock."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from pingzhun.base import access
from pingzhun.base.requests import number
from pingzhun.cases.dossiers import case_id_of, subject
from pingzhun.cases.markets import markets
from pingzhun.cases.models import Case
from pingzhun.console.menus import menu_of
from pingzhun.console.weekly import situation
from pingzhun.deadlines.kinds import kinds as deadline_kinds
from pingzhun.deadlines.models import Deadline
from pingzhun.deadlines.schedule import upcoming
from pingzhun.deadlines.worker import run_pending
from pingzhun.directory.actors import Actor
from pingzhun.directory.http import Request
from pingzhun.filings.announce import page_of
from pingzhun.filings.desks import desk, desks, overviews
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import administers, inbox, own, to_correct, visible_cases, waiting
from pingzhun.filings.tables import cell
from pingzhun.messages.inbox import unread
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock
from pingzhun.ui.components import Crumb, Fact

SHOWN = 6


@access.signed_in
@require_GET
def home(request: Request) -> HttpResponse:
    """工作台: what waits for me, what I wait for, what falls due, what is new."""
    actor = request.actor
    if actor.kind is None:
        mine = next((each for each in overviews() if each.personal and each.is_for(actor)), None)
        return redirect(f"desks:{mine.key}") if mine else join(request)
    to_do, waits, corrections = inbox(actor), waiting(actor), to_correct(actor)
    counts = to_do.count(), corrections.count(), waits.count()
    context = {
        "facts": [
            Fact("待我审核", counts[0], hint="等待您单位审核的事项", tone="warn" if counts[0] else ""),
            Fact("待我修改", counts[1], hint="编辑中或审核不通过的事项"),
            Fact("等待他人", counts[2], hint="已提交、等待对方审核的事项"),
            Fact("未读消息", unread(request.user), hint="站内消息"),
        ],
        "situation": situation(actor, now=request.now),
        "to_do": rows(to_do.order_by("submitted_at", "pk")[:SHOWN]),
        "corrections": rows(corrections[:SHOWN]),
        "waits": rows(waits.order_by("submitted_at", "pk")[:SHOWN]),
        "deadlines": deadlines_of(actor, request),
        "notices": Notice.objects.order_by("-published_at", "-pk")[:SHOWN],
        "panels": panels(actor, now=request.now),
        "shortcuts": [group for group in menu_of(actor, path="") if group.title],
    }
    return render(request, "console/home.html", context)


def rows(filings: QuerySet[Filing]) -> list[tuple[Filing, str, str]]:
    """Filings with the title of their desk and the address of their page."""
    found = filings.select_related("case", "organisation", "awaiting_organisation", "submitted_by")
    return [(filing, desk(filing.desk).title, page_of(filing)) for filing in found]


def panels(
    actor: Actor, *, now: datetime
) -> list[tuple[str, str, str, list[tuple[str | None, object, object]]]]:
    """What the market shows on the home page instead of the latest notices: title, address, what an empty one says, and of each
    of the first rows its address, its name and what stands beside it.
    """
    here = [each for each in overviews() if each.is_for(actor)]
    return [
        (
            each.title,
            reverse(f"desks:{each.key}"),
            each.empty,
            [
                (each.link(row), cell(row, each.columns[0][1]), cell(row, beside))
                for row in each.rows(actor, now=now)[:SHOWN]
            ],
        )
        for each in sorted(here, key=lambda each: each.order)
        if (beside := each.on_home)
    ]


def deadlines_of(actor: Actor, request: Request) -> list[tuple[Deadline, Case, str]]:
    """What falls due next in the cases that the actor takes part in."""
    cases = {case.pk: case for case in visible_cases(actor).order_by("-pk")[:500]}
    due = upcoming([subject(pk) for pk in cases], now=request.now).order_by("due_at", "pk")[:SHOWN]
    return [(each, cases[case_id_of(each.subject)], deadline_kinds.get(each.kind).title) for each in due]


@access.signed_in
@require_GET
def join(request: Request) -> HttpResponse:
    """入驻: where the registration stands, and the capacities that can still be asked for."""
    held = {capacity.kind for capacity in request.actor.capacities}
    open_to = [each for each in desks() if each.filed_by is None]
    begun = Filing.objects.filter(own(request.actor), desk__in=[each.key for each in open_to])
    entrances = [
        (market, entrance, desk(entrance.desk))
        for market in markets
        for entrance in market.entrances
        if desk(entrance.desk) in open_to
        and (entrance.capacity is None or entrance.capacity.key not in held)
        and desk(entrance.desk).available(actor=request.actor, now=request.now)
    ]
    return render(request, "console/registration.html", {"begun": rows(begun), "entrances": entrances})


@access.any_capacity
@require_GET
def todo(request: Request) -> HttpResponse:
    """待办: everything that waits for this role, the oldest first, by kind of filing."""
    waiting_for_me = inbox(request.actor)
    wanted = request.GET.get("desk", "")
    counts: dict[str, int] = {}
    for key in waiting_for_me.values_list("desk", flat=True):
        counts[key] = counts.get(key, 0) + 1
    shown = waiting_for_me.filter(desk=wanted) if wanted in counts else waiting_for_me
    shown = shown.order_by("submitted_at", "pk").select_related("case", "organisation", "submitted_by")
    page = Paginator(shown, 20).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(filing, desk(filing.desk).title, page_of(filing)) for filing in page.object_list],
        "tabs": [
            ("", "全部", sum(counts.values())),
            *((key, desk(key).title, counts[key]) for key in sorted(counts)),
        ],
        "wanted": wanted if wanted in counts else "",
        "crumbs": [Crumb("工作台", "/console/"), Crumb("待办事项")],
    }
    return render(request, "console/todo.html", context)


@access.any_capacity
@require_http_methods(["GET", "POST"])
def demo_clock(request: Request) -> HttpResponse:
    """演示时钟: in demo mode an administrator moves the platform's clock forward; what falls due is fired at once."""
    if not settings.DEMO or not administers(request.actor):
        raise Http404
    if request.method == "POST":
        hours = number(request.POST.get("hours"))
        if not 1 <= hours <= 24 * 366:
            messages.error(request, "请选择要前进的时间，最多一年。")
        else:
            now = clock.shift_forward(timedelta(hours=hours), actor_user=request.user)
            run_pending(now=now)
            messages.success(request, "时钟已前进，到期事项已处理。")
        return redirect("console:demo_clock")
    steps = [(1, "1 小时"), (24, "1 天"), (72, "3 天"), (168, "7 天"), (480, "20 天"), (720, "30 天")]
    crumbs = [Crumb("工作台", "/console/"), Crumb("演示时钟")]
    return render(request, "console/demo_clock.html", {"steps": steps, "now": request.now, "crumbs": crumbs})
