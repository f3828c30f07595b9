from collections import Counter
from hashlib import sha256
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingzhun.draws import algorithm, recompute
from pingzhun.draws.algorithm import Contribution

POOLS = st.lists(st.text(max_size=8), min_size=1, max_size=12, unique=True)


def seeds(count: int):
    return (sha256(str(number).encode()).digest() for number in range(count))


def chi_square(counts: Counter, *, kinds: int, total: int) -> float:
    expected = total / kinds
    assert sum(counts.values()) == total
    return sum((count - expected) ** 2 / expected for count in counts.values()) + expected * (
        kinds - len(counts)
    )


@pytest.mark.covers("Y26")
def test_in_a_hundred_thousand_draws_each_of_ten_comes_equally_often():
    pool = [str(number) for number in range(10)]
    counts = Counter(algorithm.select(pool, count=1, seed=seed)[0] for seed in seeds(100_000))
    assert chi_square(counts, kinds=10, total=100_000) < 27.877  # 9 degrees of freedom, one in a thousand


@pytest.mark.covers("Y26")
def test_every_ordered_pair_comes_equally_often():
    pool = list("ABCDE")
    counts = Counter(tuple(algorithm.select(pool, count=2, seed=seed)) for seed in seeds(40_000))
    assert set(counts) == set(permutations(pool, 2))
    assert chi_square(counts, kinds=20, total=40_000) < 43.820  # 19 degrees of freedom, one in a thousand


def test_the_bias_of_a_plain_remainder_would_be_seen():
    """The control: one byte modulo ten favours 0 to 5 by four per cent, and the test above notices."""
    counts = Counter(seed[0] % 10 for seed in seeds(100_000))
    assert chi_square(counts, kinds=10, total=100_000) > 27.877


def test_numbers_in_the_incomplete_last_multiple_are_thrown_away():
    limit = algorithm.SPACE - algorithm.SPACE % 10
    assert limit != algorithm.SPACE
    assert algorithm.below(10, iter([algorithm.SPACE - 1, limit, 27])) == 7
    assert algorithm.below(10, iter([limit - 1, 27])) == 9
    assert algorithm.below(16, iter([algorithm.SPACE - 1])) == 15


def test_a_worked_example_stays_what_it_is():
    pool = algorithm.pool_text(["丙", "甲", "乙"])
    nonce = bytes(range(32))
    own = Contribution(by="甲", nonce="ab" * 32, sealed_as="cd" * 32)
    seed = algorithm.seed(
        case="ZJ-2026-000123", purpose="中选", round=1, nonce=nonce, contributions=[own], pool=pool
    )
    assert pool == '["丙","乙","甲"]'
    inputs = (
        '{"case":"ZJ-2026-000123","contributions":[{"by":"甲","nonce":"'
        + "ab" * 32
        + '","sealed_as":"'
        + "cd" * 32
        + '"}],'
        '"nonce":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",'
        '"pool_sha256":"' + sha256(pool.encode()).hexdigest() + '","purpose":"中选","round":1}'
    )
    assert seed == sha256(inputs.encode()).digest()
    first = int.from_bytes(sha256(seed + bytes(8)).digest(), "big")
    assert algorithm.select(["丙", "乙", "甲"], count=1, seed=seed) == [["丙", "乙", "甲"][first % 3]]


@given(POOLS, st.data())
def test_the_script_that_shares_no_code_draws_the_same(pool, data):
    count = data.draw(st.integers(1, len(pool)))
    seed = data.draw(st.binary(min_size=32, max_size=32))
    drawn = algorithm.select(pool, count=count, seed=seed)
    assert recompute.select(pool, count, seed) == drawn
    assert len(set(drawn)) == count
    assert set(drawn) <= set(pool)


@given(POOLS, st.randoms())
def test_the_order_in_which_the_pool_is_given_does_not_matter(pool, random):
    shuffled = random.sample(pool, len(pool))
    assert algorithm.pool_text(shuffled) == algorithm.pool_text(pool)


def test_every_input_changes_the_seed():
    own = {"by": "甲", "nonce": "ab" * 32, "sealed_as": "cd" * 32}
    given = {
        "case": "A",
        "purpose": "p",
        "round": 1,
        "nonce": b"1" * 32,
        "contributions": [Contribution(**own)],
        "pool": "[]",
    }
    changed = [
        {"case": "B"},
        {"purpose": "q"},
        {"round": 2},
        {"nonce": b"2" * 32},
        {"contributions": []},
        *({"contributions": [Contribution(**own | {name: value})]} for name, value in OTHER.items()),
        {"pool": '["x"]'},
    ]
    assert len({algorithm.seed(**given | change) for change in [{}, *changed]}) == 10


OTHER = {"by": "乙", "nonce": "12" * 32, "sealed_as": "34" * 32}


def test_the_order_in_which_the_nonces_are_brought_does_not_matter():
    both = [Contribution(by=name, nonce="ab" * 32, sealed_as="cd" * 32) for name in "乙甲"]
    given = {"case": "A", "purpose": "p", "round": 1, "nonce": b"1" * 32, "pool": "[]"}
    assert algorithm.seed(**given, contributions=both) == algorithm.seed(**given, contributions=both[::-1])
    assert algorithm.contributions_text(both) == algorithm.contributions_text(both[::-1])


def test_a_party_that_brings_two_nonces_or_something_else_is_refused():
    own = Contribution(by="甲", nonce="ab" * 32, sealed_as="cd" * 32)
    with pytest.raises(ValueError, match="两个随机数"):
        algorithm.contributions_text([own, own])
    for nonce in ("", "ab" * 31, "AB" * 32, "ab" * 32 + "\n"):
        with pytest.raises(ValueError, match="64 位"):
            algorithm.contributions_text([Contribution(by="甲", nonce=nonce, sealed_as="cd" * 32)])


def test_the_hash_of_a_rounds_nonce_is_the_nonce_of_the_round_before():
    nonces = [algorithm.nonce_of(b"secret", round=number) for number in range(1, algorithm.CHAIN)]
    assert len(set(nonces)) == algorithm.CHAIN - 1
    assert [sha256(later).digest() for later in nonces[1:]] == nonces[:-1]
    for round in (0, algorithm.CHAIN):
        with pytest.raises(ValueError, match="not in a chain"):
            algorithm.nonce_of(b"secret", round=round)


@pytest.mark.parametrize("count", [0, 4, -1])
def test_more_than_there_are_or_nothing_cannot_be_drawn(count):
    with pytest.raises(ValueError, match="不能从 3 个中抽取"):
        algorithm.select(["a", "b", "c"], count=count, seed=bytes(32))


def test_a_member_twice_in_the_pool_is_refused():
    with pytest.raises(ValueError, match="重复"):
        algorithm.pool_text(["a", "b", "a"])
