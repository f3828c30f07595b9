"""The cast does whatever it may, at random; after every step all must be as it must be.

`manage.py random_walk --walks 10000 --steps 50 --processes 2` walks further.
"""

from collections import Counter

import pytest
from django.db import connection

from pingzhun.filings.walking import Fault, check, undone
from pingzhun.ledger import audit
from pingzhun.markets.intermediary.demo.walk import JobWalk
from tests.architecture.world import World

WALKS, STEPS = 25, 3


@pytest.fixture
def own_keys() -> None:
    """The keys of the world, under which its quotes are sealed."""


@pytest.mark.parametrize("share", range(8))
def test_whatever_the_cast_does_in_whatever_order_all_is_as_it_must_be(world: World, db, share: int):
    """Two hundred short walks, but from a world in which there is a job in every state: they get everywhere."""
    taken: Counter[str] = Counter()
    for seed in range(share * WALKS, (share + 1) * WALKS):
        with undone():
            taken += JobWalk(world.cast, seed).run(STEPS).taken
            rows = audit.faults() if seed % WALKS == 0 else []
        assert rows == []
    assert taken.total() >= WALKS * STEPS * 0.6, taken
    assert len(taken) >= 10, "walks that go nowhere prove nothing"


def test_the_walker_notices_what_must_not_be(world: World, db):
    """Negative control: with the triggers at rest, a state is set behind the course's back."""
    JobWalk(world.cast, 1).open_case()
    check("before")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE filings_filing SET state = 'approved', awaiting_kind = NULL, decided_at = now() WHERE state = 'submitted'"
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(Fault, match="filings_filing is in the state in which its last record left it"):
        check("after")
