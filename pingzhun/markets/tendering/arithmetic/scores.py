"""评分: every member scores every bid by every criterion; the criteria are added, the members averaged (87号令第五十五条).

No highest or lowest score is left out: the article knows no such thing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pingzhun.markets.tendering.arithmetic.basics import (
    HUNDRED,
    Bid,
    Finding,
    Key,
    Member,
    half_up,
    order_87,
    plain,
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A 评审因素 beside the price; `maximum` is in points of a hundred, so that it is its weight as well.

    objective: every member must come to the same points; technical: it counts for the 技术分 that may break a tie.
    """

    key: Key
    title: str
    maximum: Decimal
    objective: bool = False
    technical: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """The points, with at most two decimals, that one member gives one bid by one criterion."""

    bid: Key
    criterion: Key
    member: Key
    points: Decimal


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is to be scored, by whom, and the scores."""

    criteria: tuple[Criterion, ...]
    members: tuple[Member, ...]
    bids: tuple[Bid, ...]
    scores: tuple[Score, ...]


def scheme_faults(criteria: Sequence[Criterion], *, price_weight: Decimal) -> list[Finding]:
    """Return what is wrong with the criteria themselves: with the price they make a hundred points."""
    total = sum((criterion.maximum for criterion in criteria), price_weight)
    if total == HUNDRED:
        return []
    sentence = f"评审因素与价格的分值合计为 {plain(total)} 分，应为 100 分。"
    return [Finding(sentence, order_87("第五十五条"))]


def faults(sheet: Sheet) -> list[Finding]:
    """Return what keeps the scores from being added up: missing, given twice, or beyond what the criterion allows."""
    given: dict[tuple[Key, Key, Key], list[Decimal]] = {}
    for score in sheet.scores:
        given.setdefault((score.bid, score.criterion, score.member), []).append(score.points)
    return [
        fault
        for bid in sheet.bids
        for criterion in sheet.criteria
        for member in sheet.members
        if (fault := _fault(bid, criterion, member, given.get((bid.key, criterion.key, member.key), [])))
    ]


def _fault(bid: Bid, criterion: Criterion, member: Member, points: Sequence[Decimal]) -> Finding | None:
    whose = f"{member.name} 对 {bid.bidder} 的“{criterion.title}”"
    if not points:
        return Finding(f"{whose}尚未评分。", order_87("第五十五条"))
    if len(points) > 1:
        return Finding(f"{whose}重复评分。", order_87("第五十五条"))
    if not 0 <= points[0] <= criterion.maximum:
        sentence = f"{whose}评了 {plain(points[0])} 分，应在 0 至 {plain(criterion.maximum)} 分之间。"
        return Finding(sentence, order_87("第六十四条第一款第（二）项"))
    if points[0] != half_up(points[0]):
        return Finding(f"{whose}评了 {plain(points[0])} 分，最多两位小数。", order_87("第五十五条"))
    return None


def member_totals(sheet: Sheet, *, technical_only: bool = False) -> dict[tuple[Key, Key], Decimal]:
    """Return the points that each member gives each bid, by (bid, member); `faults` must have found nothing."""
    counted = {each.key for each in sheet.criteria if each.technical or not technical_only}
    totals = {(bid.key, member.key): Decimal(0) for bid in sheet.bids for member in sheet.members}
    for score in sheet.scores:
        if score.criterion in counted:
            totals[score.bid, score.member] += score.points
    return {who: half_up(total) for who, total in totals.items()}


def averages(sheet: Sheet, *, technical_only: bool = False) -> dict[Key, Decimal]:
    """Return the points of each bid without the price: the mean of its members' totals, rounded once."""
    totals = member_totals(sheet, technical_only=technical_only)
    members = len(sheet.members)
    return {
        bid.key: half_up(Fraction(sum(totals[bid.key, member.key] for member in sheet.members)) / members)
        for bid in sheet.bids
    }


def disagreements(sheet: Sheet) -> list[Finding]:
    """Return the objective criteria by which members gave one bid different points: they must be made equal."""
    found = []
    for bid, criterion, points in _by_members(sheet, objective=True):
        if len(set(points.values())) > 1:
            said = "、".join(f"{member.name} {plain(each)} 分" for member, each in points.items())
            sentence = f"客观评审因素“{criterion.title}”对 {bid.bidder} 的评分不一致：{said}，应当一致。"
            found.append(Finding(sentence, order_87("第六十四条第一款第（三）项")))
    return found


def outliers(sheet: Sheet, *, deviation: Decimal) -> list[Finding]:
    """Return the subjective scores that differ from the mean of the other members' by more than `deviation` percent of it.

    A warning only: whether a score is 畸高 or 畸低 is for the committee to say.
    """
    found = []
    for bid, criterion, points in _by_members(sheet, objective=False):
        for member, given in points.items():
            others = [each for other, each in points.items() if other != member]
            if not others:
                continue
            mean = Fraction(sum(others)) / len(others)
            if abs(Fraction(given) - mean) > mean * Fraction(deviation) / 100:
                high_or_low = "高" if given > mean else "低"
                sentence = (
                    f"{member.name} 对 {bid.bidder} 的“{criterion.title}”评了 {plain(given)} 分，其他评委平均 "
                    f"{plain(half_up(mean))} 分，请评标委员会认定是否畸{high_or_low}。"
                )
                found.append(Finding(sentence, order_87("第六十四条第一款第（四）项")))
    return found


def _by_members(sheet: Sheet, *, objective: bool) -> Iterator[tuple[Bid, Criterion, dict[Member, Decimal]]]:
    """Yield, for each bid and criterion of the kind, the points of those members who have scored."""
    given = {(score.bid, score.criterion, score.member): score.points for score in sheet.scores}
    for bid in sheet.bids:
        for criterion in sheet.criteria:
            if criterion.objective == objective:
                keys = {member: (bid.key, criterion.key, member.key) for member in sheet.members}
                yield bid, criterion, {member: given[key] for member, key in keys.items() if key in given}
