"""符合性审查: every member says of every bid and item whether it conforms, and the majority concludes (87号令第六十一条)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pingzhun.markets.tendering.arithmetic.basics import Bid, Finding, Key, Member, order_87


@dataclass(frozen=True, slots=True)
class Item:
    """A substantive requirement of the tender document."""

    key: Key
    title: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one member says of one item of one bid."""

    bid: Key
    item: Key
    member: Key
    passed: bool


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What the committee says of one item of one bid: the votes for and against."""

    bid: Key
    item: Key
    approving: int
    opposing: int

    @property
    def passed(self) -> bool:
        """More than half of the committee; an even vote is no majority."""
        return self.approving > self.opposing


def faults(
    verdicts: Sequence[Verdict], *, bids: Sequence[Bid], items: Sequence[Item], members: Sequence[Member]
) -> list[Finding]:
    """Return what keeps the votes from being counted: verdicts that are missing or were given twice."""
    given = Counter((verdict.bid, verdict.item, verdict.member) for verdict in verdicts)
    article = order_87("第六十一条")
    found = []
    for bid in bids:
        for item in items:
            for member in members:
                votes = given[bid.key, item.key, member.key]
                if votes != 1:
                    said = "尚未" if not votes else "重复"
                    found.append(
                        Finding(f"{member.name} 对 {bid.bidder} 的“{item.title}”{said}作出结论。", article)
                    )
    return found


def conclusions(
    verdicts: Sequence[Verdict], *, bids: Sequence[Bid], items: Sequence[Item]
) -> tuple[Conclusion, ...]:
    """Count the votes on every bid and item, in their order; `faults` must have found nothing."""
    votes = Counter((verdict.bid, verdict.item, verdict.passed) for verdict in verdicts)
    return tuple(
        Conclusion(bid.key, item.key, votes[bid.key, item.key, True], votes[bid.key, item.key, False])
        for bid in bids
        for item in items
    )


def conforming(concluded: Sequence[Conclusion], *, bids: Sequence[Bid]) -> tuple[Bid, ...]:
    """Return the bids that pass every item."""
    failed = {conclusion.bid for conclusion in concluded if not conclusion.passed}
    return tuple(bid for bid in bids if bid.key not in failed)
