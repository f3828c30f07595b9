"""The pages of every desk. Each loads the actor's own rows, validates, calls one function of the lifecycle, and renders."""

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pingzhun.base.requests import address_here, number
from pingzhun.base.spreadsheet import workbook
from pingzhun.directory.http import Request
from pingzhun.documents.issued import check_url
from pingzhun.documents.panel import Panel
from pingzhun.documents.seals import platform
from pingzhun.filings import deeds, lifecycle, queries, reminding
from pingzhun.filings.course import EDITABLE, OPEN, FilingState, is_own, owns
from pingzhun.filings.desks import Desk, Worklist
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.filings.pages import (
    breadcrumbs,
    deed_card,
    file_panel,
    reviews_of,
    timeline_of,
    waiting_for,
)
from pingzhun.filings.receipts import number_of, receipt_pdf
from pingzhun.filings.reminding import waits_of
from pingzhun.filings.tables import cell
from pingzhun.flow.guards import Refused
from pingzhun.ui.components import Crumb

PAGE = 20
SEALED = "sealed"  # the prefix of what is typed into a sealed form, and never posted


def own_or_404(request: Request, desk: Desk, pk: int) -> Filing:
    """A filing of this desk that the actor may see at all. Most are asked for by their owner, for whom no query is needed."""
    joined = ("case", "organisation", "folder", "awaiting_organisation")
    filing = get_object_or_404(Filing.objects.select_related(*joined), desk=desk.key, pk=pk)
    actor = request.actor
    if not (is_own(actor, filing) or queries.visible(actor, at=desk).filter(pk=pk).exists()):
        raise Http404
    return filing


def editable_or_404(request: Request, desk: Desk, pk: int) -> Filing:
    filing = own_or_404(request, desk, pk)
    if not owns(request.actor, filing):
        raise Http404
    return filing


@require_GET
def filing_list(request: Request, desk: Desk) -> HttpResponse:
    """The filer's list: all filings of this desk, by state."""
    mine = Filing.objects.filter(queries.own(request.actor), desk=desk.key).exclude(
        state=FilingState.DISCARDED
    )
    counts = dict(mine.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("state", "")
    shown = mine.filter(state=state) if state in counts else mine
    if term := request.GET.get("q", "").strip():
        shown = shown.filter(label__icontains=term)
    shown = shown.select_related("case", "awaiting_organisation", "jurisdiction")
    if request.GET.get("format") == "xlsx":
        return filings_as_workbook(desk.title, shown)
    tabs = [("", "全部", sum(counts.values()))]
    effective = {} if desk.reviewed_by else {FilingState.APPROVED: "已生效"}
    tabs += [
        (value, effective.get(FilingState(value), label), counts[value])
        for value, label in FilingState.choices
        if value in counts
    ]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    waits = waits_of(desk, list(page.object_list))
    context = {
        "desk": desk,
        "tabs": tabs,
        "state": state if state in counts else "",
        "q": term,
        "page": page,
        "rows": [(filing, waits.get(filing.pk)) for filing in page.object_list],
        "to_choose": choosable(desk, request).count() if desk.about_cases and not desk.picking else 0,
        "can_begin": request.actor.can_file or desk.filed_by is None,
        "available": desk.about_cases or desk.available(actor=request.actor, now=request.now),
        "crumbs": breadcrumbs(desk.menu or desk.title),
    }
    return render(
        request, desk.list_template, context | desk.list_context(actor=request.actor, now=request.now)
    )


def filings_as_workbook(title: str, filings: QuerySet[Filing]) -> HttpResponse:
    columns = ["事项", "项目编号", "申报单位", "状态", "提交时间", "审结时间"]
    rows = [
        [
            filing.label,
            filing.case.code if filing.case else "",
            filing.organisation.name if filing.organisation else "",
            filing.get_state_display(),
            filing.submitted_at,
            filing.decided_at,
        ]
        for filing in filings.select_related("case", "organisation")[:5000]
    ]
    return workbook(title, columns, rows)


def choosable(desk: Desk, request: Request) -> QuerySet[Any]:
    """The cases at the desk's node about which the actor has nothing open there: what is open stands among 已填报 (R38)."""
    begun = Filing.objects.filter(queries.own(request.actor), desk=desk.key, state__in=OPEN)
    return desk.cases(request.actor).exclude(pk__in=begun.values("case_id"))


def shown_relations(model: Any, columns: Iterable[tuple[str, Any]]) -> set[str]:
    """The foreign keys that columns read through: `tender__agent` of "tender.agent.name"."""
    paths = (path.split(".")[:-1] for _, path in columns if isinstance(path, str))
    return {"__".join(path) for path in paths if path and _leads_on(model, path)}


def _leads_on(model: Any, path: list[str]) -> bool:
    """Whether every part of the path is a foreign key of what comes before it."""
    for name in path:
        keys = {
            field.name: field for field in model._meta.get_fields() if field.many_to_one and field.concrete
        }
        if name not in keys:
            return False
        model = keys[name].related_model
    return True


@require_GET
def choose(request: Request, desk: Desk) -> HttpResponse:
    """项目选取, or a page of the desk's own to pick from: only the cases that can be begun at this desk now."""
    if not desk.about_cases:
        raise Http404
    cases = choosable(desk, request)
    cases = cases.select_related("procuring_entity", *shown_relations(cases.model, desk.columns))
    to_choose = cases.count()
    if term := request.GET.get("q", "").strip():
        cases = cases.filter(Q(title__icontains=term) | Q(code__icontains=term))
    page = Paginator(cases, PAGE).get_page(request.GET.get("page"))
    mine = Filing.objects.filter(queries.own(request.actor), desk=desk.key)
    context = {
        "desk": desk,
        "q": term,
        "page": page,
        "labels": [label for label, _ in desk.columns],
        "rows": [
            (case, [(label, cell(case, column)) for label, column in desk.columns])
            for case in page.object_list
        ],
        "to_choose": to_choose,
        "filed": mine.exclude(state=FilingState.DISCARDED).count(),
        "can_begin": request.actor.can_file,
        "crumbs": breadcrumbs(desk.menu or desk.title),
    }
    return render(request, "filings/pick.html" if desk.picking else "filings/choose.html", context)


@require_POST
def begin(request: Request, desk: Desk) -> HttpResponse:
    if desk.picking and "case" not in request.POST:
        messages.error(request, f"请先{desk.picking.title}，再点击“{desk.picking.confirm}”。")
        return redirect(address_here(request.headers.get("Referer"), request) or f"desks:{desk.key}.choose")
    case = None
    if desk.about_cases:
        case = desk.cases(request.actor).filter(pk=number(request.POST.get("case"))).first()
    given = {key: list(values) for key, values in request.POST.lists() if key in desk.form.base_fields}
    at_once = request.POST.get("action") == "submit"
    step = lifecycle.act if at_once else lifecycle.begin
    try:
        filing = step(desk, actor=request.actor, case=case, given=given, now=request.now)
    except Refused as refused:
        return back_with(request, refused, desk)
    if at_once:
        messages.success(request, desk.submitted_message)
        return back(request, desk)
    return redirect(f"desks:{desk.key}.page", pk=filing.pk)


def back(request: Request, desk: Desk) -> HttpResponse:
    """To the page of ours where the button was."""
    return redirect(address_here(request.headers.get("Referer"), request) or f"desks:{desk.key}.list")


def back_with(request: Request, refused: Refused, desk: Desk) -> HttpResponse:
    for refusal in refused.refusals:
        messages.error(request, str(refusal))
    return back(request, desk)


@require_http_methods(["GET", "POST"])
def page(request: Request, desk: Desk, pk: int) -> HttpResponse:
    """One filing: the form for its filer while it can be edited, otherwise what was submitted and the review that is due."""
    filing = own_or_404(request, desk, pk)
    if filing.state in EDITABLE and owns(request.actor, filing):
        return edit(request, desk, filing)
    if request.method == "POST":
        if owns(request.actor, filing) and desk.was_sealed(filing, request.POST.get("envelope", "")):
            return submitted(request, desk, filing)
        sentence = f"当前状态为“{filing.get_state_display()}”，不能修改。"
        if wants_json(request):
            return JsonResponse({"refusals": [sentence], "errors": {}})
        messages.error(request, sentence)
        return redirect(f"desks:{desk.key}.page", pk=pk)
    return read(request, desk, filing)


def edit(request: Request, desk: Desk, filing: Filing) -> HttpResponse:
    form = desk.form_for(filing, actor=request.actor, now=request.now, data=request.POST or None)
    sealed_form = desk.sealed_form_for(filing, prefix=SEALED)
    refusals: tuple[Any, ...] = ()
    preview = None
    if request.method == "POST":
        refuse_plaintext(request)
        action, envelope = request.POST.get("action"), request.POST.get("envelope", "")
        keep = partial(
            lifecycle.save_draft, filing, form=form, data=request.POST, actor=request.actor, now=request.now
        )
        try:
            if action == "submit" and form.is_valid():
                lifecycle.submit(filing, form=form, envelope=envelope, actor=request.actor, now=request.now)
                return submitted(request, desk, filing)
            keep()
            if action == "preview" and desk.preview_template and form.is_valid():
                preview = form.cleaned_data
            elif action not in {"submit", "deed", "preview"}:
                messages.success(request, "已保存，尚未提交。")
                return redirect(f"desks:{desk.key}.page", pk=filing.pk)
            if action == "deed" and desk.deed and form.is_valid():
                return write_deed(request, desk, filing, form)
        except Refused as refused:
            if desk.was_sealed(filing, envelope):
                return submitted(request, desk, filing)
            refusals = refused.refusals
            if action == "submit" and form.is_valid():
                with suppress(Refused):  # a colleague has submitted it meanwhile: the same refusal again
                    keep()
        if wants_json(request):
            return refused_as_json(form, refusals)
    case = filing.case.specific if filing.case else None
    name = filing.label if filing.label != desk.title else desk.verb
    context = {
        "desk": desk,
        "filing": filing,
        "case": case,
        "form": form,
        "sealed_form": sealed_form,
        "refusals": refusals,
        "preview": preview,
        "checks": desk.checklist(case, actor=request.actor, now=request.now),
        "wait": waits_of(desk, [filing]).get(filing.pk),
        "reviews": reviews_of(filing),
        "panel": file_panel(desk, filing, editable=True, user=request.actor.user, now=request.now),
        "deed_card": deed_card(desk, filing, actor=request.actor),
        "timeline": timeline_of(filing),
        "crumbs": [*breadcrumbs(desk.menu or desk.title), Crumb(name)],
    }
    return render(
        request, desk.template, context | desk.page_context(filing, actor=request.actor, now=request.now)
    )


def submitted(request: Request, desk: Desk, filing: Filing) -> HttpResponse:
    """The answer to a submission, and to the same one sent again."""
    messages.success(request, desk.submitted_message)
    url = reverse(f"desks:{desk.key}.page", args=[filing.pk])
    return JsonResponse({"url": url}) if wants_json(request) else redirect(url)


def wants_json(request: Request) -> bool:
    """Whether a script asks, which keeps its page when the form is refused."""
    return request.headers.get("Accept") == "application/json"


def refused_as_json(form: FilingForm, refusals: Iterable[Any]) -> JsonResponse:
    """Why a form is not taken: refusals of the whole, and errors by the name of the input."""
    sentences = [str(each) for each in (*refusals, *form.non_field_errors())]
    sentences += [f"“{title}”中有填写错误，请查看其中的行。" for title in form.wrong_rows()]
    errors = {
        form.add_prefix(name): [str(each) for each in form.errors[name]]
        for name in form.fields
        if name in form.errors
    }
    return JsonResponse({"refusals": sentences, "errors": errors})


def write_deed(request: Request, desk: Desk, filing: Filing, form: FilingForm) -> HttpResponse:
    """Raises Refused."""
    assert desk.deed is not None  # noqa: S101 -- for the type checker
    deeds.write(
        desk.deed,
        filing,
        form=form,
        url_of=partial(check_url, request),
        actor=request.actor,
        now=request.now,
    )
    messages.success(request, f"{desk.deed.title}已生成，请打开核对，再盖章。")
    return redirect(f"{reverse(f'desks:{desk.key}.page', args=[filing.pk])}#deed")


def refuse_plaintext(request: Request) -> None:
    """What stays sealed has no business here: no page of ours posts it. Raises BadRequest, before anything is kept."""
    if any(name.startswith(f"{SEALED}-") for name in request.POST):
        raise BadRequest("plaintext of a sealed form")


def read(request: Request, desk: Desk, filing: Filing) -> HttpResponse:
    versions = list(filing.submissions.all())
    wanted = request.GET.get("version")
    shown = next(
        (each for each in versions if str(each.version) == wanted), versions[-1] if versions else None
    )
    submitted_by_actor = any(each.submitted_by_id == request.actor.user_id for each in versions)
    deciding = queries.may_decide(request.actor, filing)
    menu = (desk.review_menu if deciding else None) or desk.menu or desk.title
    context = {
        "desk": desk,
        "filing": filing,
        "case": filing.case.specific if filing.case else None,
        "shown": shown,
        "versions": versions,
        "deciding": deciding,
        "submitted_by_actor": submitted_by_actor,
        "opinion": request.POST.get("opinion", ""),
        "wait": waits_of(desk, [filing]).get(filing.pk),
        "waiting_for": waiting_for(filing),
        "days_waiting": queries.days_waiting(filing, now=request.now),
        "can_remind": owns(request.actor, filing),
        "can_withdraw": desk.withdrawable
        and owns(request.actor, filing)
        and (filing.state == FilingState.SUBMITTED or desk.can_undo(filing)),
        "reviews": reviews_of(filing),
        "panel": file_panel(desk, filing, editable=False, user=request.actor.user, now=request.now),
        "deed_card": deed_card(desk, filing, actor=request.actor),
        "timeline": timeline_of(filing),
        "crumbs": [*breadcrumbs(menu), Crumb(filing.label)],
        "tone": filing.tone,
    }
    context |= desk.page_context(filing, actor=request.actor, now=request.now)
    return render(request, desk.read_template, context, status=409 if request.method == "POST" else 200)


def panel_of(request: Request, desk: Desk, pk: int) -> Panel:
    """The attachments of a filing that the actor may see; to be changed only by its filer while it can be edited."""
    filing = own_or_404(request, desk, pk)
    editable = filing.state in EDITABLE and owns(request.actor, filing)
    panel = file_panel(desk, filing, editable=editable, user=request.actor.user, now=request.now)
    if panel is None:
        raise Http404
    return panel


@require_POST
def autosave(request: Request, desk: Desk, pk: int) -> HttpResponse:
    """Keep what is being typed; answers with the time, or with the sentence that says why not."""
    filing = editable_or_404(request, desk, pk)
    form = desk.form_for(filing, actor=request.actor, now=request.now, data=request.POST)
    refuse_plaintext(request)
    try:
        lifecycle.save_draft(filing, form=form, data=request.POST, actor=request.actor, now=request.now)
    except Refused as refused:
        return JsonResponse({"message": str(refused.refusals[0])}, status=409)
    return JsonResponse({"saved_at": localtime(request.now).strftime("%H:%M")})


@require_POST
def withdraw(request: Request, desk: Desk, pk: int) -> HttpResponse:
    filing = editable_or_404(request, desk, pk)
    try:
        lifecycle.withdraw(filing, actor=request.actor, now=request.now)
        messages.success(request, "已撤回，可以修改后重新提交。")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"desks:{desk.key}.page", pk=pk)


@require_POST
def discard(request: Request, desk: Desk, pk: int) -> HttpResponse:
    filing = editable_or_404(request, desk, pk)
    try:
        lifecycle.discard(filing, actor=request.actor, now=request.now)
        messages.success(request, "已删除。")
    except Refused as refused:
        return back_with(request, refused, desk)
    return redirect(f"desks:{desk.key}.list")


@require_POST
def discard_ticked(request: Request, desk: Desk) -> HttpResponse:
    """The ticked rows of the list, each by itself: what can be deleted is, and of the others it says why not."""
    numbers = map(number, request.POST.getlist("filing"))
    ticked = Filing.objects.filter(queries.own(request.actor), desk=desk.key, pk__in=numbers).order_by("pk")
    gone = 0
    for filing in ticked:
        try:
            lifecycle.discard(filing, actor=request.actor, now=request.now)
            gone += 1
        except Refused as refused:
            messages.error(request, f"“{filing.label}”没有删除：{refused}")
    if gone:
        messages.success(request, f"已删除 {gone} 项。")
    elif not ticked:
        messages.error(request, f"请先勾选要删除的行，再点击“{desk.discards_in_batch}”。")
    return back(request, desk)


@require_POST
def remind(request: Request, desk: Desk, pk: int) -> HttpResponse:
    """催办, 通知: those for whom the filing waits."""
    filing = editable_or_404(request, desk, pk)
    try:
        told = reminding.remind(filing, actor=request.actor, now=request.now)
    except Refused as refused:
        return back_with(request, refused, desk)
    messages.success(request, f"已通知{'、'.join(str(organisation) for organisation in told)}。")
    return back(request, desk)


@require_GET
def print_page(request: Request, desk: Desk, pk: int) -> HttpResponse:
    filing = own_or_404(request, desk, pk)
    shown = filing.submissions.last()
    if shown is None:
        raise Http404
    return render(
        request,
        "filings/print.html",
        {"desk": desk, "filing": filing, "shown": shown, "reviews": reviews_of(filing)},
    )


@require_GET
def receipt(request: Request, desk: Desk, pk: int) -> HttpResponse:
    """回执: what was submitted, when and by whom, with its hash, as a PDF (P10)."""
    filing = own_or_404(request, desk, pk)
    shown = filing.submissions.last()
    if shown is None:
        raise Http404
    number = number_of(shown)
    pdf = receipt_pdf(desk, shown, url=check_url(request, number))
    pdf = platform.sealed(pdf, number=number, title=desk.receipt_title, now=request.now)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="receipt-{filing.pk}-{shown.version}.pdf"'
    return response


@require_GET
def worklist(request: Request, worklist: Worklist) -> HttpResponse:
    """Cases at a node, with what can be done about each."""
    cases = worklist.cases(request.actor)
    form = worklist.filters(request.GET, queryset=cases, request=request) if worklist.filters else None
    if form is not None:
        cases = form.qs
    labels = [label for label, _ in worklist.columns]
    if request.GET.get("format") == "xlsx":
        lines = [
            [case.code, case.title, *(cell(case, column) for _, column in worklist.columns)]
            for case in cases[:5000]
        ]
        return workbook(worklist.title, ["项目编号", "项目名称", *labels], lines)
    page = Paginator(cases, PAGE).get_page(request.GET.get("page"))
    actions = worklist.actions(request.actor, page.object_list)
    rows = [
        (case, [(label, cell(case, column)) for label, column in worklist.columns], actions[case.pk])
        for case in page.object_list
    ]
    context = {
        "worklist": worklist,
        "labels": labels,
        "rows": rows,
        "page": page,
        "filter": form,
        "can_file": request.actor.can_file,
        "crumbs": breadcrumbs(worklist.menu or worklist.title),
    }
    return render(request, worklist.template, context)
