"""通知浏览与发布: 行业主管, 街镇 and 代理机构 tell chosen roles (R8), and everybody reads what is for them (R4)."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.html import linebreaks

from pingzhun.directory.actors import Actor
from pingzhun.documents.folders import copy_folder
from pingzhun.documents.slots import Slot
from pingzhun.filings.announce import page_of
from pingzhun.filings.desks import Desk, Opening, Overview, desk_of
from pingzhun.filings.forms import Draft, FilingForm
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import is_official, market_of
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks.market import AGENT, AUTHORITY, TOWN, market
from pingzhun.markets.smallworks.models import Bulletin
from pingzhun.markets.smallworks.models.bulletins import AUDIENCES, PUBLIC
from pingzhun.notices.kinds import NoticeKind, register
from pingzhun.notices.publication import publish

ANNOUNCEMENT = register(NoticeKind("smallworks.announcement", "通知公告", "SXTZ", "smallworks"))
PUBLISHERS = (AUTHORITY, TOWN, AGENT)


class BulletinForm(FilingForm):
    wide = {"heading"}

    audience = forms.MultipleChoiceField(
        label="发布角色",
        choices=AUDIENCES,
        widget=forms.CheckboxSelectMultiple,
        help_text="只有勾选的角色能看到；勾选社会公众的，同时在门户网站公开。",
    )

    class Meta:
        model = Bulletin
        fields = ["replaces", "heading", "audience", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 12}), "replaces": forms.HiddenInput}
        help_texts = {"text": "空一行即另起一段。"}
        error_messages = {
            "replaces": {
                "invalid_choice": "这份通知不能修改：它不是本单位发布的，已经修改过，或已在门户网站公开。已公开的请另行发布。"
            }
        }

    def set_up(self) -> None:
        self.fields["replaces"].queryset = editable_by(self.actor)

    def with_given(self, given: Draft) -> QueryDict:
        """Start from the wording that is changed. Raises Refused for one that is not the organisation's to change."""
        if "replaces" in given:
            try:
                old = self.fields["replaces"].clean(given["replaces"][0])
            except forms.ValidationError as error:
                raise Refused(*error.messages) from error
            self.initial |= {"heading": old.heading, "text": old.text, "audience": old.audience}
        return super().with_given(given)


def editable_by(actor: Actor) -> QuerySet[Bulletin]:
    """What was published to everybody stays as it was read."""
    return (
        Bulletin.objects.in_force()
        .filter(organisation=actor.organisation_id)
        .exclude(audience__contains=[PUBLIC])
    )


class BulletinDesk(Desk):
    """向选定的角色发布通知；发布后只有选定的角色能看到。"""

    title = "通知"
    order = 1
    filing, form = Bulletin, BulletinForm
    filed_by = PUBLISHERS
    slots = (Slot("attachments", "通知附件"),)
    verb = "新增通知"
    submit_label = "发布"
    submitted_message = "通知已发布。"
    preview_template = "smallworks/_bulletin_preview.html"
    read_template = "smallworks/bulletin.html"

    def label(self, form: FilingForm) -> str:
        return str(form.cleaned_data["heading"])

    def addressed_to(self, actor: Actor) -> models.Q | None:
        if market_of(actor) != market.key:
            return None
        return Q(pk__in=Bulletin.objects.addressed_to(actor).values("pk"))

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        bulletin = Bulletin.objects.select_related("replaced_by").filter(pk=filing.pk).first()
        return {
            "bulletin": bulletin,
            "newer": getattr(bulletin, "replaced_by", None),
            "own": filing.organisation_id == actor.organisation_id,
        }

    def take_effect(self, filing: Bulletin, *, actor: Actor, now: datetime) -> None:
        if PUBLIC in filing.audience:
            publish(
                kind=ANNOUNCEMENT,
                title=filing.heading,
                facts=[],
                body=linebreaks(filing.text, autoescape=True),
                jurisdiction=filing.jurisdiction,
                organisation=filing.organisation,
                folder=copy_folder(filing.folder, now=now),
                now=now,
            )


class BulletinFilter(django_filters.FilterSet):
    heading = django_filters.CharFilter(label="通知标题", lookup_expr="icontains")
    text = django_filters.CharFilter(label="通知内容", lookup_expr="icontains")
    since = django_filters.DateFilter(label="开始日期", field_name="submitted_at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label="结束日期", field_name="submitted_at", lookup_expr="date__lte")
    audience = django_filters.ChoiceFilter(
        label="发布角色", choices=AUDIENCES, method="for_audience", empty_label="全部角色"
    )

    def for_audience(self, found: QuerySet[Bulletin], name: str, value: str) -> QuerySet[Bulletin]:
        return found.filter(audience__contains=[value])


class BulletinsOverview(Overview, abstract=True):
    columns = (
        ("通知标题", "heading"),
        ("发布单位", "organisation.name"),
        ("发布角色", "audience_titles"),
        ("发布时间", "submitted_at"),
    )
    filters = BulletinFilter

    def listed(self, found: QuerySet[Bulletin]) -> QuerySet[Bulletin]:
        return found.select_related("organisation").order_by("-submitted_at", "-pk")

    def link(self, row: Bulletin) -> str:
        return page_of(row)


class PublishedBulletinsOverview(BulletinsOverview):
    """本单位发布的和发给本角色的通知；行业主管可以查看辖区内的全部通知。"""

    title = "通知浏览与发布"
    menu = "通知浏览与发布"
    order = 1
    kinds = PUBLISHERS
    desks = (BulletinDesk,)
    empty = "点击“新增通知”发布第一份通知。"
    template = "smallworks/bulletins.html"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Bulletin]:
        seen = Q(organisation=actor.organisation_id) | Q(
            pk__in=Bulletin.objects.addressed_to(actor).values("pk")
        )
        if is_official(actor):
            seen |= Q(jurisdiction__path__startswith=actor.jurisdiction.path)
        return self.listed(Bulletin.objects.in_force().filter(seen))

    def opens(self, row: Bulletin, actor: Actor) -> Opening | None:
        if row.organisation_id != actor.organisation_id or PUBLIC in row.audience:
            return None
        return Opening(desk_of(BulletinDesk), "replaces", row.pk, label="编辑")


class BulletinsForMeOverview(BulletinsOverview):
    """发给本角色的通知，点击标题查看。"""

    title = "通知公告"
    menu = "公告与项目/通知公告"
    order = 2
    on_home = "submitted_at"
    kinds = market.capacities
    empty = "还没有发给您的通知。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Bulletin]:
        return self.listed(Bulletin.objects.addressed_to(actor))
