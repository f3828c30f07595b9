import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from pingzhun import ledger
from pingzhun.draws import algorithm, drawing, recompute
from pingzhun.draws.algorithm import Contribution
from pingzhun.draws.models import Draw
from pingzhun.flow.guards import Refused

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=5)
POOL = ["91620981MA7A00003T", "91620981MA7A00002Y", "91620981MA7A00009Z", "91620981MA7A00001X"]


def commit(case, **more):
    return drawing.commit(case=case, purpose="中选", now=NOW, **more)


BROUGHT = [
    Contribution(by=name, nonce=sha256(name.encode()).hexdigest(), sealed_as="cd" * 32) for name in POOL[:3]
]


def hold(case, pool=POOL, count=1, contributions=BROUGHT):
    return drawing.draw(
        case=case, purpose="中选", pool=pool, count=count, contributions=contributions, now=LATER
    )


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.covers("Y26")
def test_the_commitment_is_published_before_the_pool_is_known_and_fits_the_nonce_shown_after(case):
    committed = drawing.published(commit(case))
    hidden = ("nonce", "contributions", "pool", "result", "drawn_at")
    assert [committed[name] for name in hidden] == [None] * 5
    drawn = drawing.published(hold(case))
    assert sha256(bytes.fromhex(drawn["nonce"])).hexdigest() == committed["commitment"]
    assert drawn["pool"] == sorted(POOL)
    assert (drawn["result"][0] in POOL, drawn["drawn_at"]) == (True, "2026-11-26T01:30:00.000000Z")
    assert recompute.faults(drawn) == []


def test_the_nonce_cannot_be_read_before_the_draw(case):
    commit(case)
    (stored,) = Draw.objects.values()
    nonce = hold(case).nonce
    assert stored["nonce"] is None
    assert bytes.fromhex(nonce) not in bytes(stored["sealed_secret"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT draws_draw::text LIKE '%%' || %s || '%%' FROM draws_draw", [nonce])
        assert cursor.fetchone() == (True,)  # the control: after the draw the same search finds it


def test_two_draws_have_two_nonces(case):
    commitments = {
        drawing.commit(case=case, purpose=purpose, now=NOW).commitment for purpose in ("中选", "专家")
    }
    assert len(commitments) == 2


def test_committing_again_before_the_draw_changes_nothing(case):
    assert commit(case) == commit(case, reason="再来一次")
    assert [entry.kind for entry in ledger.find("draw/ZJ-2026-000123/中选/1")] == ["draw.committed"]


def test_nothing_is_drawn_without_a_commitment_and_nothing_twice(case):
    with pytest.raises(Refused, match="尚未公布承诺值"):
        hold(case)
    commit(case)
    first = hold(case)
    with pytest.raises(Refused, match="本轮已经抽取"):
        hold(case)
    assert Draw.objects.get().result == first.result


def test_a_pool_that_is_too_small_or_counts_one_twice_draws_nothing(case):
    commit(case)
    for pool, count in ((POOL, 5), ([], 1), ([*POOL, POOL[0]], 1)):
        with pytest.raises(ValueError, match="抽取"):
            hold(case, pool, count)
    assert Draw.objects.get().drawn_at is None


@pytest.mark.covers("Y26")
def test_the_order_of_the_pool_cannot_steer_the_draw(case):
    commit(case)
    with transaction.atomic():
        one = hold(case).winners
        transaction.set_rollback(True)
    assert hold(case, POOL[::-1]).winners == one


@pytest.mark.covers("Y26")
def test_drawing_again_needs_a_reason_and_shows_both_rounds(case):
    first = commit(case)
    hold(case, count=2)
    with pytest.raises(Refused, match="须说明理由"):
        commit(case)
    second = commit(case, reason="中选人放弃")
    assert (second.round, second.previous, second.reason) == (2, first, "中选人放弃")
    drawn = hold(case)
    assert recompute.faults(drawing.published(drawn)) == []
    assert drawing.published(drawn)["previous"] == first.commitment
    assert (second.commitment, algorithm.commitment_to(bytes.fromhex(second.commitment))) == (
        Draw.objects.get(round=1).nonce,
        first.commitment,
    )
    unchained = drawing.published(drawn) | {"previous": "ab" * 32}
    assert recompute.faults(unchained) == ["承诺值与上一轮的承诺值不相连"]
    assert [each.round for each in drawing.rounds(case=case, purpose="中选")] == [1, 2]


@pytest.mark.covers("P12", "Y26")
def test_the_ledger_holds_the_commitment_and_then_the_hashes_of_what_was_drawn(case):
    commit(case)
    drawn = hold(case)
    identity = {"case": "ZJ-2026-000123", "purpose": "中选", "round": 1}
    entries = ledger.find(drawing.ledger_subject(drawn))
    assert [(entry.kind, json.loads(entry.data)) for entry in entries] == [
        ("draw.committed", identity | {"commitment": drawn.commitment, "reason": None}),
        (
            "draw.drawn",
            identity
            | {
                "nonce": drawn.nonce,
                "contributions_sha256": sha256(drawn.contributions.encode()).hexdigest(),
                "pool_sha256": sha256(drawn.pool.encode()).hexdigest(),
                "result_sha256": sha256(drawn.result.encode()).hexdigest(),
            },
        ),
    ]


@pytest.mark.covers("Y26")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE draws_draw SET result = '[]'",
        "UPDATE draws_draw SET pool = '[]'",
        "UPDATE draws_draw SET contributions = '[]'",
        "UPDATE draws_draw SET nonce = NULL, contributions = NULL, pool = NULL, result = NULL, drawn_at = NULL",
        "UPDATE draws_draw SET commitment = 'x'",
        "DELETE FROM draws_draw",
        "TRUNCATE draws_draw",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_draw(sql, case):
    commit(case)
    hold(case)
    execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE wants no open ends
    before = list(Draw.objects.values_list())
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(sql)
    assert list(Draw.objects.values_list()) == before
    execute("SET LOCAL session_replication_role = replica")  # the control: it is the triggers that refuse
    execute(sql)
    execute("SET LOCAL session_replication_role = origin")
    assert list(Draw.objects.values_list()) != before


@pytest.mark.covers("Y26")
def test_the_database_refuses_a_nonce_that_was_not_committed_to(case):
    commit(case)
    sql = (
        "UPDATE draws_draw SET nonce = %s, contributions = '[]', pool = '[]', result = '[]', drawn_at = now()"
    )
    with pytest.raises(IntegrityError, match="not the one that was committed to"), transaction.atomic():
        execute(sql, "ab" * 32)


def test_the_database_refuses_a_draw_without_commitment_and_a_redraw_beside_an_open_round(case):
    first = commit(case)
    later = {
        "case": case,
        "case_code": case.code,
        "purpose": "中选",
        "commitment": "ab",
        "sealed_secret": b"x",
    }
    with pytest.raises(IntegrityError, match="follows the round before it"), transaction.atomic():
        Draw.objects.create(round=2, previous=first, reason="不满意", committed_at=NOW, **later)
    values = {
        "nonce": "ab",
        "contributions": "[]",
        "pool": "[]",
        "result": "[]",
        "drawn_at": NOW,
        "committed_at": NOW,
    }
    with pytest.raises(IntegrityError, match="begins with its commitment"), transaction.atomic():
        Draw.objects.create(round=1, **later | {"purpose": "专家"} | values)
    assert list(Draw.objects.all()) == [first]
    held = hold(case)
    with pytest.raises(IntegrityError, match="next nonce of the chain"), transaction.atomic():
        Draw.objects.create(round=2, previous=held, reason="不满意", committed_at=NOW, **later)
    again = later | {"commitment": held.nonce}  # the control: with the link of the chain it is taken
    assert Draw.objects.create(round=2, previous=held, reason="不满意", committed_at=NOW, **again).round == 2


@pytest.mark.django_db(transaction=True)
def test_committing_at_once_gives_one_commitment_and_drawing_at_once_one_draw(case):
    def in_a_thread(job):
        try:
            return job()
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        committed = list(pool.map(in_a_thread, [lambda: commit(case)] * 4))
        assert len({draw.commitment for draw in committed}) == 1
        drawn = list(pool.map(in_a_thread, [lambda: hold(case)] * 4))
    assert sorted(draw is None for draw in drawn) == [False, True, True, True]
    assert len(ledger.find("draw/ZJ-2026-000123/中选/1")) == 2


TAMPERINGS = [
    ({"result": ["91620981MA7A00009Z", "91620981MA7A00001X", "x"]}, "重算的结果与公布的不同"),
    ({"result": []}, "重算的结果与公布的不同"),
    ({"nonce": "ab" * 32}, "与事先公布的承诺值不符"),
    ({"contributions": []}, "重算的结果与公布的不同"),
    (
        {"contributions": [{"by": name, "nonce": "ab" * 32, "sealed_as": "cd" * 32} for name in "ba"]},
        "各方随机数未排序",
    ),
    ({"commitment": "ab" * 32}, "与事先公布的承诺值不符"),
    ({"pool": POOL}, "未排序"),
    ({"round": 2}, "重算的结果与公布的不同"),
    ({"case": "ZJ-2026-000124"}, "重算的结果与公布的不同"),
    ({"format": "pingzhun-draw/3"}, "不认识的格式"),
    ({"nonce": None, "contributions": None, "pool": None, "result": None}, "尚未抽取"),
]


@pytest.fixture
def big_draw(case) -> dict:
    """A draw of all of twelve: by chance alone another seed would give the same once in 479 million."""
    commit(case)
    return drawing.published(hold(case, [f"机构{number:02}" for number in range(12)], count=12))


@pytest.mark.covers("Y26")
@pytest.mark.parametrize(("change", "fault"), TAMPERINGS)
def test_recomputing_notices_every_change(change, fault, big_draw):
    assert recompute.faults(big_draw) == []
    assert any(fault in sentence for sentence in recompute.faults(big_draw | change))


OLD = {  # a draw of the first format, as it was published
    "format": "pingzhun-draw/1",
    "case": "ZJ-2026-000123",
    "purpose": "中选",
    "round": 1,
    "previous": None,
    "reason": None,
    "commitment": sha256(bytes(range(32))).hexdigest(),
    "committed_at": "2026-11-21T01:30:00.000000Z",
    "nonces": [bytes(range(32)).hex()],
    "pool": sorted(POOL),
    "result": ["91620981MA7A00003T"],
    "drawn_at": "2026-11-26T01:30:00.000000Z",
}


def test_a_draw_of_the_first_format_can_still_be_recomputed():
    assert recompute.faults(OLD) == []
    passed = [name for name in POOL if not recompute.faults(OLD | {"result": [name]})]
    assert passed == OLD["result"]


@pytest.mark.covers("Y26")
def test_one_party_s_nonce_changes_the_draw_and_one_that_is_missing_does_not_stop_it(case):
    commit(case)
    pool = [f"机构{number:02}" for number in range(12)]
    results = []
    for brought in (
        BROUGHT,
        BROUGHT[:2],
        [],
        [*BROUGHT[:2], Contribution(by=POOL[2], nonce="ab" * 32, sealed_as="")],
    ):
        with transaction.atomic():
            results.append(hold(case, pool, 12, brought).result)
            transaction.set_rollback(True)
    assert len(set(results)) == 4


def test_a_chain_that_is_used_up_asks_for_a_new_publication(case, monkeypatch):
    monkeypatch.setattr(algorithm, "CHAIN", 3)
    for reason in (None, "一"):
        commit(case, reason=reason)
        hold(case)
    with pytest.raises(Refused, match="已到上限"):
        commit(case, reason="二")


@pytest.mark.covers("Y26")
def test_the_script_runs_alone_and_says_yes_or_no(big_draw, tmp_path):
    script = shutil.copy(recompute.__file__, tmp_path / "recompute.py")
    assert len((tmp_path / "recompute.py").read_text().splitlines()) < 100

    def run(draw):
        file = tmp_path / "draw.json"
        file.write_text(json.dumps(draw))
        command = [sys.executable, "-I", "-S", str(script), str(file)]
        return subprocess.run(command, capture_output=True, text=True, env={"PYTHONUTF8": "1"})

    good, bad = run(big_draw), run(big_draw | {"case": "ZJ-2026-000124"})
    assert (good.returncode, good.stdout[:25]) == (0, "通过：ZJ-2026-000123 第 1 轮，结果 "[:25])
    assert (bad.returncode, bad.stdout) == (1, "不通过：重算的结果与公布的不同\n")


def test_the_script_measures_its_own_fairness(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["recompute.py", "--chi-square", "2000"])
    assert recompute.main() == 0
    assert "自由度 9" in capsys.readouterr().out
