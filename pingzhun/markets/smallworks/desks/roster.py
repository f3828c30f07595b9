"""名册库: which there are, which companies are in them, and who asks to be in another (R12, R36)."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse

from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Capacity, Organisation
from pingzhun.filings.desks import Desk, Opening, Overview, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks import rosters
from pingzhun.markets.smallworks.desks.registration import RosterField, rosters_in_use
from pingzhun.markets.smallworks.desks.suspension import standing, with_standing
from pingzhun.markets.smallworks.market import AUTHORITY, BUILDER, COMPANIES, TOWN
from pingzhun.markets.smallworks.models import (
    Listing,
    Roster,
    RosterApplication,
    RosterClosing,
    RosterOpening,
    RosterRemoval,
    WorkType,
)
from pingzhun.markets.smallworks.models.companies import COMPANY_TYPES
from pingzhun.markets.smallworks.parties import BY_ROSTER_AUTHORITY

# ---- 名册库设置 ------------------------------------------------------------------------------------------------------


def rosters_within(actor: Actor) -> QuerySet[Roster]:
    return Roster.objects.filter(jurisdiction__path__startswith=actor.jurisdiction.path)


class RosterOpeningForm(FilingForm):
    work_types = forms.MultipleChoiceField(
        label="可报名的工程类型",
        choices=WorkType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只用于施工单位；不勾选的，可以报名各类工程。",
    )

    class Meta:
        model = RosterOpening
        fields = ["name", "company_type", "authority", "work_types"]
        widgets = {"authority": forms.Select(attrs={"data-search": ""})}
        help_texts = {
            "name": "例如：园林绿化施工企业名册库。",
            "authority": "申请进入该名册库的企业由这个行业主管审核。",
        }

    def set_up(self) -> None:
        held = Capacity.objects.of_kind(AUTHORITY.key).filter(
            jurisdiction__path__startswith=self.actor.jurisdiction.path
        )
        self.fields["authority"].queryset = Organisation.objects.filter(pk__in=held.values("organisation"))

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if Roster.objects.filter(jurisdiction=self.actor.jurisdiction, name=name).exists():
            raise forms.ValidationError(f"已有名册库“{name}”，请换一个名称。")
        return str(name)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("work_types") and data.get("company_type") not in (None, BUILDER.key):
            self.add_error("work_types", "只有施工单位的名册库可以限定工程类型。")
        return data


class RosterClosingForm(FilingForm):
    class Meta:
        model = RosterClosing
        fields = ["roster", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        labels = {"reason": "停用原因"}
        error_messages = {"roster": {"invalid_choice": "该名册库不在您的辖区内，或已经停用。"}}

    def set_up(self) -> None:
        self.fields["roster"].queryset = rosters_within(self.actor).filter(is_active=True)


class RosterClosingDesk(Desk):
    """停用后不再接受入库申请，已在库的企业不受影响。"""

    title = "名册库停用"
    order = 81
    filing, form = RosterClosing, RosterClosingForm
    filed_by = AUTHORITY
    verb = "停用"
    submit_label = "停用"
    confirm = "停用后不再接受入库申请，不能重新启用。"
    submitted_message = "已停用该名册库。"

    def label(self, form: FilingForm) -> str:
        return f"停用：{form.cleaned_data['roster']}"

    def take_effect(self, filing: RosterClosing, *, actor: Actor, now: datetime) -> None:
        rosters.close_roster(roster=filing.roster, now=now)


class RosterOpeningDesk(Desk):
    """辖区内的名册库，以及各名册库的企业由哪个行业主管审核。"""

    title = "名册库设置"
    menu = "名册库信息管理/名册库设置"
    order = 81
    filing, form = RosterOpening, RosterOpeningForm
    filed_by = AUTHORITY
    verb = "新增名册库"
    submitted_message = "名册库已设立，企业可以申请入库。"
    list_template = "smallworks/rosters.html"

    def label(self, form: FilingForm) -> str:
        return f"新增：{form.cleaned_data['name']}"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        found = rosters_within(actor).select_related("authority")
        return {
            "rosters": [
                (each, "、".join(WorkType(value).label for value in each.work_types)) for each in found
            ],
            "closing": desk_of(RosterClosingDesk),
        }

    def take_effect(self, filing: RosterOpening, *, actor: Actor, now: datetime) -> None:
        rosters.open_roster(
            name=filing.name,
            company_type=filing.company_type,
            authority=filing.authority,
            work_types=filing.work_types,
            jurisdiction=filing.jurisdiction,
            now=now,
        )


# ---- into a roster and out of it -------------------------------------------------------------------------------------


class RosterApplicationForm(FilingForm):
    class Meta:
        model = RosterApplication
        fields = ["roster", "note"]
        field_classes = {"roster": RosterField}
        widgets = {
            "roster": forms.Select(attrs={"data-search": ""}),
            "note": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {
            "roster": {"invalid_choice": "您单位已在该名册库中，或该名册库已停用，请重新选择。"}
        }

    def set_up(self) -> None:
        within = rosters.listings_of(self.actor.organisation).values("roster")
        self.fields["roster"].queryset = (
            rosters_in_use().filter(company_type=self.actor.kind).exclude(pk__in=within)
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if roster := data.get("roster"):
            data["jurisdiction"] = roster.jurisdiction
        return data


class RosterApplicationDesk(Desk):
    """本企业所在的名册库；可以申请加入同一企业类型的其他名册库，由该名册库的行业主管审核。"""

    title = "所属名册库"
    menu = "名册库信息管理/所属名册库"
    review_menu = "名册库信息管理/入库申请审核"
    order = 75
    filing, form = RosterApplication, RosterApplicationForm
    filed_by = COMPANIES
    reviewed_by = (BY_ROSTER_AUTHORITY,)
    verb = "申请入库"
    one_at_a_time = True
    list_template = "smallworks/listings.html"

    def label(self, form: FilingForm) -> str:
        return f"{self.verb}：{form.actor.organisation}（{form.cleaned_data['roster']}）"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        mine = Listing.objects.filter(organisation=actor.organisation)
        return {
            "listings": mine.select_related("roster__authority").order_by("removed_at", "-listed_at", "-pk")
        }

    def take_effect(self, filing: RosterApplication, *, actor: Actor, now: datetime) -> None:
        rosters.enlist(organisation=filing.organisation, roster=filing.roster, now=now)


class RosterRemovalForm(FilingForm):
    class Meta:
        model = RosterRemoval
        fields = ["listing", "reason"]
        widgets = {
            "listing": forms.Select(attrs={"data-search": ""}),
            "reason": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {"reason": "移出原因"}
        error_messages = {"listing": {"invalid_choice": "该企业不在您单位审核的名册库中，或已经移出。"}}

    def set_up(self) -> None:
        held = Listing.objects.held().filter(roster__authority=self.actor.organisation)
        self.fields["listing"].queryset = held.select_related("organisation", "roster")


class RosterRemovalDesk(Desk):
    """把企业移出本单位审核的名册库，立即生效，此后不能凭该名册库报名。"""

    title = "移出名册库"
    order = 80
    filing, form = RosterRemoval, RosterRemovalForm
    filed_by = AUTHORITY
    verb = "移出"
    submit_label = "移出"
    confirm = "移出后该企业不能凭该名册库报名；已经报名的项目不受影响。"
    submitted_message = "已移出名册库。"

    def label(self, form: FilingForm) -> str:
        return f"移出：{form.cleaned_data['listing']}"

    def take_effect(self, filing: RosterRemoval, *, actor: Actor, now: datetime) -> None:
        rosters.strike(listing=filing.listing, reason=filing.reason, now=now)


# ---- 散小工程所属名册库查询 --------------------------------------------------------------------------------------------


def rosters_to_choose(request: Any) -> QuerySet[Roster]:
    return (
        Roster.objects.filter(jurisdiction__in=seen_from(request.actor)) if request else Roster.objects.none()
    )


def seen_from(actor: Actor) -> Any:
    """The jurisdictions whose rosters serve the actor: its own, those above and those below."""
    own = actor.jurisdiction
    found = Q(path__in=own.own_and_higher_paths) | Q(path__startswith=own.path)
    return type(own).objects.filter(found).values("pk")


class ListingFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(
        field_name="organisation__name", lookup_expr="icontains", label="企业名称"
    )
    company_type = django_filters.MultipleChoiceFilter(
        field_name="roster__company_type",
        label="企业类型",
        choices=COMPANY_TYPES,
        widget=forms.CheckboxSelectMultiple,
    )
    roster = django_filters.ModelMultipleChoiceFilter(
        label="所属名册库", queryset=rosters_to_choose, widget=forms.CheckboxSelectMultiple
    )


class RosterQueryOverview(Overview, abstract=True):
    title = "散小工程所属名册库查询"
    columns = (
        ("企业名称", "organisation.name"),
        ("企业类型", "roster.get_company_type_display"),
        ("所属名册库", "roster.name"),
        ("法定代表人", "organisation.legal_representative"),
        ("入库时间", "listed_at"),
        ("状态", standing),
    )
    filters = ListingFilter
    empty = "没有符合条件的企业。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Listing]:
        found = Listing.objects.held().filter(roster__jurisdiction__in=seen_from(actor))
        found = found.select_related("organisation", "roster").order_by("organisation__name", "pk")
        return with_standing(found, organisation="organisation", kind="roster__company_type", now=now)

    def link(self, row: Listing) -> str:
        return reverse("portal:organisation", args=[row.organisation.credit_code])


class TownRosterQueryOverview(RosterQueryOverview):
    """各企业的基本信息和所属名册库；勾选企业类型、所属名册库后点击查询。"""

    menu = "街镇信息管理/散小工程所属名册库查询"
    order = 78
    kinds = (TOWN,)


class AuthorityRosterQueryOverview(RosterQueryOverview):
    """辖区内的入库企业；可以把企业移出本单位审核的名册库。"""

    menu = "名册库信息管理/散小工程所属名册库查询"
    order = 80
    kinds = (AUTHORITY,)
    desks = (RosterRemovalDesk,)

    def opens(self, row: Listing, actor: Actor) -> Opening | None:
        if row.roster.authority_id != actor.organisation_id:
            return None
        return Opening(desk_of(RosterRemovalDesk), "listing", row.pk)
