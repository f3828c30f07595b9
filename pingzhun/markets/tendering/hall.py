"""开标大厅: who may be there, what is seen in it, and what bidders say of the opening record (H37, 87号令 第四十–四十二条)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.experts.models import Seat
from pingzhun.filings.queries import overseen
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import bid_files, messages
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY, SUPERVISOR, SUPPLIER
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.models import Bid, Lot, OpeningRemark
from pingzhun.markets.tendering.opening import fault_of, hall, live_bids, waiting_box
from pingzhun.markets.tendering.telling import tell
from pingzhun.sealing import box
from pingzhun.sealing.models import Box, BoxHolder, OpenedOffer, ReleasedShare

S = LotState


def lots_in_the_hall(actor: Actor) -> QuerySet[Lot]:
    """The lots whose opening this actor may attend: its agent and 采购人, 交易中心 and 监督部门 of its place, and its bidders;
    nobody else, as little as a member of its committee (第四十条).
    """
    seats = Seat.objects.live().filter(user=actor.user_id, panel__public_at=None)
    lots = Lot.objects.public().exclude(pk__in=seats.values("panel__case"))
    if actor.kind == AGENT.key:
        return lots.of_agent(actor)
    if actor.kind == ENTITY.key:
        return lots.of_entity(actor)
    if actor.kind in (CENTRE.key, SUPERVISOR.key):
        return lots.filter(overseen(actor))
    if actor.kind == SUPPLIER.key:
        return lots.filter(Exists(bids_of(actor)))
    return lots.none()


def bids_of(actor: Actor) -> QuerySet[Bid]:
    return Bid.objects.filter(
        lot=OuterRef("pk"),
        round=OuterRef("round"),
        organisation_id=actor.organisation_id,
        withdrawn_at=None,
    )


@dataclass(frozen=True)
class Line:
    """One line of the opening list. None of it is known before the bids are opened."""

    bid: Bid
    received_at: datetime
    sha256: str
    fault: str | None
    remark: OpeningRemark | None

    @property
    def notes(self) -> list[str]:
        """What else is said of the bid."""
        bid, found = self.bid, []
        if bid.repair:
            found.append(bid.repair)
        if bid.price is not None and bid.price != bid.stated_price:
            found.append(f"修正后 {format_yuan(bid.price)} 元。")
        if bid.to_confirm_since:
            found.append("变更公告后未重新确认。")
        if bid.is_small:
            found.append("声明为小型、微型企业。")
        if bid.brand:
            found.append(f"核心产品品牌：{bid.brand}。")
        return [*found, bid.note] if bid.note else found


@dataclass(frozen=True)
class Scene:
    """What stands on the wall of the hall. lines: empty before the opening."""

    lot: Lot
    box: Box | None
    holders: list[BoxHolder]
    lines: list[Line]

    @property
    def phase(self) -> str:
        """waiting, suspended, closing (the deadline is over and not fired yet), called, opened, or ended without an opening."""
        if self.box is not None and self.box.opened_at:
            return "opened"
        if self.lot.state == S.BIDDING:
            return "waiting"
        if self.lot.state == S.SUSPENDED:
            return "suspended"
        return "called" if self.lot.state == S.OPENING else "unopened"

    def is_opened_by(self, actor: Actor) -> bool:
        """Whether the actor holds one of the keys, has not come yet, and is the one to come."""
        due = self.box is not None and self.box.waits and (actor.is_manager or actor.can_review)
        return due and any(
            each.organisation_id == actor.organisation_id and not each.has_released for each in self.holders
        )

    @property
    def released(self) -> int:
        return sum(each.has_released for each in self.holders)


def scene(lot: Lot) -> Scene:
    held = _box(lot)
    released = ReleasedShare.objects.filter(sealed__holder=OuterRef("pk"))
    holders = (
        BoxHolder.objects.filter(box=held)
        .select_related("organisation")
        .annotate(has_released=Exists(released))
        .order_by("pk")
    )
    return Scene(lot, held, list(holders), lines(lot) if held is not None and held.opened_at else [])


def _box(lot: Lot) -> Box | None:
    return Box.objects.filter(case=lot, round=lot.round).first()


def lines(lot: Lot) -> list[Line]:
    """The opening list of an opened lot, in the order in which the bids were received."""
    offers = {
        each.offer.organisation_id: each.offer
        for each in OpenedOffer.objects.filter(
            offer__box__case=lot, offer__box__round=lot.round
        ).select_related("offer")
    }
    said = {each.organisation_id: each for each in remarks(lot)}
    found = [
        Line(
            bid,
            offers[bid.organisation_id].received_at,
            offers[bid.organisation_id].sha256,
            fault_of(lot, bid),
            said.get(bid.organisation_id),
        )
        for bid in live_bids(lot)
    ]
    return sorted(found, key=lambda each: (each.received_at, each.bid.pk))


def remarks(lot: Lot) -> QuerySet[OpeningRemark]:
    return OpeningRemark.objects.filter(lot=lot, round=lot.round).select_related("organisation", "user")


def may_remark(lot: Lot, actor: Actor) -> bool:
    """Whether the actor's organisation has bid and not spoken yet; the record is open as long as the bids are evaluated."""
    if lot.state != S.EVALUATING or actor.kind != SUPPLIER.key or actor.user is None:
        return False
    bids = Bid.objects.filter(lot=lot, round=lot.round, withdrawn_at=None)
    spoken = remarks(lot).filter(organisation_id=actor.organisation_id)
    return bids.filter(organisation_id=actor.organisation_id).exists() and not spoken.exists()


@transaction.atomic
def remark(lot: Lot, *, objection: str, actor: Actor, now: datetime) -> OpeningRemark:
    """确认开标记录, or with words an 异议, of which agent and 采购人 are told. Raises Refused where it is not their turn."""
    Lot.objects.select_for_update(of=("self",)).get(pk=lot.pk)
    lot.refresh_from_db(fields=["state", "round"])
    if not may_remark(lot, actor):
        raise Refused("贵单位已确认开标记录或提出异议，或者开标记录已不能确认。请刷新页面查看。")
    made = OpeningRemark.objects.create(
        lot=lot,
        round=lot.round,
        organisation=actor.organisation,
        user=actor.user,
        objection=objection.strip() or None,
        made_at=now,
    )
    if made.objection:
        to = [lot.procuring_entity, lot.tender.agent]
        tell(lot, messages.OBJECTED, to, mark=made.pk, link=hall(lot), bidder=made.organisation.name, now=now)
    return made


def bids_on_the_case_page(lot: Lot, *, actor: Actor) -> dict[str, Any]:
    """Before the opening, to a bidder its own bid and to nobody anything else; afterwards the opening list to the whole market,
    and the files to those who may read them.
    """
    held = _box(lot)
    opened = held is not None and held.opened_at is not None
    mine = None
    if actor.kind == SUPPLIER.key and actor.organisation is not None:
        bids = Bid.objects.filter(lot=lot, round=lot.round, organisation=actor.organisation)
        mine = bids.filter(withdrawn_at=None).first()
    return {
        "bid": mine,
        "offer": box.live_offer(case=lot, round=lot.round, organisation=actor.organisation) if mine else None,
        "in_hall": held is not None and lots_in_the_hall(actor).filter(pk=lot.pk).exists(),
        "waiting_box": waiting_box(lot),
        "opening_lines": lines(lot) if opened else [],
        "bid_files": bid_files.shown_to(actor, lot) if opened else [],
        "mine": actor.organisation_id,
    }
