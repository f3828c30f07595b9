"""Who opens the bids of a lot: its 采购人, its 招标代理, and the 交易中心 of its jurisdiction, each with a key of its own."""

from datetime import datetime

from pingzhun.directory.actors import Actor
from pingzhun.directory.queries import reviewers
from pingzhun.flow.guards import Refused, guard
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY
from pingzhun.markets.tendering.models import Lot
from pingzhun.sealing.box import Holder
from pingzhun.sealing.holders import choose


def holders_for(lot: Lot) -> list[Holder]:
    """So many as the figure says. Raises Refused, saying who lacks a key, where there are fewer."""
    centres = [each.organisation for each in reviewers(CENTRE.key, lot.jurisdiction)]
    return choose(
        [(ENTITY.title, [lot.procuring_entity]), (AGENT.title, [lot.agent]), (CENTRE.title, centres)],
        number=lot.figure("opening_holders").whole,
        what="投标",
        act="发布招标公告",
    )


@guard("开启密钥齐备")
def opening_keys_are_held(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    """For the desk of the 招标公告."""
    try:
        holders_for(lot)
    except Refused as refused:
        return str(refused)
    return None
