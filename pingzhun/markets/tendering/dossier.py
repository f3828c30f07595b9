"""What the case page shows of a lot, and who takes part in it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from pingzhun.base.money import format_yuan
from pingzhun.cases.dossiers import Dossier, Paper, dossiers
from pingzhun.directory.actors import Actor
from pingzhun.filings.queries import market_of
from pingzhun.markets.tendering import outcome, record, rooms
from pingzhun.markets.tendering.course import course
from pingzhun.markets.tendering.document_shelf import shelf_of
from pingzhun.markets.tendering.hall import bids_on_the_case_page
from pingzhun.markets.tendering.market import market
from pingzhun.markets.tendering.models import Lot
from pingzhun.sealing.record import papers_of as opening_papers
from pingzhun.ui.components import Fact


class LotDossier(Dossier):
    key = Lot._meta.label
    course = course
    template = "tendering/case.html"

    def open_cases(self, actor: Actor) -> QuerySet[Lot]:
        """What has been published, to everyone in the market."""
        return Lot.objects.public() if market_of(actor) == market.key else Lot.objects.none()

    def shared_with(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor) if actor.organisation_id else Lot.objects.none()

    def read_by(self, actor: Actor) -> QuerySet[Lot]:
        """The agent stands beside the 采购人."""
        return self.shared_with(actor)

    def facts(self, case: Lot, *, actor: Actor, now: datetime) -> list[Fact]:
        return [Fact("最高限价", f"{format_yuan(case.ceiling)} 元", hint=case.get_evaluating_display())]

    def data(self, case: Lot, *, actor: Actor, now: datetime) -> list[tuple[str, object]]:
        return [
            ("项目编号", case.tender.code),
            ("项目名称", case.tender.name),
            ("采购人", case.procuring_entity.name),
            ("招标代理", case.tender.agent.name),
            ("采购目录", case.category.name),
            ("采购类型", case.tender.get_subject_display()),
            ("资审方式", case.get_qualifying_display()),
            ("评标办法", case.get_evaluating_display()),
            ("保证金金额", f"{format_yuan(case.bond)} 元"),
            *rooms.about(case, actor=actor),
            ("规则版本", case.regime.title),
        ]

    def papers(self, case: Lot, *, actor: Actor, now: datetime) -> list[Paper]:
        return [*record.papers_of(case), *opening_papers(case), *outcome.papers(case, actor)]

    def context(self, case: Lot, *, actor: Actor, now: datetime) -> dict[str, Any]:
        found = {"tendered": shelf_of(case, actor)} | bids_on_the_case_page(case, actor=actor)
        return found | outcome.context(case, actor)


dossiers.register(LotDossier())
