"""The cast does whatever it may, at random; after every step all must be as it must be.

`manage.py random_walk tendering --walks 10000 --steps 50 --processes 2` walks further.
"""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection

from pingzhun.filings.walking import Fault, check, undone
from pingzhun.ledger import audit
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import steps, steps_bids, steps_disputes
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.walk import LotWalk, ground
from pingzhun.markets.tendering.models import Lot, Outcome
from pingzhun.sealing.box import box_of
from tests.standing import StandingOn

WALKS, STEPS = 12, 4


@pytest.fixture
def own_keys() -> None:
    """The keys of the place, under which its bids and its committees are sealed."""


@pytest.fixture(scope="module")
def company(standing_on: StandingOn) -> Iterator[Cast]:
    """A place in which there is a lot at every node."""
    with standing_on("lots", ground.cast) as cast:
        yield cast


def test_whatever_the_cast_does_in_whatever_order_all_is_as_it_must_be(cast: Cast):
    """Few and short walks, but from a place where there is a lot at every node: they get everywhere."""
    taken: Counter[str] = Counter()
    for seed in range(WALKS):
        with undone():
            taken += LotWalk(cast, seed).run(STEPS).taken
            rows = audit.faults() if seed == 0 else []
        assert rows == []
    assert taken.total() >= WALKS * STEPS * 0.6, taken
    assert len(taken) >= 12, "walks that go nowhere prove nothing"


@pytest.mark.parametrize("sentence", list(LotWalk.holds))
def test_the_walker_notices_what_must_not_be(cast: Cast, sentence: str):
    """Negative control: with the triggers at rest, what each sentence forbids is done behind the program's back."""
    check("before", LotWalk.holds)
    done = {
        "tendering_lot is in the state": "UPDATE tendering_lot SET state = 'bidding' WHERE state = 'suspended'",
        "tendering_lot has a record": "DELETE FROM flow_transitionrecord WHERE course = 'tendering.lot'",
        "tendering_lotevaluation is in": "UPDATE tendering_lotevaluation SET state = 'signing' WHERE state = 'reported'",
        "tendering_lotevaluation has": "DELETE FROM flow_transitionrecord WHERE course = 'tendering.evaluation'",
        "one live box": "UPDATE sealing_box SET closes_at = closes_at + interval '1 hour' WHERE called_at IS NULL",
        "what can still be opened": "UPDATE sealing_box SET abandoned_at = NULL",
        "has its deadline": "DELETE FROM deadlines_deadline",
        "no other lot": "UPDATE deadlines_deadline SET fired_at = NULL, cancelled_at = NULL",
        "no bid has come": "UPDATE tendering_bid SET submitted_at = submitted_at + interval '99 days'",
        "live envelope": "UPDATE sealing_sealedoffer SET withdrawn_at = received_at WHERE superseded_at IS NULL",
        "nobody knows": "UPDATE tendering_bid SET price = 1, stated_price = 1",
        "over or has failed": "UPDATE tendering_lot SET state = 'failing', failure_reason = '不足' WHERE state = 'bidding'",
        "not waiting": "UPDATE filings_filing SET state = 'editing' WHERE desk = 'tendering.venue-booking'",
        "who wins": "UPDATE tendering_lot SET price = price - 1 WHERE winner_id IS NOT NULL",
        "nothing open": "UPDATE filings_filing SET state = 'editing' WHERE desk = 'tendering.lot-exception'",
        "is public": "UPDATE experts_panel SET public_at = NULL",
        "is secret": "UPDATE experts_panel SET public_at = now()",
        "does not move": "UPDATE tendering_lot SET halted_reason = '调查取证' WHERE state = 'evaluating'",
        "ends by itself": "UPDATE tendering_lot SET halted_reason = '调查取证' WHERE state = 'opening'",
    }
    statement = next(sql for words, sql in done.items() if words in sentence)
    with undone(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")
        with pytest.raises(Fault):
            check("after", {sentence: LotWalk.holds[sentence]})


@pytest.mark.covers("H37", "H39")
def test_the_bids_of_a_lot_that_is_annulled_at_its_opening_stay_sealed(cast: Cast):
    lot = Lot.objects.get(state=LotState.BIDDING)
    challenge = steps_disputes.challenge(lot, cast.huaxing)
    steps_disputes.answer(cast, challenge)
    complaint = steps_disputes.accept(cast, steps_disputes.complain(challenge, cast.huaxing))
    lot = steps_bids.pass_deadline(cast, lot)
    assert (lot.state, box_of(case=lot, round=1).waits) == (LotState.OPENING, True)
    steps_disputes.rule(cast, complaint, Outcome.ANNULLED)
    assert (steps.again(lot).state, box_of(case=lot, round=1).waits) == (LotState.FAILING, False)
    check("annulled", LotWalk.holds)
