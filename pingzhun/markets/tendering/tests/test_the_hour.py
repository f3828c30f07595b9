"""A bid that is on its way when the hour strikes is counted (H36, H37)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from pingzhun.deadlines import schedule
from pingzhun.markets.tendering import bidding
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_bids
from pingzhun.markets.tendering.models import Bid, Lot
from pingzhun.regimes import clock


def closing_meets_a_bid(cast, monkeypatch) -> tuple[str, int, int]:
    """The third bid lies in the box already and goes on when the closing has begun. Returns the state, how many bids there are,
    and how many requests failed.
    """
    lot = shortcuts.to_bidding(cast, steps.register(cast, lots=[{"bond": "0"}])[0])
    for player in (cast.huaxing, cast.mingde):
        steps_bids.bid(cast, lot, player, "560000")
    in_the_box, closing, failed = threading.Event(), threading.Event(), []
    real = bidding.bid

    def slowly(*arguments, **options):
        in_the_box.set()
        closing.wait(10)
        return real(*arguments, **options)

    def supplier() -> None:
        try:
            steps_bids.bid(cast, lot, cast.lantian, "550000")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(bidding, "bid", slowly)
    bidder = threading.Thread(target=supplier)
    bidder.start()
    assert in_the_box.wait(20)
    now = clock.shift_forward(lot.opens_at - clock.now() + timedelta(seconds=1), actor_user=cast.centre.filer)
    timer = threading.Timer(0.5, closing.set)
    timer.start()
    schedule.fire_due(now=now)
    bidder.join()
    return (
        Lot.objects.get(pk=lot.pk).state,
        Bid.objects.filter(lot=lot, withdrawn_at=None).count(),
        len(failed),
    )


@pytest.mark.covers("H36", "H37")
def test_who_was_in_the_box_before_the_hour_is_counted_although_the_closing_came_meanwhile(site, monkeypatch):
    assert closing_meets_a_bid(site, monkeypatch) == (LotState.OPENING, 3, 0)


@pytest.mark.covers("H36", "H37")
def test_control_without_the_lock_on_the_lot_it_is_not_counted_or_lost(site, monkeypatch):
    monkeypatch.setattr(bidding, "hold_open", lambda lot, *, now: None)
    assert closing_meets_a_bid(site, monkeypatch) != (LotState.OPENING, 3, 0)
