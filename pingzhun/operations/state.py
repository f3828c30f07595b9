"""What the site is doing, as the database alone knows it: any process can be asked, and each gives the same answer."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

HEARTBEAT = 30  # seconds; a worker's heart beats every ten (procrastinate)

WAITING = """
    SELECT
        (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > clock_timestamp() - %(alive)s * interval '1 second'),
        (SELECT coalesce(extract(epoch FROM %(now)s - min(greatest(due_at, coalesce(next_try_at, due_at)))), 0)
            FROM deadlines_deadline
            WHERE fired_at IS NULL AND cancelled_at IS NULL AND greatest(due_at, coalesce(next_try_at, due_at)) <= %(now)s),
        (SELECT coalesce(extract(epoch FROM %(now)s - min(next_at)), 0) FROM messaging_delivery WHERE next_at <= %(now)s),
        (SELECT coalesce(extract(epoch FROM %(now)s - min(recorded_at)), 0)
            FROM ledger_ledgerentry WHERE position IS NULL AND recorded_at <= %(now)s),
        (SELECT count(*) FROM messaging_delivery WHERE state = 'given_up'),
        (SELECT count(*) FROM deadlines_deadline
            WHERE fired_at IS NULL AND cancelled_at IS NULL AND last_error IS NOT NULL),
        (SELECT coalesce(max(size), 0) FROM ledger_treehead),
        (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'),
        pg_database_size(current_database())
"""


@dataclass(frozen=True)
class State:
    """workers: alive by their heartbeat. *_late: seconds that the oldest thing that is due has waited, 0 where nothing waits.
    undelivered: messages given up; failing: deadlines whose handler failed and is tried again. Nothing here tells what is
    secret before its hour, such as how many have offered.
    """

    workers: int
    deadlines_late: float
    messages_late: float
    ledger_late: float
    undelivered: int
    failing: int
    ledger_size: int
    connections: int
    database_bytes: int

    @property
    def late(self) -> float:
        return max(self.deadlines_late, self.messages_late, self.ledger_late)


def state(*, now: datetime) -> State:
    with connection.cursor() as cursor:
        cursor.execute(WAITING, {"now": now, "alive": HEARTBEAT})
        workers, deadlines, messages, ledger, *rest = cursor.fetchone()
    return State(workers, float(deadlines), float(messages), float(ledger), *rest)


def unapplied() -> list[str]:
    """The migrations that this program has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]
