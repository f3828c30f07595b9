"""The short way to a node, for tests of what comes after it: the lot's course and its box alone, without rooms, notices and the
months between them.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pingzhun.filings.casting import Player, scan
from pingzhun.markets.tendering import bidding, course
from pingzhun.markets.tendering.demo import steps, steps_bids, steps_documents
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.models import Evaluating, Lot, Part, TenderDocument
from pingzhun.markets.tendering.offers import PARTS
from pingzhun.regimes import clock

CRITERIA = (
    (Part.QUALIFICATION, "营业执照", None, True, False),
    (Part.CONFORMITY, "投标函签章", None, True, False),
    (Part.PRICE, "投标报价", 30, True, False),
    (Part.BUSINESS, "类似业绩", 10, True, False),
    (Part.TECHNICAL, "技术参数响应", 40, False, True),
    (Part.TECHNICAL, "实施方案", 20, False, True),
)


def document(cast: Cast, lot: Lot) -> TenderDocument:
    """Issued with these criteria, or with those of its template where it is not scored."""
    if lot.evaluating != Evaluating.SCORED:
        return steps_documents.issue(cast, lot)
    rows = [
        {
            "part": part,
            "name": name,
            "points": points,
            "standard": "按招标文件要求",
            "is_objective": objective,
            "is_blind": blind,
        }
        for part, name, points, objective, blind in CRITERIA
    ]
    return steps_documents.issue(cast, lot, criteria=rows)


def reserve(cast: Cast, lot: Lot, opens_at: datetime) -> Lot:
    """A venue, at first or changed."""
    course.reserve_venue(
        lot,
        actor=cast.agent.files,
        now=clock.now(),
        opens_at=opens_at,
        opening_room=cast.rooms["开标一室"],
        evaluation_room=cast.rooms["评标一室"],
    )
    return steps.again(lot)


def to_announcing(cast: Cast, lot: Lot, *, opens_at: datetime | None = None) -> Lot:
    """A registered lot with venue and confirmed document. It opens in thirty days unless `opens_at` says otherwise."""
    lot = reserve(cast, lot, opens_at or clock.now() + timedelta(days=30))
    document(cast, lot)
    return steps_documents.confirm(cast, steps.again(lot))


def to_bidding(cast: Cast, lot: Lot, *, opens_at: datetime | None = None) -> Lot:
    """A registered lot in 投标中. It opens in thirty days unless `opens_at` says otherwise."""
    lot = to_announcing(cast, lot, opens_at=opens_at)
    course.publish(lot, actor=cast.centre.reviews, now=clock.now())
    bidding.open_box(lot, now=clock.now())
    return steps.again(lot)


def papers(supplier: Player) -> steps_bids.Papers:
    """One file is enough of a bid that nobody reads."""
    return {PARTS[0]: [("投标文件.pdf", scan(supplier.organisation.name))]}


def to_evaluating(
    cast: Cast, lot: Lot, prices: Mapping[Player, str], *, declared: Mapping[Player, Mapping[str, str]] = {}
) -> Lot:
    """A registered lot in 评标中, opened with the bids of these suppliers. declared: what they say beside the price."""
    lot = to_bidding(cast, lot)
    for supplier, price in prices.items():
        said = declared.get(supplier, {})
        steps_bids.bid(cast, lot, supplier, price, papers=papers(supplier), **said)
    return steps_bids.pass_opening(cast, lot)
