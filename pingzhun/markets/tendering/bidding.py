"""The deadline at which the bidding for a lot ends."""

from datetime import datetime

from pingzhun.cases.dossiers import case_id_of, subject
from pingzhun.deadlines import schedule
from pingzhun.deadlines.kinds import register
from pingzhun.directory.actors import SYSTEM
from pingzhun.markets.tendering import course
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.models import Lot


def open_box(lot: Lot, *, now: datetime) -> None:
    """With the 招标公告: bids are taken until `opens_at`."""
    schedule.set_deadline(kind=CLOSES.key, subject=subject(lot.pk), due_at=lot.opens_at, now=now)


def move_deadline(lot: Lot, opens_at: datetime, *, now: datetime) -> None:
    """With a 变更公告; also when a suspended lot is resumed."""
    schedule.cancel(kind=CLOSES.key, subject=subject(lot.pk), now=now)
    schedule.set_deadline(kind=CLOSES.key, subject=subject(lot.pk), due_at=opens_at, now=now)


def suspend(lot: Lot, *, now: datetime) -> None:
    schedule.cancel(kind=CLOSES.key, subject=subject(lot.pk), now=now)


def cancel(lot: Lot, *, now: datetime) -> None:
    schedule.cancel(kind=CLOSES.key, subject=subject(lot.pk), now=now)


def close(subject: str, *, due_at: datetime, now: datetime) -> None:
    """The handler of the deadline."""
    lot = Lot.objects.get(pk=case_id_of(subject))
    if lot.state == LotState.BIDDING and now >= lot.opens_at:
        course.close_bidding(lot, actor=SYSTEM, now=now)


CLOSES = register("tendering.bidding_closes", close, title="投标截止")
