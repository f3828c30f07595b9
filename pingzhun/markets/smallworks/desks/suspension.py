"""企业停用: a 行业主管 keeps a company from new work for some days, and may end that early (R14)."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse

from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Capacity, Suspension, last_day_before
from pingzhun.filings.desks import Opening, Overview, desk_of
from pingzhun.markets.smallworks.market import AUTHORITY, COMPANIES
from pingzhun.markets.smallworks.models import CompanyReinstatement, CompanySuspension, Listing
from pingzhun.markets.smallworks.models.companies import COMPANY_TYPES
from pingzhun.standing.suspension import (
    ReinstatementDesk,
    ReinstatementForm,
    Suspends,
    SuspensionDesk,
    SuspensionForm,
)
from pingzhun.ui.components import Badge


class SuspendsCompanies(Suspends):
    suspends = COMPANIES
    longest_by = "smallworks.suspension_max"


class CompanySuspensionForm(SuspensionForm):
    class Meta(SuspensionForm.Meta):
        model = CompanySuspension
        labels = {"capacity": "企业名称"}


class CompanyReinstatementForm(ReinstatementForm):
    class Meta(ReinstatementForm.Meta):
        model = CompanyReinstatement
        labels = {"suspension": "停用的企业"}


class CompanySuspensionDesk(SuspendsCompanies, SuspensionDesk):
    """填写停用天数和停用原因；停用立即生效，到期自动恢复。"""

    title = "企业停用"
    order = 79
    filing, form = CompanySuspension, CompanySuspensionForm
    filed_by = AUTHORITY
    submit_label = "提交"


class CompanyReinstatementDesk(SuspendsCompanies, ReinstatementDesk):
    """填写恢复原因；提交后企业立即恢复使用。"""

    title = "企业启用"
    order = 79
    filing, form = CompanyReinstatement, CompanyReinstatementForm
    filed_by = AUTHORITY
    verb = "启用"
    submit_label = "提交"


def standing(row: Any) -> Badge:
    """正常, or until when it is suspended; `row` is annotated by `with_standing`."""
    if row.suspended_until:
        return Badge(f"停用中，至 {last_day_before(row.suspended_until)}", "bad")
    return Badge("正常", "good")


def with_standing(rows: QuerySet[Any], *, organisation: str, kind: str, now: datetime) -> QuerySet[Any]:
    """Rows with the suspension in force of the company they are about. organisation, kind: where they name it."""
    in_force = Suspension.objects.in_force(now).filter(
        organisation=OuterRef(organisation), kind=OuterRef(kind)
    )
    return rows.annotate(
        suspension=Subquery(in_force.values("pk")[:1]),
        suspended_until=Subquery(in_force.values("ends_at")[:1]),
    )


class CompanyFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(
        field_name="organisation__name", lookup_expr="icontains", label="企业名称"
    )
    kind = django_filters.ChoiceFilter(label="企业类型", choices=COMPANY_TYPES)
    state = django_filters.ChoiceFilter(
        label="状态", choices=[("suspended", "停用中"), ("normal", "正常")], method="of_state"
    )

    def of_state(self, rows: QuerySet[Capacity], name: str, value: str) -> QuerySet[Capacity]:
        return rows.filter(suspended_until__isnull=value == "normal")


def rosters_of(row: Any) -> str:
    names = [each.roster.name for each in row.organisation.listed_in if each.roster.company_type == row.kind]
    return "、".join(names) or "不在名册库"


class SuspendableCompaniesOverview(Overview):
    """辖区内的企业；点击“停用”填写停用天数和原因，停用中的可以点击“启用”提前恢复。"""

    title = "企业停用"
    menu = "名册库信息管理/企业停用"
    order = 79
    kinds = (AUTHORITY,)
    columns = (
        ("企业名称", "organisation.name"),
        ("企业类型", "title"),
        ("所属名册库", rosters_of),
        ("状态", standing),
    )
    desks = (CompanySuspensionDesk, CompanyReinstatementDesk)
    filters = CompanyFilter
    empty = "企业通过审核后会列在这里。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Capacity]:
        held = Listing.objects.held().select_related("roster")
        found = CompanySuspensionDesk.reach(actor).prefetch_related(
            Prefetch("organisation__roster_listings", held, to_attr="listed_in")
        )
        return with_standing(found, organisation="organisation", kind="kind", now=now)

    def link(self, row: Capacity) -> str:
        return reverse("portal:organisation", args=[row.organisation.credit_code])

    def opens(self, row: Any, actor: Actor) -> Opening:
        if row.suspension:
            return Opening(desk_of(CompanyReinstatementDesk), "suspension", row.suspension)
        return Opening(desk_of(CompanySuspensionDesk), "capacity", row.pk)


def outcome(row: Any) -> Badge:
    if row.is_in_force:
        return Badge("停用中", "bad")
    return Badge("已启用", "good") if row.lift_reason else Badge("已到期")


class OwnSuspensionsOverview(Overview):
    """本企业的停用和启用情况；停用到期自动恢复。"""

    title = "企业停用查看"
    menu = "名册库信息管理/企业停用查看"
    order = 79
    kinds = COMPANIES
    columns = (
        ("停用原因", "reason"),
        ("企业类型", "title"),
        ("停用天数", "days"),
        ("停用时间", "starts_at"),
        ("停用至", "last_day"),
        ("作出单位", "imposed_by.name"),
        ("状态", outcome),
        ("恢复原因", "lift_reason"),
    )
    empty = "本企业没有被停用过。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Suspension]:
        found = Suspension.objects.filter(
            organisation=actor.organisation, kind__in=[kind.key for kind in COMPANIES]
        )
        in_force = Suspension.objects.in_force(now).filter(pk=OuterRef("pk"))
        return (
            found.annotate(is_in_force=Exists(in_force))
            .select_related("imposed_by")
            .order_by(F("starts_at").desc(), "-pk")
        )
