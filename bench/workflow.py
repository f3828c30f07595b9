"""What a whole job costs, from its publication to its ratings: python -m bench.workflow [--cases 40]

Everybody works through the pages, 8 at once: publish → review → 3 offers → deadline → two holders open → contract → two reviews →
results → close → review → both ratings. Every step of all jobs is made before the next, because one clock brings the deadline
of all. What the worker does at the deadline runs in this process and is counted.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from bench import bare
from bench.load import Answer, Request, drive
from bench.rush import CSRF, cookies_for
from bench.stage import Cost, Meter, Server, describe_data, stage, vacuum

if TYPE_CHECKING:
    from pingzhun.accounts.models import User
    from pingzhun.filings.desks import Desk
    from pingzhun.markets.intermediary.demo.cast import Cast, Player
    from pingzhun.markets.intermediary.models import Job

AT_ONCE = 8
TABLES = (
    "intermediary_job",
    "filings_filing",
    "flow_transitionrecord",
    "ledger_ledgerentry",
    "messaging_message",
)
REDIRECT = 302


class Work:
    """One batch of jobs on their way. steps: what each step cost, in order."""

    def __init__(self, cast: "Cast", server: Server, meter: Meter) -> None:
        self.cast, self.server, self.meter = cast, server, meter
        self.cookies: dict[int, str] = {}
        self.steps: list[tuple[str, int, Cost]] = []

    def step(self, name: str, act: Callable[[], int], *, here: Meter | None = None) -> None:
        """`act` does it for all jobs and returns how many requests that took. here: where it is done in this process."""
        meter = here or self.meter
        before = meter.read()
        number = act()
        self.steps.append((name, number, meter.read() - before))

    def send(self, requests: Sequence[Request]) -> list[Answer]:
        """Raises RuntimeError unless every one of them is taken, which a page says by leading on to another."""
        answers = drive(self.server.port, requests, at_once=AT_ONCE)
        for answer in answers:
            if answer.status != REDIRECT:
                raise RuntimeError(f"{answer.request.path}: {answer.status} {answer.body.decode()[-3000:]}")
        return answers

    def post(self, path: str, user: "User", form: Mapping[str, str], **more: Any) -> Request:
        if user.pk not in self.cookies:
            self.cookies[user.pk] = cookies_for(user)
        return Request(path, {"csrfmiddlewaretoken": CSRF, **form}, cookies=self.cookies[user.pk], **more)

    def file(
        self,
        desk_class: type["Desk"],
        filers: Sequence["Player"],
        forms: Sequence[Mapping[str, Any]],
        *,
        jobs: Sequence["Job"] = (),
        files: Mapping[tuple[str, str], bytes] | None = None,
    ) -> int:
        """Begin, attach and submit a filing of each of `filers`; of the jobs, where the desk is about jobs."""
        from django.urls import reverse

        from pingzhun.filings.desks import desk_of
        from pingzhun.filings.driving import typed

        at = desk_of(desk_class)
        cases = [str(job.pk) for job in jobs] or [""] * len(forms)
        begun = self.send(
            [
                self.post(reverse(f"desks:{at.key}.begin"), filer.filer, {"case": case}, tag=number)
                for number, (filer, case) in enumerate(zip(filers, cases, strict=True))
            ]
        )
        pages = {answer.request.tag: answer.headers["location"] for answer in begun}
        if files:
            self.send(
                [
                    self.post(f"{pages[number]}files/", filer.filer, {"slot": at.slots[0].key}, files=files)
                    for number, filer in enumerate(filers)
                ]
            )
        self.send(
            [
                self.post(
                    pages[number],
                    filer.filer,
                    {name: values[0] for name, values in typed(form).items()} | {"action": "submit"},
                )
                for number, (filer, form) in enumerate(zip(filers, forms, strict=True))
            ]
        )
        return len(pages) * (3 if files else 2)

    def approve(self, desk_class: type["Desk"], reviewer: "Player") -> int:
        """Approve all that waits for a reviewer at a desk."""
        from django.urls import reverse

        from pingzhun.filings.desks import desk_of
        from pingzhun.filings.queries import inbox

        at = desk_of(desk_class)
        waiting = inbox(reviewer.reviews).filter(desk=at.key)
        requests = [
            self.post(
                reverse(f"desks:{at.key}.review", args=[filing.pk]),
                reviewer.reviewer,
                {"decision": "approve", "version": str(filing.version)},
            )
            for filing in waiting
        ]
        self.send(requests)
        return len(requests)


def one(cast: "Cast", server: Server, meter: Meter, here: Meter, cases: int) -> list[tuple[str, int, Cost]]:
    """A batch of so many jobs, from beginning to end."""
    from django.urls import reverse

    from pingzhun.deadlines import schedule
    from pingzhun.markets.intermediary.demo import steps
    from pingzhun.markets.intermediary.demo.cast import scan
    from pingzhun.markets.intermediary.desks.contract import ContractFilingDesk
    from pingzhun.markets.intermediary.desks.enrolment import EnrolmentDesk
    from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk
    from pingzhun.markets.intermediary.desks.ratings import AdministratorRatingDesk, EntityRatingDesk
    from pingzhun.markets.intermediary.desks.serving import CompletionDesk, ResultUploadDesk
    from pingzhun.markets.intermediary.models import Job
    from pingzhun.regimes import clock
    from pingzhun.sealing import twin
    from pingzhun.sealing.key_files import demo_key
    from pingzhun.sealing.models import Box

    work, now = Work(cast, server, meter), clock.now()
    known = set(Job.objects.values_list("pk", flat=True))
    entity, terms = [cast.entity] * cases, steps.terms(cast, now)
    work.step("publish", lambda: work.file(JobPublicationDesk, entity, [terms] * cases))
    work.step("review it", lambda: work.approve(JobPublicationDesk, cast.administrator))
    jobs = list(Job.objects.exclude(pk__in=known).order_by("pk"))
    for number, agency in enumerate((cast.hengxin, cast.qilian, cast.mogao)):
        forms = [
            {
                "contact_name": agency.filer.name,
                "contact_mobile": agency.filer.mobile,
                "envelope": steps.sealed(job, agency.organisation, {"price": 90_000 + number, "plan": ""}),
            }
            for job in jobs
        ]
        work.step("offer", partial(work.file, EnrolmentDesk, [agency] * cases, forms, jobs=jobs))

    def deadline() -> int:
        left = jobs[-1].enrol_until - clock.now() + timedelta(minutes=1)
        schedule.fire_due(now=clock.shift_forward(left, actor_user=cast.administrator.filer))
        return 0

    work.step("deadline", deadline, here=here)
    for holder in (cast.entity, cast.regulator):
        releases = []
        for box in Box.objects.waiting().filter(case__in=jobs):
            shares = twin.open_shares(box, demo_key(holder.organisation.credit_code))
            text = json.dumps({pk: None if share is None else _base64(share) for pk, share in shares.items()})
            releases.append(work.post(reverse("sealing:box", args=[box.pk]), holder.filer, {"shares": text}))
        work.step("open quotes", partial(_sent, work, releases))
    jobs = list(Job.objects.filter(pk__in=[job.pk for job in jobs]).order_by("pk"))
    today, winner = clock.now().date(), [cast.hengxin] * cases
    contracts = [
        {
            "number": f"HT-{job.code}",
            "amount": job.price,
            "signed_on": today,
            "starts_on": today,
            "ends_on": today + timedelta(days=30),
        }
        for job in jobs
    ]
    files = {("files", "合同.pdf"): scan()}
    work.step("contract", lambda: work.file(ContractFilingDesk, winner, contracts, jobs=jobs, files=files))
    work.step("review it, entity", lambda: work.approve(ContractFilingDesk, cast.entity))
    work.step("review it, regulator", lambda: work.approve(ContractFilingDesk, cast.regulator))
    results, archive = [{"description": "预算书及电子版"}] * cases, {("files", "成果.zip"): steps.archive()}
    work.step("results", lambda: work.file(ResultUploadDesk, winner, results, jobs=jobs, files=archive))
    done = [{"statement": "成果已交付并验收"}] * cases
    work.step("close", lambda: work.file(CompletionDesk, winner, done, jobs=jobs))
    work.step("review it", lambda: work.approve(CompletionDesk, cast.entity))
    stars = [steps.STARS | {"comment": "按期完成"}] * cases
    work.step("rate, entity", lambda: work.file(EntityRatingDesk, entity, stars, jobs=jobs))
    raters = [cast.administrator] * cases
    work.step("rate, administrator", lambda: work.file(AdministratorRatingDesk, raters, stars, jobs=jobs))
    states = set(Job.objects.filter(pk__in=[job.pk for job in jobs]).values_list("state", flat=True))
    if states != {"rated"}:
        sys.exit(f"not every job was rated: {states}")
    return work.steps


def _sent(work: Work, requests: Sequence[Request]) -> int:
    return len(work.send(requests))


def _base64(data: bytes) -> str:
    from pingzhun.sealing.envelope import text_of

    return text_of(data)


def main() -> None:
    parser = argparse.ArgumentParser(description="一个项目从发布到评价的全部办理")
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with stage() as cluster:
        limits = bare.measured(cluster, runs=options.runs)
        from django.test.utils import override_settings

        from bench.rush import LIGHT_HASHER
        from pingzhun.markets.intermediary.demo.cast import build
        from pingzhun.regimes import clock

        clock.enable_demo_clock()
        with override_settings(PASSWORD_HASHERS=LIGHT_HASHER):
            cast = build(clock.now())
        with Server() as server:
            meter = Meter(cluster, server)
            batches = []
            for _ in range(options.runs):
                vacuum()
                batches.append(one(cast, server, meter, Meter(cluster), options.cases))
            batch = sorted(batches, key=lambda steps: sum(cost.cpu for _, _, cost in steps))[
                len(batches) // 2
            ]
            for name, number, cost in batch:
                print(f"{name}: {cost.each(options.cases)}, {number / options.cases:.0f} requests")
            clock_time = sum(cost.clock for _, _, cost in batch)
            cpu = sum(cost.cpu for _, _, cost in batch) / options.cases * 1000
            requests = sum(number for _, number, _ in batch) / options.cases
            print(
                f"a whole job: {cpu:.0f} CPU-ms in {requests:.0f} requests, {options.cases / clock_time:.2f} a second; "
                f"{cpu / requests / limits['write'].cpu:.1f} times the bare transaction a request"
            )
            print(f"memory of two workers: {server.memory():.0f} MiB")
        describe_data(*TABLES)


if __name__ == "__main__":
    main()
