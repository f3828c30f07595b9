"""kill -9 in the rush: python -m bench.torture.crash [--kills 200] [--suppliers 40] [--control NAME | --short]

Suppliers hand in offers, each twice at once, and an administrator approves changes, each of which is to be told to one person
in the inbox and by SMS. Meanwhile web, worker and database are killed at random and started again by their supervisor; whose
connection broke sends again, as a person would. Every fifth round the deadline passes in the middle.

Then what the suppliers were told, what the database holds and what inbox and gateway received are compared. A control takes one
mechanism away, and must be seen to fail: synchronous-commit-off, check-then-insert, no-outbox. The short form is one small round
in which each of the three is killed once.
"""

import argparse
import asyncio
import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bench import load, rush
from bench.stage import stage
from bench.torture.site import Gateway, Site
from tools import pg

if TYPE_CHECKING:
    from pingzhun.markets.intermediary.demo.cast import Cast

AT_ONCE = 12
LONGEST_SETTLING = 240.0  # seconds
PATIENCE = (
    4.0  # seconds for a worker that is alive to send what it holds, before its lease is made to run out
)
CONTROLS = {  # and the fault that each must be seen to have
    "synchronous-commit-off": "lost",
    "check-then-insert": "doubled",
    "no-outbox": "untold",
}
UNIQUE = (
    "sealing_sealedoffer",
    "filings_submission",
    "intermediary_enrolmentfiling",
)  # where a second copy is stopped
FINAL = (
    "filings_filing",
    "filings_submission",
    "intermediary_enrolmentfiling",
)  # where course and finality stop the second of two that both found a draft
INDEXES = ("one_live_offer_per_box_and_organisation", "an_agency_enrols_once_in_a_round")


@dataclass(frozen=True)
class Approval:
    """A change of a supplier's profile that an administrator is about to approve."""

    supplier: rush.Supplier
    filing: int
    path: str


@dataclass
class Count:
    """What was done, and what went wrong: everything from `lost` on must be 0.

    missing: neither stored nor rightly refused, although sent until an answer came. untold, told_twice: of an approval, by inbox
    or SMS; told_of_nothing: of one that is not in force. unclosed: a deadline that did not close its job exactly once.
    """

    kills: int = 0
    offers: int = 0
    approvals: int = 0
    acknowledged: int = 0
    broken: int = 0
    refused_late: int = 0
    lost: int = 0
    missing: int = 0
    doubled: int = 0
    late: int = 0
    unrecorded: int = 0
    untold: int = 0
    told_twice: int = 0
    told_of_nothing: int = 0
    unclosed: int = 0

    @property
    def faults(self) -> dict[str, int]:
        names = [each.name for each in fields(self)]
        return {name: getattr(self, name) for name in names[names.index("lost") :] if getattr(self, name)}

    def __str__(self) -> str:
        return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in vars(self).items())


class Storm(threading.Thread):
    """Kills one target after another, each when the last has come back and the rush has gone on a little, until the rush is over;
    `to_the_end`: until all are killed.
    """

    def __init__(
        self, site: Site, chance: random.Random, targets: Sequence[str], *, to_the_end: bool
    ) -> None:
        super().__init__()
        self.site, self.chance, self.targets, self.to_the_end = site, chance, targets, to_the_end
        self.answers: list[load.Answer] = []  # where the rush puts what it gets
        self.over = threading.Event()

    def run(self) -> None:
        for target in self.targets:
            seen = self.answered()
            while self.answered() == seen and not self.over.wait(0.02):
                pass
            self.over.wait(self.chance.uniform(0.0, 0.5))
            if self.over.is_set() and not self.to_the_end:
                return
            self.site.kill(target)
            self.site.await_answer()

    def answered(self) -> int:
        return sum(0 < each.status < 500 for each in self.answers)


def crash(
    *,
    kills: int,
    suppliers: int,
    control: str | None = None,
    short: bool = False,
    seed: int = 1,
    patience: int = 40,
) -> Count:
    """Kill so often; with a control until something has gone wrong, in at most `patience` rounds; short: each part once, in one
    round that may be over before the last is killed.
    """
    chance, count = random.Random(seed), Count()  # noqa: S311 -- to be repeatable
    with stage() as cluster:
        cast, firms = rush.prepare(suppliers)
        target = take_away(control, cluster)
        gateway = Gateway()
        with Site(cluster, target=target, gateway=gateway) as site:
            site.await_answer()
            rounds = 0
            while site.kills < kills and not (
                control and (CONTROLS[control] in count.faults or rounds >= patience)
            ):
                rounds += 1
                mortal = TARGETS.get(control, PARTS)
                targets = chance.choices(mortal, k=kills - site.kills) if mortal else []
                if short:
                    targets = chance.sample(PARTS, len(PARTS))
                storm = Storm(site, chance, targets, to_the_end=short)
                one_round(site, gateway, cast, firms, storm, count, number=rounds)
                print(f"{rounds}: {count}", flush=True)
    return count


PARTS = ("web", "worker", "database")
TARGETS: dict[str | None, tuple[str, ...]] = {
    "synchronous-commit-off": ("database",),
    "check-then-insert": (),
    "no-outbox": ("web",),
}


def take_away(control: str | None, cluster: pg.Cluster) -> str:
    """Take the mechanism away; return the WSGI application to run."""
    if control == "synchronous-commit-off":
        for setting in ("synchronous_commit = off", "wal_writer_delay = '10s'"):
            cluster.query(f"ALTER SYSTEM SET {setting}")
        cluster.query("SELECT pg_reload_conf()")
    if control == "check-then-insert":
        from django.db import connection

        with connection.cursor() as cursor:
            for name in INDEXES:
                cursor.execute(f"DROP INDEX {name}")
            for table in UNIQUE:
                drop_unique(cursor, table)
            for table in FINAL:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    if control in ("check-then-insert", "no-outbox"):
        os.environ["PINGZHUN_CONTROL"] = control
        return "bench.torture.broken:application"
    return "config.wsgi:application"


def drop_unique(cursor: Any, table: str) -> None:
    """The unique constraints of a table; of a typed filing also its key, which is that of its head."""
    kinds = "up" if table.startswith("intermediary") else "u"
    sql = "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND position(contype::text IN %s) > 0"
    cursor.execute(sql, [table, kinds])
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')


def one_round(
    site: Site,
    gateway: Gateway,
    cast: "Cast",
    firms: Sequence[rush.Supplier],
    storm: Storm,
    count: Count,
    *,
    number: int,
) -> None:
    """A rush in the storm, and the comparison after it."""
    from django.db import connection

    job, offers = rush.invite(cast, firms)
    approvals = propose(cast, firms, number)
    cookies = rush.cookies_for(cast.administrator.reviewer)
    form = {"csrfmiddlewaretoken": rush.CSRF, "decision": "approve", "version": "1"}
    approving = [[load.Request(each.path, form, cookies=cookies, tag=each)] for each in approvals]
    twins = rush.requests_of(offers, times=2, seed=number)  # the two of an offer close behind one another
    together = approving + [twins[at : at + 2] for at in range(0, len(twins), 2)]
    storm.chance.shuffle(together)
    requests = [each for some in together for each in some]
    settle()
    gateway.taken.clear()
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")  # what this process has made is not at stake
    closed_at = None
    if number % 5 == 0:
        closed_at = rush.bring_deadline(cast, job, within=timedelta(seconds=storm.chance.uniform(1, 4)))
    disconnect()
    storm.start()
    asyncio.run(drive(site.port, requests, storm.answers))
    storm.over.set()
    storm.join()
    site.await_answer()
    if closed_at:
        time.sleep(max(0.0, closed_at.timestamp() - time.time()))
    settle()
    examine(job, offers, approvals, storm.answers, gateway, count, closed_at=closed_at)
    count.kills = site.kills


def propose(cast: "Cast", firms: Sequence[rush.Supplier], number: int) -> list[Approval]:
    """A change of every supplier's address, submitted and waiting for the administrator."""
    from django.db import transaction
    from django.urls import reverse

    from pingzhun.directory.models import OrganisationData
    from pingzhun.directory.services import values_of
    from pingzhun.filings.driving import actor_for, submit
    from pingzhun.markets.intermediary.desks.profile import AgencyProfileDesk
    from pingzhun.markets.intermediary.market import AGENCY

    found = []
    with transaction.atomic():
        for firm in firms:
            firm.organisation.refresh_from_db()
            data = values_of(firm.organisation, OrganisationData)
            data["address"] = f"玉门市新市区 {number} 号"
            filing = submit(AgencyProfileDesk, actor_for(firm.user, AGENCY), data)
            path = reverse("desks:intermediary.agency-profile.review", args=[filing.pk])
            found.append(Approval(firm, filing.pk, path))
    return found


async def drive(port: int, requests: Sequence[load.Request], answers: list[load.Answer]) -> None:
    """Send all, each again until an answer comes that is none of 5xx. Every answer is put into `answers`."""
    waiting = iter(requests)

    async def browser() -> None:
        for request in waiting:
            for _ in range(200):
                tried: list[load.Answer] = []
                await load._browser(port, iter([request]), tried)
                answers.extend(tried)
                if 0 < tried[0].status < 500:
                    break
                await asyncio.sleep(0.2)

    await asyncio.gather(*(browser() for _ in range(AT_ONCE)))


def disconnect() -> None:
    """Let go of connections that a dead database leaves behind, as every request of the web does."""
    from django.db import connection

    connection.close()
    connection.close_pool()


def settle() -> None:
    """Let the leases of dead workers run out, and wait until nothing is left to send and no deadline to fire."""
    from django.db import DatabaseError

    from pingzhun.accounts.models import User
    from pingzhun.deadlines.models import Deadline
    from pingzhun.messages.models import Delivery
    from pingzhun.regimes import clock

    began = shifted = time.monotonic()
    states: Counter[str] = Counter()
    while time.monotonic() < began + LONGEST_SETTLING:
        try:
            left = Delivery.objects.exclude(state__in=Delivery.DONE)
            states = Counter(left.values_list("state", flat=True))
            if due := Deadline.objects.open().filter(due_at__lte=clock.now()).count():
                states["due"] = due
            if not states:
                return
            if set(states) - {"queued", "due"} and time.monotonic() > shifted + PATIENCE:
                clock.shift_forward(timedelta(minutes=2, seconds=1), actor_user=User.objects.first())
                shifted = time.monotonic()
        except DatabaseError:
            disconnect()
        time.sleep(0.3)
    raise RuntimeError(f"the worker does not come to an end: {states}")


def examine(
    job: Any,
    offers: Sequence[rush.Offer],
    approvals: Sequence[Approval],
    answers: Sequence[load.Answer],
    gateway: Gateway,
    count: Count,
    *,
    closed_at: datetime | None,
) -> None:
    """Add what became of a round to `count`."""
    from pingzhun.filings.models import Filing
    from pingzhun.flow.models import TransitionRecord
    from pingzhun.messages.models import Message

    of_offers = [each for each in answers if isinstance(each.request.tag, rush.Offer)]
    verdict = rush.judge(job, offers, [each for each in of_offers if each.status < 500], closed_at=closed_at)
    stored = stored_offers(job)
    late_by_right = {
        each.request.tag.filing
        for each in of_offers
        if closed_at and 0 < each.status < 500 and each.ended >= closed_at.timestamp()
    }
    count.offers += len(offers)
    count.broken += sum(not 0 < each.status < 500 for each in answers)
    count.acknowledged += verdict.acknowledged
    count.lost += verdict.lost
    count.doubled += verdict.doubled
    count.late += verdict.late
    count.unrecorded += verdict.unrecorded
    absent = {offer.filing for offer in offers} - stored
    count.refused_late += len(absent & late_by_right)
    count.missing += len(absent - late_by_right)

    approved = set(
        Filing.objects.filter(pk__in=[each.filing for each in approvals], state="approved").values_list(
            "pk", flat=True
        )
    )
    inbox = Counter(
        Message.objects.filter(
            kind="filing.approved", dedupe__in=[f"filing/{each.filing}/1/decided" for each in approvals]
        ).values_list("user", "dedupe")
    )
    agreed = {each.request.tag.filing for each in answers if says_approved(each)}
    count.approvals += len(approvals)
    count.acknowledged += len(agreed)
    count.lost += len(agreed - approved)
    count.missing += len(approvals) - len(approved)
    for each in approvals:
        told = [
            inbox[each.supplier.user.pk, f"filing/{each.filing}/1/decided"],
            len(gateway.taken[each.supplier.user.mobile]),
        ]
        if each.filing in approved:
            count.untold += told.count(0)
            count.told_twice += sum(times > 1 for times in told)
        else:
            count.told_of_nothing += sum(map(bool, told))
    if closed_at is not None:
        closings = TransitionRecord.objects.filter(
            course="intermediary.job", object_id=job.pk, transition="close_enrolment"
        )
        count.unclosed += closings.count() != 1


def stored_offers(job: Any) -> set[int]:
    """The filings of the job whose organisation has a live offer in its box."""
    from pingzhun.filings.models import Filing
    from pingzhun.sealing.models import SealedOffer

    organisations = SealedOffer.objects.live().filter(box__case=job).values("organisation")
    filings = Filing.objects.filter(
        case=job.pk, desk="intermediary.enrolment", organisation__in=organisations
    )
    return set(filings.values_list("pk", flat=True))


def says_approved(answer: load.Answer) -> bool:
    return isinstance(answer.request.tag, Approval) and answer.status == 302


def main() -> None:
    parser = argparse.ArgumentParser(description="在集中报价时随机强行终止网站、后台任务和数据库")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--suppliers", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--control", choices=CONTROLS)
    form.add_argument("--short", action="store_true", help="每样只终止一次")
    options = parser.parse_args()
    began = time.monotonic()
    count = crash(
        kills=len(PARTS) if options.short else options.kills,
        suppliers=options.suppliers,
        control=options.control,
        short=options.short,
        seed=options.seed,
    )
    print(f"{time.monotonic() - began:.0f} s; {count}")
    if options.control and CONTROLS[options.control] not in count.faults:
        sys.exit(f"the control was not seen to fail: {options.control}")
    if count.faults and not options.control:
        sys.exit(f"went wrong: {count.faults}")


if __name__ == "__main__":
    main()
