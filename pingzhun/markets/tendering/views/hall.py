"""The page of the 开标大厅. What is announced in it is a live fragment; what a bidder types stands outside of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from pingzhun.base import access
from pingzhun.directory.http import Request
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import hall
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY, SUPERVISOR, SUPPLIER
from pingzhun.markets.tendering.models import Lot
from pingzhun.ui import live
from pingzhun.ui.components import Crumb, Fact
from pingzhun.ui.templatetags.ui import countdown, when

WALL = "tendering/_wall.html"

attending = access.capacity(*(kind.key for kind in (AGENT, ENTITY, SUPPLIER, CENTRE, SUPERVISOR)))


class RemarkForm(forms.Form):
    """objects: whether the button was that of an objection, which needs words."""

    objection = forms.CharField(
        label="异议内容",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="对开标过程和开标记录有异议，或者认为工作人员须回避的，请写明；没有异议的直接点“确认开标记录”",
    )

    def __init__(self, *arguments: Any, objects: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.objects = objects

    def clean_objection(self) -> str:
        text: str = self.cleaned_data["objection"].strip()
        if self.objects and not text:
            raise forms.ValidationError("请写明异议内容。")
        if text and not self.objects:
            raise forms.ValidationError("填写了异议内容，请点“提出异议”；没有异议的请清空后再确认。")
        return text


def lot_or_404(request: Request, pk: int) -> Lot:
    lots = hall.lots_in_the_hall(request.actor).select_related(
        "tender__agent", "procuring_entity", "opening_room", "jurisdiction"
    )
    return get_object_or_404(lots, pk=pk)


@attending
@require_http_methods(["GET", "POST"])
def page(request: Request, pk: int) -> HttpResponse:
    lot = lot_or_404(request, pk)
    objects = request.POST.get("action") == "object"
    form = RemarkForm(request.POST or None, objects=objects)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["objection"]
            hall.remark(lot, objection=text, actor=request.actor, now=request.now)
            messages.success(
                request, "异议已提交，采购人和代理机构会处理。" if objects else "已确认开标记录。"
            )
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("tendering:hall", pk=pk)
    seen = hall.scene(lot)
    context = {
        "lot": lot,
        "scene": seen,
        "wall": live.fragment(request, WALL, wall_context(seen, request), url=wall_url(lot), page=seen.phase),
        "form": form if hall.may_remark(lot, request.actor) else None,
        "clock": clock(seen, now=request.now),
        "opens": seen.is_opened_by(request.actor),
        "crumbs": [
            Crumb("工作台", reverse("console:home")),
            Crumb("开标大厅", reverse("desks:tendering.opening-hall")),
            Crumb(lot.title),
        ],
    }
    return render(request, "tendering/hall.html", context)


@attending
@require_GET
def wall(request: Request, pk: int) -> HttpResponse:
    """What is announced, where it is not what the page shows already."""
    lot = lot_or_404(request, pk)
    seen = hall.scene(lot)
    return live.answer(request, WALL, wall_context(seen, request), url=wall_url(lot), page=seen.phase)


def clock(seen: hall.Scene, *, now: datetime) -> list[Fact]:
    """Outside of the wall: it changes with every second."""
    lot = seen.lot
    facts = [Fact("投标截止及开标时间", when(lot.opens_at), hint=str(lot.opening_room or ""))]
    if seen.phase == "waiting":
        facts.append(Fact("距开标", countdown(lot.opens_at, now), hint="以平台时钟为准"))
    return facts


def wall_context(seen: hall.Scene, request: Request) -> dict[str, Any]:
    return {"scene": seen, "lot": seen.lot, "mine": request.actor.organisation_id}


def wall_url(lot: Lot) -> str:
    return reverse("tendering:wall", args=[lot.pk])
