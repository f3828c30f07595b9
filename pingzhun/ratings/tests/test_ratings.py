"""Stars become a score, scores a composite; a rating is given once and stays (Y19)."""

import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from pingzhun.ledger import log
from pingzhun.markets.intermediary.demo import steps
from pingzhun.ratings.models import Rating
from pingzhun.ratings.queries import overall, public_ratings
from pingzhun.ratings.services import composite, mean_of

STARS = st.lists(st.integers(1, 5), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("stars", "score"),
    [
        ([5, 5, 5, 5], "100.00"),
        ([1], "20.00"),
        ([5, 4, 5, 4], "90.00"),
        ([5, 5, 4], "93.33"),
        ([1, 1, 2], "26.67"),
    ],
)
def test_stars_out_of_five_make_a_score_out_of_a_hundred(stars, score):
    assert mean_of(stars) == Decimal(score)


@given(STARS)
def test_a_score_lies_between_the_worst_and_the_best_star(stars):
    assert min(stars) * 20 <= mean_of(stars) <= max(stars) * 20


def ratings(*pairs: tuple[str, int]) -> list[Rating]:
    return [Rating(score=Decimal(score), weight=weight) for score, weight in pairs]


@pytest.mark.covers("Y19")
@pytest.mark.parametrize(
    ("given_by", "expected"),
    [
        (ratings(), None),
        (ratings(("90", 60)), "90.00"),
        (ratings(("90", 60), ("80", 40)), "86.00"),
        (ratings(("100", 50), ("33.33", 50)), "66.67"),
        (ratings(("90", 0)), None),
    ],
)
def test_the_composite_is_the_weighted_mean_of_those_who_have_rated(given_by, expected):
    assert composite(given_by) == (None if expected is None else Decimal(expected))


@given(st.lists(st.tuples(st.integers(20, 100), st.integers(1, 100)), min_size=1, max_size=5))
def test_a_composite_lies_between_the_lowest_and_the_highest_score(pairs):
    found = composite(ratings(*((str(score), weight) for score, weight in pairs)))
    assert min(score for score, _ in pairs) <= found <= max(score for score, _ in pairs)


@pytest.mark.covers("Y19", "Y27")
def test_a_rating_stands_in_the_ledger(cast, job, give):
    rating = give("entity", 5, 4, 5, 4)
    assert (rating.score, rating.scores[0]) == (Decimal("90.00"), ["第1项", 5])
    entry = next(each for each in log.find(f"case/{job.pk}") if each.kind == "rating.given")
    assert json.loads(entry.data) == {
        "organisation": cast.hengxin.organisation.credit_code,
        "kind": "intermediary.entity",
        "score": "90.00",
        "record": Rating.objects.get(pk=rating.pk).entry["data"]["record"],
    }


def test_each_rater_rates_once(give):
    give("entity", 5)
    with pytest.raises(IntegrityError, match="each_rater_rates_once"), transaction.atomic():
        give("entity", 1)
    assert give("administrator", 4).pk


def test_a_score_out_of_range_is_refused_by_the_database(give):
    with pytest.raises(IntegrityError, match="a_rating_is_between_0_and_100"), transaction.atomic():
        give("entity", 6)


@pytest.mark.covers("P2")
def test_the_public_sees_each_rated_case_with_its_composite(cast, job, give, django_assert_num_queries):
    other = steps.publish(cast, name="另一个项目")
    give("entity", 5)
    give("administrator", 4)
    give("entity", 3, case=other)
    with django_assert_num_queries(1):
        shown = public_ratings(cast.hengxin.organisation)
    assert [(each.case.pk, each.composite, len(each.ratings)) for each in shown] == [
        (other.pk, Decimal("60.00"), 1),
        (job.pk, Decimal("90.00"), 2),
    ]
    assert overall(cast.hengxin.organisation) == (Decimal("75.00"), 2)
    assert overall(cast.qilian.organisation) == (None, 0)


CHANGES = ["UPDATE ratings_rating SET score = 1", "DELETE FROM ratings_rating"]


@pytest.mark.covers("P12")
@pytest.mark.parametrize("sql", CHANGES)
def test_a_rating_stays_as_it_was_given(give, sql):
    give("entity", 5)
    with pytest.raises(IntegrityError, match="ratings are only ever added"), transaction.atomic():
        run(sql)


@pytest.mark.parametrize("sql", CHANGES)
def test_without_the_triggers_it_would_not(give, sql):
    give("entity", 5)
    assert run("SET LOCAL session_replication_role = replica", sql) == 1


def run(*statements: str) -> int:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
        return cursor.rowcount
