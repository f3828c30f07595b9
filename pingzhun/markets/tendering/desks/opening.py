"""开标大厅 in the menus, and 无法开标 where the holders of the keys cannot open the bids."""

from datetime import datetime

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localtime

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk, Overview
from pingzhun.filings.forms import FilingForm
from pingzhun.flow.guards import guard
from pingzhun.markets.tendering import hall, opening
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY, SUPERVISOR, SUPPLIER
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.menu import BIDDING, CENTRE_ROOT, ENTITY_ROOT, OVERSIGHT, ROOT
from pingzhun.markets.tendering.models import Lot, OpeningFailure
from pingzhun.markets.tendering.parties import BY_CENTRE
from pingzhun.standing.held import SCAN

FOLDERS = {
    AGENT.key: ROOT,
    ENTITY.key: ENTITY_ROOT,
    SUPPLIER.key: BIDDING,
    CENTRE.key: CENTRE_ROOT,
    SUPERVISOR.key: OVERSIGHT,
}


class OpeningHallOverview(Overview):
    """到开标时间在这里参加开标：倒计时、开启进展、开标一览表、开标记录确认。"""

    title = "开标大厅"
    order = 60
    kinds = (AGENT, ENTITY, SUPPLIER, CENTRE, SUPERVISOR)
    columns = (
        ("分包", "title"),
        ("编号", "code"),
        ("采购人", "procuring_entity.name"),
        ("开标时间", "opens_at"),
        ("开标室", "opening_room.name"),
        ("状态", "get_state_display"),
    )
    view = "进入"
    empty = "目前没有可以参加的开标。"

    def menu_for(self, actor: Actor) -> str | None:
        return f"{FOLDERS[actor.kind or '']}/{self.title}"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[Lot]:
        lots = hall.lots_in_the_hall(actor).filter(opens_at__isnull=False)
        return lots.select_related("procuring_entity", "opening_room").order_by("-opens_at", "-pk")

    def link(self, row: Lot) -> str:
        return opening.hall(row)


@guard("开启已逾期")
def opening_is_overdue(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    overdue = opening.overdue_at(lot)
    if now >= overdue:
        return None
    return f"投标正等待开启，{localtime(overdue):%Y-%m-%d %H:%M} 后仍未能开启的，方可办理。"


class OpeningFailureForm(FilingForm):
    class Meta:
        model = OpeningFailure
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}


class OpeningFailureDesk(Desk):
    """持有密钥的单位无法开启投标的，审核通过后废标，可以重新招标；未开启的投标永远保持密封。"""

    title = "无法开标"
    menu = f"{ROOT}/开标前/无法开标"
    review_menu = f"{CENTRE_ROOT}/业务审核/无法开标审核"
    order = 63
    filing, form = OpeningFailure, OpeningFailureForm
    filed_by = AGENT
    reviewed_by = (BY_CENTRE,)
    guards = (opening_is_overdue,)
    slots = (Slot("statement", "情况说明", required=True, types=SCAN, hint="持有密钥的单位盖章"),)
    verb = "无法开标"
    submit_label = "提交信息"

    def cases(self, actor: Actor) -> QuerySet[Lot]:
        return Lot.objects.of_agent(actor).filter(state=LotState.OPENING)

    def take_effect(self, filing: OpeningFailure, *, actor: Actor, now: datetime) -> None:
        reason = f"持有密钥的单位未能开启投标：{filing.reason}"
        opening.fail_unopened(filing.about, reason=reason, actor=actor, now=now)
