"""The last minute before an opening: python -m bench.bids [--suppliers 500] [--megabytes 5] [--runs 3]

So many suppliers, each with a session of their own and the page open, hand in sealed bids for one lot: first the ciphertext of a
file, then the bid with its envelope. A run ends when all have been answered, in time or not. The same program counts what became
of the bids. What is sealed in the browser has been sealed before.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench.load import Request, drive
from bench.rush import CSRF, Offer, Supplier, found, judge, requests_of
from bench.stage import DATA_DIR, Each, Meter, Server, describe_data, middle, percentile, stage, vacuum

if TYPE_CHECKING:
    from pingzhun.markets.tendering.demo.cast import Cast
    from pingzhun.markets.tendering.models import Lot

AT_ONCE = 32
MINUTE = timedelta(minutes=1)
TABLES = ("directory_organisation", "sealing_sealedoffer", "sealing_sealedfile", "ledger_ledgerentry")


class OnDisk(Mapping[tuple[str, str], bytes]):
    """The file of a request, read whenever it is sent."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __getitem__(self, key: tuple[str, str]) -> bytes:
        return self.path.read_bytes()

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield "files", self.path.name

    def __len__(self) -> int:
        return 1


@dataclass(frozen=True)
class SealedBid(Offer):
    """ciphertext: where it lies."""

    ciphertext: Path

    @property
    def upload(self) -> Request:
        form = {"csrfmiddlewaretoken": CSRF, "slot": "sealed"}
        return Request(f"{self.path}files/", form, self.supplier.cookies, files=OnDisk(self.ciphertext))


def prepare(count: int) -> tuple["Cast", list[Supplier]]:
    """The cast of the demonstration and so many suppliers, signed in. The database becomes a demo: its clock can be moved."""
    from pingzhun.markets.tendering.capacities import SUPPLIER
    from pingzhun.markets.tendering.demo.cast import build
    from pingzhun.regimes import clock

    clock.enable_demo_clock()
    cast = build(clock.now())
    return cast, found(count, cast.places["衡阳市"], kind=SUPPLIER.key)


def invite(cast: "Cast", suppliers: Sequence[Supplier], *, megabytes: int) -> tuple["Lot", list[SealedBid]]:
    """Announce a lot without a bond, and let every supplier obtain the document and seal a bid; none is handed in yet."""
    from django.db import transaction
    from django.urls import reverse

    from pingzhun.filings import lifecycle
    from pingzhun.filings.casting import Player, scan
    from pingzhun.filings.desks import desk_of
    from pingzhun.filings.driving import actor_for
    from pingzhun.markets.tendering.capacities import SUPPLIER
    from pingzhun.markets.tendering.demo import steps, steps_bids, steps_documents, steps_notices, steps_rooms
    from pingzhun.markets.tendering.desks.bidding import BidDesk
    from pingzhun.markets.tendering.offers import PARTS
    from pingzhun.regimes import clock
    from pingzhun.sealing import driving, twin

    [lot] = steps.register(cast, lots=[{"bond": "0"}])
    lot = steps_rooms.book(cast, lot)
    steps_documents.issue(cast, lot)
    lot = steps_notices.announce(cast, steps_documents.confirm(cast, lot))
    at, bids = desk_of(BidDesk), []
    sealed = DATA_DIR / "sealed"
    sealed.mkdir(exist_ok=True)
    with transaction.atomic():
        for supplier in suppliers:
            player = Player(supplier.organisation, supplier.user, supplier.user, SUPPLIER)
            steps_bids.join(lot, player)
            identity = twin.new_identity()
            file = scan(supplier.organisation.name) + os.urandom(megabytes * 2**20)
            [(name, content)], declared = driving.seal_files(
                [("投标文件.pdf", file)], identity, part=next(iter(PARTS))
            )
            (sealed / name).write_bytes(content)
            envelope = steps_bids.sealed(
                lot,
                supplier.organisation,
                steps_bids.offer(random.randrange(400_000, 600_000)),  # noqa: S311 -- any price
                identity=identity,
                files=declared,
            )
            actor = actor_for(supplier.user, SUPPLIER)
            filing = lifecycle.begin(at, actor=actor, case=lot, now=clock.now())
            form = {
                "csrfmiddlewaretoken": CSRF,
                "contact_name": supplier.user.name,
                "contact_mobile": supplier.user.mobile,
                "envelope": envelope,
                "action": "submit",
            }
            path = reverse(f"desks:{at.key}.page", args=[filing.pk])
            sha256 = json.loads(envelope)["sha256"]
            bids.append(SealedBid(supplier, filing.pk, path, form, sha256, sealed / name))
    return lot, bids


def bring_hour(cast: "Cast", lot: "Lot", *, within: timedelta) -> datetime:
    """Move the clock of the demonstration so that the opening is that near. Returns when that is by the real clock."""
    from pingzhun.regimes import clock

    clock.shift_forward(lot.opens_at - clock.now() - within, actor_user=cast.agent.filer)
    moved = clock.shift()
    assert moved is not None  # noqa: S101 -- just moved
    return lot.opens_at - moved.shift


JUDGED = """
    SELECT filing.id,
        (SELECT count(*) FROM sealing_sealedoffer offer WHERE offer.box_id = box.id
            AND offer.organisation_id = filing.organisation_id),
        (SELECT count(*) FROM sealing_sealedoffer offer WHERE offer.box_id = box.id
            AND offer.organisation_id = filing.organisation_id AND offer.received_at >= box.closes_at),
        (SELECT count(*) FROM filings_submission WHERE filing_id = filing.id),
        (SELECT count(*) FROM sealing_sealedfile file JOIN sealing_sealedoffer offer ON offer.id = file.offer_id
            WHERE offer.box_id = box.id AND offer.organisation_id = filing.organisation_id),
        (SELECT count(*) FROM ledger_ledgerentry entry
            WHERE entry.kind = 'sealing.sealed' AND entry.subject IN (
                SELECT 'sealing/offer/' || offer.sha256 FROM sealing_sealedoffer offer
                WHERE offer.box_id = box.id AND offer.organisation_id = filing.organisation_id)),
        (SELECT count(*) FROM tendering_bid bid WHERE bid.lot_id = filing.case_id
            AND bid.organisation_id = filing.organisation_id AND bid.withdrawn_at IS NULL)
    FROM filings_filing filing JOIN sealing_box box ON box.case_id = filing.case_id
    WHERE filing.case_id = %s AND filing.desk = 'tendering.bid'
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="开标前最后一分钟的集中投标")
    parser.add_argument("--suppliers", type=int, default=500)
    parser.add_argument("--megabytes", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with stage() as cluster:
        began = time.perf_counter()
        cast, suppliers = prepare(options.suppliers)
        print(f"{len(suppliers)} suppliers, made in {time.perf_counter() - began:.0f} s", flush=True)
        with Server() as server:
            meter = Meter(cluster, server)
            runs = [
                one(cast, suppliers, server, meter, megabytes=options.megabytes) for _ in range(options.runs)
            ]
            print(f"a bid with {options.megabytes} MB, {AT_ONCE} at once: {middle(runs)}", flush=True)
            print(f"memory of two workers: {server.memory():.0f} MiB")
        describe_data(*TABLES)


def one(cast: "Cast", suppliers: Sequence[Supplier], server: Server, meter: Meter, *, megabytes: int) -> Each:
    """The last minute of a new lot, judged."""
    lot, bids = invite(cast, suppliers, megabytes=megabytes)
    vacuum()
    closes_at = bring_hour(cast, lot, within=MINUTE)
    before = meter.read()
    uploads = drive(server.port, [bid.upload for bid in bids], at_once=AT_ONCE)
    answers = drive(server.port, requests_of(bids), at_once=AT_ONCE)
    each = (meter.read() - before).each(len(bids))
    waited = [sorted(answer.milliseconds for answer in some) for some in (uploads, answers)]
    times = ", ".join(
        f"{what} p50 {percentile(some, 0.5):.0f} ms, p99 {percentile(some, 0.99):.0f} ms"
        for what, some in zip(("file", "bid"), waited, strict=True)
    )
    print(f"{each}; {times}")
    verdict = judge(lot, bids, answers, closed_at=closes_at, judged=JUDGED)
    broken = sum(answer.status == 0 or answer.status >= 500 for answer in uploads)
    print(f"  {verdict}; files not taken {broken}", flush=True)
    if broken or not verdict.is_good:
        sys.exit("the last minute went wrong")
    return each


if __name__ == "__main__":
    main()
