"""The reviewer's side of a desk: what waits for a decision, and deciding, one by one or several at once."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from pingzhun.base.requests import number
from pingzhun.directory.http import Request
from pingzhun.filings import lifecycle, queries
from pingzhun.filings.desks import Desk
from pingzhun.filings.models import Decision, Filing
from pingzhun.filings.pages import breadcrumbs
from pingzhun.filings.views import PAGE, filings_as_workbook, own_or_404, read
from pingzhun.flow.guards import Refused


@require_GET
def review_list(request: Request, desk: Desk) -> HttpResponse:
    """The reviewer's list: what waits (oldest first), and what was decided."""
    decided = request.GET.get("show") == "decided"
    waiting = queries.inbox(request.actor).filter(desk=desk.key)
    done = queries.decided_by(request.actor).filter(desk=desk.key)
    shown = (
        done.order_by("-decided_at", "-pk") if decided else waiting.order_by("submitted_at", "pk")
    ).select_related("case", "organisation", "submitted_by", "jurisdiction")
    if term := request.GET.get("q", "").strip():
        shown = shown.filter(label__icontains=term)
    if request.GET.get("format") == "xlsx":
        return filings_as_workbook(desk.title, shown)
    context = {
        "desk": desk,
        "decided": decided,
        "waiting_count": waiting.count(),
        "q": term,
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "crumbs": breadcrumbs(desk.review_menu or desk.title),
    }
    return render(request, "filings/reviews.html", context)


@require_POST
def review(request: Request, desk: Desk, pk: int) -> HttpResponse:
    filing = own_or_404(request, desk, pk)
    try:
        decide_one(filing, request)
    except Refused as refused:
        messages.error(request, str(refused))
        filing.refresh_from_db()
        return read(request, desk, filing)
    messages.success(request, f"已审核：{filing.label}。")
    following = queries.inbox(request.actor).filter(desk=desk.key).order_by("submitted_at", "pk").first()
    if following is not None and request.POST.get("next"):
        return redirect(f"desks:{desk.key}.page", pk=following.pk)
    return redirect(f"desks:{desk.key}.reviews")


def decide_one(filing: Filing, request: Request, version: str | None = None) -> None:
    decision = request.POST.get("decision")
    if decision not in Decision.values:
        raise Refused("请选择审核结论。")
    seen = version if version is not None else request.POST.get("version", "")
    lifecycle.decide(
        filing,
        decision=decision,
        opinion=request.POST.get("opinion", ""),
        version=number(seen),
        actor=request.actor,
        now=request.now,
    )


@require_POST
def review_batch(request: Request, desk: Desk) -> HttpResponse:
    """批量审核: each ticked filing on its own, with its own result; one that fails does not stop the others."""
    results: list[tuple[Filing, Refused | None]] = []
    for ticked in request.POST.getlist("filing"):
        pk, _, version = ticked.partition(":")
        filing = queries.visible(request.actor, at=desk).filter(pk=number(pk)).first()
        if filing is None:
            raise Http404
        try:
            decide_one(filing, request, version)
            results.append((filing, None))
        except Refused as refused:
            results.append((filing, refused))
    if not results:
        messages.error(request, "请先勾选要审核的事项。")
        return redirect(f"desks:{desk.key}.reviews")
    context = {"desk": desk, "results": results, "crumbs": breadcrumbs(desk.review_menu or desk.title)}
    return render(request, "filings/batch.html", context)
