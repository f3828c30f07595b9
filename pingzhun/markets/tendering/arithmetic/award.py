"""The whole evaluation of one lot: what the committee was given and said, and the award that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pingzhun.markets.tendering.arithmetic import conformity, scores
from pingzhun.markets.tendering.arithmetic.basics import Bid, Finding, Key, Member
from pingzhun.markets.tendering.arithmetic.conformity import Conclusion, Item, Verdict
from pingzhun.markets.tendering.arithmetic.price import evaluated_price, price_scores
from pingzhun.markets.tendering.arithmetic.ranking import (
    Method,
    Standing,
    Tie,
    TieRule,
    counted_bidders,
    rank,
)
from pingzhun.markets.tendering.arithmetic.scores import Criterion, Score, Sheet

NOTHING = Decimal(0)


class IncompleteError(ValueError):
    """The evaluation cannot be reckoned yet; `findings` says everything that is wrong."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(str(finding) for finding in findings))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an award is reckoned from.

    price_weight: points of a hundred; minimum_bidders: fewer valid ones fail the tender; wanted: how many candidates;
    bids: all that passed the examination of qualifications; low_price_rejections: bids that could not explain their
    price (第六十条); scores: of valid bids, others do not count; declined: candidates that gave up the award.
    """

    lot_code: str
    lot_title: str
    method: Method
    minimum_bidders: int
    wanted: int
    members: tuple[Member, ...]
    items: tuple[Item, ...]
    bids: tuple[Bid, ...]
    verdicts: tuple[Verdict, ...]
    price_weight: Decimal = Decimal(0)
    tie_rule: TieRule = TieRule.DRAW
    criteria: tuple[Criterion, ...] = ()
    scores: tuple[Score, ...] = ()
    low_price_rejections: tuple[Key, ...] = ()
    draws: tuple[tuple[Key, ...], ...] = ()
    declined: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one bid. None: it did not come to that, or the method knows no scores.

    review_score: points without the price; technical_score: those of them that are technical; total: with the price.
    """

    bid: Key
    conforming: bool
    evaluated_price: Decimal | None = None
    price_score: Decimal | None = None
    review_score: Decimal | None = None
    technical_score: Decimal | None = None
    total: Decimal | None = None
    rank: int | None = None

    @property
    def is_set_aside(self) -> bool:
        """Whether it gives way to another bid of its brand (第三十一条)."""
        return self.evaluated_price is not None and self.rank is None


@dataclass(frozen=True, slots=True)
class MemberTotal:
    """All points that one member gave one valid bid."""

    bid: Key
    member: Key
    points: Decimal


@dataclass(frozen=True, slots=True)
class Award:
    """failed: too few valid bidders, so that nothing was scored or ranked; ties: what must still be drawn."""

    conclusions: tuple[Conclusion, ...]
    member_totals: tuple[MemberTotal, ...]
    results: tuple[Result, ...]
    failed: bool
    candidates: tuple[Key, ...]
    ties: tuple[Tie, ...]
    winner: Key | None


def valid_bids(evaluation: Evaluation, concluded: Sequence[Conclusion]) -> tuple[Bid, ...]:
    """Return the bids that conform and whose price was not rejected."""
    rejected = set(evaluation.low_price_rejections)
    passed = conformity.conforming(concluded, bids=evaluation.bids)
    return tuple(bid for bid in passed if bid.key not in rejected)


def award_of(evaluation: Evaluation) -> Award:
    """Reckon the award. Raises IncompleteError while verdicts or scores are missing or wrong."""
    bids, items = evaluation.bids, evaluation.items
    _demand(conformity.faults(evaluation.verdicts, bids=bids, items=items, members=evaluation.members))
    concluded = conformity.conclusions(evaluation.verdicts, bids=bids, items=items)
    conforming = {bid.key for bid in conformity.conforming(concluded, bids=bids)}
    valid = valid_bids(evaluation, concluded)
    prices = {bid.key: evaluated_price(bid.price, deduction=bid.deduction) for bid in valid}
    if counted_bidders(bid.brand for bid in valid) < evaluation.minimum_bidders:
        results = tuple(Result(bid.key, bid.key in conforming) for bid in bids)
        return Award(concluded, (), results, failed=True, candidates=(), ties=(), winner=None)
    points = Points({}, {}, {}, ())
    if evaluation.method is Method.COMPREHENSIVE:
        points = _points(evaluation, valid, prices)
    standings = [
        Standing(
            bid.key, prices[bid.key], points.total(bid.key), points.technical.get(bid.key, NOTHING), bid.brand
        )
        for bid in valid
    ]
    ranking = rank(
        standings,
        method=evaluation.method,
        tie_rule=evaluation.tie_rule,
        candidates=evaluation.wanted,
        draws=evaluation.draws,
    )
    ranks = {place.bid: place.rank for place in ranking.places}
    results = tuple(
        Result(
            bid=key,
            conforming=key in conforming,
            evaluated_price=prices.get(key),
            price_score=points.price.get(key),
            review_score=points.review.get(key),
            technical_score=points.technical.get(key),
            total=points.total(key) if key in points.price else None,
            rank=ranks.get(key),
        )
        for key in (bid.key for bid in bids)
    )
    winner = ranking.winner(declined=evaluation.declined)
    return Award(
        concluded, points.by_members, results, False, ranking.candidates, ranking.ties, winner=winner
    )


@dataclass(frozen=True, slots=True)
class Points:
    """The points of the valid bids by bid; none where the lowest price wins."""

    price: dict[Key, Decimal]
    review: dict[Key, Decimal]
    technical: dict[Key, Decimal]
    by_members: tuple[MemberTotal, ...]

    def total(self, bid: Key) -> Decimal:
        return self.price.get(bid, NOTHING) + self.review.get(bid, NOTHING)


def _points(evaluation: Evaluation, valid: tuple[Bid, ...], prices: dict[Key, Decimal]) -> Points:
    keys = {bid.key for bid in valid}
    counted = tuple(score for score in evaluation.scores if score.bid in keys)
    sheet = Sheet(evaluation.criteria, evaluation.members, valid, counted)
    _demand(scores.scheme_faults(evaluation.criteria, price_weight=evaluation.price_weight))
    _demand(scores.faults(sheet))
    return Points(
        price=price_scores(prices, weight=evaluation.price_weight),
        review=scores.averages(sheet),
        technical=scores.averages(sheet, technical_only=True),
        by_members=tuple(MemberTotal(*who, points) for who, points in scores.member_totals(sheet).items()),
    )


def _demand(findings: Sequence[Finding]) -> None:
    if findings:
        raise IncompleteError(findings)
