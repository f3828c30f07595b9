"""在线文书 in the page: the file, and the two steps of a seal (`documents.seals.exchange`)."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from pingzhun.base.requests import number
from pingzhun.directory.http import Request
from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.seals import exchange
from pingzhun.documents.serving import serve
from pingzhun.filings import deeds, lifecycle
from pingzhun.filings.course import owns
from pingzhun.filings.desks import Desk
from pingzhun.filings.models import Decision, Deed, Filing
from pingzhun.filings.views import own_or_404
from pingzhun.flow.guards import Refused

MAX_BYTES = 8 * 1024**2


def deed_or_404(request: Request, desk: Desk, pk: int, deed_pk: object) -> Deed:
    """A deed of a filing that the actor may see; what was not submitted, its filer alone."""
    filing = own_or_404(request, desk, pk)
    wanted = number(str(deed_pk))
    deed = get_object_or_404(filing.deeds.select_related("text__blob", "filing"), pk=wanted)
    if not hasattr(deed, "submission") and not owns(request.actor, filing):
        raise Http404
    return deed


@require_safe
def file(request: Request, desk: Desk, pk: int, deed_pk: int) -> HttpResponseBase:
    """The PDF with the seals that there are."""
    deed = deed_or_404(request, desk, pk, deed_pk)
    return serve(deeds.latest_file(deed), inline=True, request=request)


@require_POST
def prepare(request: Request, desk: Desk, pk: int) -> HttpResponse:
    deed = deed_or_404(request, desk, pk, request.POST.get("deed", ""))
    try:
        _refuse_other_version(request, deed.filing)
        prepared = deeds.prepare(
            _spec(desk), deed, chain=exchange.chain_of(request), actor=request.actor, now=request.now
        )
    except (Refused, FileRefused) as refused:
        return exchange.refusal(refused)
    return JsonResponse(exchange.offer(prepared, purpose=_purpose(request, deed)))


@require_POST
def affix(request: Request, desk: Desk, pk: int) -> HttpResponse:
    """Keep the seal; a reviewer's seal is their approval, and stands or falls with it."""
    deed = deed_or_404(request, desk, pk, request.POST.get("deed", ""))
    spec = _spec(desk)
    try:
        _refuse_other_version(request, deed.filing)
        prepared, signature = exchange.taken(request, purpose=_purpose(request, deed), max_bytes=MAX_BYTES)
        sealed = deeds.complete(prepared, signature)
        with transaction.atomic():
            place = deeds.affix(
                spec, deed, sealed=sealed, chain=prepared.chain, actor=request.actor, now=request.now
            )
            if place.place > 1:
                lifecycle.decide(
                    deed.filing,
                    decision=Decision.APPROVE,
                    opinion=request.POST.get("opinion", ""),
                    version=deed.filing.version,
                    actor=request.actor,
                    now=request.now,
                )
    except (Refused, FileRefused) as refused:
        return exchange.refusal(refused)
    if place.place > 1:
        messages.success(request, f"已盖章并审核通过：{deed.filing.label}。")
        return JsonResponse({"location": reverse(f"desks:{desk.key}.reviews")})
    messages.success(request, f"{spec.title}已盖章，可以提交了。")
    return JsonResponse({"location": reverse(f"desks:{desk.key}.page", args=[pk])})


def _spec(desk: Desk) -> Any:
    assert desk.deed is not None  # noqa: S101 -- only a desk with a deed has these URLs
    return desk.deed


def _refuse_other_version(request: Request, filing: Filing) -> None:
    if request.POST.get("version") != str(filing.version):
        raise Refused("内容在您打开之后已有新版本，请刷新页面，核对后再盖章。")


def _purpose(request: Request, deed: Deed) -> str:
    return f"deed/{deed.pk}/{deed.filing.version}/{request.actor.organisation_id}/{request.actor.user_id}"
