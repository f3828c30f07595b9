"""What all desks about a lot share."""

from datetime import datetime
from typing import Any

from pingzhun.base.localtime import moment
from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import Desk, Picking
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.models import Lot

PICK_LOT = Picking("选择分包", "确定选择")
CONFIRM_LOT = Picking("选择分包", "确认选择")
LOT_COLUMNS = (
    ("分包编号", "code"),
    ("分包名称", "title"),
    ("采购人", "procuring_entity.name"),
    ("状态", "get_state_display"),
)


def about(lot: Lot) -> list[tuple[str, str]]:
    """分包信息, as a desk's page shows it above its form and a reviewer sees it above what was submitted."""
    found = [
        ("项目编号", lot.tender.code),
        ("项目名称", lot.tender.name),
        ("分包编号", lot.code),
        ("分包名称", lot.title),
        ("采购人", lot.procuring_entity.name),
        ("招标代理", lot.tender.agent.name),
        ("最高限价", f"{format_yuan(lot.ceiling)} 元"),
        ("评标办法", lot.get_evaluating_display()),
        ("状态", lot.get_state_display()),
    ]
    if lot.opens_at:
        found.append(("投标截止及开标时间", moment(lot.opens_at)))
    if lot.opening_room:
        found.append(("开标室", lot.opening_room.name))
    if lot.next_opens_at:
        found.append(("新预约的开标时间", moment(lot.next_opens_at)))
    return found


class LotDesk(Desk, abstract=True):
    """Its lots are picked as the manual does it, and stand above its form."""

    picking = PICK_LOT
    confirm_label = "确认提交"
    columns = LOT_COLUMNS
    template = "tendering/lot_page.html"
    read_template = "tendering/lot_read.html"

    def page_context(self, filing: Filing, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return {"about": about(filing.about)}
