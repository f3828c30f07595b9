"""投标保证金: what has been paid, and when it must go back (条例 第三十三条, 87号令 第三十八条)."""

from datetime import datetime
from functools import lru_cache

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import DateTimeField as Moment

from pingzhun.filings.course import FilingState
from pingzhun.flow.models import TransitionRecord
from pingzhun.markets.tendering.course import LET, LotState
from pingzhun.markets.tendering.course import course as lot_course
from pingzhun.markets.tendering.models import Bid, BidBond, BondReturn, Lot
from pingzhun.regimes.calendar import WorkCalendar, deadline_after, in_force

RECORDED = Q(state=FilingState.APPROVED)


def bonds_of(lot: Lot) -> QuerySet[BidBond]:
    """What has been recorded for the present round."""
    return BidBond.objects.filter(RECORDED, case=lot.pk, round=lot.round)


def returnable(bonds: QuerySet[BidBond]) -> QuerySet[BidBond]:
    """Those that must go back or have gone back, with `since`, from when the period counts, and `returned_on`.

    A bid that was withdrawn before the deadline counts from then, a lot that failed or was cancelled from then; otherwise the
    中标通知书 counts, which goes out with the 中标公告, and for the winner the contract.
    """
    lot, bids = (
        Lot.objects.filter(pk=OuterRef("case")),
        Bid.objects.filter(
            lot=OuterRef("case"), round=OuterRef("round"), organisation=OuterRef("organisation")
        ),
    )
    failed = TransitionRecord.objects.filter(
        course=lot_course.key,
        object_id=OuterRef("case"),
        target=LotState.FAILED,
        at__gte=OuterRef("submitted_at"),
    ).exclude(source=LotState.FAILED)
    won = Exists(lot.filter(winner=OuterRef("organisation"), round=OuterRef("round")))
    withdrawn = ~Exists(bids.filter(withdrawn_at=None)) & Exists(bids)
    when = Case(
        When(withdrawn, then=Subquery(bids.order_by("-withdrawn_at").values("withdrawn_at")[:1])),
        When(Exists(failed), then=Subquery(failed.order_by("at").values("at")[:1])),
        When(won, then=Subquery(lot.filter(state=LotState.CONTRACTED).values("ended_at"))),
        When(Exists(lot.filter(state=LotState.CANCELLED)), then=Subquery(lot.values("ended_at"))),
        When(Exists(lot.filter(state__in=LET)), then=Subquery(lot.values("awarded_at"))),
        default=Value(None),
        output_field=Moment(),
    )
    gone = BondReturn.objects.filter(RECORDED, bond=OuterRef("pk"))
    found = bonds.filter(RECORDED).annotate(since=when, returned_on=Subquery(gone.values("returned_on")[:1]))
    return found.filter(since__isnull=False).order_by(F("returned_on").desc(nulls_first=True), "since", "pk")


def due_at(bond: BidBond) -> datetime:
    """By when a returnable bond must have gone back; it was asked for at `asked_at`."""
    period = bond.case.figure("bond.bid_return")
    return deadline_after(
        bond.since, workdays=period.whole, until="end_of_day", calendar=_calendar(bond.asked_at)
    )


@lru_cache(maxsize=1)
def _calendar(asked_at: datetime) -> WorkCalendar:
    """One calendar for all the rows of a request, which is known by its moment."""
    return in_force()
