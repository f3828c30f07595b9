"""Kinds for the tests of this package, also known to the worker processes that the tests start."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from django.contrib.auth.models import Group
from django.db import connection
from procrastinate.contrib.django import app

from pingzhun.deadlines.kinds import kinds, register

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

fired: list[tuple[str, datetime, datetime]] = []
moved: list[tuple[str, datetime, datetime]] = []


def note(subject: str, *, due_at: datetime, now: datetime) -> None:
    """Leave a row for each call; where the environment says so, hang in the middle of the transaction."""
    Group.objects.create(name=f"{subject} {uuid.uuid4()}")
    fired.append((subject, due_at, now))
    if hang := os.environ.get("HANG_AFTER_NOTE"):
        Path(hang).touch()
        time.sleep(60)


@app.task(name="test.deadlines.note")
def leave_note(name: str) -> None:
    Group.objects.create(name=name)


def fail(subject: str, *, due_at: datetime, now: datetime) -> None:
    note(subject, due_at=due_at, now=now)
    leave_note.defer(name=f"{subject} by job")
    raise RuntimeError("no luck")


def tell(subject: str, *, before: datetime, after: datetime, now: datetime) -> None:
    moved.append((subject, before, after))


if "test.note" not in kinds:
    register("test.note", note, title="记录", on_moved=tell)
    register("test.fail", fail, title="失败")


def notes(subject: str) -> int:
    return Group.objects.filter(name__startswith=f"{subject} ").count()


def wait_until(condition: Callable[[], object], worker: subprocess.Popen, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert worker.poll() is None, "the worker is gone; its log is in tmp_path"
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


@contextmanager
def worker_process(log: Path, **environment: str) -> Iterator[subprocess.Popen]:
    """A real worker on the test's database. It is killed at the end if it still runs."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}:{quote(database['PASSWORD'])}@/{database['NAME']}?host={database['HOST']}"
    code = (
        "import django; django.setup()\n"
        "import pingzhun.deadlines.tests.cast\n"
        "from django.core.management import call_command; call_command('worker')"
    )
    with log.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env=os.environ | {"DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)} | environment,
            stderr=stderr,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
