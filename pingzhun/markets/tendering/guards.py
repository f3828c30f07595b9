"""Facts that must hold before a supplier takes part, each with the sentence that refuses."""

from datetime import datetime

from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.directory.queries import suspension_of
from pingzhun.flow.guards import guard
from pingzhun.markets.tendering import announcing
from pingzhun.markets.tendering.bonds import bonds_of
from pingzhun.markets.tendering.capacities import SUPPLIER
from pingzhun.markets.tendering.models import Lot


@guard("投标尚未截止")
def bidding_is_open(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    return None if lot.opens_at and now < lot.opens_at else "投标已经截止，不能再递交、修改或撤回。"


@guard("供应商未被停用")
def supplier_is_not_suspended(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    suspension = suspension_of(actor.organisation, SUPPLIER.key, now)
    if suspension is None:
        return None
    return f"您单位已被停用至 {suspension.last_day}，原因：{suspension.reason}。停用期间不能投标。"


@guard("投标保证金已登记")
def bond_is_recorded(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    if not lot.bond or bonds_of(lot).filter(organisation_id=actor.organisation_id).exists():
        return None
    return f"本分包须缴纳投标保证金 {format_yuan(lot.bond)} 元，请先在“投标保证金”登记缴纳凭证，再投标。"


@guard("在招标文件提供期限内")
def document_is_on_offer(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    """On the days that the newest notice names (87号令 第十八条)."""
    notice, until, today = announcing.invitation_of(lot), announcing.offered_until(lot), local_date(now)
    if notice is not None and today < notice.offered_from:
        return f"招标文件自 {notice.offered_from} 起提供。"
    if until is not None and today > until:
        return f"招标文件的提供期限已于 {until} 截止，不能再获取。"
    return None
