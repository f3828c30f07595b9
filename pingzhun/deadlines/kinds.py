"""The kinds of deadlines: each app registers its own in its `deadlines.py`, which is found at start-up.

    register("intermediary.enrolment_closes", close_enrolment, title="报名截止")

The handler is called once when the time has come; see `Handler`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pingzhun.base.registry import Registry


class Handler(Protocol):
    def __call__(self, subject: str, *, due_at: datetime, now: datetime) -> object:
        """Do what falls due. It runs in the transaction that marks the deadline as fired: both happen or neither, so what
        it does happens exactly once. `now` is the real moment, which after a downtime is later than `due_at`.

        An exception undoes it; it is tried again. Nothing outside the database is to be done here: write a job row.
        """


class OnMoved(Protocol):
    def __call__(self, subject: str, *, before: datetime, after: datetime, now: datetime) -> object:
        """Tell the people that a newly loaded calendar moved the deadline; in the transaction of the move."""


@dataclass(frozen=True)
class DeadlineKind:
    key: str
    title: str
    handler: Handler
    on_moved: OnMoved | None = None


kinds: Registry[DeadlineKind] = Registry("kinds of deadlines")


def register(key: str, handler: Handler, *, title: str, on_moved: OnMoved | None = None) -> DeadlineKind:
    """title: what the person reads beside the time, e.g. 报名截止. on_moved: needed by deadlines that are set by a `Rule`."""
    return kinds.register(DeadlineKind(key, title, handler, on_moved))
