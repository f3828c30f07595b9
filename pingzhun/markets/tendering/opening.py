"""开标: from the hour of the deadline to the opened bids (H37, 87号令 第三十九–四十二条).

The bids are opened by the holders of their box (`holders`), who are called when bidding closes. Fewer than three bids stay
sealed for ever (第四十一条).
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from pingzhun.cases.dossiers import case_id_of
from pingzhun.deadlines.kinds import register
from pingzhun.directory.actors import SYSTEM
from pingzhun.markets.tendering import course
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.models import Bid, Lot
from pingzhun.sealing import box
from pingzhun.sealing.models import Box


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
        fail(
            lot,
            reason=f"投标人 {number} 家，不足 {least}，不予开标，投标文件未开启（{least.article}）。",
            now=now,
        )
        return
    box.call(case=lot, round=lot.round, now=now, actor_label=SYSTEM.label)


def fail(lot: Lot, *, reason: str, now: datetime) -> None:
    """What has not been opened stays sealed for ever."""
    box.abandon(case=lot, round=lot.round, now=now)
    course.fail(lot, actor=SYSTEM, now=now, reason=reason, note=reason)


def waiting_box(lot: Lot) -> Box | None:
    """What the holders are asked to open now."""
    return Box.objects.waiting().filter(case=lot, round=lot.round).first()


def page(lot: Lot) -> str:
    return reverse("console:case", args=[lot.pk])


CLOSES = register("tendering.bidding_closes", close, title="投标截止")
