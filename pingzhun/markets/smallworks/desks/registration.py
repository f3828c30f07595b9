"""新用户注册: a company or a 街镇 fills in its 基本信息, and is let in when it has been reviewed (R10–R12)."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When
from django.forms.models import ModelChoiceIterator

from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import CapacityKind, kinds
from pingzhun.filings.announce import page_of
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Overview
from pingzhun.filings.models import Filing
from pingzhun.markets.smallworks import rosters
from pingzhun.markets.smallworks.market import AUTHORITY, COMPANIES, TOWN
from pingzhun.markets.smallworks.models import CompanyRegistration, Roster, TownRegistration
from pingzhun.markets.smallworks.parties import BY_AUTHORITY, BY_ROSTER_AUTHORITY
from pingzhun.standing.registration import CONTACT, ORGANISATION, RegistrationDesk, RegistrationForm
from pingzhun.ui.components import Badge

COMPANY = [name for name in ORGANISATION if name != "registered_in"]


class _ByCompanyType(ModelChoiceIterator):
    def __iter__(self) -> Any:
        yield "", self.field.empty_label
        for title, rosters_of_type in groupby(
            self.queryset, key=lambda roster: roster.get_company_type_display()
        ):
            yield title, [self.choice(roster) for roster in rosters_of_type]


class RosterField(forms.ModelChoiceField):
    """A roster, under its company type, with the authority that decides."""

    iterator = _ByCompanyType

    def label_from_instance(self, roster: Roster) -> str:
        return f"{roster.name}（{roster.authority.name}审核）"


def rosters_in_use() -> QuerySet[Roster]:
    return Roster.objects.filter(is_active=True).select_related("authority", "jurisdiction")


class CompanyRegistrationForm(RegistrationForm):
    fieldsets = [("名册库", ["roster"]), ("企业基本信息", COMPANY), ("联系方式", CONTACT)]

    class Meta(RegistrationForm.Meta):
        model = CompanyRegistration
        fields = ["roster", *COMPANY, *CONTACT]
        field_classes = RegistrationForm.Meta.field_classes | {"roster": RosterField}
        widgets = RegistrationForm.Meta.widgets | {"roster": forms.Select(attrs={"data-search": ""})}
        labels = {"roster": "企业类型与所属名册库", "name": "企业名称", "introduction": "企业简介"}
        help_texts = RegistrationForm.Meta.help_texts | {
            "roster": "名册库决定由哪个行业主管审核；审核通过后可以再申请加入其他名册库。"
        }

    def set_up(self) -> None:
        held = [capacity.kind for capacity in self.actor.capacities]
        self.fields["roster"].queryset = rosters_in_use().exclude(company_type__in=held)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if roster := data.get("roster"):
            self.instance.registered_in = data["jurisdiction"] = roster.jurisdiction
        return data


class CompanyRegistrationDesk(RegistrationDesk):
    """填写企业基本信息，选择企业类型和名册库；行业主管审核通过后进入名册库。"""

    title = "企业注册"
    review_menu = "名册库信息管理/批量审核"
    order = 70
    reviewed_by = (BY_ROSTER_AUTHORITY,)
    filing, form = CompanyRegistration, CompanyRegistrationForm
    submit_label = "提交"
    verb = "注册"

    def available(self, *, actor: Actor, now: datetime) -> bool:
        held = {capacity.kind for capacity in actor.capacities}
        return any(kind.key not in held for kind in COMPANIES)

    def capacity_of(self, filing: CompanyRegistration) -> CapacityKind:
        return kinds.get(filing.roster.company_type)

    def take_effect(self, filing: CompanyRegistration, *, actor: Actor, now: datetime) -> None:
        super().take_effect(filing, actor=actor, now=now)
        rosters.enlist(organisation=filing.organisation, roster=filing.roster, now=now)


class CompanyReviewOverview(Overview):
    """申请进入本单位名册库的企业，待审核的在前；点击“查看”逐个审核。"""

    title = "企业审核"
    menu = "名册库信息管理/企业审核"
    order = 71
    kinds = (AUTHORITY,)
    columns = (
        ("企业名称", "label"),
        ("企业类型", "companyregistration.roster.get_company_type_display"),
        ("所属名册库", "companyregistration.roster.name"),
        ("提交时间", "submitted_at"),
        ("状态", lambda filing: Badge(filing.get_state_display(), filing.tone)),
    )
    view = "查看"
    empty = "还没有企业申请进入本单位的名册库。"

    def menu_for(self, actor: Actor) -> str:
        return f"名册库信息管理/{actor.organisation}企业审核"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Filing]:
        shown = (FilingState.SUBMITTED, FilingState.APPROVED, FilingState.REJECTED)
        found = Filing.objects.filter(
            desk=CompanyRegistrationDesk.key,
            state__in=shown,
            companyregistration__roster__authority=actor.organisation,
        )
        waits_first = Case(When(state=FilingState.SUBMITTED, then=0), default=1)
        return found.select_related("companyregistration__roster").order_by(
            waits_first, "-submitted_at", "-pk"
        )

    def link(self, row: Filing) -> str:
        return page_of(row)


class TownRegistrationForm(RegistrationForm):
    class Meta(RegistrationForm.Meta):
        model = TownRegistration


class TownRegistrationDesk(RegistrationDesk):
    """填写街镇基本信息；行业主管审核通过后可以立项和发包。"""

    title = "街镇注册"
    review_menu = "名册库信息管理/街镇审核"
    order = 72
    capacity = TOWN
    reviewed_by = (BY_AUTHORITY,)
    filing, form = TownRegistration, TownRegistrationForm
    submit_label = "提交"
    verb = "注册"
