"""A canary price goes through the whole platform and is looked for wherever anybody could look before the opening."""

import io
import logging
import secrets
import tempfile
from collections.abc import Iterator

import pytest
from django.core.cache import cache
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
from tests.database import end_demo
from tests.traces import dump, files_under, hits, tables_showing, wal_position, wal_shows

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def demo(transactional_db) -> Iterator[None]:
    clock.enable_demo_clock()
    yield
    end_demo()


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


@pytest.mark.covers("Y10", "H37")
def test_a_canary_price_is_in_no_place_before_the_opening_and_in_these_after_it(
    demo, caplog, tmp_path, monkeypatch
):
    caplog.set_level(logging.DEBUG)
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
