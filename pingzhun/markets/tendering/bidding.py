"""投标: the sealed box of a round of a lot, from its 招标公告 to the hour of the opening (H36, 87号令 第三十二–三十四条).

Whoever publishes, changes, suspends, resumes or cancels a lot calls the functions of the first part, in the same transaction
and after the course has moved.
"""

from datetime import datetime

from django.db import connection, transaction

from pingzhun.cases.dossiers import subject
from pingzhun.deadlines import schedule
from pingzhun.deadlines.models import Deadline
from pingzhun.directory.models import Organisation
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import messages
from pingzhun.markets.tendering.holders import holders_for
from pingzhun.markets.tendering.models import Bid, Lot
from pingzhun.markets.tendering.opening import CLOSES
from pingzhun.markets.tendering.telling import tell
from pingzhun.sealing import box
from pingzhun.sealing.models import Box

CLOSED = "目前不能投标。请到项目页面查看进展。"


@transaction.atomic
def open_box(lot: Lot, *, now: datetime) -> Box:
    """The 招标公告 is out: make the box of this round, closed until `lot.opens_at`, when the bids are counted.

    Raises Refused where too few of those who would open it have a key (`holders.opening_keys_are_held` says so before).
    """
    made = box.make(
        case=lot,
        round=lot.round,
        closes_at=lot.opens_at,
        holders=holders_for(lot),
        threshold=lot.figure("opening_threshold").whole,
        now=now,
    )
    _schedule(lot, lot.opens_at, now=now)
    return made


@transaction.atomic
def move_deadline(lot: Lot, *, opens_at: datetime, now: datetime) -> None:
    """A 变更公告 is out, or the lot goes on after a suspension: bids are taken until `opens_at`, which may be as it was.

    Those who have bid are asked to confirm their bids. Raises Refused if it is earlier than before, or over.
    """
    if box.box_of(case=lot, round=lot.round).closes_at != opens_at:
        box.extend(case=lot, round=lot.round, closes_at=opens_at, now=now)
    _schedule(lot, opens_at, now=now)
    bids = lot.bids.filter(round=lot.round, withdrawn_at=None)
    bids.update(to_confirm_since=now)
    to = [each.organisation for each in bids.select_related("organisation")]
    tell(lot, messages.RECONFIRM, to, mark=now.isoformat(), until=opens_at, now=now)


@transaction.atomic
def suspend(lot: Lot, *, now: datetime) -> None:
    """项目暂停: nothing falls due until `move_deadline`. The bids stay sealed where they are."""
    schedule.cancel(kind=CLOSES.key, subject=subject(lot.pk), now=now)


@transaction.atomic
def cancel(lot: Lot, *, now: datetime) -> None:
    """项目取消: what has not been opened stays sealed for ever. Nothing happens to a lot that has no box."""
    schedule.cancel(kind=CLOSES.key, subject=subject(lot.pk), now=now)
    if Box.objects.filter(case=lot, round=lot.round).exists():
        box.abandon(case=lot, round=lot.round, now=now)


def _schedule(lot: Lot, opens_at: datetime, *, now: datetime) -> None:
    where = {"kind": CLOSES.key, "subject": subject(lot.pk)}
    put = schedule.move if Deadline.objects.open().filter(**where).exists() else schedule.set_deadline
    put(**where, due_at=opens_at, now=now)


# ---- what a supplier does; the desks call these ---------------------------------------------------------------------------


def hold_open(lot: Lot, *, now: datetime) -> None:
    """Let nobody move the lot on until the transaction ends. Before the box, as everybody locks them: in this order. Raises
    Refused if bidding is not open.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM tendering_lot WHERE case_ptr_id = %s FOR SHARE", [lot.pk])
    if not Lot.objects.open_for_bids(now).filter(pk=lot.pk, round=lot.round).exists():
        raise Refused(box.LATE if lot.opens_at and now >= lot.opens_at else CLOSED)


def bid(lot: Lot, organisation: Organisation, *, now: datetime) -> Bid:
    """The supplier's bid is in the box. Of one that stands it is a new version, made in knowledge of every 变更公告."""
    made, _ = Bid.objects.update_or_create(
        lot=lot,
        round=lot.round,
        organisation=organisation,
        withdrawn_at=None,
        defaults={"to_confirm_since": None},
        create_defaults={"submitted_at": now},
    )
    return made


@transaction.atomic
def confirm(lot: Lot, organisation: Organisation, *, now: datetime) -> None:
    """Raises Refused if there is nothing to confirm."""
    hold_open(lot, now=now)
    bids = lot.bids.filter(round=lot.round, organisation=organisation, withdrawn_at=None)
    if not bids.filter(to_confirm_since__isnull=False).update(to_confirm_since=None):
        raise Refused("没有需要确认的投标。")


@transaction.atomic
def withdraw(lot: Lot, organisation: Organisation, *, now: datetime) -> None:
    """Raises Refused if there is none, or at or after the deadline."""
    hold_open(lot, now=now)
    box.withdraw(case=lot, round=lot.round, organisation=organisation, now=now)
    lot.bids.filter(round=lot.round, organisation=organisation, withdrawn_at=None).update(withdrawn_at=now)
