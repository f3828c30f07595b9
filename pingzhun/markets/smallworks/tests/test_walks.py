"""The cast does whatever it may, at random; after every step all must be as it must be.

`manage.py random_walk smallworks --walks 10000 --steps 50 --processes 2` walks further.
"""

from collections import Counter

import pytest
from django.db import connection

from pingzhun.filings.walking import Fault, check, undone
from pingzhun.ledger import audit
from pingzhun.markets.smallworks.demo.walk import ProjectWalk
from tests.architecture.world import World

WALKS, STEPS = 15, 3


@pytest.mark.parametrize("share", range(4))
def test_whatever_the_cast_does_in_whatever_order_all_is_as_it_must_be(world: World, db, share: int):
    """Sixty short walks, but from a world in which there is a project in every state: they get everywhere."""
    taken: Counter[str] = Counter()
    for seed in range(share * WALKS, (share + 1) * WALKS):
        with undone():
            taken += ProjectWalk(world.works, seed).run(STEPS).taken
            rows = audit.faults() if seed % WALKS == 0 else []
        assert rows == []
    assert taken.total() >= WALKS * STEPS * 0.6, taken
    assert len(taken) >= 8, "walks that go nowhere prove nothing"


@pytest.mark.parametrize("sentence", list(ProjectWalk.holds))
def test_the_walker_notices_what_must_not_be(world: World, db, sentence: str):
    """Negative control: with the triggers at rest, what each sentence forbids is done behind the program's back."""
    check("before", ProjectWalk.holds)
    done = {
        "is in the state": "UPDATE smallworks_project SET state = 'enrolling' WHERE state = 'examining'",
        "has a record": "DELETE FROM flow_transitionrecord WHERE course = 'smallworks.project'",
        "one principal contract": "DELETE FROM contracts_contract",
        "nothing left open": "UPDATE filings_filing SET state = 'editing' WHERE desk = 'smallworks.termination'",
        "enrolled and passed": "UPDATE smallworks_enrolment SET passed = NULL",
        "what the town does": f"""UPDATE filings_filing SET organisation_id = {world.works.agent.organisation.pk}
            WHERE desk = 'smallworks.construction'""",
        "has its deadline": "DELETE FROM deadlines_deadline",
    }
    statement = next(sql for words, sql in done.items() if words in sentence)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(Fault):
        check("after", {sentence: ProjectWalk.holds[sentence]})
