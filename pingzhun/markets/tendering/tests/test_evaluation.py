"""评标: from the sign-in to the report that all have signed (H33, H38)."""

from decimal import Decimal

import pytest

from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_evaluation as evaluation

PRICES = ("540000", "560000", "585000")


@pytest.fixture
def lot(cast):
    """Three bids were opened, and experts are in the roster."""
    evaluation.experts(cast)
    bidders = (cast.huaxing, cast.mingde, cast.lantian)
    return shortcuts.to_evaluating(cast, steps.register(cast)[0], dict(zip(bidders, PRICES, strict=True)))


@pytest.mark.covers("H38")
def test_a_committee_evaluates_and_the_report_is_signed_by_all(cast, lot):
    lot = evaluation.evaluate(cast, lot)
    held = evaluation.evaluation_of(lot)
    results = list(held.results.all())
    assert (lot.state, held.signatures.count()) == (LotState.EVALUATED, 5)
    assert [each.rank for each in results] == [1, 2, 3]
    assert results[0].total == results[0].price_score + results[0].review_score
    assert max(each.price_score for each in results) == Decimal(30)


@pytest.mark.covers("H30")
def test_the_first_candidate_is_awarded_and_the_contract_filed(cast, lot):
    lot = evaluation.award(cast, evaluation.evaluate(cast, lot))
    assert lot.state == LotState.AWARDED
    evaluation.change_award(cast, lot)
    lot = evaluation.file_contract(cast, lot)
    assert lot.state == LotState.CONTRACTED
