"""Two web processes and two workers on one database: no state that counts is in a process."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction

from pingzhun.accounts.models import User
from pingzhun.deadlines.schedule import set_deadline
from pingzhun.deadlines.tests.cast import notes, worker_process
from pingzhun.deadlines.tests.conftest import empty_queue  # noqa: F401 -- a fixture
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import build
from pingzhun.operations.state import state
from pingzhun.regimes import clock
from tests.database import end_demo
from tools import pg

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-password-of-the-tests"
PATIENCE = 120.0  # seconds


def eventually(condition) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


class Browser:
    """One person at both processes: cookies are of the host, whatever its port."""

    def __init__(self) -> None:
        self.opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))

    def open(self, port: int, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, text, and the path that it ended at."""
        if form is not None:
            page = self.open(port, "/account/login/" if path.endswith("login/") else "/account/security/")[1]
            form["csrfmiddlewaretoken"] = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        body = None if form is None else urlencode(form).encode()
        try:
            answer = self.opener.open(f"http://127.0.0.1:{port}{path}", body, timeout=PATIENCE)
        except HTTPError as refusal:
            answer = refusal
        return answer.status, answer.read().decode(), answer.url.partition(str(port))[2]


@contextmanager
def web(log: Path, environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        f"--port={port}",
        "--workers=1",
        "config.wsgi:application",
    ]
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=pg.ROOT, env=environment, stdout=file, stderr=file)
        try:
            yield port
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
def environment(settings, tmp_path: Path) -> dict[str, str]:
    database = connection.settings_dict
    host = quote(database["HOST"], "")
    given = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgresql://{database['USER']}:{quote(database['PASSWORD'])}@/{database['NAME']}?host={host}",
        "PINGZHUN_DATA_DIR": str(tmp_path),
        "PINGZHUN_SECRET_KEY": settings.SECRET_KEY,
    }
    return os.environ | given


def answers(port: int) -> bool:
    try:
        return Browser().open(port, "/readyz")[0] == 200
    except OSError:
        return False


def test_two_web_processes_and_two_workers_are_one_site(environment, tmp_path: Path):
    with ExitStack() as running:
        running.callback(end_demo)
        first, second = (running.enter_context(web(tmp_path / f"web{n}.log", environment)) for n in (1, 2))
        keys = {"PINGZHUN_DATA_DIR": str(tmp_path)}
        workers = [running.enter_context(worker_process(tmp_path / f"worker{n}.log", **keys)) for n in (1, 2)]
        hashed = Argon2PasswordHasher().encode(PASSWORD, "salt-of-the-tests")
        chen = User.objects.create_user("chen", name="陈静", mobile="13900000001")
        User.objects.filter(pk=chen.pk).update(password=hashed)
        eventually(lambda: answers(first) and answers(second))

        # Who logs in at one is known at the other, and who logs out there is out at both.
        login = {"username": "chen", "password": PASSWORD}
        person, stranger = Browser(), Browser()
        assert person.open(first, "/account/login/", login)[0] == 200
        assert [person.open(port, "/account/security/")[2] for port in (first, second)] == [
            "/account/security/"
        ] * 2
        person.open(second, "/account/logout/", {})
        assert person.open(first, "/account/security/")[2].startswith("/account/login/")

        # Wrong passwords count together: two here, three there.
        wrong = {"username": "chen", "password": "wrong-password"}
        tried = [
            stranger.open(port, "/account/login/", dict(wrong))[0]
            for port in (first, second, first, second, first)
        ]
        assert tried == [200, 200, 200, 200, 429]
        assert stranger.open(second, "/account/login/", dict(login))[0] == 429

        # A page that one of them keeps does not hide what is published.
        assert [len(Browser().open(port, "/notices/")[1]) > 0 for port in (first, second)] == [True, True]
        clock.enable_demo_clock()
        with transaction.atomic():
            job = steps.publish(build(clock.now()))
        assert [job.title in Browser().open(port, "/notices/")[1] for port in (first, second)] == [True, True]

        # Both workers live, and what falls due is done once by one of them.
        eventually(lambda: state(now=clock.now()).workers == 2)
        now = clock.now()
        subjects = [f"together-{n}" for n in range(60)]
        with transaction.atomic():
            for subject in subjects:
                set_deadline(kind="test.note", subject=subject, due_at=now, now=now)
        eventually(lambda: all(map(notes, subjects)))
        time.sleep(4)  # a second round of both
        assert {notes(subject) for subject in subjects} == {1}
        assert [worker.poll() for worker in workers] == [None, None]
