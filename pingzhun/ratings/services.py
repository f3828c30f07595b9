"""The one door through which ratings are written, and what they add up to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from pingzhun.cases.models import Case
from pingzhun.directory.models import Organisation
from pingzhun.ledger import log
from pingzhun.ratings.models import Rating

CENT = Decimal("0.01")


def mean_of(stars: Sequence[int]) -> Decimal:
    """Stars out of five as a score out of 100, rounded half up to two decimals."""
    return (Decimal(sum(stars)) / len(stars) * 20).quantize(CENT, ROUND_HALF_UP)


def composite(ratings: Iterable[Rating]) -> Decimal | None:
    """综合评分: the weighted mean of those who have rated; None while nobody has (Y19)."""
    given = [(rating.score, rating.weight) for rating in ratings]
    total = sum(weight for _, weight in given)
    if not total:
        return None
    return (sum((score * weight for score, weight in given), Decimal(0)) / total).quantize(
        CENT, ROUND_HALF_UP
    )


@transaction.atomic
def rate(
    *,
    case: Case,
    organisation: Organisation,
    rater: Organisation,
    kind: str,
    weight: int,
    scores: Sequence[tuple[str, int]],
    comment: str,
    now: datetime,
) -> Rating:
    """Record a rating: `scores` are (criterion, stars 1–5), `weight` its share of the composite in per cent."""
    rating = Rating.objects.create(
        case_id=case.pk,
        organisation=organisation,
        rater=rater,
        kind=kind,
        weight=weight,
        scores=[list(pair) for pair in scores],
        score=mean_of([stars for _, stars in scores]),
        comment=comment,
        rated_at=now,
    )
    rating.refresh_from_db()  # as it is stored
    log.append(**rating.entry)
    return rating
