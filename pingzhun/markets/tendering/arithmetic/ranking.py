"""Who stands where: order, ties that must be drawn, candidates (87号令第三十一、五十六、五十七、六十八条)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from pingzhun.markets.tendering.arithmetic.basics import Key

Draws = Sequence[tuple[Key, ...]]
"""Ties that were drawn by lot: each the tied bids in the order drawn."""


class Method(StrEnum):
    """评标办法 (第五十三条)."""

    COMPREHENSIVE = "综合评分法"
    LOWEST_PRICE = "最低评标价法"


class TieRule(StrEnum):
    """What the tender document says about bids that are equal."""

    DRAW = "随机抽取"
    TECHNICAL = "技术分高者优先"


class TieReason(StrEnum):
    BRAND = "同品牌"
    RANK = "名次并列"


@dataclass(frozen=True, slots=True)
class Standing:
    """A valid bid as it is ranked. price: the evaluated one, in yuan; score: all points; technical: those of 技术分.

    Where the lowest price wins there are no scores.
    """

    bid: Key
    price: Decimal
    score: Decimal = Decimal(0)
    technical: Decimal = Decimal(0)
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A rank, counted from 1; tied bids share it, and the next rank leaves room for them."""

    bid: Key
    rank: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Bids that only a draw can tell apart."""

    reason: TieReason
    bids: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A bid that gives way to another of the same brand."""

    bid: Key
    in_favour_of: Key


@dataclass(frozen=True, slots=True)
class Brands:
    """The bids that remain of each brand, those set aside, and the brands that must be drawn."""

    remaining: tuple[Standing, ...]
    set_aside: tuple[SetAside, ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of the bids. While a tie is left, places and candidates are provisional: tied bids stand side by side."""

    places: tuple[Place, ...]
    candidates: tuple[Key, ...]
    set_aside: tuple[SetAside, ...]
    ties: tuple[Tie, ...]

    def winner(self, *, declined: Iterable[Key] = ()) -> Key | None:
        """Return the first candidate that has not declined; None if there is none, or a draw must decide first."""
        if any(tie.reason is TieReason.BRAND for tie in self.ties):
            return None
        gone = set(declined)
        left = [place for place in self.places if place.bid in self.candidates and place.bid not in gone]
        if not left or sum(place.rank == left[0].rank for place in left) > 1:
            return None
        return left[0].bid


def counted_bidders(brands: Iterable[str]) -> int:
    """Return as how many bidders bids of these brands count: those of one brand as one (第三十一条)."""
    brands = list(brands)
    return brands.count("") + len(set(brands) - {""})


def one_per_brand(
    standings: Sequence[Standing], *, method: Method, tie_rule: TieRule, draws: Draws = ()
) -> Brands:
    """Leave one bid of each brand: the one with the higher score, or with the lower price (第三十一条).

    Where scores or prices are equal the tender document or a draw decides, not the other figure. Of a brand that is
    still to be drawn the equal bids remain.
    """
    remaining: list[Standing] = []
    set_aside: list[SetAside] = []
    ties: list[Tie] = []
    by_brand: dict[str, list[Standing]] = {}
    for standing in standings:
        by_brand.setdefault(standing.brand, []).append(standing)
    remaining += by_brand.pop("", [])
    for rivals in by_brand.values():
        best, *others = _grouped(rivals, _brand_order(method, tie_rule))
        (first, *rest), drawn = _in_drawn_order(best, draws)
        if not drawn:
            ties.append(Tie(TieReason.BRAND, tuple(each.bid for each in best)))
            remaining += rest
            rest = []
        remaining.append(first)
        losers = [*rest, *(each for group in others for each in group)]
        set_aside += [SetAside(loser.bid, in_favour_of=first.bid) for loser in losers]
    return Brands(tuple(remaining), tuple(set_aside), tuple(ties))


def rank(
    standings: Sequence[Standing], *, method: Method, tie_rule: TieRule, candidates: int, draws: Draws = ()
) -> Ranking:
    """Rank the valid bids, one of each brand, and name as candidates those of the first `candidates` ranks.

    综合评分法: by score, then by price; 最低评标价法: by price; then as the document says, or by the draws. Whoever
    is then still equal is tied; ties that touch no candidate need no draw and are not told, nor are those of ranks
    before every brand is settled.
    """
    brands = one_per_brand(standings, method=method, tie_rule=tie_rule, draws=draws)
    places: list[Place] = []
    ties: list[Tie] = []
    for group in _grouped(brands.remaining, _order(method, tie_rule)):
        number = len(places) + 1
        ordered, drawn = _in_drawn_order(group, draws)
        places += (
            Place(each.bid, number + position if drawn else number) for position, each in enumerate(ordered)
        )
        if not drawn and number <= candidates:
            ties.append(Tie(TieReason.RANK, tuple(each.bid for each in group)))
    chosen = tuple(place.bid for place in places if place.rank <= candidates)
    return Ranking(tuple(places), chosen, brands.set_aside, brands.ties or tuple(ties))


Order = Callable[[Standing], tuple[Decimal, ...]]


def _order(method: Method, tie_rule: TieRule) -> Order:
    if method is Method.LOWEST_PRICE:
        return lambda each: (each.price,)
    if tie_rule is TieRule.DRAW:
        return lambda each: (-each.score, each.price)
    return lambda each: (-each.score, each.price, -each.technical)


def _brand_order(method: Method, tie_rule: TieRule) -> Order:
    if method is Method.LOWEST_PRICE:
        return lambda each: (each.price,)
    if tie_rule is TieRule.DRAW:
        return lambda each: (-each.score,)
    return lambda each: (-each.score, -each.technical)


def _grouped(standings: Iterable[Standing], order: Order) -> list[list[Standing]]:
    """Return the equal ones together, the best first; inside a group by key, whatever order they came in."""
    ordered = sorted(sorted(standings, key=lambda each: str(each.bid)), key=order)
    return [list(group) for _key, group in groupby(ordered, key=order)]


def _in_drawn_order(group: list[Standing], draws: Draws) -> tuple[list[Standing], bool]:
    """Return the group in the order in which exactly it was drawn, and whether nothing is left to be drawn."""
    by_key = {each.bid: each for each in group}
    for drawn in draws:
        if len(drawn) == len(group) and set(drawn) == set(by_key):
            return [by_key[key] for key in drawn], True
    return group, len(group) == 1
