"""Signs of collusion (87号令第三十七条): what several bids have in common. A warning never decides; a person looks."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from pingzhun.base.money import FEN, format_yuan
from pingzhun.markets.tendering.arithmetic.basics import HUNDRED, Finding, Key, order_87

SHINGLE = 8  # characters: long enough that two authors seldom write the same by chance
FEWEST_SHINGLES = 200  # a shorter text of one's own says nothing


class Kind(StrEnum):
    """What is alike, and the item of the article that it may point to."""

    ADDRESS = "联系地址"
    CONTACT = "项目管理成员或者联系人员"
    PHONE = "联系电话"
    DEVICE = "制作或者上传设备"
    NETWORK = "上传网络地址"
    AUTHOR = "文件作者信息"
    PAYER = "投标保证金的转出账户"
    PRICES = "投标报价"
    TEXTS = "投标文件内容"
    MIXED = "投标文件混装"

    @property
    def article(self) -> str:
        return order_87(f"第三十七条第（{_ITEMS[self]}）项")


_ITEMS = {
    Kind.ADDRESS: "二",
    Kind.CONTACT: "三",
    Kind.PHONE: "三",
    Kind.DEVICE: "一",
    Kind.NETWORK: "一",
    Kind.AUTHOR: "一",
    Kind.PAYER: "六",
    Kind.PRICES: "四",
    Kind.TEXTS: "四",
    Kind.MIXED: "五",
}


@dataclass(frozen=True, slots=True)
class BidTraits:
    """What is known of one bid; what is not known is empty.

    price: yuan as bid; devices and networks: fingerprints of where the files were made or sent from; authors: of the
    metadata of its files; payers: accounts the bond came from; text: all that its files say.
    """

    key: Key
    bidder: str
    price: Decimal | None = None
    addresses: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    payers: frozenset[str] = frozenset()
    text: str = field(default="", repr=False)

    def values(self, kind: Kind) -> frozenset[str]:
        return {
            Kind.ADDRESS: self.addresses,
            Kind.CONTACT: self.contacts,
            Kind.PHONE: self.phones,
            Kind.DEVICE: self.devices,
            Kind.NETWORK: self.networks,
            Kind.AUTHOR: self.authors,
            Kind.PAYER: self.payers,
        }[kind]


@dataclass(frozen=True, slots=True)
class CollusionWarning(Finding):
    """Something that bids have in common, and whose they are."""

    kind: Kind
    bids: tuple[Key, ...]


def warnings(
    bids: Sequence[BidTraits], *, similarity: Decimal, issued_text: str = "", rounding: Decimal = FEN
) -> list[CollusionWarning]:
    """Return every sign, in the order of the kinds.

    similarity: percent of their own words that two bids must share to be told; issued_text: the tender document, from
    which all bids may quote; rounding: how coarsely prices that follow a rule may have been rounded, in yuan.
    """
    shared = (Kind.ADDRESS, Kind.CONTACT, Kind.PHONE, Kind.DEVICE, Kind.NETWORK, Kind.AUTHOR, Kind.PAYER)
    return [
        *(warning for kind in shared for warning in _shared(bids, kind)),
        *_regular_prices(bids, rounding),
        *_similar_texts(bids, similarity, issued_text),
        *_mixed_texts(bids, issued_text),
    ]


def _warning(kind: Kind, bids: Iterable[BidTraits], what: str) -> CollusionWarning:
    concerned = sorted(bids, key=lambda each: str(each.key))
    names = "、".join(each.bidder for each in concerned)
    return CollusionWarning(
        f"{names}{what}，请评标委员会核实。", kind.article, kind, tuple(each.key for each in concerned)
    )


def _plain(text: str) -> str:
    """Fold what a person reads as the same: width, case, spaces, and the hyphens of a telephone number."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if not character.isspace() and character != "-")


def _shared(bids: Sequence[BidTraits], kind: Kind) -> Iterator[CollusionWarning]:
    holders: dict[str, dict[Key, BidTraits]] = {}
    written: dict[str, str] = {}
    for bid in bids:
        for value in sorted(bid.values(kind)):
            if plain := _plain(value):
                holders.setdefault(plain, {})[bid.key] = bid
                written.setdefault(plain, value.strip())
    for plain, found in sorted(holders.items()):
        if len(found) > 1:
            yield _warning(kind, found.values(), f"的{kind}相同（{written[plain]}）")


# ---- prices that follow a rule ------------------------------------------------------------------------------------------


def _regular_prices(bids: Sequence[BidTraits], rounding: Decimal) -> Iterator[CollusionWarning]:
    priced: dict[Decimal, list[BidTraits]] = {}
    for bid in bids:
        if bid.price is not None:
            priced.setdefault(bid.price, []).append(bid)
    for price, alike in sorted(priced.items()):
        if len(alike) > 2:
            yield _warning(Kind.PRICES, alike, f"的报价相同（{format_yuan(price)} 元）")
    told: list[set[Decimal]] = []
    for rule, name in ((_same_difference, "等差"), (_same_ratio, "等比")):
        for series in _series(sorted(priced), rule, rounding):
            if not any(set(series) <= earlier for earlier in told):
                told.append(set(series))
                shown = "、".join(format_yuan(price) for price in series)
                concerned = [bid for price in series for bid in priced[price]]
                yield _warning(Kind.PRICES, concerned, f"的报价呈{name}排列（{shown} 元）")


Rule = Callable[[Decimal, Decimal, Decimal, Decimal], bool]


def _same_difference(low: Decimal, middle: Decimal, high: Decimal, rounding: Decimal) -> bool:
    return abs(low + high - 2 * middle) <= 2 * rounding


def _same_ratio(low: Decimal, middle: Decimal, high: Decimal, rounding: Decimal) -> bool:
    return abs(middle * middle - low * high) <= rounding * (middle + (low + high) / 2)


def _series(prices: Sequence[Decimal], rule: Rule, rounding: Decimal) -> list[list[Decimal]]:
    """Return the series of three and more prices of which each three neighbours follow the rule, the longest first."""
    found = []
    for first, second in combinations(prices, 2):
        series = [first, second]
        for price in prices:
            if price > series[-1] and rule(series[-2], series[-1], price, rounding):
                series.append(price)
        if len(series) > 2:
            found.append(series)
    return sorted(found, key=lambda series: (-len(series), series))


# ---- texts ---------------------------------------------------------------------------------------------------------------


def _shingles(text: str) -> set[str]:
    plain = _plain(text)
    return {plain[start : start + SHINGLE] for start in range(len(plain) - SHINGLE + 1)}


def _similar_texts(
    bids: Sequence[BidTraits], similarity: Decimal, issued_text: str
) -> Iterator[CollusionWarning]:
    issued = _shingles(issued_text)
    own = {bid.key: _shingles(bid.text) - issued for bid in bids}
    for one, other in combinations(sorted(bids, key=lambda each: str(each.key)), 2):
        fewer = min(len(own[one.key]), len(own[other.key]))
        if fewer < FEWEST_SHINGLES:
            continue
        common = len(own[one.key] & own[other.key])
        if common * HUNDRED >= similarity * fewer:
            percent = common * 100 // fewer
            what = f"的投标文件除引用招标文件外有 {percent}% 的内容相同"
            yield _warning(Kind.TEXTS, (one, other), what)


def _mixed_texts(bids: Sequence[BidTraits], issued_text: str) -> Iterator[CollusionWarning]:
    issued = _plain(issued_text)
    for owner in sorted(bids, key=lambda each: str(each.key)):
        text, own_name = _plain(owner.text), _plain(owner.bidder)
        for other in bids:
            name = _plain(other.bidder)
            foreign = text.replace(own_name, "|") if name in own_name else text  # 长城公司 in 北京长城公司
            if other.key != owner.key and name in foreign and name not in issued:
                what = f"的投标文件疑似混装：{owner.bidder} 的投标文件中出现“{other.bidder}”"
                yield _warning(Kind.MIXED, (owner, other), what)
