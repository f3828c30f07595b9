from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from pingzhun import ledger
from pingzhun.flow.guards import Refused
from pingzhun.sealing import box, twin
from pingzhun.sealing.models import Box, ReleasedShare, SealedOffer

from .conftest import CLOSES

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs):
    """Run `jobs`, each in a thread and a connection of its own, from one starting shot; their results."""
    start = Barrier(len(jobs))

    def run(job):
        try:
            connection.ensure_connection()
            start.wait(20)
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(60) for future in [pool.submit(run, job) for job in jobs]]


@pytest.mark.covers("Y10")
def test_a_double_click_is_one_offer(seal, jia, make_box):
    same = twin.make({"price": "1.00"}, box=make_box(), credit_code=jia.credit_code)
    offers = at_once([lambda: seal(jia, envelope=same)] * 6)
    assert {offer.pk for offer in offers} == {SealedOffer.objects.get(organisation=jia).pk}


@pytest.mark.covers("Y10")
def test_control_without_turns_a_double_click_is_told_of_a_fault(seal, jia, make_box, monkeypatch):
    both = Barrier(2)
    monkeypatch.setattr(box, "_take_turns", lambda *_: both.wait(20))
    same = twin.make({"price": "1.00"}, box=make_box(), credit_code=jia.credit_code)
    with pytest.raises((DatabaseError, Refused)):
        at_once([lambda: seal(jia, envelope=same)] * 2)


@pytest.mark.covers("Y10")
def test_replacing_at_once_leaves_one_live_offer_and_every_version(seal, jia, make_box, clock, open_box):
    make_box()
    at_once([lambda number=number: seal(jia, f"{number}.00", key=str(number)) for number in range(6)])
    versions = SealedOffer.objects.order_by("version")
    assert [offer.version for offer in versions] == [1, 2, 3, 4, 5, 6]
    assert [offer.superseded_at is None for offer in versions] == [False] * 5 + [True]
    (opened,) = open_box(now=clock(CLOSES))
    assert opened.offer.version == 6


@pytest.mark.covers("Y10")
def test_first_offers_of_several_organisations_at_once_share_one_box(seal, jia, yi, make_box):
    make_box()
    at_once([lambda: seal(jia), lambda: seal(yi)])
    assert (Box.objects.count(), SealedOffer.objects.count()) == (1, 2)


def test_one_organisations_open_transaction_does_not_hold_up_another(seal, jia, yi):
    seal(jia, key="before")
    sealed, finish = Event(), Event()

    def slow():
        try:
            with transaction.atomic():
                seal(jia, "970000.00", key="slow")
                sealed.set()
                assert finish.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(slow)
        assert sealed.wait(20)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            seal(yi)
        finish.set()
        job.result(20)
    assert SealedOffer.objects.filter(superseded_at=None).count() == 2


@pytest.mark.covers("H37")
def test_an_offer_on_its_way_at_the_hour_is_waited_for_and_not_lost(seal, jia, yi, clock, open_box):
    seal(jia)
    sealed, opening = Event(), Event()

    def on_its_way():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                seal(yi)
                sealed.set()
                assert opening.wait(20)
                for _ in range(200):
                    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    if cursor.fetchone() != (0,):
                        return
                    cursor.execute("SELECT pg_sleep(0.05)")
                raise AssertionError("the opening did not wait")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(on_its_way)
        assert sealed.wait(20)
        clock(CLOSES)
        opening.set()
        opened = open_box(now=CLOSES)
        job.result(20)
    assert [each.offer.organisation for each in opened] == [jia, yi]


@pytest.mark.covers("Y10", "H37")
def test_holders_who_release_at_once_open_once(seal, jia, yi, case, clock, release):
    seal(jia)
    seal(yi)
    box.call(case=case, now=clock(CLOSES), actor_label="系统")
    at_once([lambda number=number: outcome(lambda: release(number, now=CLOSES)) for number in (0, 1, 2, 0)])
    assert len(box.opened(case=case)) == 2
    assert [entry.kind for entry in ledger.find(f"sealing/box/{case.code}")].count("sealing.opened") == 1


@pytest.fixture
def lock_of_the_database():
    """Call it to take away the lock that the database's own trigger holds while shares are released."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('sealing_release_guard()'::regprocedure)")
        (guard,) = cursor.fetchone()
        assert "FOR UPDATE OF each" in guard
        yield lambda: cursor.execute(guard.replace("FOR UPDATE OF each", ""))
        cursor.execute(guard)


@pytest.mark.covers("Y10", "H37")
def test_control_without_the_locks_on_the_box_two_who_release_at_once_leave_it_shut(
    seal, jia, case, clock, release, monkeypatch, lock_of_the_database
):
    seal(jia)
    box.call(case=case, now=clock(CLOSES), actor_label="系统")
    both, of_release = Barrier(2), box.entries.of_release
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    monkeypatch.setattr(box.entries, "of_release", lambda *said: both.wait(20) + 1 and of_release(*said))
    lock_of_the_database()
    at_once([lambda number=number: release(number, now=CLOSES) for number in (0, 1)])
    assert (ReleasedShare.objects.count(), Box.objects.get().opened_at) == (2, None)


def outcome(act):
    try:
        act()
    except Refused:
        return False
    return True


def test_an_extension_at_the_moment_of_the_call_takes_it_back_or_comes_too_late(seal, jia, case, clock):
    seal(jia)
    clock(CLOSES)
    later = CLOSES + timedelta(days=1)
    won = at_once(
        [
            lambda: outcome(lambda: box.extend(case=case, closes_at=later, now=CLOSES)),
            lambda: outcome(lambda: box.call(case=case, now=CLOSES, actor_label="系统")),
        ]
    )
    extended, called = won
    assert extended or called
    left = (later, None) if extended else (CLOSES, CLOSES)
    assert (Box.objects.get().closes_at, Box.objects.get().called_at) == left
