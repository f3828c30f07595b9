import threading
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from pingzhun.deadlines import schedule
from pingzhun.deadlines.kinds import kinds
from pingzhun.deadlines.models import Deadline
from pingzhun.deadlines.schedule import Rule, fire_due, set_deadline
from pingzhun.deadlines.tests import cast
from pingzhun.deadlines.tests.cast import DAY, HOUR, MINUTE, NOW, notes
from pingzhun.regimes import calendar
from pingzhun.regimes.models import DayKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_lists():
    cast.fired.clear()
    cast.moved.clear()


def test_a_deadline_is_fired_at_its_time_and_not_before():
    set_deadline(kind="test.note", subject="a", due_at=NOW, now=NOW - DAY)
    assert fire_due(now=NOW - MINUTE) == 0
    assert notes("a") == 0
    assert fire_due(now=NOW) == 1
    assert notes("a") == 1
    assert Deadline.objects.get(subject="a").fired_at == NOW


def test_a_fired_deadline_is_not_fired_again():
    set_deadline(kind="test.note", subject="a", due_at=NOW, now=NOW - DAY)
    assert [fire_due(now=NOW), fire_due(now=NOW + DAY)] == [1, 0]
    assert notes("a") == 1


def test_what_was_missed_while_no_worker_ran_is_fired_late_and_in_order():
    set_deadline(kind="test.note", subject="later", due_at=NOW - HOUR, now=NOW - DAY)
    set_deadline(kind="test.note", subject="earlier", due_at=NOW - 2 * HOUR, now=NOW - DAY)
    assert fire_due(now=NOW) == 2
    assert cast.fired == [("earlier", NOW - 2 * HOUR, NOW), ("later", NOW - HOUR, NOW)]


def test_a_cancelled_deadline_is_not_fired():
    set_deadline(kind="test.note", subject="a", due_at=NOW, now=NOW - DAY)
    assert schedule.cancel(kind="test.note", subject="a", now=NOW - HOUR) is True
    assert schedule.cancel(kind="test.note", subject="a", now=NOW - HOUR) is False
    assert fire_due(now=NOW + DAY) == 0
    assert notes("a") == 0


def test_a_deadline_that_was_moved_later_is_not_fired_at_its_old_time():
    set_deadline(kind="test.note", subject="a", due_at=NOW, now=NOW - DAY)
    schedule.move(kind="test.note", subject="a", due_at=NOW + DAY, now=NOW - HOUR)
    assert fire_due(now=NOW) == 0
    assert fire_due(now=NOW + DAY) == 1


def test_a_fired_deadline_cannot_be_moved():
    set_deadline(kind="test.note", subject="a", due_at=NOW, now=NOW - DAY)
    fire_due(now=NOW)
    with pytest.raises(Deadline.DoesNotExist):
        schedule.move(kind="test.note", subject="a", due_at=NOW + DAY, now=NOW)


def test_a_subject_has_one_open_deadline_of_a_kind():
    set_deadline(kind="test.note", subject="a", due_at=NOW, now=NOW - DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        set_deadline(kind="test.note", subject="a", due_at=NOW + DAY, now=NOW - DAY)
    fire_due(now=NOW)
    set_deadline(kind="test.note", subject="a", due_at=NOW + DAY, now=NOW)
    assert Deadline.objects.filter(subject="a").count() == 2


def test_a_handler_may_set_the_next_deadline_of_its_own_kind(monkeypatch):
    def again(subject, *, due_at, now):
        set_deadline(kind="test.note", subject=subject, due_at=due_at + DAY, now=now)

    note = kinds.get("test.note")
    monkeypatch.setitem(kinds._entries, "test.note", type(note)("test.note", note.title, again))
    set_deadline(kind="test.note", subject="a", due_at=NOW, now=NOW - DAY)
    assert fire_due(now=NOW) == 1
    assert list(Deadline.objects.open().values_list("due_at", flat=True)) == [NOW + DAY]


def test_an_unknown_kind_is_refused_when_the_deadline_is_set():
    with pytest.raises(KeyError):
        set_deadline(kind="test.unknown", subject="a", due_at=NOW, now=NOW)


def test_a_failing_handler_leaves_nothing_behind_and_holds_up_nobody():
    set_deadline(kind="test.fail", subject="bad", due_at=NOW - HOUR, now=NOW - DAY)
    set_deadline(kind="test.note", subject="good", due_at=NOW, now=NOW - DAY)
    assert fire_due(now=NOW) == 1
    assert (notes("bad"), notes("good")) == (0, 1)
    bad = Deadline.objects.get(subject="bad")
    assert (bad.fired_at, bad.attempts, bad.last_error) == (None, 1, "RuntimeError: no luck")


def test_a_failing_handler_is_tried_again_after_longer_and_longer():
    set_deadline(kind="test.fail", subject="bad", due_at=NOW, now=NOW - DAY)
    tried, moment = [], NOW
    for _ in range(6):
        fire_due(now=moment)
        assert fire_due(now=moment) == 0
        after = Deadline.objects.get(subject="bad").next_try_at
        tried.append(after - moment)
        fire_due(now=after - MINUTE / 2)
        assert Deadline.objects.get(subject="bad").next_try_at == after
        moment = after
    assert tried == [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 2 * HOUR, 2 * HOUR]
    assert len(cast.fired) == 6


def test_the_database_itself_refuses_to_fire_early_and_to_change_what_is_closed():
    early = set_deadline(kind="test.note", subject="early", due_at=NOW, now=NOW - DAY)
    with pytest.raises(IntegrityError, match="a_deadline_is_not_fired_early"), transaction.atomic():
        Deadline.objects.filter(pk=early.pk).update(fired_at=NOW - MINUTE)
    fire_due(now=NOW)
    for change in (lambda rows: rows.update(fired_at=None), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
            change(Deadline.objects.filter(pk=early.pk))


def test_upcoming_shows_what_is_open_and_to_come_the_next_first():
    set_deadline(kind="test.note", subject="a", due_at=NOW + DAY, now=NOW)
    set_deadline(kind="test.note", subject="b", due_at=NOW + HOUR, now=NOW)
    set_deadline(kind="test.note", subject="past", due_at=NOW - HOUR, now=NOW - DAY)
    set_deadline(kind="test.note", subject="cancelled", due_at=NOW + HOUR, now=NOW)
    set_deadline(kind="test.note", subject="foreign", due_at=NOW + HOUR, now=NOW)
    schedule.cancel(kind="test.note", subject="cancelled", now=NOW)
    shown = schedule.upcoming(["a", "b", "past", "cancelled"], now=NOW)
    assert [deadline.subject for deadline in shown] == ["b", "a"]
    assert shown[0].title == "记录"


def spring_festival_2027() -> list[calendar.Day]:
    """An arrangement that rests on 2027-02-12 as well, which the provisional calendar of 2027 works."""
    assert calendar.shipped_year(2027).is_workday(date(2027, 2, 12))
    statutory = [
        calendar.Day(day.date, DayKind.HOLIDAY, day.name) for day in calendar.shipped_year(2027).days
    ]
    return [*statutory, calendar.Day(date(2027, 2, 12), DayKind.HOLIDAY, "春节")]


@pytest.mark.covers("P11")
def test_a_loaded_calendar_moves_the_open_deadlines_it_touches_and_tells():
    start = datetime(2027, 2, 11, 2, tzinfo=UTC)
    touched = set_deadline(kind="test.note", subject="touched", rule=Rule(start, workdays=1), now=NOW)
    set_deadline(kind="test.note", subject="fixed", due_at=touched.due_at, now=NOW)
    untouched = Rule(datetime(2026, 11, 23, 2, tzinfo=UTC), workdays=5)
    set_deadline(kind="test.note", subject="untouched", rule=untouched, now=NOW)
    assert touched.provisional is True
    before, after = datetime(2027, 2, 12, 16, tzinfo=UTC), datetime(2027, 2, 15, 16, tzinfo=UTC)
    assert touched.due_at == before
    calendar.load_year(2027, spring_festival_2027(), source="国办发明电〔2026〕7号", now=NOW)
    (change,) = schedule.recompute(calendar_years=[2027], now=NOW)
    touched.refresh_from_db()
    assert (change.before, change.after, touched.due_at) == (before, after, after)
    assert touched.provisional is False
    assert cast.moved == [("touched", before, after)]
    assert schedule.recompute(calendar_years=[2027], now=NOW) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_fire_each_deadline_once_and_neither_meets_an_error(caplog):
    for number in range(40):
        set_deadline(kind="test.note", subject=f"n{number:02}", due_at=NOW + number * MINUTE, now=NOW - DAY)
    together, counts = threading.Barrier(2), []

    def work():
        together.wait()
        counts.append(fire_due(now=NOW + DAY))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 40
    assert min(counts) > 0, "both took part"
    assert Group.objects.count() == 40
    assert Deadline.objects.open().count() == 0
    assert caplog.records == []
