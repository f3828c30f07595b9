"""Scaffolding while the market is being built: a lot at a node without the desks that lead there. Gone when they are there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from pingzhun.base.money import to_uppercase
from pingzhun.directory.actors import SYSTEM
from pingzhun.documents.models import Folder
from pingzhun.filings.casting import Player
from pingzhun.markets.tendering import course
from pingzhun.markets.tendering.demo import steps
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.models import Bid, Criterion, Lot, Part, Participation, TenderDocument
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
    now = clock.now()
    made = TenderDocument.objects.create(
        desk="tendering.tender-document",
        market="tendering",
        label=lot.title,
        case=lot.case_ptr,
        organisation=cast.agent.organisation,
        jurisdiction=lot.jurisdiction,
        folder=Folder.objects.create(created_at=now),
        created_by=cast.agent.filer,
        created_at=now,
    )
    for part, name, points, objective, blind in CRITERIA:
        Criterion.objects.create(
            filing=made,
            part=part,
            name=name,
            points=points,
            standard="按招标文件要求",
            is_objective=objective,
            is_blind=blind,
        )
    return made


def to_bidding(cast: Cast, lot: Lot, *, opens_at: datetime | None = None) -> Lot:
    """A registered lot in 投标中. It opens in thirty days unless `opens_at` says otherwise."""
    now, agent = clock.now(), cast.agent.files
    opens_at = opens_at or now + timedelta(days=30)
    rooms = cast.rooms
    course.reserve_venue(
        lot,
        actor=agent,
        now=now,
        opens_at=opens_at,
        opening_room=rooms["开标一室"],
        evaluation_room=rooms["评标一室"],
    )
    course.issue_document(lot, actor=agent, now=now, document=document(cast, lot))
    course.confirm_document(lot, actor=cast.entity.files, now=now)
    course.publish(lot, actor=cast.centre.reviews, now=now)
    return steps.again(lot)


def to_evaluating(cast: Cast, lot: Lot, prices: Mapping[Player, str]) -> Lot:
    """A registered lot in 评标中, with the bids of these suppliers as the opening leaves them."""
    now = clock.now()
    lot = to_bidding(cast, lot, opens_at=now)
    for supplier, price in prices.items():
        organisation = supplier.organisation
        Participation.objects.create(
            lot=lot,
            round=lot.round,
            organisation=organisation,
            contact_name=organisation.contact_name,
            contact_mobile=organisation.contact_mobile,
            enrolled_at=now,
        )
        Bid.objects.create(
            lot=lot,
            round=lot.round,
            organisation=organisation,
            submitted_at=now,
            price=Decimal(price),
            price_in_words=to_uppercase(Decimal(price)),
            period="合同签订后 30 日",
        )
    course.close_bidding(lot, actor=SYSTEM, now=now)
    course.open_bids(lot, actor=cast.centre.files, now=now)
    return steps.again(lot)
