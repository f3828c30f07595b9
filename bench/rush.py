"""The rush before a deadline: python -m bench.rush [--suppliers 2000] [--runs 3]

So many suppliers, each with a session of their own and the page open, hand in their offers for one job at the same time. One
offer is the whole of it: session, permission, eligibility, form, sealed envelope, deadline by the database's clock, the frozen
version, records, ledger entries, durable commit. The same program counts what became of the offers.

`prepare`, `invite`, `requests_of` and `judge` are for whoever kills things while `load.drive` runs.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bench import bare
from bench.load import Answer, Request, drive
from bench.stage import Each, Meter, Server, describe_data, middle, percentile, stage, vacuum

if TYPE_CHECKING:
    from pingzhun.accounts.models import User
    from pingzhun.cases.models import Case
    from pingzhun.directory.models import Category, Jurisdiction, Organisation
    from pingzhun.markets.intermediary.demo.cast import Cast
    from pingzhun.markets.intermediary.models import Job

CSRF = "bench0bench0bench0bench0bench012"  # 32 characters, as Django's own
LIGHT_HASHER = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in: sessions are made
SUCCESS, TABLES = (
    200,
    ("directory_organisation", "filings_filing", "sealing_sealedoffer", "ledger_ledgerentry"),
)


@dataclass(frozen=True)
class Supplier:
    """An agency that may enrol, and the cookies of its person's session."""

    organisation: "Organisation"
    user: "User"
    cookies: str


@dataclass(frozen=True)
class Offer:
    """What one supplier's page is about to post. sha256: what the envelope commits to."""

    supplier: Supplier
    filing: int
    path: str
    form: dict[str, str]
    sha256: str


@dataclass(frozen=True)
class Verdict:
    """What became of the offers; everything from `lost` on must be 0.

    acknowledged: were told that their offer is in. refused: were told that it is not. unanswered: the connection broke.
    lost: acknowledged and not stored. doubled: stored more than once. late: received after the deadline by the database's clock.
    wrongly_refused: told before the deadline that it is over, or refused for any other reason. unrecorded: stored without
    exactly one submission, one record and one ledger entry. errors: answers of 5xx.
    """

    offers: int
    acknowledged: int
    refused: int
    unanswered: int
    stored: int
    lost: int
    doubled: int
    late: int
    wrongly_refused: int
    unrecorded: int
    errors: int

    @property
    def is_good(self) -> bool:
        return not any(
            (self.lost, self.doubled, self.late, self.wrongly_refused, self.unrecorded, self.errors)
        )

    def __str__(self) -> str:
        return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in vars(self).items())


def prepare(count: int) -> tuple["Cast", list[Supplier]]:
    """The cast of the demonstration and so many agencies, signed in. The database becomes a demo: its clock can be moved."""
    from pingzhun.directory import services
    from pingzhun.markets.intermediary.demo.cast import build
    from pingzhun.markets.intermediary.market import AGENCY
    from pingzhun.regimes import clock

    clock.enable_demo_clock()
    now = clock.now()
    cast = build(now)
    service = cast.services["工程预算编制"]
    agencies = found(count, cast.places["玉门市"], kind=AGENCY.key, categories=[service])
    for each in agencies:
        services.grant_scope(organisation=each.organisation, service_type=service, now=now)
    return cast, agencies


def found(
    count: int, place: "Jurisdiction", *, kind: str, categories: Sequence["Category"] = ()
) -> list[Supplier]:
    """So many organisations in a place, with a capacity, each with a member who is signed in."""
    from django.db import transaction
    from django.test.utils import override_settings
    from stdnum.cn import uscc

    from pingzhun.accounts.services import create_account
    from pingzhun.directory import services
    from pingzhun.regimes import clock

    now, suppliers = clock.now(), []
    with override_settings(PASSWORD_HASHERS=LIGHT_HASHER), transaction.atomic():
        for number in range(count):
            mobile = f"139{number:08d}"
            founder = create_account(
                username=f"bench{number}", password=CSRF, name=f"投标人{number}", mobile=mobile, now=now
            )
            code = f"91{place.code}BENCH{number:04d}"
            organisation = services.found_organisation(
                data={
                    "name": f"{place.name}第{number}有限公司",
                    "legal_representative": founder.name,
                    "address": f"{place.name}解放路 {number} 号",
                    "contact_name": founder.name,
                    "contact_mobile": mobile,
                    "contact_email": None,
                    "introduction": None,
                },
                credit_code=code + uscc.calc_check_digit(code),
                jurisdiction=place,
                founder=founder,
                now=now,
            )
            services.grant_capacity(
                organisation=organisation, kind=kind, jurisdiction=place, categories=categories, now=now
            )
            suppliers.append(Supplier(organisation, founder, cookies_for(founder)))
    return suppliers


def cookies_for(user: "User") -> str:
    """The cookies of a new session of `user`."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"


def invite(cast: "Cast", suppliers: Iterable[Supplier]) -> tuple["Job", list[Offer]]:
    """Publish a job, and let every supplier begin an offer for it and seal it; none is handed in yet."""
    from django.db import transaction
    from django.urls import reverse

    from pingzhun.filings import lifecycle
    from pingzhun.filings.desks import desk_of
    from pingzhun.filings.driving import actor_for
    from pingzhun.markets.intermediary.demo import steps
    from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk
    from pingzhun.markets.intermediary.market import AGENCY
    from pingzhun.regimes import clock

    job, at = steps.publish(cast), desk_of(EnrolmentDesk)
    offers = []
    with transaction.atomic():
        for supplier in suppliers:
            actor, now = actor_for(supplier.user, AGENCY), clock.now()
            filing = lifecycle.begin(at, actor=actor, case=job, now=now)
            price = random.randrange(50_000, 120_000)  # noqa: S311 -- any price
            envelope = steps.sealed(job, supplier.organisation, {"price": price, "plan": "按期完成。" * 20})
            form = {
                "csrfmiddlewaretoken": CSRF,
                "contact_name": supplier.user.name,
                "contact_mobile": supplier.user.mobile,
                "envelope": envelope,
                "action": "submit",
            }
            path = reverse(f"desks:{at.key}.page", args=[filing.pk])
            offers.append(Offer(supplier, filing.pk, path, form, json.loads(envelope)["sha256"]))
    return job, offers


def requests_of(offers: Sequence[Offer], *, times: int = 1, seed: int = 1) -> list[Request]:
    """Every offer's request, so many times, the repetitions close behind one another and the suppliers at random."""
    shuffled = random.Random(seed).sample(offers, len(offers))  # noqa: S311 -- to be repeatable
    headers = {"Accept": "application/json"}
    return [
        Request(offer.path, offer.form, offer.supplier.cookies, headers, tag=offer)
        for offer in shuffled
        for _ in range(times)
    ]


def bring_deadline(cast: "Cast", job: "Job", *, within: timedelta) -> datetime:
    """Move the clock of the demonstration so that the deadline is that near. Returns when that is by the real clock."""
    from pingzhun.regimes import clock

    clock.shift_forward(job.enrol_until - clock.now() - within, actor_user=cast.administrator.filer)
    moved = clock.shift()
    assert moved is not None  # noqa: S101 -- just moved
    return job.enrol_until - moved.shift


def acknowledges(answer: Answer) -> bool:
    """Whether the supplier was told that their offer is in."""
    return answer.status == SUCCESS and b'"url"' in answer.body


JUDGED = """
    SELECT filing.id,
        (SELECT count(*) FROM sealing_sealedoffer offer WHERE offer.box_id = box.id
            AND offer.organisation_id = filing.organisation_id),
        (SELECT count(*) FROM sealing_sealedoffer offer WHERE offer.box_id = box.id
            AND offer.organisation_id = filing.organisation_id AND offer.received_at >= box.closes_at),
        (SELECT count(*) FROM filings_submission WHERE filing_id = filing.id),
        (SELECT count(*) FROM flow_transitionrecord
            WHERE course = 'filing' AND object_id = filing.id AND transition = 'submit'),
        (SELECT count(*) FROM ledger_ledgerentry entry
            WHERE entry.kind = 'sealing.sealed' AND entry.subject IN (
                SELECT 'sealing/offer/' || offer.sha256 FROM sealing_sealedoffer offer
                WHERE offer.box_id = box.id AND offer.organisation_id = filing.organisation_id)),
        (SELECT count(*) FROM intermediary_enrolment WHERE job_id = filing.case_id
            AND agency_id = filing.organisation_id AND withdrawn_at IS NULL)
    FROM filings_filing filing JOIN sealing_box box ON box.case_id = filing.case_id
    WHERE filing.case_id = %s AND filing.desk = 'intermediary.enrolment'
"""


def judge(
    job: "Case",
    offers: Sequence[Offer],
    answers: Sequence[Answer],
    *,
    closed_at: datetime | None = None,
    judged: str = JUDGED,
) -> Verdict:
    """Compare what the suppliers were told with what the database holds. closed_at: the deadline by the real clock, if it has
    passed. judged: a statement of the case that gives, of each filing, how many offers were stored and how many of them late,
    and then how many there are of whatever belongs to a stored one.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(judged, [job.pk])
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    told: Counter[int] = Counter(answer.request.tag.filing for answer in answers if acknowledges(answer))
    refusals = [
        answer for answer in answers if answer.status and answer.status < 500 and not acknowledges(answer)
    ]
    rightly = [each for each in refusals if closed_at and each.ended >= closed_at.timestamp()]
    stored = {filing for filing, counts in found.items() if counts[0]}
    return Verdict(
        offers=len(offers),
        acknowledged=len(told),
        refused=len(refusals),
        unanswered=sum(answer.status == 0 for answer in answers),
        stored=len(stored),
        lost=len(set(told) - stored),
        doubled=sum(counts[0] > 1 for counts in found.values()),
        late=sum(counts[1] for counts in found.values()),
        wrongly_refused=len(refusals) - len(rightly),
        unrecorded=sum(set(counts[2:]) != {1 if filing in stored else 0} for filing, counts in found.items()),
        errors=sum(answer.status >= 500 for answer in answers),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="截止前的集中报价")
    parser.add_argument("--suppliers", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with stage() as cluster:
        limits = bare.measured(cluster, runs=options.runs)
        began = time.perf_counter()
        cast, suppliers = prepare(options.suppliers)
        print(f"{len(suppliers)} suppliers, made in {time.perf_counter() - began:.0f} s", flush=True)
        with Server() as server:
            meter = Meter(cluster, server)
            for at_once in (32, 64):
                runs = [one(cast, suppliers, server, meter, at_once=at_once) for _ in range(options.runs)]
                best = middle(runs)
                times = f"{best.cpu / limits['write'].cpu:.1f} times the bare transaction"
                print(f"an offer, {at_once} at once: {best}; {times}", flush=True)
            one(cast, suppliers, server, meter, at_once=32, times=4)
            one(cast, suppliers, server, meter, at_once=32, within=options.suppliers / best.rate / 2)
            print(f"memory of two workers: {server.memory():.0f} MiB")
        describe_data(*TABLES)


def one(
    cast: "Cast",
    suppliers: Sequence[Supplier],
    server: Server,
    meter: Meter,
    *,
    at_once: int,
    times: int = 1,
    within: float | None = None,
) -> Each:
    """One rush for a new job, judged. times: how often each request is sent. within: seconds after which the deadline passes."""
    job, offers = invite(cast, suppliers)
    requests = requests_of(offers, times=times)
    vacuum()
    closed_at = bring_deadline(cast, job, within=timedelta(seconds=within)) if within else None
    before = meter.read()
    answers = drive(server.port, requests, at_once=at_once)
    each = (meter.read() - before).each(len(offers))
    waited = sorted(answer.milliseconds for answer in answers)
    what = f"{at_once} at once" + (f", each {times} times" if times > 1 else "")
    what += f", the deadline after {within:.1f} s" if within else ""
    print(f"{what}: {each}; p50 {percentile(waited, 0.5):.0f} ms, p99 {percentile(waited, 0.99):.0f} ms")
    verdict = judge(job, offers, answers, closed_at=closed_at)
    print(f"  {verdict}", flush=True)
    if not verdict.is_good:
        sys.exit("the rush went wrong")
    return each


if __name__ == "__main__":
    main()
