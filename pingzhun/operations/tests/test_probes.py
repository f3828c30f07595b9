"""What a supervisor, a balancer and Prometheus are answered."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.test import Client

from pingzhun.ledger import log
from pingzhun.operations import probes
from pingzhun.regimes import clock

TOKEN = "a-token-of-the-tests"


@pytest.fixture
def as_a_probe(settings) -> Client:
    """By an address that is no name of the site, without TLS."""
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["zj.example"]
    return Client(headers={"host": "10.1.2.3:8000"})


def test_a_process_that_answers_is_alive_without_a_database(as_a_probe):
    answer = as_a_probe.get("/healthz")  # no `db`: a query would raise
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert as_a_probe.get("/").status_code == 400


def test_a_site_is_ready_when_the_database_answers_and_is_migrated(as_a_probe, db):
    answer = as_a_probe.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")


def test_a_site_without_its_database_is_not_ready(as_a_probe, db, monkeypatch):
    def gone() -> None:
        raise DatabaseError

    monkeypatch.setattr(probes, "connection", SimpleNamespace(cursor=gone))
    answer = as_a_probe.get("/readyz")
    assert (answer.status_code, answer.content.decode()) == (503, "数据库没有应答。\n")
    assert as_a_probe.get("/healthz").status_code == 200


def test_a_site_before_its_migration_is_not_ready_and_after_it_is(as_a_probe, db, monkeypatch):
    monkeypatch.setattr(probes, "unapplied", lambda: ["operations.0002_new"])
    answer = as_a_probe.get("/readyz")
    assert (answer.status_code, "manage.py migrate" in answer.content.decode()) == (503, True)
    monkeypatch.undo()
    assert as_a_probe.get("/readyz").status_code == 200


def test_a_site_that_cannot_write_its_data_is_not_ready(as_a_probe, db, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    assert as_a_probe.get("/readyz").content.decode() == "数据目录不能写入。\n"


@pytest.mark.parametrize("given", [{}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}])
def test_figures_are_for_whoever_brings_the_token(client, db, settings, given):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers=given).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_the_figures_are_what_the_database_holds(client, db, settings):
    settings.METRICS_TOKEN = TOKEN
    now = clock.now()
    log.append(kind="test.operations", subject="a", data={}, now=now - timedelta(seconds=90))
    log.sequence(now=now)
    log.append(kind="test.operations", subject="b", data={}, now=now - timedelta(seconds=90))
    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.content.decode().splitlines()
    figures = dict(line.split() for line in lines if not line.startswith("#"))
    assert figures["pingzhun_ledger_entries"] == "1"
    assert 90 <= float(figures["pingzhun_ledger_late_seconds"]) < 120
    assert figures["pingzhun_workers"] == figures["pingzhun_messages_given_up"] == "0"
    assert {f"# TYPE {name} gauge" for name in figures} < set(lines)
