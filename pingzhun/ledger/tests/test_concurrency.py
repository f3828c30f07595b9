import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest
from django.db import IntegrityError, connection, transaction

from pingzhun import ledger
from pingzhun.ledger import log
from pingzhun.ledger.audit import faults
from pingzhun.ledger.models import LedgerEntry, LedgerNode, TreeHead

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def append(subject: str) -> None:
    ledger.append(kind="test.written", subject=subject, data={}, now=NOW)


def subjects() -> list[str]:
    return list(
        LedgerEntry.objects.filter(position__isnull=False)
        .order_by("position")
        .values_list("subject", flat=True)
    )


def in_thread(pool, function, *arguments):
    def run():
        try:
            return function(*arguments)
        finally:
            connection.close()

    return pool.submit(run)


@pytest.mark.covers("P12")
def test_what_was_rolled_back_was_never_recorded():
    with transaction.atomic():
        append("kept")
    with pytest.raises(RuntimeError), transaction.atomic():
        append("rolled back")
        raise RuntimeError
    assert ledger.sequence(now=NOW).size == 1
    assert subjects() == ["kept"]


def test_a_writer_does_not_wait_for_another_nor_for_the_sequencer():
    written, finish = Event(), Event()

    def slow_writer():
        with transaction.atomic():
            append("slow")
            written.set()
            assert finish.wait(20)

    with ThreadPoolExecutor(1) as pool:
        slow = in_thread(pool, slow_writer)
        assert written.wait(20)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            append("quick")
        assert ledger.sequence(now=NOW).size == 1
        assert subjects() == ["quick"]
        finish.set()
        slow.result(20)
    assert LedgerEntry.objects.get(subject="slow").pk < LedgerEntry.objects.get(subject="quick").pk
    ledger.sequence(now=NOW)
    assert subjects() == ["quick", "slow"]


def test_a_writer_does_not_wait_while_the_sequencer_holds_its_lock():
    with transaction.atomic():
        append("first")
    locked, finish = Event(), Event()

    def slow_sequencer():
        with transaction.atomic():
            ledger.sequence(now=NOW)
            locked.set()
            assert finish.wait(20)

    with ThreadPoolExecutor(1) as pool:
        slow = in_thread(pool, slow_sequencer)
        assert locked.wait(20)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
            append("second")
        finish.set()
        slow.result(20)
    assert subjects() == ["first"]


def test_two_sequencers_at_once_and_writers_beside_them_number_everything_once(monkeypatch):
    monkeypatch.setattr(log, "BATCH", 7)
    start = Barrier(4)

    def writer(name: str) -> None:
        start.wait(20)
        for number in range(40):
            with transaction.atomic():
                append(f"{name}/{number}")

    def sequencer() -> None:
        start.wait(20)
        for _ in range(15):
            ledger.sequence(now=NOW)

    with ThreadPoolExecutor(4) as pool:
        jobs = [in_thread(pool, writer, "a"), in_thread(pool, writer, "b")]
        jobs += [in_thread(pool, sequencer), in_thread(pool, sequencer)]
        for job in jobs:
            job.result(60)
    head = ledger.sequence(now=NOW)
    assert head.size == 80
    assert sorted(LedgerEntry.objects.values_list("position", flat=True)) == list(range(80))
    assert sorted(subjects()) == sorted(f"{name}/{number}" for name in "ab" for number in range(40))
    assert TreeHead.objects.order_by("-size").first() == head
    assert LedgerNode.objects.count() == 40 + 20 + 10 + 5 + 2 + 1
    assert faults() == []


def overtaken(lock_of_the_second: int, monkeypatch) -> int:
    """Let a first sequencer commit only once a second one waits; the size that the second reaches."""
    with transaction.atomic():
        append("one")
    placed = Event()

    def first_sequencer():
        with transaction.atomic(), connection.cursor() as cursor:
            ledger.sequence(now=NOW)
            placed.set()
            for _ in range(200):
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if cursor.fetchone() != (0,):
                    return
                time.sleep(0.05)
            raise AssertionError("the second sequencer never waited")

    with ThreadPoolExecutor(1) as pool:
        first = in_thread(pool, first_sequencer)
        assert placed.wait(20)
        with transaction.atomic():
            append("two")
        monkeypatch.setattr(log, "SEQUENCER_LOCK", lock_of_the_second)
        try:
            return ledger.sequence(now=NOW).size
        finally:
            first.result(20)


def test_a_second_sequencer_waits_and_goes_on_where_the_first_ended(monkeypatch):
    assert overtaken(log.SEQUENCER_LOCK, monkeypatch) == 2
    assert subjects() == ["one", "two"]


def test_without_a_common_lock_the_second_sequencer_would_fail(monkeypatch):
    """The control of the test above."""
    with pytest.raises(IntegrityError):
        overtaken(log.SEQUENCER_LOCK + 1, monkeypatch)
