"""A canary price and a canary in a file go through the whole market and are looked for wherever anybody could look."""

import logging
import secrets
import tempfile

import pytest
from django.core.cache import cache
from django.urls import reverse

from pingzhun.deadlines.worker import run_pending
from pingzhun.markets.tendering.demo import shortcuts, steps, steps_bids
from pingzhun.markets.tendering.models import Bid
from pingzhun.regimes import clock
from pingzhun.sealing import driving, twin
from tests.traces import dump, files_under, hits, tables_showing, wal_position, wal_shows

from .test_bidding import attach
from .test_participation import everywhere, newest_entry, signed_in


@pytest.mark.covers("H36", "H37")
def test_a_bid_is_in_no_place_before_the_opening_and_in_these_after_it(site, caplog, tmp_path, monkeypatch):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lot = shortcuts.to_bidding(site, steps.register(site, lots=[{"bond": "0"}])[0])
    for other, price in ((site.mingde, "575000"), (site.lantian, "590000")):
        steps_bids.bid(site, lot, other, price)
    steps_bids.join(lot, site.huaxing)
    price = f"{secrets.randbelow(50_000) + 500_000}.{secrets.randbelow(90) + 10}"
    note, text = (f"{what} {secrets.token_hex(12)}" for what in ("承诺", "方案"))
    identity = twin.new_identity()
    files, declared = driving.seal_files([("技术.txt", text.encode())], identity, part="技术")
    said = steps_bids.offer(price, note=note)
    envelope = steps_bids.sealed(lot, site.huaxing.organisation, said, identity=identity, files=declared)
    since, entry = wal_position(), newest_entry()

    supplier = signed_in(site.huaxing)
    supplier.post(reverse("desks:tendering.bid.begin"), {"case": lot.pk})
    filing = lot.filings.get(desk="tendering.bid", organisation=site.huaxing.organisation)
    page = reverse("desks:tendering.bid.page", args=[filing.pk])
    attach(filing, site.huaxing.filer, files)
    body = {"contact_name": "黄伟", "contact_mobile": "13734000001", "action": "submit", "envelope": envelope}
    answers = [supplier.post(page, body), supplier.get(page)]
    assert [each.status_code for each in answers] == [302, 200]
    run_pending(now=clock.now())

    def places() -> dict[str, str]:
        players = (site.huaxing, site.agent, site.entity, site.centre)
        return {
            "dump": dump(),
            "pages": everywhere(steps.again(lot), players, since=entry),
            "Python's log": caplog.text,
            "caches": repr(getattr(cache, "_cache", {})),
            "files": files_under(tmp_path),
            "what was posted": str(body),
            "answers": "".join(each.content.decode() for each in answers),
        }

    before = places()
    for secret in (price, note, text):
        assert hits(secret, before) == set()
        assert tables_showing(secret) == []
        assert wal_shows(secret, since) is False

    # the control: once it is opened, the same search finds it
    lot = steps_bids.pass_opening(site, lot)
    run_pending(now=clock.now())  # opens the files
    found = places()
    assert str(Bid.objects.get(lot=lot, organisation=site.huaxing.organisation).price) == price
    assert {"dump", "pages"} <= hits(price, found)
    assert "dump" in hits(note, found)
    assert "files" in hits(text, found)
    assert {"sealing_openedoffer", "tendering_bid"} <= set(tables_showing(price))
    assert wal_shows(price, since) is True
