"""The cast does whatever it may, at random; after every step all must be as it must be.

`manage.py random_walk --walks 10000 --steps 50` walks further.
"""

import pytest
from django.db import connection

from pingzhun.console.management.commands.random_walk import Fault, Walk, check
from pingzhun.ledger import audit
from pingzhun.markets.intermediary.demo.cast import Cast, build
from pingzhun.regimes import clock


@pytest.fixture
def cast(db, demo_clock) -> Cast:
    return build(clock.now())


@pytest.mark.parametrize("seed", [11, 13])
def test_whatever_the_cast_does_in_whatever_order_all_is_as_it_must_be(cast, seed: int):
    walk = Walk(cast, seed).run(60)
    assert walk.taken.total() >= 35, walk.refused
    assert len(walk.taken) >= 8, "a walk that goes nowhere proves nothing"
    assert audit.faults() == []


def test_the_walker_notices_what_must_not_be(cast):
    """Negative control: with the triggers at rest, a state is set behind the course's back."""
    Walk(cast, 1).publish()
    check("before")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE filings_filing SET state = 'approved', awaiting_kind = NULL, decided_at = now() WHERE state = 'submitted'"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(Fault, match="a filing is in the state in which its last record left it"):
        check("after")
