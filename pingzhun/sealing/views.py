"""开启密钥 and 报价开启, for those who take part in opening boxes; the receipts of those who offer."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from pingzhun.accounts.models import User
from pingzhun.base import access
from pingzhun.directory.capacities import kinds
from pingzhun.directory.http import Request
from pingzhun.directory.models import Organisation
from pingzhun.documents import serving
from pingzhun.flow.guards import Refused
from pingzhun.sealing import box as boxes_of_cases
from pingzhun.sealing import files, opening_keys, receipts
from pingzhun.sealing.envelope import MAX_SHARE, bytes_of, text_of
from pingzhun.sealing.key_files import DEMO_PASSPHRASE, demo_key, key_file, public_bytes
from pingzhun.sealing.models import Box, BoxHolder, OpenedFile, OpeningKey, ReleasedShare, SealedOffer
from pingzhun.sealing.openings import openings
from pingzhun.ui.components import Crumb

PAGE = 20


def for_holders(request: Request) -> tuple[Organisation, User]:
    """Only an organisation that can hold boxes has these pages, and there whoever manages or reviews: the two of them."""
    actor = request.actor
    if actor.organisation is None or actor.user is None or not kinds.get(actor.kind or "").opens:
        raise Http404
    if not (actor.is_manager or actor.can_review):
        raise PermissionDenied
    return actor.organisation, actor.user


def holder_or_404(request: Request, pk: int) -> BoxHolder:
    organisation, _ = for_holders(request)
    holders = BoxHolder.objects.select_related("box__case", "key__organisation", "organisation")
    return get_object_or_404(holders, box_id=pk, organisation=organisation)


@access.any_capacity
@require_http_methods(["GET", "POST"])
def keys(request: Request) -> HttpResponse:
    """The organisation's keys, and the making of the next one. The private half never comes here."""
    organisation, user = for_holders(request)
    if request.method == "POST":
        try:
            public_key = bytes_of(request.POST.get("public_key", ""), at_most=MAX_SHARE)
            opening_keys.register(
                organisation=organisation, public_key=public_key, user=user, now=request.now
            )
            messages.success(request, "开启密钥已启用。此后发布的项目将使用这把密钥。")
        except ValueError:
            messages.error(request, "没有收到公钥，请重新生成开启密钥。")
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("sealing:keys")
    held = OpeningKey.objects.filter(organisation=organisation).select_related("made_by")
    waiting = Box.objects.filter(opened_at=None, abandoned_at=None).values("pk")
    context = {
        "keys": [(key, key.boxes.filter(box__in=waiting).count()) for key in held],
        "live": opening_keys.live_key(organisation),
        "organisation": organisation,
        "crumbs": [Crumb("工作台", reverse("console:home")), Crumb("开启密钥")],
    }
    return render(request, "sealing/keys.html", context)


@access.any_capacity
@require_GET
def boxes(request: Request) -> HttpResponse:
    """The boxes of this organisation that wait to be opened, and those that were."""
    organisation, _ = for_holders(request)
    mine = Q(holders__organisation=organisation)
    done = request.GET.get("show") == "done"
    waiting = Box.objects.waiting().filter(mine)
    shown = (
        Box.objects.filter(mine, opened_at__isnull=False).select_related("case").order_by("-opened_at", "-pk")
        if done
        else waiting.order_by("called_at", "pk")
    )
    page = Paginator(shown.select_related("case__procuring_entity"), PAGE).get_page(request.GET.get("page"))
    progress = progress_of([each.pk for each in page])
    context = {
        "page": page,
        "rows": [(each, progress[each.pk]) for each in page],
        "done": done,
        "waiting_count": waiting.count(),
        "key": opening_keys.live_key(organisation),
        "crumbs": [Crumb("工作台", reverse("console:home")), Crumb("报价开启")],
    }
    return render(request, "sealing/boxes.html", context)


def progress_of(boxes: list[int]) -> dict[int, list[BoxHolder]]:
    """By the number of the box its holders, each with `has_released`. One query."""
    released = ReleasedShare.objects.filter(sealed__holder=OuterRef("pk"))
    holders = BoxHolder.objects.filter(box__in=boxes).select_related("organisation", "key")
    found: dict[int, list[BoxHolder]] = {pk: [] for pk in boxes}
    for holder in holders.annotate(has_released=Exists(released)).order_by("pk"):
        found[holder.box_id].append(holder)
    return found


@access.any_capacity
@require_http_methods(["GET", "POST"])
def box_page(request: Request, pk: int) -> HttpResponse:
    """One box: who has come, and the form with which the holder opens their shares."""
    holder = holder_or_404(request, pk)
    _, user = for_holders(request)
    if request.method == "POST":
        try:
            released = boxes_of_cases.release(
                box=holder.box,
                organisation=holder.organisation,
                shares=posted_shares(request),
                user=user,
                now=request.now,
                actor_label=request.actor.label,
            )
            opened = released.opened_at is not None
            messages.success(
                request,
                "报价已开启，结果见项目页面。" if opened else "已开启本单位的份额，等待其他单位。",
            )
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("sealing:box", pk=pk)
    box = holder.box
    progress = progress_of([box.pk])[box.pk]
    context = {
        "box": box,
        "case": box.case,
        "holder": holder,
        "progress": progress,
        "released": sum(each.has_released for each in progress),  # type: ignore[attr-defined]
        "mine": boxes_of_cases.has_released(holder),
        "closed": request.now >= box.closes_at,
        "demo_passphrase": DEMO_PASSPHRASE if settings.DEMO and is_of_the_demo(holder.key) else "",
        "remedy": openings.get(box.case.kind).remedy if box.case.kind in openings else "",
        "crumbs": [
            Crumb("工作台", reverse("console:home")),
            Crumb("报价开启", reverse("sealing:boxes")),
            Crumb(box.case.title),
        ],
    }
    return render(request, "sealing/box.html", context)


def posted_shares(request: Request) -> dict[int, bytes | None]:
    """By the number of the sealed share. Raises Refused for anything that our page does not post."""
    try:
        given: Any = json.loads(request.POST.get("shares", ""))
        return {
            int(number): None if share is None else bytes_of(share, at_most=MAX_SHARE)
            for number, share in given.items()
        }
    except (ValueError, AttributeError, RecursionError) as error:
        raise Refused(boxes_of_cases.OUTDATED) from error


@access.any_capacity
@require_GET
def shares(request: Request, pk: int) -> HttpResponse:
    """The holder's own sealed shares, once the holders have been called."""
    holder = holder_or_404(request, pk)
    if not holder.box.waits:
        return JsonResponse({"message": boxes_of_cases.NOT_WAITING}, status=409)
    return JsonResponse(
        {
            "box": holder.box.label,
            "fingerprint": holder.key.fingerprint,
            "public_key": text_of(bytes(holder.key.public_key)),
            "shares": [
                {
                    "number": each.pk,
                    "organisation": each.offer.organisation.credit_code,
                    "ciphertext": each.offer.ciphertext_sha256,
                    "sealed": text_of(bytes(each.sealed)),
                    "sha256": each.sha256,
                }
                for each in boxes_of_cases.shares_of(holder)
            ],
        }
    )


@access.any_capacity
@require_GET
def receipt(request: Request, pk: int) -> HttpResponse:
    """The signed receipt of one of the organisation's own offers."""
    offers = SealedOffer.objects.select_related("box__case", "organisation")
    offer = get_object_or_404(offers, pk=pk, organisation_id=request.actor.organisation_id)
    response = JsonResponse(receipts.receipt(offer), json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"receipt-{offer.box.case.code}-{offer.box.round}-{offer.version}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@access.any_capacity
@require_safe
def opened_file(request: Request, pk: int) -> HttpResponseBase:
    """A file of an opened offer, for those who may see it."""
    found = OpenedFile.objects.select_related("sealed__offer__box", "attachment__blob")
    file = get_object_or_404(found, pk=pk, attachment__isnull=False)
    if not files.may_see(request.actor, file.sealed.offer):
        raise Http404
    return serving.serve(file.attachment, request=request)  # type: ignore[arg-type]  # filtered above


@access.public
@require_GET
def receipt_key(request: Request) -> HttpResponse:
    """回执公钥, for whoever verifies a receipt."""
    return HttpResponse(f"{receipts.public_key()}\n", content_type="text/plain; charset=utf-8")


# ---- the demonstration ----------------------------------------------------------------------------------------------


def is_of_the_demo(key: OpeningKey) -> bool:
    return bytes(key.public_key) == public_bytes(demo_key(key.organisation.credit_code))


@access.public
@require_GET
def demo_keys(request: Request) -> HttpResponse:
    """The key files of the demonstration's organisations, for everybody."""
    if not settings.DEMO:
        raise Http404
    live = OpeningKey.objects.filter(retired_at=None).select_related("organisation").order_by("pk")
    context = {"keys": [key for key in live if is_of_the_demo(key)], "passphrase": DEMO_PASSPHRASE}
    return render(request, "sealing/demo_keys.html", context)


@access.public
@require_GET
def demo_key_file(request: Request, fingerprint: str) -> HttpResponse:
    key = OpeningKey.objects.filter(fingerprint=fingerprint).select_related("organisation").first()
    if not settings.DEMO or key is None or not is_of_the_demo(key):
        raise Http404
    organisation = key.organisation
    text = key_file(
        demo_key(organisation.credit_code), passphrase=DEMO_PASSPHRASE, organisation=organisation.name
    )
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="key-{fingerprint[:8]}.json"'
    return response
