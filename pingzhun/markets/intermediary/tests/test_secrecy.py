"""A canary price goes through the whole platform and is looked for wherever anybody could look before the opening."""

import io
import logging
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from pingzhun.deadlines.worker import run_pending
from pingzhun.filings.desks import worklists
from pingzhun.filings.models import Filing
from pingzhun.ledger import log
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import build
from pingzhun.markets.intermediary.models import Job
from pingzhun.regimes import clock
from pingzhun.sealing.tests.test_secrecy import disguises, tables_showing, wal_position, wal_shows
from tests.database import end_demo
from tools.pg import find_binaries

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def demo(transactional_db) -> Iterator[None]:
    clock.enable_demo_clock()
    yield
    end_demo()


@pytest.fixture
def everything_is_logged(caplog) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG):
        yield


def dump() -> str:
    """What a backup holds; bytes as hexadecimal."""
    where = connection.settings_dict
    command = [find_binaries() / "pg_dump", "-h", where["HOST"], "-U", where["USER"], where["NAME"]]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "COPY public.sealing_sealedoffer" in done.stdout
    return done.stdout


def exports(cast) -> str:
    """What people of every role can open or download about the job."""
    shown = io.StringIO()
    log.sequence(now=clock.now())
    log.export(shown, now=clock.now())
    job = Job.objects.get()
    for player in (cast.hengxin, cast.qilian, cast.entity, cast.regulator, cast.administrator):
        client = Client()
        client.force_login(player.filer, backend=BACKEND)
        urls = [
            reverse("console:case", args=[job.pk]),
            reverse("console:home"),
            reverse("messages:inbox"),
            reverse("portal:home"),
            reverse("portal:ledger"),
            *(reverse(f"desks:{each.key}") for each in worklists() if player.kind in each.kinds),
        ]
        for url in urls:
            shown.write(client.get(url).content.decode())
    return shown.getvalue()


def files_under(folder: Path) -> str:
    return "".join(each.read_bytes().decode("latin-1") for each in folder.rglob("*") if each.is_file())


def hits(canary: str, places: dict[str, str]) -> set[str]:
    """Where it stands, as it was typed, as pages show an amount, or in bytes."""
    shown = f"{Decimal(canary):,.2f}" if canary.replace(".", "").isdigit() else canary
    forms = [*disguises(canary), *disguises(shown)]
    return {place for place, text in places.items() if any(each in text for each in forms)}


@pytest.mark.covers("Y10", "H37")
def test_a_canary_price_is_in_no_place_before_the_opening_and_in_these_after_it(
    demo, everything_is_logged, caplog, tmp_path, settings, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cast = build(clock.now())
    job = steps.publish(cast)
    steps.enrol(job, cast.qilian, "99000")
    canary = f"{secrets.randbelow(50_000) + 40_000}.{secrets.randbelow(90) + 10}"
    plan = f"方案 {secrets.token_hex(12)}"
    envelope = steps.sealed(job, cast.hengxin.organisation, {"price": canary, "plan": plan})
    since = wal_position()

    client = Client()
    client.force_login(cast.hengxin.filer, backend=BACKEND)
    client.post(reverse("desks:intermediary.enrolment.begin"), {"case": job.pk})
    filing = Filing.objects.get(desk="intermediary.enrolment", organisation=cast.hengxin.organisation)
    page = reverse("desks:intermediary.enrolment.page", args=[filing.pk])
    contact = {"contact_name": "李某", "contact_mobile": "13893710021"}
    answers = [client.post(page, contact | {"action": "save"})]
    body = contact | {"action": "submit", "envelope": envelope}
    answers.append(client.post(page, body))
    assert [each.status_code for each in answers] == [302, 302]
    answers.append(client.get(page))
    assert "报名成功，报价已密封保存。" in answers[-1].content.decode()
    run_pending(now=clock.now())

    def places() -> dict[str, str]:
        return {
            "dump": dump(),
            "exports": exports(cast),
            "Python's log": caplog.text,
            "caches": repr(getattr(cache, "_cache", {})),
            "temporary files": files_under(tmp_path),
            "what was posted": str(body),
            "answers": "".join(each.content.decode() for each in answers),
        }

    for secret in (canary, plan):
        assert hits(secret, places()) == set()
        assert tables_showing(secret) == []
        assert wal_shows(secret, since) is False

    # the control: once it is opened, the same search finds it
    steps.pass_deadline(job)
    assert Job.objects.get().agency == cast.hengxin.organisation
    assert {"dump", "exports"} <= hits(canary, places())
    assert {"sealing_openedoffer", "intermediary_enrolment"} <= set(tables_showing(canary))
    assert wal_shows(canary, since) is True
    logging.getLogger("pingzhun").info("price %s", canary)
    (tmp_path / "upload.tmp").write_text(canary)
    cache.set("price", canary)
    assert {"Python's log", "caches", "temporary files"} <= hits(
        canary, places() | {"caches": str(cache.get("price"))}
    )
