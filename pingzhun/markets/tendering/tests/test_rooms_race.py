"""Invariant 5 when two ask at the same moment: a room is taken once, and whoever comes second reads why."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import DatabaseError, connection

from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import typed
from pingzhun.filings.forms import querydict
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering.demo import steps, steps_rooms
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.steps_rooms import morning
from pingzhun.markets.tendering.desks.venue import VenueBookingDesk
from pingzhun.markets.tendering.models import Occupation
from pingzhun.markets.tendering.tests.test_rooms import HALF, occupation
from pingzhun.regimes import clock


def at_once(*acts) -> list[str]:
    """Everybody at the same moment, each over a connection of their own."""
    start = Barrier(len(acts))

    def run(act) -> str:
        try:
            start.wait(20)
            act()
        except Refused as refused:
            return str(refused)
        except DatabaseError:
            return "refused by the database"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.covers("H15")
def test_of_two_that_race_for_a_room_one_gets_it_and_the_other_is_told(site: Cast):
    casts = (site, replace(site, agent=site.other_agent))
    lots = [steps.register(each)[0] for each in casts]
    begun = []
    for each, lot in zip(casts, lots, strict=True):
        actor, said = each.agent.files, querydict(typed(steps_rooms.venue(each)))
        filing = lifecycle.begin(desk_of(VenueBookingDesk), actor=actor, case=lot, now=clock.now())
        begun.append((actor, said, filing))

    def press(actor, said, filing) -> None:
        form = VenueBookingDesk().form_for(filing, actor=actor, now=clock.now(), data=said)
        assert form.is_valid()  # before either has it
        valid.wait(20)
        lifecycle.submit(filing, form=form, actor=actor, now=clock.now())

    valid = Barrier(2)
    answers = sorted(at_once(*(lambda each=each: press(*each) for each in begun)))
    day = f"{morning(30):%Y-%m-%d}"
    assert answers == ["kept", f"开标一室已被占用：{day} 09:00 至 10:00。请改选时间或场地。"]
    assert Occupation.objects.live().values("lot").distinct().count() == 1

    rows = [
        occupation(lot, begun[0][2], site.rooms["开标二室"], morning(30) + each)
        for lot, each in zip(lots, (0 * HALF, HALF), strict=True)
    ]
    assert sorted(at_once(*(row.save for row in rows))) == ["kept", "refused by the database"]
