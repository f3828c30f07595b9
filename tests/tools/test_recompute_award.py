"""The script that recomputes an award: it agrees with the package, which shares no code with it, and forgives nothing."""

import copy
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingzhun.markets.tendering.arithmetic.award import Award, Evaluation, award_of, valid_bids
from pingzhun.markets.tendering.arithmetic.basics import Bid, Member
from pingzhun.markets.tendering.arithmetic.conformity import Item, Verdict
from pingzhun.markets.tendering.arithmetic.export import exported
from pingzhun.markets.tendering.arithmetic.ranking import Method, TieRule
from pingzhun.markets.tendering.arithmetic.scores import Criterion, Score
from tools import recompute_award
from tools.recompute_award import WORDS, CaseError, differences, read_case

pytestmark = pytest.mark.covers("H38")

SCRIPT = Path(recompute_award.__file__)
SEEDS = range(150)


def evaluated(seed: int) -> Evaluation:
    """An evaluation as chance has it: few different figures, so that ties, brands and failures come often."""
    chance = random.Random(seed)  # noqa: S311 -- a repeatable example, not a secret
    members = tuple(Member(number, f"评委{number}") for number in range(chance.choice([3, 5, 7])))
    items = tuple(Item(f"项{number}", f"要求{number}") for number in range(chance.randint(1, 2)))
    bids = tuple(
        Bid(
            key=number + 10,
            bidder=f"公司{number}",
            price=Decimal(chance.choice([1000, 1100, 1333])) * 1000,
            deduction=Decimal(chance.choice([0, 0, 10, 20])),
            brand=chance.choice(["", "", "红", "蓝"]),
        )
        for number in range(chance.randint(3, 7))
    )
    criteria = (
        Criterion(1, "方案", Decimal(40), technical=True),
        Criterion(2, "参数", Decimal("20.5"), objective=True, technical=True),
        Criterion(3, "服务", Decimal("9.5")),
    )
    spread = chance.choice([[Decimal(7)], [Decimal(7), Decimal("7.25"), Decimal("8.33")]])
    agreed = {bid.key: chance.choice([Decimal(10), Decimal(20)]) for bid in bids}
    scored = chance.random() < 0.7
    return Evaluation(
        lot_code=f"TD-{seed}",
        lot_title="教学设备采购",
        method=Method.COMPREHENSIVE if scored else Method.LOWEST_PRICE,
        minimum_bidders=chance.choice([1, 3, 4]),
        wanted=chance.randint(1, 3),
        members=members,
        items=items,
        bids=bids,
        verdicts=tuple(
            Verdict(bid.key, item.key, member.key, chance.random() < 0.9)
            for bid in bids
            for item in items
            for member in members
        ),
        price_weight=Decimal(30) if scored else Decimal(0),
        tie_rule=chance.choice(list(TieRule)),
        criteria=criteria if scored else (),
        scores=tuple(
            Score(
                bid.key,
                each.key,
                member.key,
                agreed[bid.key] if each.objective else chance.choice(spread),
            )
            for bid in bids
            for each in criteria
            for member in members
            if scored
        ),
        low_price_rejections=tuple(bid.key for bid in bids if chance.random() < 0.05),
        declined=tuple(bid.key for bid in bids if chance.random() < 0.2),
    )


def all_drawn(evaluation: Evaluation, chance: random.Random) -> Evaluation:
    while ties := award_of(evaluation).ties:
        drawn = tuple(tuple(chance.sample(tie.bids, len(tie.bids))) for tie in ties)
        evaluation = replace(evaluation, draws=(*evaluation.draws, *drawn))
    return evaluation


@cache
def reckoned(seed: int) -> tuple[Evaluation, Award]:
    evaluation = evaluated(seed)
    if seed % 3:
        evaluation = all_drawn(evaluation, random.Random(seed))  # noqa: S311 -- the same
    return evaluation, award_of(evaluation)


def a_case(seed: int) -> tuple[Evaluation, Award, dict[str, Any]]:
    evaluation, award = reckoned(seed)
    return evaluation, award, json.loads(json.dumps(exported(evaluation, award)))


def faults_of(case: Any) -> list[str]:
    """What the script says against a case, a refusal to read it included."""
    try:
        return differences(read_case(case))[0]
    except CaseError as error:
        return [str(error)]


def test_the_script_agrees_with_the_package():
    for seed in SEEDS:
        _evaluation, award, case = a_case(seed)
        faults, notes, lot = differences(read_case(case))
        assert (faults, len(notes), lot) == ([], len(award.ties), f"TD-{seed} 教学设备采购")


def test_the_random_evaluations_are_of_every_kind():
    """The control of the test above: it met what it is meant to meet."""
    met = [a_case(seed) for seed in SEEDS]
    kinds = {
        "failed": [award.failed for _evaluation, award, _case in met],
        "tied": [bool(award.ties) for _evaluation, award, _case in met],
        "drawn": [bool(evaluation.draws) for evaluation, _award, _case in met],
        "won": [award.winner is not None for _evaluation, award, _case in met],
        "declined": [
            award.winner not in award.candidates[:1] for _evaluation, award, _case in met if award.winner
        ],
        "by price": [evaluation.method is Method.LOWEST_PRICE for evaluation, _award, _case in met],
        "not conforming": [
            any(not each.conforming for each in award.results) for _evaluation, award, _case in met
        ],
        "set aside": [
            any(each.evaluated_price and not each.rank for each in award.results) for _e, award, _case in met
        ],
    }
    assert {name for name, kind in kinds.items() if not 5 <= kind.count(True) <= len(kind) - 5} == set()


# ---- every altered figure is named -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def full() -> tuple[Evaluation, Award, dict[str, Any]]:
    """A scored case with five valid bids and more, in which every kind of figure is declared."""
    return next(each for each in map(a_case, SEEDS) if is_full(*each[:2]))


def is_full(evaluation: Evaluation, award: Award) -> bool:
    valid = valid_bids(evaluation, award.conclusions)
    scored = evaluation.method is Method.COMPREHENSIVE and award.winner is not None
    return scored and len(valid) > 4 and len(award.candidates) > 1 and bool(evaluation.draws)


EMPTY = {"rank": 0}  # what stands in the place of null before it is altered


def otherwise(value: Any) -> Any:
    """The same kind of value, but another."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{Decimal(value) + Decimal('0.01'):f}"


def altered(case: Any, table: list[str], number: int, column: str) -> Any:
    changed = copy.deepcopy(case)
    row = rows_of(changed, table)[number]
    row[column] = otherwise(EMPTY.get(column, "1.00") if row[column] is None else row[column])
    return changed


def rows_of(case: Any, table: list[str]) -> Any:
    for name in table:
        case = case[name]
    return case


DECLARED = {
    "conclusions": ["approving", "opposing"],
    "member_totals": ["points"],
    "results": [
        "conforming",
        "evaluated_price",
        "price_score",
        "review_score",
        "technical_score",
        "total",
        "rank",
    ],
}


def test_every_single_declared_figure_that_is_altered_is_named_and_nothing_else(full):
    _evaluation, _award, case = full
    bidders = {bid["key"]: bid["bidder"] for bid in case["bids"]}
    tried = 0
    for table, columns in DECLARED.items():
        for number, row in enumerate(case["declared"][table]):
            for column in columns:
                (fault,) = faults_of(altered(case, ["declared", table], number, column))
                assert fault.startswith(bidders[row["bid"]])
                assert f"{WORDS[column]}：案卷记为 " in fault
                tried += 1
    assert tried > 50


def test_a_declared_figure_that_is_left_out_is_named(full):
    _evaluation, _award, case = full
    for table in DECLARED:
        for number in range(len(case["declared"][table])):
            changed = copy.deepcopy(case)
            gone = changed["declared"][table].pop(number)
            stated = [name for name in DECLARED[table] if gone[name] is not None]
            assert len(faults_of(changed)) == len(stated)


def test_an_altered_candidate_winner_or_failure_is_named(full):
    _evaluation, _award, case = full
    declared = case["declared"]
    others = [bid["key"] for bid in case["bids"] if bid["key"] != declared["winner"]]
    for change, word in [
        ({"winner": others[0]}, "中标人"),
        ({"candidates": declared["candidates"][::-1]}, "中标候选人"),
        ({"candidates": declared["candidates"][1:]}, "中标候选人"),
        ({"failed": True}, "因有效投标人不足而废标"),
    ]:
        (fault,) = faults_of(case | {"declared": declared | change})
        assert fault.startswith(f"{word}：案卷记为 ")


def test_a_winner_that_is_not_named_yet_is_no_difference_but_one_of_a_failed_tender_is(full):
    _evaluation, _award, case = full
    assert faults_of(case | {"declared": case["declared"] | {"winner": None}}) == []
    _evaluation, _award, failed = next(each for each in map(a_case, SEEDS) if each[1].failed)
    (fault,) = faults_of(failed | {"declared": failed["declared"] | {"winner": failed["bids"][0]["key"]}})
    assert fault == "中标人：案卷记为 公司0，重算为 无"


def inputs(evaluation: Evaluation, award: Award, case: Any) -> Iterator[tuple[list[str], int, str]]:
    """Every single figure on which the award rests: those of the bids that are valid, and all verdicts."""
    valid = {bid.key for bid in valid_bids(evaluation, award.conclusions)}
    for table, columns in {
        "verdicts": ["passed"],
        "bids": ["price", "deduction"],
        "scores": ["points"],
        "criteria": ["maximum"],
    }.items():
        for number, row in enumerate(case[table]):
            if table in ("verdicts", "criteria") or row.get("bid", row.get("key")) in valid:
                yield from (([table], number, column) for column in columns)


def test_every_single_figure_that_the_award_rests_on_is_found_when_it_is_altered(full):
    tried = list(inputs(*full))
    assert len(tried) > 80
    assert [where for where in tried if not faults_of(altered(full[2], *where))] == []
    assert faults_of(full[2] | {"price_weight": "30.01"}) != []
    assert faults_of(full[2] | {"minimum_bidders": 9}) != []


def test_a_missing_verdict_a_missing_score_and_an_unequal_objective_score_are_named(full):
    _evaluation, award, case = full
    assert any(
        "没有对 公司0 的“要求0”作出结论" in each
        for each in faults_of(case | {"verdicts": case["verdicts"][1:]})
    )
    number = next(
        n for n, row in enumerate(case["scores"]) if row["bid"] == award.winner and row["criterion"] == 2
    )
    without = case | {"scores": [row for n, row in enumerate(case["scores"]) if n != number]}
    assert any("评委0 没有对" in each for each in faults_of(without))
    assert any("这是客观评审因素" in each for each in faults_of(altered(case, ["scores"], number, "points")))


@pytest.mark.parametrize("points", ["9.51", "7.005"])
def test_points_beyond_the_criterion_or_its_decimals_are_named(full, points):
    _evaluation, award, case = full
    changed = copy.deepcopy(case)
    row = next(row for row in changed["scores"] if row["bid"] == award.winner and row["criterion"] == 3)
    row["points"] = points
    assert any(f"评了 {points} 分，超出分值或者多于两位小数" in each for each in faults_of(changed))


def test_points_that_do_not_make_a_hundred_are_named(full):
    (fault, *_others) = faults_of(full[2] | {"price_weight": "29"})
    assert fault == "评审因素与价格的分值合计为 99 分，不是 100 分"


def test_a_tie_that_was_not_drawn_is_said_and_a_winner_named_all_the_same_is_a_difference():
    open_case = next(
        case for evaluation, award, case in map(a_case, SEEDS) if award.ties and award.winner is None
    )
    faults, notes, _lot = differences(read_case(open_case))
    assert faults == []
    assert all(note.endswith("须随机抽取") for note in notes)
    declared = open_case["declared"] | {"winner": open_case["declared"]["candidates"][0]}
    (fault,) = faults_of(open_case | {"declared": declared})
    assert fault.endswith("重算为 无")


def test_members_of_one_name_are_told_apart(full):
    evaluation, _award, _case = full
    same = replace(evaluation, members=tuple(replace(each, name="张伟") for each in evaluation.members))
    case = exported(same, award_of(same))
    assert faults_of(case) == []
    (fault,) = faults_of(altered(case, ["declared", "member_totals"], 0, "points"))
    assert "张伟（0） 评分合计" in fault


# ---- the file --------------------------------------------------------------------------------------------------------------


def run(*arguments: str, stdin: str = "", cwd: Path) -> tuple[int, list[str]]:
    """Run a copy of the script alone, without the house on its path."""
    copied = cwd / "recompute_award.py"
    copied.write_bytes(SCRIPT.read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(copied), *arguments],
        input=stdin.encode(),
        capture_output=True,
        cwd=cwd,
        check=False,
    )
    assert done.stderr == b""
    return done.returncode, done.stdout.decode().splitlines()


def test_the_script_runs_alone_and_its_status_says_what_it_found(full, tmp_path):
    _evaluation, _award, case = full
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case), "utf-8")
    title = f"{case['lot']['code']} {case['lot']['title']}"
    assert run("case.json", cwd=tmp_path) == (0, [f"相符：{title} 的评审结果与重算一致。"])
    changed = json.dumps(altered(case, ["declared", "results"], 0, "conforming"), ensure_ascii=False)
    status, lines = run("-", stdin=changed, cwd=tmp_path)
    assert status == 1
    assert lines == ["不符：公司0 通过符合性审查：案卷记为 否，重算为 是。"]
    unprintable = json.dumps(with_first(json.loads(changed), "bids", bidder="\ud800\n公司"))
    assert run("-", stdin=unprintable, cwd=tmp_path) == (
        1,
        ["不符：? 公司 通过符合性审查：案卷记为 否，重算为 是。"],
    )
    assert run("-", stdin="[", cwd=tmp_path) == (2, ["案卷不能重算：- 不是 JSON。"])
    assert run("-", stdin="[" * 100_000, cwd=tmp_path) == (2, ["案卷不能重算：- 不是 JSON。"])
    assert run("nowhere.json", cwd=tmp_path)[0] == 2


def test_a_bid_that_is_worth_nothing_after_its_deduction_cannot_be_scored(full, tmp_path):
    case = copy.deepcopy(full[2])
    for bid in case["bids"]:
        bid |= {"price": "0.01", "deduction": "60"}
    (tmp_path / "case.json").write_text(json.dumps(case), "utf-8")
    assert run("case.json", cwd=tmp_path) == (2, ["案卷不能重算：有投标的评审价为零，不能计算价格分。"])


MALFORMED = {
    "案卷 应为对象。": lambda case: [],
    "案卷 缺少 method。": lambda case: {name: case[name] for name in case if name != "method"},
    "案卷 的 format 应为“pingzhun-award/1”。": lambda case: case | {"format": "pingzhun-award/2"},
    "案卷 的 bids 应为列表。": lambda case: case | {"bids": {}},
    "案卷 的 bids 第 1 项 的 price 应为写成文字的正数。": lambda case: with_first(case, "bids", price=1000.5),
    "案卷 的 bids 第 1 项 的 deduction 应为写成文字、小于 100 的数字。": lambda case: with_first(
        case, "bids", deduction="100"
    ),
    "案卷 的 scores 第 1 项 的 points 应为写成文字的数字。": lambda case: with_first(
        case, "scores", points="１"
    ),
    "案卷 的 minimum_bidders 应为不小于 0 的整数。": lambda case: case | {"minimum_bidders": True},
    "案卷的 members 是空的。": lambda case: case | {"members": []},
    "bids 中有一项出现了两次。": lambda case: case | {"bids": [*case["bids"], case["bids"][0]]},
    "scores 中有一项出现了两次。": lambda case: case | {"scores": [*case["scores"], case["scores"][0]]},
    "verdicts 中的 member 99 不在 members 中。": lambda case: with_first(case, "verdicts", member=99),
    "declined 中的 bid 99 不在 bids 中。": lambda case: case | {"declined": [99]},
    "winner 中的 bid 99 不在 bids 中。": lambda case: case | {"declared": case["declared"] | {"winner": 99}},
}


def with_first(case: Any, table: str, **change: Any) -> Any:
    first, *rest = case[table]
    return case | {table: [first | change, *rest]}


@pytest.mark.parametrize("sentence", MALFORMED)
def test_a_malformed_file_gets_one_sentence(full, tmp_path, capsys, sentence):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(MALFORMED[sentence](full[2])), "utf-8")
    assert recompute_award.main([str(file)]) == 2
    assert capsys.readouterr().out == f"案卷不能重算：{sentence}\n"


def nodes(value: Any, path: tuple = ()) -> Iterator[tuple]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    yield from chain.from_iterable(nodes(each, (*path, name)) for name, each in inner)


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 12)
    | st.floats()
    | st.sampled_from(["", "0", "0.001", "红", "\ud800"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=3,
)


@settings(deadline=None)
@given(st.sampled_from(SEEDS[:20]), st.data())
def test_whatever_stands_in_the_file_the_script_answers(tmp_path_factory, seed, data):
    case = a_case(seed)[2]
    path = data.draw(st.sampled_from(list(nodes(case))[1:]))
    rows_of(case, path[:-1])[path[-1]] = data.draw(JUNK)
    file = tmp_path_factory.getbasetemp() / "junk.json"
    file.write_text(json.dumps(case), "utf-8")
    assert recompute_award.main([str(file)]) in (0, 1, 2)
