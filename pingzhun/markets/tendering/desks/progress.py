"""采购业务－计划注册－项目进度: the projects with where their lots are; the state of a project follows from its lots (H11)."""

from datetime import datetime

import django_filters
from django.db.models import Prefetch, QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.filings.announce import page_of
from pingzhun.filings.desks import Overview
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY
from pingzhun.markets.tendering.menu import CENTRE_ROOT, ENTITY_ROOT, REGISTERING
from pingzhun.markets.tendering.models import Lot, Tender
from pingzhun.markets.tendering.tenders import standing_of


class TenderFilter(django_filters.FilterSet):
    code = django_filters.CharFilter(label="项目编号", lookup_expr="icontains")
    name = django_filters.CharFilter(label="项目名称", lookup_expr="icontains")

    class Meta:
        model = Tender
        fields: list[str] = []


def lots_of(tender: Tender) -> str:
    return "；".join(f"{lot.number:02} {lot.title}：{lot.get_state_display()}" for lot in tender.lots.all())


class TendersOverview(Overview):
    """注册的项目和各分包的进度，点击项目名称查看项目和分包。"""

    title = "项目进度"
    menu = f"{REGISTERING}/项目进度"
    order = 11
    kinds = (AGENT, ENTITY, CENTRE)
    columns = (
        ("项目名称", "name"),
        ("项目编号", "code"),
        ("采购人", "procuring_entity.name"),
        ("招标代理", "agent.name"),
        ("分包进度", lots_of),
        ("项目状态", standing_of),
        ("注册时间", "registered_at"),
    )
    filters = TenderFilter
    view = "查看"
    empty = "项目注册审核通过后会列在这里。"

    def menu_for(self, actor: Actor) -> str | None:
        """The other sides have no 采购业务."""
        places = {ENTITY.key: f"{ENTITY_ROOT}/项目进度", CENTRE.key: f"{CENTRE_ROOT}/项目进度"}
        return places.get(actor.kind or "", self.menu)

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Tender]:
        mine = {
            AGENT.key: {"agent": actor.organisation_id},
            ENTITY.key: {"procuring_entity": actor.organisation_id},
            CENTRE.key: {"filing__jurisdiction__path__startswith": actor.jurisdiction.path},
        }
        lots = Lot.objects.order_by("number")
        found = Tender.objects.filter(**mine[str(actor.kind)])
        found = found.select_related("procuring_entity", "agent", "filing")
        return found.prefetch_related(Prefetch("lots", queryset=lots)).order_by("-registered_at", "-pk")

    def link(self, row: Tender) -> str:
        return page_of(row.filing)
