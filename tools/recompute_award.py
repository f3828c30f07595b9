"""Recompute the award of one lot from its published case file.

    python recompute_award.py CASE.json        or - for standard input

This file needs Python 3.11 and nothing else: it can be copied and run alone. It prints every difference between what
the file declares and what follows from it. The exit status is 0 if there is none, 1 if there is any, 2 if the file
cannot be read.

The file is JSON of the format "pingzhun-award/1". Figures are written as text ("85.50"), keys are integers or text.

    lot                   {code, title}
    method                "综合评分法" or "最低评标价法"
    minimum_bidders       fewer valid bidders fail the tender; those of one brand count as one (87号令第三十一条)
    wanted                the ranks up to this one are candidates
    price_weight          points of a hundred for the price
    tie_rule              "随机抽取" or "技术分高者优先": what the document says of bids equal in score and price
    members               [{key, name}]
    items                 [{key, title}] of the examination of conformity
    criteria              [{key, title, maximum, objective, technical}] beside the price, maximum in points of a hundred
    bids                  [{key, bidder, price, deduction, brand}] price in yuan, deduction in percent
    verdicts              [{bid, item, member, passed}] the majority concludes, a bid must pass every item (第六十一条)
    low_price_rejections  [bid]
    scores                [{bid, criterion, member, points}] of invalid bids they do not count
    draws                 [[bid, …]] tied bids in the order drawn by lot
    declined              [bid] candidates that gave up
    declared              {failed, candidates: [bid], winner: bid or null while none is named,
                           conclusions: [{bid, item, approving, opposing}], member_totals: [{bid, member, points}],
                           results: [{bid, conforming, evaluated_price, price_score, review_score, technical_score,
                                      total, rank}]} null where it did not come to that

Evaluated price = price × (1 − deduction). Price score = lowest evaluated price of the valid bids / evaluated price ×
weight. Review score = mean of the members' totals. Each is rounded to two decimals, half up, and nothing else is.
Total = review score + price score. By total, then by evaluated price; or by evaluated price alone (第五十四至五十七条).
Of one brand only the bid with the highest total, or the lowest evaluated price, is ranked (第三十一条). Bids that are
still equal share their rank and stand in the order of their keys as text; no winner follows before they are drawn.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "pingzhun-award/1"
METHODS = SCORED, _CHEAPEST = "综合评分法", "最低评标价法"
TIE_RULES = _BY_LOT, BY_TECHNICAL = "随机抽取", "技术分高者优先"
Case = dict[str, Any]


class CaseError(Exception):
    """Why the file cannot be read, as a sentence."""


# ---- reading -------------------------------------------------------------------------------------------------------------


class Kind(NamedTuple):
    expected: str
    accepts: Callable[[Any], bool]
    turn: Callable[[Any], Any] = lambda value: value


def is_figure(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]{1,14}(\.[0-9]{1,6})?", value) is not None


def maybe(kind: Kind) -> Kind:
    return Kind(
        f"{kind.expected}或 null",
        lambda value: value is None or kind.accepts(value),
        lambda value: None if value is None else kind.turn(value),
    )


def one_of(*words: str) -> Kind:
    return Kind("、".join(f"“{word}”" for word in words), lambda value: value in words)


KEY = Kind("编号", lambda value: type(value) in (int, str) and value != "")
TEXT = Kind("文字", lambda value: type(value) is str)
FLAG = Kind("true 或 false", lambda value: type(value) is bool)
WHOLE = Kind("不小于 0 的整数", lambda value: type(value) is int and value >= 0)
FIGURE = Kind("写成文字的数字", is_figure, Fraction)
AMOUNT = Kind("写成文字的正数", lambda value: is_figure(value) and Fraction(value) > 0, Fraction)
SHARE = Kind("写成文字、小于 100 的数字", lambda value: is_figure(value) and Fraction(value) < 100, Fraction)
POINTS = ("evaluated_price", "price_score", "review_score", "technical_score", "total")
SHAPE = {
    "format": one_of(FORMAT),
    "lot": {"code": TEXT, "title": TEXT},
    "method": one_of(*METHODS),
    "minimum_bidders": WHOLE,
    "wanted": WHOLE,
    "price_weight": FIGURE,
    "tie_rule": one_of(*TIE_RULES),
    "members": [{"key": KEY, "name": TEXT}],
    "items": [{"key": KEY, "title": TEXT}],
    "criteria": [{"key": KEY, "title": TEXT, "maximum": FIGURE, "objective": FLAG, "technical": FLAG}],
    "bids": [{"key": KEY, "bidder": TEXT, "price": AMOUNT, "deduction": SHARE, "brand": TEXT}],
    "verdicts": [{"bid": KEY, "item": KEY, "member": KEY, "passed": FLAG}],
    "low_price_rejections": [KEY],
    "scores": [{"bid": KEY, "criterion": KEY, "member": KEY, "points": FIGURE}],
    "draws": [[KEY]],
    "declined": [KEY],
    "declared": {
        "failed": FLAG,
        "candidates": [KEY],
        "winner": maybe(KEY),
        "conclusions": [{"bid": KEY, "item": KEY, "approving": WHOLE, "opposing": WHOLE}],
        "member_totals": [{"bid": KEY, "member": KEY, "points": FIGURE}],
        "results": [
            {"bid": KEY, "conforming": FLAG, "rank": maybe(WHOLE)} | dict.fromkeys(POINTS, maybe(FIGURE))
        ],
    },
}
TABLES = {"bid": "bids", "item": "items", "member": "members", "criterion": "criteria"}


def read(value: Any, shape: Any, where: str) -> Any:
    """Return the value with figures as fractions. Raises CaseError where it does not have the shape."""
    if isinstance(shape, Kind):
        if not shape.accepts(value):
            raise CaseError(f"{where} 应为{shape.expected}。")
        return shape.turn(value)
    if not isinstance(value, type(shape)):
        raise CaseError(f"{where} 应为{'列表' if isinstance(shape, list) else '对象'}。")
    if isinstance(shape, list):
        return [read(each, shape[0], f"{where} 第 {number} 项") for number, each in enumerate(value, 1)]
    if missing := [name for name in shape if name not in value]:
        raise CaseError(f"{where} 缺少 {missing[0]}。")
    return {name: read(value[name], part, f"{where} 的 {name}") for name, part in shape.items()}


def read_case(data: Any) -> Case:
    """Return the case, in which every reference is to something and nothing stands twice. Raises CaseError."""
    case: Case = read(data, SHAPE, "案卷")
    declared = case["declared"]
    keys = {name: [row["key"] for row in case[table]] for name, table in TABLES.items()}
    if not keys["member"]:
        raise CaseError("案卷的 members 是空的。")
    for name, each in keys.items():
        demand_once(each, TABLES[name])
    rows = {name: case[name] for name in ("verdicts", "scores")}
    rows |= {name: declared[name] for name in ("conclusions", "member_totals", "results")}
    lists = {"low_price_rejections": case["low_price_rejections"], "declined": case["declined"]}
    lists |= {"candidates": declared["candidates"]} | {f"draws {each}": each for each in case["draws"]}
    rows |= {name: [{"bid": bid} for bid in bids] for name, bids in lists.items()}
    rows["winner"] = [{"bid": declared["winner"]}] if declared["winner"] is not None else []
    for name, table in rows.items():
        references = [{column: row[column] for column in TABLES if column in row} for row in table]
        demand_once([tuple(each.values()) for each in references], name)
        for column, key in (pair for each in references for pair in each.items()):
            if key not in keys[column]:
                raise CaseError(f"{name} 中的 {column} {key} 不在 {TABLES[column]} 中。")
    return case


def demand_once(values: Sequence[Hashable], where: str) -> None:
    if len(set(values)) < len(values):
        raise CaseError(f"{where} 中有一项出现了两次。")


# ---- recomputing ---------------------------------------------------------------------------------------------------------

WORDS = {
    "failed": "因有效投标人不足而废标",
    "candidates": "中标候选人",
    "winner": "中标人",
    "approving": "同意票",
    "opposing": "反对票",
    "conforming": "通过符合性审查",
    "evaluated_price": "评审价",
    "price_score": "价格分",
    "review_score": "评审分平均",
    "technical_score": "技术分平均",
    "total": "总分",
    "points": "评分合计",
    "rank": "名次",
}


def rounded(value: Fraction) -> Fraction:
    return Fraction(floor(value * 100 + Fraction(1, 2)), 100)


def show(value: Any) -> str:
    if value is None or value == ():
        return "无"
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Fraction):
        return f"{Decimal(value.numerator) / value.denominator:f}"
    return str(value)


class Figures:
    """Figures of a case by the words that name them; `faults` of the case itself, and `notes` of what is still open."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.values: dict[str, Any] = {}
        self.faults: list[str] = []
        self.notes: list[str] = []
        columns = {"bid": "bidder", "item": "title", "member": "name", "criterion": "title"}
        self.names = {name: names_of(case[table], columns[name]) for name, table in TABLES.items()}

    def put(self, what: str, value: Any, **row: Any) -> None:
        about = [self.names[column][row[column]] for column in TABLES if column in row]
        self.values[" ".join([*about, WORDS[what]])] = value

    def put_bids(self, what: str, bids: Iterable[Any]) -> None:
        self.put(what, tuple(self.names["bid"][bid] for bid in bids))


def names_of(rows: list[Case], column: str) -> dict[Any, str]:
    """Return names by key, with the key where another has the same name."""
    names = [row[column] for row in rows]
    return {row["key"]: row[column] + f"（{row['key']}）" * (names.count(row[column]) > 1) for row in rows}


def declared(case: Case) -> Figures:
    figures, stated = Figures(case), case["declared"]
    figures.put("failed", stated["failed"])
    figures.put_bids("candidates", stated["candidates"])
    figures.put_bids("winner", [] if stated["winner"] is None else [stated["winner"]])
    for row in (*stated["conclusions"], *stated["member_totals"], *stated["results"]):
        for what in row.keys() & WORDS.keys():
            figures.put(what, row[what], **row)
    return figures


def recomputed(case: Case) -> Figures:
    figures = Figures(case)
    conforming = [bid for bid in case["bids"] if conforms(bid["key"], case, figures)]
    valid = [bid for bid in conforming if bid["key"] not in case["low_price_rejections"]]
    brands = [bid["brand"] for bid in valid]
    failed = brands.count("") + len(set(brands) - {""}) < case["minimum_bidders"]
    figures.put("failed", failed)
    figures.put_bids("candidates", [])
    figures.put_bids("winner", [])
    if not failed:
        price = {bid["key"]: rounded(bid["price"] * (100 - bid["deduction"]) / 100) for bid in valid}
        for bid, value in price.items():
            figures.put("evaluated_price", value, bid=bid)
        total, technical = dict.fromkeys(price, Fraction(0)), dict.fromkeys(price, Fraction(0))
        if case["method"] == SCORED:
            score(price, total, technical, case, figures)
        rank(valid, price, total, technical, case, figures)
    return figures


def conforms(bid: Any, case: Case, figures: Figures) -> bool:
    votes = {(row["item"], row["member"]): row["passed"] for row in case["verdicts"] if row["bid"] == bid}
    passes = True
    for item in figures.names["item"]:
        given = [votes.get((item, member)) for member in figures.names["member"]]
        if None in given:
            figures.faults.append(
                f"有评委没有对 {figures.names['bid'][bid]} 的“{figures.names['item'][item]}”作出结论"
            )
        figures.put("approving", given.count(True), bid=bid, item=item)
        figures.put("opposing", given.count(False), bid=bid, item=item)
        passes &= given.count(True) > given.count(False)
    figures.put("conforming", passes, bid=bid)
    return passes


def score(price: Case, total: Case, technical: Case, case: Case, figures: Figures) -> None:
    """Fill in the totals and technical scores of the bids; a score that is missing counts nothing."""
    if (full := sum((row["maximum"] for row in case["criteria"]), case["price_weight"])) != 100:
        figures.faults.append(f"评审因素与价格的分值合计为 {show(full)} 分，不是 100 分")
    if not all(price.values()):
        raise CaseError("有投标的评审价为零，不能计算价格分。")
    points = {(row["bid"], row["criterion"], row["member"]): row["points"] for row in case["scores"]}
    members = figures.names["member"]
    for bid in price:
        sums = dict.fromkeys(members, Fraction(0))
        of_technical = Fraction(0)
        for row in case["criteria"]:
            given = {member: points.get((bid, row["key"], member)) for member in members}
            about = f"{figures.names['bid'][bid]} 的“{figures.names['criterion'][row['key']]}”"
            figures.faults += score_faults(given, row, about, members)
            for member, value in given.items():
                sums[member] += value or 0
                of_technical += (value or 0) * row["technical"]
        for member, value in sums.items():
            figures.put("points", value, bid=bid, member=member)
        review = rounded(sum(sums.values(), Fraction(0)) / len(members))
        for_price = rounded(min(price.values()) * case["price_weight"] / price[bid])
        total[bid], technical[bid] = review + for_price, rounded(of_technical / len(members))
        found = {
            "price_score": for_price,
            "review_score": review,
            "total": total[bid],
            "technical_score": technical[bid],
        }
        for what, value in found.items():
            figures.put(what, value, bid=bid)


def score_faults(given: Case, criterion: Case, about: str, members: Case) -> list[str]:
    found = [f"{members[each]} 没有对 {about}评分" for each, value in given.items() if value is None]
    for member, value in given.items():
        if value is not None and (value > criterion["maximum"] or value != rounded(value)):
            found.append(f"{members[member]} 对 {about}评了 {show(value)} 分，超出分值或者多于两位小数")
    if criterion["objective"] and len(set(given.values())) > 1:
        found.append(f"各评委对 {about}评分不一致，这是客观评审因素")
    return found


def rank(valid: list[Case], price: Case, total: Case, technical: Case, case: Case, figures: Figures) -> None:
    scored = case["method"] == SCORED
    names = figures.names["bid"]

    def merit(bid: Any, *, among_brand: bool = False) -> tuple[Fraction, ...]:
        by_price = () if among_brand and scored else (price[bid],)
        return (
            -total[bid],
            *by_price,
            *([-technical[bid]] if scored and case["tie_rule"] == BY_TECHNICAL else []),
        )

    def drawn(group: list[Any]) -> list[Any] | None:
        return next(
            (each for each in ([group] if len(group) == 1 else case["draws"]) if set(each) == set(group)),
            None,
        )

    standing = [bid["key"] for bid in valid if not bid["brand"]]
    for brand in {bid["brand"] for bid in valid} - {""}:
        rivals = sorted((bid["key"] for bid in valid if bid["brand"] == brand), key=str)
        best = min(merit(bid, among_brand=True) for bid in rivals)
        equal = [bid for bid in rivals if merit(bid, among_brand=True) == best]
        standing += (drawn(equal) or equal)[: 1 if drawn(equal) else None]
        if not drawn(equal):
            figures.notes.append(f"同品牌的 {'、'.join(names[bid] for bid in equal)} 相同，须随机抽取")
    open_brands = bool(figures.notes)
    places: list[tuple[Any, int]] = []
    for value in sorted({merit(bid) for bid in standing}):
        group, number = sorted((bid for bid in standing if merit(bid) == value), key=str), len(places) + 1
        order = drawn(group)
        places += [(bid, number + (position if order else 0)) for position, bid in enumerate(order or group)]
        if not order and number <= case["wanted"] and not open_brands:
            figures.notes.append(f"第 {number} 名 {'、'.join(names[bid] for bid in group)} 并列，须随机抽取")
    for bid, number in places:
        figures.put("rank", number, bid=bid)
    chosen = {bid: number for bid, number in places if number <= case["wanted"]}
    figures.put_bids("candidates", chosen)
    left = [bid for bid in chosen if bid not in case["declined"]]
    first = [bid for bid in left if chosen[bid] == chosen[left[0]]]
    if len(first) == 1 and not open_brands:
        figures.put_bids("winner", first)


def differences(case: Case) -> tuple[list[str], list[str], str]:
    """Return what is wrong with a case and what is still open, as sentences, and its lot."""
    said, found = declared(case), recomputed(case)
    if case["declared"]["winner"] is None:
        said.values[WORDS["winner"]] = found.values[WORDS["winner"]]  # not named yet, which is no difference
    faults = list(found.faults)
    for name in [*found.values, *(name for name in said.values if name not in found.values)]:
        stated, right = said.values.get(name), found.values.get(name)
        if stated != right:
            faults.append(f"{name}：案卷记为 {show(stated)}，重算为 {show(right)}")
    return faults, found.notes, f"{case['lot']['code']} {case['lot']['title']}"


def load(name: str) -> Any:
    try:
        return json.loads(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
    except OSError as error:
        raise CaseError(f"{name} 读不出来，{error.strerror}。") from error
    except (ValueError, RecursionError) as error:
        raise CaseError(f"{name} 不是 JSON。") from error


def say(sentence: str) -> None:
    print(" ".join(sentence.encode("utf-8", "replace").decode().split()))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="重算一个分包的评审结果")
    parser.add_argument("file", help="案卷 JSON 文件，- 为标准输入")
    name = parser.parse_args(arguments).file
    try:
        faults, notes, title = differences(read_case(load(name)))
    except CaseError as error:
        say(f"案卷不能重算：{error}")
        return 2
    for sentence in faults:
        say(f"不符：{sentence}。")
    for sentence in notes:
        say(f"未定：{sentence}。")
    if not faults:
        say(f"相符：{title} 的评审结果与重算一致。")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
