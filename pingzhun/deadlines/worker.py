"""The worker: one process that empties the job queue and calls the periodic functions (`manage.py worker`).

Two clocks. Whatever the platform does for a reason of its own (deadlines, retries of messages, suspensions) stands in a
table with its time, and a periodic function compares it with `regimes.clock.now()`, so that the demo clock moves it. The
job queue wakes up by LISTEN/NOTIFY and lives by the database's real time; it is only used for "as soon as this is
committed", never for "at that hour".

Several workers may run at once, and any of them may be killed: whatever one holds is a row locked in a transaction, a job
that another worker rescues, or a delivery whose lease runs out.
"""

import asyncio
import logging
import signal
import threading
from contextlib import suppress
from datetime import datetime
from typing import cast

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from pingzhun.deadlines import jobs
from pingzhun.deadlines.periodic import Periodic, periodics
from pingzhun.regimes import clock

logger = logging.getLogger(__name__)

CONCURRENCY = 2  # jobs at a time; with the periodic functions it stays within the connection pool
ROUNDS = 50


class Ticker(threading.Thread):
    """Calls one periodic function until it is told to stop, whatever the function raises."""

    def __init__(self, periodic: Periodic, stop: threading.Event) -> None:
        super().__init__(name=periodic.key)
        self.periodic, self.stop_requested = periodic, stop

    def run(self) -> None:
        while not self.stop_requested.is_set():
            try:
                self.periodic.function(now=clock.now())
            except Exception:
                logger.exception(
                    "%s failed; it is called again in %s", self.periodic.key, self.periodic.every
                )
            finally:
                connection.close()  # back to the pool
            self.stop_requested.wait(self.periodic.every.total_seconds())


def work() -> None:
    """Run until SIGTERM or SIGINT, then finish what is in hand. Raises RuntimeError if the job loop breaks off by itself,
    so that the supervisor starts the worker anew.
    """
    asyncio.run(_work())


async def _work() -> None:
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    stop = threading.Event()
    tickers = [Ticker(periodic, stop) for periodic in periodics]
    for ticker in tickers:
        ticker.start()
    try:
        await _run_jobs(until=asked_to_stop)
    finally:
        stop.set()
        for ticker in tickers:
            ticker.join()


async def _run_jobs(*, until: asyncio.Event) -> None:
    # Not `replace_connector`: a task must go on deferring through Django's connection, in the caller's transaction.
    queue = app.with_connector(cast(DjangoConnector, app.connector).get_worker_connector())
    async with queue.open_async():
        jobs_loop = asyncio.create_task(
            queue.run_worker_async(
                concurrency=CONCURRENCY, delete_jobs="successful", install_signal_handlers=False
            )
        )
        stop = asyncio.create_task(until.wait())
        await asyncio.wait({jobs_loop, stop}, return_when=asyncio.FIRST_COMPLETED)
        if jobs_loop.done():
            stop.cancel()
            raise RuntimeError("the job loop ended by itself") from jobs_loop.exception()
        jobs_loop.cancel()  # it ends after the jobs in hand
        with suppress(asyncio.CancelledError):
            await jobs_loop


def run_pending(*, now: datetime) -> None:
    """Do here what a worker would have done by `now`, until nothing is left. For tests, demo data and stories.

    Raises RuntimeError if the work does not come to an end, and whatever a job raises.
    """
    for _ in range(ROUNDS):
        done = [periodic.function(now=now) for periodic in periodics]
        if not jobs.run_all() and not any(isinstance(count, int) and count for count in done):
            return
    raise RuntimeError(f"after {ROUNDS} rounds there is still work to do")
