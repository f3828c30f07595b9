"""Ratings as the public sees them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pingzhun.cases.models import Case
from pingzhun.directory.models import Organisation
from pingzhun.ratings.models import Rating
from pingzhun.ratings.services import CENT, composite


@dataclass(frozen=True)
class RatedCase:
    case: Case
    composite: Decimal
    ratings: list[Rating]


def public_ratings(organisation: Organisation, *, limit: int = 20) -> list[RatedCase]:
    """The organisation's rated cases, the latest first. One query."""
    by_case: dict[int, list[Rating]] = {}
    for rating in (
        Rating.objects.filter(organisation=organisation)
        .select_related("case", "rater")
        .order_by("-rated_at", "-pk")
    ):
        by_case.setdefault(rating.case_id, []).append(rating)
    return [
        RatedCase(given[0].case, composite(given) or Decimal(0), given)
        for given in list(by_case.values())[:limit]
    ]


def overall(organisation: Organisation) -> tuple[Decimal | None, int]:
    """The mean of the composites of all rated cases, and how many there are."""
    rated = public_ratings(organisation, limit=10_000)
    if not rated:
        return None, 0
    total = sum((each.composite for each in rated), Decimal(0))
    return (total / len(rated)).quantize(CENT, ROUND_HALF_UP), len(rated)
