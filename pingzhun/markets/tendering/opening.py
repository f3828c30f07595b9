"""开标: from the hour of the deadline to the opened bids (H37, 87号令 第三十九–四十二条).

The bids are opened by the holders of their box (`holders`), who are called when bidding closes. Fewer than three bids stay
sealed for ever (第四十一条). What was opened is written beside each bid, and the committee's work begins.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from pingzhun.cases.dossiers import case_id_of, subject
from pingzhun.deadlines import schedule
from pingzhun.deadlines.kinds import register
from pingzhun.directory.actors import SYSTEM, Actor
from pingzhun.directory.models import Organisation
from pingzhun.directory.queries import reviewers
from pingzhun.filings import lifecycle
from pingzhun.markets.tendering import course, messages
from pingzhun.markets.tendering.capacities import CENTRE, SUPERVISOR
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.models import Bid, Lot
from pingzhun.markets.tendering.offers import DAMAGED, UNFIT, read, said
from pingzhun.markets.tendering.telling import tell
from pingzhun.messages.kinds import Kind
from pingzhun.sealing import box
from pingzhun.sealing.models import Box, OpenedOffer
from pingzhun.sealing.openings import Opening, openings

ABOVE_CEILING = "投标报价超过最高限价"


def live_bids(lot: Lot) -> list[Bid]:
    """Those of the present round that were not withdrawn, as they came."""
    return list(
        lot.bids.filter(round=lot.round, withdrawn_at=None)
        .select_related("organisation")
        .order_by("submitted_at", "pk")
    )


@transaction.atomic
def close(subject: str, *, due_at: datetime, now: datetime) -> None:
    """The hour has come: call those who open the bids, or fail. The handler of a deadline.

    The lot is locked first, as every bid locks it before it goes into the box: who came in time is counted.
    """
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=case_id_of(subject))
    if lot.state != LotState.BIDDING:
        return
    lot = course.close_bidding(lot, actor=SYSTEM, now=now)
    number, least = len(live_bids(lot)), lot.figure("tender.min_bidders")
    if number < least.whole:
        reason = f"投标人 {number} 家，不足 {least}，不予开标，投标文件未开启（依据：{least.article}）。"
        fail_unopened(lot, reason=reason, actor=SYSTEM, now=now)
        return
    held = box.call(case=lot, round=lot.round, now=now, actor_label=SYSTEM.label)
    _tell_holders(lot, held, messages.TO_OPEN_BIDS, now=now)
    _schedule(lot, OPENING_DUE.key, _after(lot, "opening_reminder"), now=now)


@transaction.atomic
def fail_unopened(lot: Lot, *, reason: str, actor: Actor, now: datetime) -> None:
    """What has not been opened stays sealed for ever; a 废标公告 follows."""
    _stop_waiting(lot, now=now)
    box.abandon(case=lot, round=lot.round, now=now)
    course.fail(lot, actor=actor, now=now, reason=reason, note=reason)
    _tell_parties(lot, messages.NOT_OPENED, reason=reason, now=now)


def bids_opened(lot: Lot, opened: Sequence[OpenedOffer], *, now: datetime) -> None:
    """The holders have opened the bids. Called in the transaction of the opening."""
    _stop_waiting(lot, now=now)
    lifecycle.lapse_open(lot, now=now, note="投标已开启", at=["tendering.opening-failure"])
    _write(lot, opened)
    course.open_bids(lot, actor=SYSTEM, now=now)
    _tell_parties(lot, messages.OPENED, now=now)


def _write(lot: Lot, opened: Sequence[OpenedOffer]) -> None:
    """Write each offer beside its bid. Nobody has looked before at what the browsers sealed."""
    offers = {each.offer.organisation_id: each for each in opened}
    for bid in live_bids(lot):
        payload = offers[bid.organisation_id].payload
        offer = read(payload) if payload is not None else None
        if offer is None:
            bid.invalid_reason = DAMAGED if payload is None else UNFIT
        else:
            bid.price, bid.stated_price = offer.price, offer.stated_price
            bid.price_in_words, bid.repair = offer.price_in_words, offer.repair
            bid.period, bid.note = offer.period, offer.note
            bid.is_small, bid.brand, bid.device = offer.is_small, offer.brand, offer.device
            bid.invalid_reason = fault_of(lot, bid)
        bid.save()


def fault_of(lot: Lot, bid: Bid) -> str | None:
    """What was wrong with a bid when it was opened, whatever the committee finds later."""
    if bid.price is None:
        return bid.invalid_reason
    return ABOVE_CEILING if bid.price > lot.ceiling else None


def waiting_box(lot: Lot) -> Box | None:
    """What the holders are asked to open now."""
    return Box.objects.waiting().filter(case=lot, round=lot.round).first()


# ---- where the holders do not come ------------------------------------------------------------------------------------------


def overdue_at(lot: Lot) -> datetime:
    """From when on a lot whose bids were not opened may be given up."""
    return _after(lot, "opening_overdue")


def _after(lot: Lot, figure: str) -> datetime:
    return lot.opens_at + timedelta(minutes=lot.figure(figure).whole)


def _schedule(lot: Lot, kind: str, due_at: datetime, *, now: datetime) -> None:
    schedule.set_deadline(kind=kind, subject=subject(lot.pk), due_at=max(due_at, now), now=now)


def _stop_waiting(lot: Lot, *, now: datetime) -> None:
    for kind in (OPENING_DUE, OPENING_OVERDUE):
        schedule.cancel(kind=kind.key, subject=subject(lot.pk), now=now)


@transaction.atomic
def remind_of_opening(subject: str, *, due_at: datetime, now: datetime) -> None:
    """Too few holders have come. The handler of a deadline."""
    lot = Lot.objects.get(pk=case_id_of(subject))
    if held := waiting_box(lot):
        _tell_holders(lot, held, messages.OPENING_REMINDER, now=now)
        _schedule(lot, OPENING_OVERDUE.key, overdue_at(lot), now=now)


@transaction.atomic
def report_overdue_opening(subject: str, *, due_at: datetime, now: datetime) -> None:
    """Still too few: tell those who oversee the lot, and its agent what it can do. The handler of a deadline."""
    lot = Lot.objects.select_related("tender__agent", "procuring_entity", "jurisdiction").get(
        pk=case_id_of(subject)
    )
    if held := waiting_box(lot):
        names = "、".join(each.organisation.name for each in box.missing(held))
        overseers = [each.organisation for each in reviewers(SUPERVISOR.key, lot.jurisdiction)]
        to = [*parties(lot), *overseers]
        tell(lot, messages.OPENING_OVERDUE, to, link=hall(lot), names=names, remedy=REMEDY, now=now)


# ---- who is told --------------------------------------------------------------------------------------------------------


def parties(lot: Lot) -> list[Organisation]:
    """Its 采购人, its agent and the 交易中心."""
    centres = [each.organisation for each in reviewers(CENTRE.key, lot.jurisdiction)]
    return [lot.procuring_entity, lot.tender.agent, *centres[:1]]


def _tell_parties(lot: Lot, kind: Kind, *, now: datetime, **context: object) -> None:
    to = [*parties(lot), *(bid.organisation for bid in live_bids(lot))]
    tell(lot, kind, to, link=hall(lot), now=now, **context)


def _tell_holders(lot: Lot, held: Box, kind: Kind, *, now: datetime) -> None:
    """Those who have not come yet."""
    to = [each.organisation for each in box.missing(held)]
    tell(lot, kind, to, link=reverse("sealing:box", args=[held.pk]), threshold=held.threshold, now=now)


def hall(lot: Lot) -> str:
    return reverse("tendering:hall", args=[lot.pk])


def held_back(lot: Lot) -> str | None:
    """Why nobody opens the bids now: the supervisor has halted the lot."""
    return f"采购活动已暂停：{lot.halted_reason}。恢复之后才能开启。" if lot.halted_reason else None


REMEDY = "密钥遗失、无法凑足所需单位时，招标代理可以办理“无法开标”，审核通过后废标、重新招标，未开启的投标永远保持密封。"
openings.register(Opening(Lot._meta.label, bids_opened, REMEDY, held_back, said))
CLOSES = register("tendering.bidding_closes", close, title="投标截止")
OPENING_DUE = register("tendering.opening_due", remind_of_opening, title="开标催办")
OPENING_OVERDUE = register("tendering.opening_overdue", report_overdue_opening, title="开标逾期")
