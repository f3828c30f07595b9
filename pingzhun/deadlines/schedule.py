"""What falls due when, and making it happen: exactly once, never early, and after a downtime late rather than never."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from pingzhun.deadlines.kinds import kinds
from pingzhun.deadlines.models import Deadline, DeadlineQuerySet
from pingzhun.regimes.calendar import WorkCalendar, deadline_after, in_force

logger = logging.getLogger(__name__)

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


@dataclass(frozen=True)
class Rule:
    """A legal period: so many 日 or 工作日 after `start`, to the end of the last day or to the same time of it."""

    start: datetime
    days: int | None = None
    workdays: int | None = None
    end_of_day: bool = True

    def count(self, calendar: WorkCalendar) -> tuple[datetime, bool]:
        """When the period is over, and whether that is provisional."""
        until: Literal["end_of_day", "same_time"] = "end_of_day" if self.end_of_day else "same_time"
        due_at = deadline_after(
            self.start, days=self.days, workdays=self.workdays, until=until, calendar=calendar
        )
        return due_at, calendar.is_provisional(localdate(self.start), localdate(due_at))


@dataclass(frozen=True)
class Moved:
    deadline: Deadline
    before: datetime
    after: datetime


def set_deadline(
    *, kind: str, subject: str, now: datetime, due_at: datetime | None = None, rule: Rule | None = None
) -> Deadline:
    """Let a registered kind fall due for `subject`, either at `due_at` or as `rule` counts it.

    Raises IntegrityError if it has an open one already (see `move`), KeyError for an unknown kind.
    """
    kinds.get(kind)
    return Deadline.objects.create(kind=kind, subject=subject, set_at=now, **_when(due_at, rule))


def move(
    *, kind: str, subject: str, now: datetime, due_at: datetime | None = None, rule: Rule | None = None
) -> Deadline:
    """Let the open deadline fall due at another time. Raises Deadline.DoesNotExist if it has fired or was cancelled."""
    with transaction.atomic():
        deadline = Deadline.objects.open().select_for_update().get(kind=kind, subject=subject)
        changes = _when(due_at, rule) | {
            "set_at": now,
            "attempts": 0,
            "next_try_at": None,
            "last_error": None,
        }
        for name, value in changes.items():
            setattr(deadline, name, value)
        deadline.save(update_fields=list(changes))
    return deadline


def cancel(*, kind: str, subject: str, now: datetime) -> bool:
    """Drop the open deadline; return whether there was one."""
    return bool(Deadline.objects.open().filter(kind=kind, subject=subject).update(cancelled_at=now))


def upcoming(subjects: Iterable[str], *, now: datetime) -> DeadlineQuerySet:
    """What is still to come for these subjects, the next first."""
    return Deadline.objects.open().filter(subject__in=list(subjects), due_at__gt=now)


def fire_due(*, now: datetime) -> int:
    """Fire what is due at `now`, the earliest first, each in a transaction of its own; return how many fired.

    A deadline whose handler fails keeps its error, is tried again later (`RETRY_AFTER`, the last one for ever) and does not
    hold up the others. Safe in several workers at once.
    """
    fired = 0
    while (outcome := _fire_next(now)) is not None:
        fired += outcome
    return fired


def recompute(*, calendar_years: Iterable[int], now: datetime) -> list[Moved]:
    """Count the open deadlines that cross one of these years again, after its calendar was loaded. Those that moved are told
    of through their kind's `on_moved`, in one transaction with the move.
    """
    years, calendar = set(calendar_years), in_force()
    moved = []
    with transaction.atomic():
        for deadline in Deadline.objects.open().filter(counted_from__isnull=False).select_for_update():
            rule, before = _rule_of(deadline), deadline.due_at
            if not years.intersection(
                range(rule.start.year - 1, before.year + 2)
            ):  # a roll may cross the new year
                continue
            deadline.due_at, deadline.provisional = rule.count(calendar)
            deadline.save(update_fields=["due_at", "provisional"])
            if deadline.due_at != before:
                moved.append(Moved(deadline, before, deadline.due_at))
                on_moved = kinds.get(deadline.kind).on_moved
                if on_moved:
                    on_moved(deadline.subject, before=before, after=deadline.due_at, now=now)
    return moved


def _rule_of(deadline: Deadline) -> Rule:
    """The rule of a deadline that was counted, as the check constraint `a_rule_is_whole` keeps it."""
    return Rule(
        start=cast(datetime, deadline.counted_from),
        days=deadline.days,
        workdays=deadline.workdays,
        end_of_day=bool(deadline.end_of_day),
    )


def _when(due_at: datetime | None, rule: Rule | None) -> dict[str, object]:
    """The fields that say when, from exactly one of the two."""
    if (due_at is None) == (rule is None):
        raise TypeError("a deadline has either due_at or rule")
    if rule is None:
        counted = {
            "counted_from": None,
            "days": None,
            "workdays": None,
            "end_of_day": None,
            "provisional": False,
        }
        return counted | {"due_at": due_at}
    counted_to, provisional = rule.count(in_force())
    return {
        "due_at": counted_to,
        "counted_from": rule.start,
        "days": rule.days,
        "workdays": rule.workdays,
        "end_of_day": rule.end_of_day,
        "provisional": provisional,
    }


def _fire_next(now: datetime) -> bool | None:
    """Fire the next due deadline that no other worker holds: True if it fired, False if it failed, None if there is none."""
    deadline = None
    try:
        with transaction.atomic(durable=True):
            deadline = (
                Deadline.objects.open()
                .filter(Q(next_try_at=None) | Q(next_try_at__lte=now), due_at__lte=now)
                .select_for_update(skip_locked=True)
                .first()
            )
            if deadline is None:
                return None
            deadline.fired_at, deadline.last_error = now, None
            deadline.save(
                update_fields=["fired_at", "last_error"]
            )  # first, so that the handler may set the next one
            kinds.get(deadline.kind).handler(deadline.subject, due_at=deadline.due_at, now=now)
    except Exception as error:
        if deadline is None:
            raise
        _record_failure(deadline, error=error, now=now)
        return False
    return True


def _record_failure(deadline: Deadline, *, error: Exception, now: datetime) -> None:
    logger.exception("deadline %s (%s) failed", deadline.pk, deadline)
    wait = RETRY_AFTER[min(deadline.attempts, len(RETRY_AFTER) - 1)]
    Deadline.objects.open().filter(pk=deadline.pk, due_at=deadline.due_at).update(
        attempts=deadline.attempts + 1, next_try_at=now + wait, last_error=f"{type(error).__name__}: {error}"
    )
