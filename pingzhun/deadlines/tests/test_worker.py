import signal

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from pingzhun.deadlines import jobs, periodic, worker
from pingzhun.deadlines.models import Deadline
from pingzhun.deadlines.schedule import set_deadline
from pingzhun.deadlines.tests.cast import DAY, MINUTE, NOW, leave_note, notes, wait_until, worker_process
from pingzhun.regimes import clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_fires_once(tmp_path):
    now = clock.now()
    set_deadline(kind="test.note", subject="a", due_at=now - MINUTE, now=now - DAY)
    hanging = tmp_path / "hanging"
    with worker_process(tmp_path / "first.log", HANG_AFTER_NOTE=str(hanging)) as first:
        wait_until(hanging.exists, first)
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert notes("a") == 0
    assert Deadline.objects.open().count() == 1
    with worker_process(tmp_path / "second.log") as second:
        wait_until(lambda: not Deadline.objects.open().exists(), second)
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=5) == 0
    assert notes("a") == 1
    assert Deadline.objects.get().fired_at > now


def test_in_the_worker_a_failed_handlers_job_is_rolled_back_and_a_committed_one_runs(tmp_path):
    now = clock.now()
    set_deadline(kind="test.fail", subject="bad", due_at=now - MINUTE, now=now - DAY)
    with worker_process(tmp_path / "worker.log") as process:
        wait_until(lambda: Deadline.objects.get().attempts == 1, process)
        leave_note.defer(name="good by job")
        wait_until(lambda: notes("good") == 1, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0
    assert ProcrastinateJob.objects.count() == 0
    assert notes("bad") == 0


def test_a_job_is_rolled_back_with_the_transaction_that_wanted_it():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        leave_note.defer(name="never")
        raise ZeroDivisionError
    with transaction.atomic():
        leave_note.defer(name="once")
    worker.run_pending(now=NOW)
    assert list(Group.objects.values_list("name", flat=True)) == ["once"]
    assert ProcrastinateJob.objects.count() == 0


def test_the_jobs_of_a_dead_worker_are_run_by_the_next():
    leave_note.defer(name="rescued")
    connector = app.connector.get_sync_connector()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (dead,) = cursor.fetchone()
    taken = connector.execute_query_one(query=jobs.sql.queries["fetch_job"], queues=None, worker_id=dead)
    assert taken["status"] == "doing"
    assert jobs.run_all() == 0
    assert jobs.rescue(now=NOW) == 1
    assert jobs.run_all() == 1
    assert Group.objects.count() == 1


def test_the_jobs_of_a_living_worker_are_left_to_it():
    leave_note.defer(name="in hand")
    connector = app.connector.get_sync_connector()
    alive = connector.execute_query_one(query=jobs.sql.queries["register_worker"])["worker_id"]
    connector.execute_query_one(query=jobs.sql.queries["fetch_job"], queues=None, worker_id=alive)
    assert jobs.rescue(now=NOW) == 0


def test_run_pending_fires_deadlines_and_goes_on_until_nothing_is_left():
    set_deadline(kind="test.note", subject="due", due_at=NOW, now=NOW - DAY)
    set_deadline(kind="test.note", subject="to come", due_at=NOW + DAY, now=NOW - DAY)
    worker.run_pending(now=NOW)
    assert (notes("due"), notes("to come")) == (1, 0)


def test_run_pending_says_so_when_the_work_never_ends(monkeypatch):
    monkeypatch.setattr(worker, "periodics", [periodic.Periodic("test.endless", MINUTE, lambda *, now: 1)])
    with pytest.raises(RuntimeError):
        worker.run_pending(now=NOW)


def test_every_periodic_function_can_be_called_when_there_is_nothing_to_do():
    assert {"deadlines.fire", "deadlines.rescue_jobs"} <= {entry.key for entry in periodic.periodics}
    for entry in periodic.periodics:
        done = entry.function(now=NOW)
        assert not isinstance(done, int) or done == 0
