"""评标室: the pages of those who evaluate. Only a live seat of the evaluation that the lot is at opens them; others get 404."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from pingzhun.base import access
from pingzhun.base.requests import number
from pingzhun.base.typeset import render_pdf
from pingzhun.directory.http import Request
from pingzhun.documents.issued import checkable
from pingzhun.documents.models import Attachment
from pingzhun.documents.serving import serve
from pingzhun.experts.models import Seat
from pingzhun.flow.guards import Refused
from pingzhun.flow.models import TransitionRecord
from pingzhun.markets.tendering import bid_files, committee, evaluating, pricing, reports, sheets
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.evaluating import Stage
from pingzhun.markets.tendering.models import (
    Bid,
    Lot,
    LotEvaluation,
    PriceInquiry,
    SheetPart,
)
from pingzhun.markets.tendering.reckoning import Reckoning
from pingzhun.markets.tendering.views.room_forms import InquiryForm, RepairForm, WithholdForm
from pingzhun.markets.tendering.views.sheet_form import SheetForm
from pingzhun.sealing.models import OpenedFile
from pingzhun.ui.components import Crumb

MINE = "desks:tendering.own-seats"
SIGNABLE = (Stage.SIGNING, Stage.REPORTED)


def seat_or_404(request: Request, pk: int) -> tuple[Lot, Seat]:
    lot = get_object_or_404(
        Lot.objects.select_related(
            "tender__agent", "document", "evaluation_room", "procuring_entity", "regime"
        ),
        pk=pk,
    )
    seat = committee.seat_of(lot, request.user)
    if seat is None:
        raise Http404
    return lot, seat


def evaluation_or_404(lot: Lot) -> LotEvaluation:
    found = committee.current(lot)
    if found is None:
        raise Http404
    return found


@access.signed_in
@require_safe
def bid_file(request: Request, pk: int, file: int) -> HttpResponseBase:
    """A file of an opened bid, for a member who has signed in; its name says nothing of the bidder."""
    lot, seat = seat_or_404(request, pk)
    if not evaluation_or_404(lot).attendances.filter(seat=seat).exists():
        raise Http404
    found = get_object_or_404(
        OpenedFile.objects.select_related("attachment__blob"),
        pk=file,
        attachment__isnull=False,
        sealed__offer__box__case=lot,
        sealed__offer__box__round=lot.round,
    )
    response = serve(found.attachment, inline=True, request=request)
    name = f"投标文件-{found.pk}{PurePath(found.name or '').suffix}"
    response["Content-Disposition"] = str(content_disposition_header(as_attachment=False, filename=name))
    return response


@access.signed_in
@require_GET
def room(request: Request, pk: int) -> HttpResponse:
    lot, seat = seat_or_404(request, pk)
    evaluation = committee.current(lot)
    context = {
        "lot": lot,
        "seat": seat,
        "evaluation": evaluation,
        "evaluating": lot.state == LotState.EVALUATING,
        "crumbs": [
            Crumb("工作台", reverse("console:home")),
            Crumb("我的评审", reverse(MINE)),
            Crumb(lot.title),
        ],
    }
    if evaluation is not None:
        context |= _context(evaluation, seat)
    return render(request, "tendering/room.html", context)


def _context(evaluation: LotEvaluation, seat: Seat) -> dict[str, Any]:
    reckoning = Reckoning(evaluation)
    records = TransitionRecord.objects.filter(course=evaluating.course.key, object_id=evaluation.pk)
    present = set(evaluation.attendances.values_list("seat", flat=True))
    my_vote = evaluation.leader_votes.filter(seat=seat).first()
    leader = next((each for each in reckoning.seats if each.is_leader), None)
    begun = evaluation.state not in (Stage.GATHERING, Stage.STOPPED)
    part = {Stage.EXAMINING: SheetPart.CONFORMITY, Stage.REVIEWING: SheetPart.SCORING}.get(
        Stage(evaluation.state)
    )
    if part == SheetPart.SCORING and not reckoning.is_scored:
        part = None
    found: dict[str, Any] = {
        "stages": evaluating.course.progress(evaluation.state, records),
        "members": [
            (each, each.pk in present, my_vote is not None and my_vote.candidate_id == each.pk)
            for each in reckoning.seats
        ],
        "present": seat.pk in present,
        "leads": seat.is_leader,
        "leader": leader,
        "missing": committee.what_is_missing(evaluation) if evaluation.state == Stage.GATHERING else [],
        "begun": begun,
        "part": part,
        "warnings": reckoning.warnings if begun else [],
        "bid_files": bid_files.for_committee(reckoning) if seat.pk in present else [],
        "unqualified": [
            (bid, reckoning.unqualified[bid.pk])
            for bid in reckoning.opened
            if bid.pk in reckoning.unqualified
        ],
    }
    if part is not None:
        own = evaluation.sheets.filter(seat=seat, part=part).order_by("-version").first()
        found |= {"sheet": own, "part_label": SheetPart(part).label}
        if seat.is_leader:
            waiting = sheets.waiting_for(reckoning, part)
            found["progress"] = [(each, each.name not in waiting) for each in reckoning.seats]
    if evaluation.state == Stage.REVIEWING:
        found |= _review(reckoning, seat)
    if evaluation.state in SIGNABLE:
        found |= {
            "results": evaluation.results.select_related("bid__organisation"),
            "signatures": reports.position_of(reckoning),
            "signed": evaluation.signatures.filter(seat=seat).exists(),
            "scored": reckoning.is_scored,
        }
    return found


def _review(reckoning: Reckoning, seat: Seat) -> dict[str, Any]:
    evaluation = reckoning.evaluation
    inquiries = list(evaluation.inquiries.select_related("bid__organisation").prefetch_related("votes"))
    asked = {inquiry.bid_id for inquiry in inquiries}
    repaired = set(evaluation.repairs.values_list("bid", flat=True))
    found: dict[str, Any] = {
        "prices": [
            (
                bid,
                reckoning.prices[bid.pk],
                reckoning.evaluated_price(bid),
                reckoning.withheld.get(bid.pk),
                bid.pk in repaired,
                reckoning.low_prices.get(bid.pk, ()),
            )
            for bid in reckoning.conforming
        ],
        "deduction": evaluation.lot.document.price_deduction,
        "core_product": evaluation.lot.document.core_product,
        "shared_brands": reckoning.shared_brands,
        "scored": reckoning.is_scored,
        "nonconforming": [
            (bid, reckoning.nonconforming[bid.pk])
            for bid in reckoning.bids
            if bid.pk in reckoning.nonconforming
        ],
        "inquiries": [
            (
                inquiry,
                explanation := pricing.explanation_of(inquiry),
                explanation.folder.attachments.live() if explanation else [],
                next((vote for vote in inquiry.votes.all() if vote.seat_id == seat.pk), None),
                len(inquiry.votes.all()),
            )
            for inquiry in inquiries
        ],
        "members_count": len(reckoning.seats),
    }
    if seat.is_leader:
        to_repair = [bid for bid in reckoning.conforming if bid.pk not in repaired | asked]
        to_withhold = [bid for bid in reckoning.conforming if bid.pk in reckoning.deductions]
        to_ask = [bid for bid in reckoning.conforming if bid.pk not in asked]
        found |= {
            "repair_form": RepairForm(bids=to_repair) if to_repair else None,
            "withhold_form": WithholdForm(bids=to_withhold) if to_withhold else None,
            "inquiry_form": InquiryForm(bids=to_ask, lot=evaluation.lot) if to_ask else None,
            "obstacles": sheets.obstacles(reckoning),
            "outliers": reckoning.outliers,
        }
    return found


# ---- sheets -------------------------------------------------------------------------------------------------------------


@access.signed_in
@require_http_methods(["GET", "POST"])
def sheet(request: Request, pk: int, part: str) -> HttpResponse:
    """The member's own sheet; it saves itself, and is submitted once."""
    lot, seat = seat_or_404(request, pk)
    if part not in SheetPart.values:
        raise Http404
    evaluation = evaluation_or_404(lot)
    saves_itself = request.headers.get("X-Autosave") == "1"
    try:
        held = sheets.begin(evaluation=evaluation, seat=seat, part=part, now=request.now)
    except Refused as refused:
        if saves_itself:
            return JsonResponse({"message": str(refused.refusals[0])}, status=409)
        messages.error(request, str(refused))
        return redirect("tendering:room", pk=pk)
    blocks = sheets.blocks(Reckoning(evaluation), part)
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        part=part,
        blocks=blocks,
        marks=list(held.marks.all()),
    )
    refusals: list[str] = []
    if request.method == "POST":
        valid = form.is_valid()
        try:
            if valid and request.POST.get("action") == "submit" and not saves_itself:
                sheets.submit(sheet=held, said=form.said(), now=request.now)
                messages.success(request, f"{held.get_part_display()}已提交。")
                return redirect("tendering:room", pk=pk)
            sheets.keep(sheet=held, said=form.said(), now=request.now)
            if saves_itself:
                return JsonResponse({"saved_at": localtime(request.now).strftime("%H:%M")})
            if valid:
                messages.success(request, "已保存。")
                return redirect("tendering:sheet", pk=pk, part=part)
        except Refused as refused:
            if saves_itself:
                return JsonResponse({"message": str(refused.refusals[0])}, status=409)
            refusals = [str(each) for each in refused.refusals]
    context = {
        "lot": lot,
        "evaluation": evaluation,
        "sheet": held,
        "form": form,
        "refusals": refusals,
        "prices": Reckoning(evaluation).prices,
        "crumbs": [
            Crumb("我的评审", reverse(MINE)),
            Crumb(lot.title, reverse("tendering:room", args=[pk])),
            Crumb(held.get_part_display()),
        ],
    }
    return render(request, "tendering/sheet.html", context)


# ---- what is pressed in the room ------------------------------------------------------------------------------------------


def _sign_in(request: Request, lot: Lot, seat: Seat) -> str:
    no_ties = request.POST.get("no_ties") == "on"
    committee.sign_in(lot=lot, seat=seat, no_ties=no_ties, actor=request.actor, now=request.now)
    return "已签到。"


def _withdraw(request: Request, lot: Lot, seat: Seat) -> str:
    reason = request.POST.get("reason", "")
    committee.withdraw(lot=lot, seat=seat, reason=reason[:500], actor=request.actor, now=request.now)
    return "已登记回避，您不再参加本项目评标。"


def _vote(request: Request, lot: Lot, seat: Seat) -> str:
    committee.vote(
        evaluation=evaluation_or_404(lot),
        seat=seat,
        candidate=_member(request, lot),
        actor=request.actor,
        now=request.now,
    )
    return "已推选。"


def _begin(request: Request, lot: Lot, seat: Seat) -> str:
    committee.begin(evaluation=evaluation_or_404(lot), seat=seat, actor=request.actor, now=request.now)
    return "评标开始，请各位评委填写符合性审查表。"


def _ask_again(request: Request, lot: Lot, seat: Seat) -> str:
    part = request.POST.get("part", "")
    if part not in SheetPart.values:
        raise Http404
    member = _member(request, lot)
    sheets.ask_again(
        evaluation=evaluation_or_404(lot),
        leader=seat,
        seat=member,
        part=part,
        request=request.POST.get("request", "")[:300],
        actor=request.actor,
        now=request.now,
    )
    return f"已请{member.name}复核。"


def _close(request: Request, lot: Lot, seat: Seat) -> str:
    evaluation = evaluation_or_404(lot)
    if request.POST.get("stage") == Stage.EXAMINING:
        sheets.close_examination(evaluation=evaluation, seat=seat, actor=request.actor, now=request.now)
        return "符合性审查已结束。"
    sheets.close_totals(evaluation=evaluation, seat=seat, actor=request.actor, now=request.now)
    return "已汇总，请全体成员签署评标报告。"


def _repair(request: Request, lot: Lot, seat: Seat) -> str:
    evaluation = evaluation_or_404(lot)
    form = RepairForm(request.POST, bids=Reckoning(evaluation).opened)
    given = form.taken()
    pricing.repair(evaluation=evaluation, seat=seat, actor=request.actor, now=request.now, **given)
    return "报价修正已记录。"


def _withhold(request: Request, lot: Lot, seat: Seat) -> str:
    evaluation = evaluation_or_404(lot)
    form = WithholdForm(request.POST, bids=Reckoning(evaluation).opened)
    given = form.taken()
    pricing.withhold(evaluation=evaluation, seat=seat, actor=request.actor, now=request.now, **given)
    return "已记录不予价格扣除。"


def _inquire(request: Request, lot: Lot, seat: Seat) -> str:
    evaluation = evaluation_or_404(lot)
    form = InquiryForm(request.POST, bids=Reckoning(evaluation).opened, lot=lot)
    given = form.taken()
    pricing.ask(evaluation=evaluation, seat=seat, actor=request.actor, now=request.now, **given)
    return "已要求投标人说明报价。"


def _vote_on_price(request: Request, lot: Lot, seat: Seat) -> str:
    inquiry = get_object_or_404(
        PriceInquiry.objects.select_related("evaluation"),
        pk=number(request.POST.get("inquiry")),
        evaluation=evaluation_or_404(lot),
    )
    if request.POST.get("rejects") not in ("yes", "no"):
        raise Refused("请选择表决的结论。")
    pricing.vote(
        inquiry=inquiry,
        seat=seat,
        rejects=request.POST["rejects"] == "yes",
        reason=request.POST.get("reason", "")[:300],
        actor=request.actor,
        now=request.now,
    )
    return "已表决。"


def _sign(request: Request, lot: Lot, seat: Seat) -> str:
    wants = request.POST.get("position")
    dissent = request.POST.get("opinion", "")[:1000] if wants == "dissents" else ""
    if wants == "dissents" and not dissent.strip():
        raise Refused("有不同意见的，请写明不同意见和理由。")
    evaluation = evaluation_or_404(lot)
    reports.sign(evaluation=evaluation, seat=seat, dissent=dissent, actor=request.actor, now=request.now)
    return "已签字。"


def _record_refusal(request: Request, lot: Lot, seat: Seat) -> str:
    member = _member(request, lot)
    reports.record_refusal(
        evaluation=evaluation_or_404(lot), leader=seat, seat=member, actor=request.actor, now=request.now
    )
    return f"已记录{member.name}拒绝签字。"


def _member(request: Request, lot: Lot) -> Seat:
    found = committee.seats(evaluation_or_404(lot))
    wanted = number(request.POST.get("member"))
    member = next((each for each in found if each.pk == wanted), None)
    if member is None:
        raise Refused("请选择评标委员会成员。")
    return member


ACTS: dict[str, Callable[[Request, Lot, Seat], str]] = {
    "sign-in": _sign_in,
    "withdraw": _withdraw,
    "vote": _vote,
    "begin": _begin,
    "ask-again": _ask_again,
    "close": _close,
    "repair": _repair,
    "withhold": _withhold,
    "inquire": _inquire,
    "vote-on-price": _vote_on_price,
    "sign": _sign,
    "record-refusal": _record_refusal,
}


@access.signed_in
@require_POST
def act(request: Request, pk: int, name: str) -> HttpResponse:
    """What is pressed in the room; answers with the room, and the sentence that says what was done or why not."""
    lot, seat = seat_or_404(request, pk)
    if name not in ACTS:
        raise Http404
    try:
        messages.success(request, ACTS[name](request, lot, seat))
    except Refused as refused:
        for each in refused.refusals:
            messages.error(request, str(each))
    still_sits = committee.seat_of(lot, request.user) is not None
    return redirect("tendering:room", pk=pk) if still_sits else redirect(MINE)


# ---- papers -------------------------------------------------------------------------------------------------------------


@access.signed_in
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """评标报告 for those who sign it, with the signatures that there are."""
    lot, _ = seat_or_404(request, pk)
    evaluation = evaluation_or_404(lot)
    if evaluation.state not in SIGNABLE:
        raise Http404
    paper = reports.paper(evaluation)
    pdf = render_pdf(paper.template, checkable(paper.data, request))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.data["number"]}.pdf"'
    return response


@access.signed_in
@require_GET
def evidence(request: Request, pk: int, attachment: int) -> HttpResponseBase:
    """What a bidder handed in with its explanation."""
    lot, _ = seat_or_404(request, pk)
    bids = Bid.objects.filter(lot=lot)
    found = get_object_or_404(
        Attachment.objects.live().select_related("blob"),
        pk=attachment,
        folder__filing__priceexplanation__inquiry__bid__in=bids,
        folder__filing__priceexplanation__inquiry__evaluation__number=lot.evaluation,
    )
    return serve(found, inline=True, request=request)
