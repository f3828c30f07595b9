"""People, kinds and gateways for the tests of this package, also known to the worker processes that the tests start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from pingzhun.accounts.models import User
from pingzhun.directory.models import Jurisdiction, Member, Organisation
from pingzhun.messages.backends import DeliveryError, DemoBackend
from pingzhun.messages.kinds import Kind, kinds, register

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

if "test.all_ways" not in kinds:
    register(
        Kind(
            "test.all_ways",
            "中选通知",
            "测试",
            sms=True,
            email=True,
            text="{{ code }} 已确定贵单位为中选机构。",
        )
    )
    register(Kind("test.inbox", "变更提醒", "测试", text="{{ code }} 有变更。"))


def person(username: str, **fields: object) -> User:
    number = User.objects.count()
    return User.objects.create(
        **{
            "username": username,
            "name": username,
            "mobile": f"138{number:08}",
            "email": f"{username}@example.com",
        }
        | fields
    )


def organisation(name: str, **fields: object) -> Organisation:
    place, _ = Jurisdiction.objects.get_or_create(
        code="620981", defaults={"name": "玉门市", "path": "620981/"}
    )
    number = Organisation.objects.count()
    return Organisation.objects.create(
        **{
            "name": name,
            "legal_representative": "法人",
            "address": "玉门市",
            "contact_name": "联系人",
            "contact_mobile": f"139{number:08}",
            "contact_email": f"office{number}@example.com",
            "credit_code": f"{number:018}",
            "jurisdiction": place,
        }
        | fields
    )


def member(username: str, of: Organisation, **duties: bool) -> User:
    user = person(username)
    Member.objects.create(user=user, organisation=of, **duties)
    return user


class Gateway:
    """A gateway that notes the keys it was handed, and refuses while it is told to."""

    def __init__(self) -> None:
        self.keys: list[object] = []
        self.refuses = False

    def deliver(self, delivery, *, now):
        self.keys.append(delivery.key)
        if self.refuses:
            raise DeliveryError("网关繁忙")


class HangingDemoBackend(DemoBackend):
    """Takes the text and then never answers."""

    def deliver(self, delivery, *, now):
        super().deliver(delivery, now=now)
        Path(os.environ["HANGING"]).touch()
        time.sleep(60)


def wait_until(condition: Callable[[], object], worker: subprocess.Popen, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert worker.poll() is None, "the worker is gone; its log is in tmp_path"
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


@contextmanager
def worker_process(
    log: Path, *, sms_backend: str = "pingzhun.messages.backends.DemoBackend", **environment: str
) -> Iterator:
    """A real worker on the test's database, by its management command. It is killed at the end if it still runs."""
    database = connection.settings_dict
    url = f"postgresql://{database['USER']}:{quote(database['PASSWORD'])}@/{database['NAME']}?host={database['HOST']}"
    code = (
        "import django; from django.conf import settings\n"
        f"settings.MESSAGE_BACKENDS = {{'sms': {{'BACKEND': {sms_backend!r}}}}}\n"
        "django.setup()\n"
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
