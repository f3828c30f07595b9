"""Ranks, ties that must be drawn, candidates, and one bid of each brand."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pingzhun.markets.tendering.arithmetic.ranking import (
    Method,
    Ranking,
    SetAside,
    Standing,
    Tie,
    TieReason,
    TieRule,
    counted_bidders,
    one_per_brand,
    rank,
)

pytestmark = pytest.mark.covers("H38")

D = Decimal
SCORED, CHEAPEST = Method.COMPREHENSIVE, Method.LOWEST_PRICE


def standing(bid: str, price: int, score: int = 0, technical: int = 0, brand: str = "") -> Standing:
    return Standing(bid, D(price), D(score), D(technical), brand)


def ranked(*standings: Standing, method=SCORED, tie_rule=TieRule.DRAW, candidates=3, draws=()) -> Ranking:
    return rank(standings, method=method, tie_rule=tie_rule, candidates=candidates, draws=draws)


def ranks(ranking: Ranking) -> dict[str, int]:
    return {place.bid: place.rank for place in ranking.places}


def test_the_score_ranks_and_of_equal_scores_the_price():
    found = ranked(
        standing("a", 100, 80), standing("b", 120, 90), standing("c", 90, 80), standing("d", 1, 70)
    )
    assert ranks(found) == {"b": 1, "c": 2, "a": 3, "d": 4}
    assert (found.candidates, found.ties, found.winner()) == (("b", "c", "a"), (), "b")


def test_where_the_lowest_price_wins_nothing_else_counts():
    found = ranked(standing("a", 100, 99, 99), standing("b", 90), method=CHEAPEST, candidates=1)
    assert (ranks(found), found.candidates) == ({"b": 1, "a": 2}, ("b",))


def test_equal_score_and_price_share_the_rank_and_must_be_drawn():
    bids = (standing("a", 100, 80, 50), standing("b", 100, 80, 60), standing("c", 90, 70))
    found = ranked(*bids)
    assert ranks(found) == {"a": 1, "b": 1, "c": 3}
    assert found.ties == (Tie(TieReason.RANK, ("a", "b")),)
    assert found.winner() is None
    drawn = ranked(*bids, draws=[("b", "a")])
    assert (ranks(drawn), drawn.ties, drawn.winner()) == ({"b": 1, "a": 2, "c": 3}, (), "b")


def test_the_document_may_let_the_technical_score_decide():
    bids = (standing("a", 100, 80, 50), standing("b", 100, 80, 60), standing("c", 100, 80, 60))
    found = ranked(*bids, tie_rule=TieRule.TECHNICAL)
    assert ranks(found) == {"b": 1, "c": 1, "a": 3}
    assert found.ties == (Tie(TieReason.RANK, ("b", "c")),)


def test_a_draw_of_other_bids_than_the_tied_ones_settles_nothing():
    bids = (standing("a", 100), standing("b", 100), standing("c", 200))
    for draw in [("a", "b", "c"), ("a",), ("a", "a"), ("a", "c"), ("a", "b", "a")]:
        assert ranked(*bids, method=CHEAPEST, draws=[draw]).ties == (Tie(TieReason.RANK, ("a", "b")),)


def test_a_tie_that_touches_no_candidate_needs_no_draw():
    bids = (standing("a", 1), standing("b", 2), standing("c", 3), standing("d", 3))
    behind = ranked(*bids, method=CHEAPEST, candidates=2)
    assert (behind.ties, behind.candidates) == ((), ("a", "b"))
    across = ranked(*bids, method=CHEAPEST, candidates=3)
    assert (across.ties, across.candidates) == ((Tie(TieReason.RANK, ("c", "d")),), ("a", "b", "c", "d"))
    assert ranked(*bids, method=CHEAPEST, candidates=3, draws=[("d", "c")]).candidates == ("a", "b", "d")


def test_a_tie_behind_the_first_does_not_keep_the_winner_open():
    found = ranked(standing("a", 1), standing("b", 2), standing("c", 2), method=CHEAPEST)
    assert (found.winner(), found.winner(declined=["a"])) == ("a", None)
    assert found.winner(declined=["a", "c"]) == "b"
    assert found.winner(declined=["a", "b", "c"]) is None


def test_nobody_wins_where_nobody_stands():
    assert ranked() == Ranking((), (), (), ())
    assert ranked().winner() is None


# ---- brands --------------------------------------------------------------------------------------------------------------


def test_bids_of_one_brand_count_as_one_bidder():
    assert counted_bidders(["", "", "红", "红", "蓝"]) == 4
    assert counted_bidders([]) == 0


def test_of_one_brand_the_higher_score_stands_though_it_is_dearer():
    found = ranked(
        standing("a", 90, 80, brand="红"), standing("b", 99, 85, brand="红"), standing("c", 95, 82)
    )
    assert ranks(found) == {"b": 1, "c": 2}
    assert found.set_aside == (SetAside("a", in_favour_of="b"),)


def test_of_one_brand_the_lower_price_stands_where_the_lowest_price_wins():
    found = ranked(standing("a", 90, 1, brand="红"), standing("b", 99, 9, brand="红"), method=CHEAPEST)
    assert (ranks(found), found.set_aside) == ({"a": 1}, (SetAside("b", in_favour_of="a"),))


def test_equal_scores_of_one_brand_are_drawn_whatever_their_prices():
    """第三十一条 sends equal scores to the document or a draw; the price decides only between different brands."""
    bids = (
        standing("a", 90, 80, 5, brand="红"),
        standing("b", 99, 80, 7, brand="红"),
        standing("c", 1, 70, brand="红"),
    )
    found = ranked(*bids)
    assert found.ties == (Tie(TieReason.BRAND, ("a", "b")),)
    assert found.winner() is None
    drawn = ranked(*bids, draws=[("b", "a")])
    assert (ranks(drawn), drawn.ties, drawn.winner()) == ({"b": 1}, (), "b")
    assert {each.bid: each.in_favour_of for each in drawn.set_aside} == {"a": "b", "c": "b"}
    assert ranks(ranked(*bids, tie_rule=TieRule.TECHNICAL)) == {"b": 1}


def test_ranks_are_drawn_only_after_the_brands():
    bids = (standing("a", 9, 8, brand="红"), standing("b", 9, 8, brand="红"), standing("c", 9, 8))
    assert ranked(*bids).ties == (Tie(TieReason.BRAND, ("a", "b")),)
    assert ranked(*bids, draws=[("a", "b")]).ties == (Tie(TieReason.RANK, ("a", "c")),)
    assert ranks(ranked(*bids, draws=[("a", "b"), ("c", "a")])) == {"c": 1, "a": 2}


def test_bids_without_a_brand_are_no_brand():
    bids = (standing("a", 1), standing("b", 2))
    brands = one_per_brand(bids, method=CHEAPEST, tie_rule=TieRule.DRAW)
    assert (brands.remaining, brands.set_aside, brands.ties) == (bids, (), ())


# ---- whatever the bids ---------------------------------------------------------------------------------------------------

SMALL = st.integers(1, 4)
BIDS = st.lists(st.tuples(SMALL, SMALL, SMALL, st.sampled_from(["", "", "红", "蓝"])), max_size=8).map(
    lambda rows: [standing(str(number), *row) for number, row in enumerate(rows)]
)
RULES = {
    "method": st.sampled_from(Method),
    "tie_rule": st.sampled_from(TieRule),
    "candidates": st.integers(1, 4),
}


@given(BIDS, st.fixed_dictionaries(RULES), st.randoms())
def test_the_order_in_which_bids_come_does_not_matter(bids, rules, random):
    assert ranked(*random.sample(bids, len(bids)), **rules).places == ranked(*bids, **rules).places


@settings(deadline=None)
@given(BIDS, st.fixed_dictionaries(RULES))
def test_ranks_are_an_order_that_agrees_with_scores_and_prices(bids, rules):
    found = ranked(*bids, **rules)
    by_key = {each.bid: each for each in bids}
    for (number, place), after in pairwise(enumerate(found.places, 1)):
        better, worse = by_key[place.bid], by_key[after[1].bid]
        if rules["method"] is CHEAPEST:
            assert better.price <= worse.price
        else:
            assert (-better.score, better.price) <= (-worse.score, worse.price)
        assert after[1].rank in (place.rank, number + 1)
        same = (better.price, better.score) == (worse.price, worse.score)
        if place.rank == after[1].rank:
            assert same or rules["method"] is CHEAPEST
    assert found.candidates == tuple(place.bid for place in found.places if place.rank <= rules["candidates"])


@settings(deadline=None)
@given(BIDS, st.fixed_dictionaries(RULES))
def test_drawing_every_tie_as_it_is_told_leaves_one_winner_and_no_rank_shared_among_candidates(bids, rules):
    draws: list[tuple] = []
    while ties := ranked(*bids, **rules, draws=draws).ties:
        draws += [tie.bids for tie in ties]
    found = ranked(*bids, **rules, draws=draws)
    shared = [place.rank for place in found.places if place.rank <= rules["candidates"]]
    assert shared == list(range(1, len(shared) + 1))
    assert found.winner() == (found.candidates[0] if bids else None)
    assert len(found.places) + len(found.set_aside) == len(bids)
    assert len(found.places) == counted_bidders(each.brand for each in bids)


@given(BIDS, st.fixed_dictionaries(RULES))
def test_scores_mean_nothing_where_the_lowest_price_wins(bids, rules):
    without = [replace(each, score=D(0), technical=D(0)) for each in bids]
    rules = rules | {"method": CHEAPEST}
    assert ranked(*without, **rules) == ranked(*bids, **rules)
