"""Let the cast of 中介超市 do whatever they may, at random, and look after every step whether all is as it must be.

Needs a migrated database without organisations. The cast moves in once, in a transaction that is never committed; every walk
is a savepoint of it that is rolled back. With `--processes`, each process walks in a copy of the database.
"""

import random
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import psycopg
from django import forms
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from psycopg.sql import SQL, Identifier

from pingzhun.base.fields import MobileField, MoneyField
from pingzhun.deadlines import schedule
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.slots import Slot
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import Desk, desk, desks
from pingzhun.filings.driving import FormRefused, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import inbox, to_correct, waiting
from pingzhun.flow.guards import Refused
from pingzhun.flow.machine import courses
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast, Player, build, scan
from pingzhun.markets.intermediary.desks.changes import EntityTerminationDesk
from pingzhun.markets.intermediary.desks.enrolment import EnrolmentWithdrawalDesk
from pingzhun.markets.intermediary.desks.publication import CancellationDesk, JobPublicationDesk
from pingzhun.markets.intermediary.desks.selection import DecliningDesk
from pingzhun.markets.intermediary.desks.serving import AgencyTerminationDesk
from pingzhun.markets.intermediary.models import Method
from pingzhun.regimes import clock
from pingzhun.sealing.models import Box

WAYS_OUT = (
    AgencyTerminationDesk,
    CancellationDesk,
    DecliningDesk,
    EnrolmentWithdrawalDesk,
    EntityTerminationDesk,
)  # rare, or no walk would get far


class Fault(AssertionError):  # noqa: N818 -- as `Refused`, it is what was found
    """Something that must hold did not."""


class Walk:
    """Some steps of the cast, from one seed. `taken` counts them by kind, `refused` those that were not allowed."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 -- to be repeatable, not secret
        self.cast, self.seed = cast, seed
        self.players = [each for each in vars(cast).values() if isinstance(each, Player)]
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.files = 0
        self.actors: dict[tuple[int, bool], Actor] = {}  # of the present step

    def run(self, count: int) -> "Walk":
        """Raises Fault, or whatever the platform raised that is not a refusal."""
        for number in range(count):
            try:
                self.taken[self.step()] += 1
            except (Refused, FormRefused, FileRefused) as refused:
                self.refused[type(refused).__name__] += 1
            check(f"seed {self.seed}, step {number}")
        return self

    def filer(self, player: Player) -> Actor:
        return self._actor(player, filing=True)

    def reviewer(self, player: Player) -> Actor:
        return self._actor(player, filing=False)

    def _actor(self, player: Player, *, filing: bool) -> Actor:
        key = (player.organisation.pk, filing)
        if key not in self.actors:
            self.actors[key] = player.files if filing else player.reviews
        return self.actors[key]

    def step(self) -> str:
        self.actors.clear()
        if self.random.random() < 0.1:
            return self.pass_time()  # whose deadlines have transactions of their own
        acts = [
            self.review,
            self.work,
            self.open_quotes,
            self.publish,
            self.correct,
            self.begin,
            self.take_back,
        ]
        with transaction.atomic():
            first = self.random.choices(acts, weights=(8, 16, 8, 1, 2, 1, 1))[0]
            return first() or self.review() or self.work() or self.publish()

    # ---- acts: each returns what was done, or None where there was nothing to do ------------------------------------

    def review(self) -> str | None:
        """Somebody decides on something that waits for them."""
        for player in self.random.sample(self.players, len(self.players)):
            actor = self.reviewer(player)
            if waiting_here := list(inbox(actor).order_by("pk")):
                filing = self.random.choice(waiting_here)
                if self.random.random() < 0.8:
                    approve(filing, actor, opinion=self.random.choice(["", "同意"]))
                    return f"approve {filing.desk}"
                reject(filing, actor, "请补充后重新提交。")
                return f"reject {filing.desk}"
        return None

    def work(self) -> str | None:
        """Somebody works at a desk that is about a job, which one of theirs can be chosen at; mostly one that is not blocked."""
        posts = [
            (at, player)
            for player in self.players
            for at in desks()
            if at.about_cases and at.is_filed_by(player.kind.key)
        ]
        for at, player in sorted(posts, key=self._turn):
            actor = self.filer(player)
            if keys := list(at.cases(actor).order_by("pk").values_list("pk", flat=True)):
                job = at.cases(actor).get(pk=self.random.choice(keys))
                blocked = at.refusals(job, actor=actor, now=clock.now())
                if not blocked or self.random.random() < 0.2:
                    return self.file(at, actor, job)
        return None

    def _turn(self, post: tuple[Desk, Player]) -> float:
        """When a desk has its turn: at random, those that lead out of a job rarely early."""
        return self.random.expovariate(0.1 if type(post[0]) in WAYS_OUT else 1)

    def publish(self) -> str:
        """The 项目单位 publishes a job, by whichever method."""
        now, method = clock.now(), self.random.choice(Method.values)
        terms: dict[str, Any] = {"method": method}
        if method == Method.DIRECT:
            agency = self.random.choice([self.cast.hengxin, self.cast.qilian, self.cast.mogao])
            price = self.random.choice(["9000", "90000"])
            terms |= {"ceiling": price, "enrol_until": None, "direct_price": price}
            terms |= {"direct_agency": agency.organisation, "direct_reason": "限额以下"}
        submit(
            JobPublicationDesk, self.filer(self.cast.entity), steps.terms(self.cast, now, **terms), now=now
        )
        return f"file {JobPublicationDesk.key}"

    def begin(self) -> str | None:
        """Somebody works at a desk that is about no case."""
        actor = self.filer(self.random.choice(self.players))
        mine = [each for each in desks() if not each.about_cases and each.is_filed_by(actor.kind)]
        mine = [each for each in mine if each.available(actor=actor, now=clock.now())]
        return self.file(self.random.choice(mine), actor, None) if mine else None

    def correct(self) -> str | None:
        """Somebody finishes, or removes, what they began or got back."""
        actor = self.filer(self.random.choice(self.players))
        filing = self.random.choice(list(to_correct(actor).order_by("pk")) or [None])
        if filing is None:
            return None
        if self.random.random() < 0.2:
            lifecycle.discard(filing, actor=actor, now=clock.now())
            return f"discard {filing.desk}"
        return self.file(desk(filing.desk), actor, filing.case and filing.case.specific, filing)

    def take_back(self) -> str | None:
        actor = self.filer(self.random.choice(self.players))
        filing = self.random.choice(list(waiting(actor).order_by("pk")) or [None])
        if filing is None:
            return None
        lifecycle.withdraw(filing, actor=actor, now=clock.now())
        return f"withdraw {filing.desk}"

    def open_quotes(self) -> str | None:
        """One of those who hold the quotes of a job comes to open them."""
        waiting_boxes = list(Box.objects.waiting().order_by("pk"))
        if not waiting_boxes:
            return None
        held = self.random.choice(waiting_boxes)
        steps.release(held, self.random.choice(list(held.holders.order_by("pk"))).organisation)
        return "open quotes"

    def pass_time(self) -> str:
        by = timedelta(days=self.random.choice([1, 3, 12]))
        schedule.fire_due(now=clock.shift_forward(by, actor_user=self.cast.administrator.filer))
        return "time passes"

    # ---- filling in -------------------------------------------------------------------------------------------------

    def file(self, at: Desk, actor: Actor, case: Any, filing: Filing | None = None) -> str:
        now = clock.now()
        if filing is None:
            filing = lifecycle.begin(at, actor=actor, case=case, now=now)
        form = at.form_for(filing, actor=actor, now=now)
        data: dict[str, Any] = {name: self.value(name, field, form) for name, field in form.fields.items()}
        for name, row_set in form.row_sets.items():
            data[name] = [
                {
                    field: self.value(field, row.fields[field], form, row)
                    for field in row.fields
                    if field != "DELETE"
                }
                for row in row_set
            ]
        envelope = ""
        if at.sealed_form and actor.organisation:
            fields = at.sealed_form().fields
            typed = {name: self.value(name, field, form) for name, field in fields.items()}
            envelope = steps.sealed(case, actor.organisation, typed)
        full = set(filing.folder.attachments.live().values_list("slot", flat=True))
        files = {slot.key: [self.paper(slot)] for slot in at.slots if slot.required and slot.key not in full}
        submit(type(at), actor, data, case=case, envelope=envelope, files=files, filing=filing, now=now)
        return f"file {at.key}"

    def value(self, name: str, field: Any, form: Any, row: Any = None) -> object:
        """Something that may be typed into a field; mostly, but not always, what it asks for."""
        began_with = (row or form).initial.get(name)
        if began_with is not None and self.random.random() < 0.7:
            return began_with
        if not field.required and self.random.random() < 0.5:
            return ""
        source: Any = field
        match field:
            case forms.ModelMultipleChoiceField():
                return self.some(source.queryset, 2)
            case forms.ModelChoiceField():
                return next(iter(self.some(source.queryset, 1)), "")
            case forms.ChoiceField():
                return self.random.choice([value for value, _ in source.choices if value != ""])
            case forms.BooleanField():
                return self.random.random() < 0.5
            case MoneyField() | forms.DecimalField():
                return self.random.choice([0, 60, 8000, 95000, 99999, 120000])
            case forms.DateTimeField():
                return form.now + timedelta(days=self.random.choice([1, 15, 20]))
            case forms.DateField():
                return self.day(name, form.now)
            case forms.IntegerField():
                return self.random.choice([1, 2, 30])
            case MobileField():
                return f"139{self.random.randrange(10**8):08d}"
        return f"{field.label}{self.random.randrange(10**6)}"[: getattr(field, "max_length", None) or 200]

    def some(self, rows: QuerySet[Any], count: int) -> list[Any]:
        found = list(rows.order_by("pk"))
        return self.random.sample(found, min(count, len(found)))

    def day(self, name: str, now: datetime) -> date:
        ahead = 300 if name in ("ends_on", "valid_until") else 0
        return localtime(now).date() + timedelta(days=ahead)

    def paper(self, slot: Slot) -> tuple[str, bytes]:
        self.files += 1
        if "pdf" in slot.extensions:
            return f"{self.files}.pdf", scan(f"{self.files}")
        packed = BytesIO()
        with ZipFile(packed, "w") as file:
            file.writestr("成果.txt", f"{self.files}")
        return f"{self.files}.zip", packed.getvalue()


# ---- what must hold -------------------------------------------------------------------------------------------------

HOLDS = {
    "a job is in the state in which its last record left it": """
        SELECT job.case_ptr_id FROM intermediary_job job JOIN LATERAL (
            SELECT target FROM flow_transitionrecord
            WHERE course = 'intermediary.job' AND object_id = job.case_ptr_id ORDER BY id DESC LIMIT 1
        ) record ON true WHERE job.state <> record.target
    """,
    "a filing is in the state in which its last record left it": """
        SELECT filing.id FROM filings_filing filing JOIN LATERAL (
            SELECT target FROM flow_transitionrecord
            WHERE course = 'filing' AND object_id = filing.id ORDER BY id DESC LIMIT 1
        ) record ON true WHERE filing.state <> record.target
    """,
    "each record begins where the one before it ended": """
        SELECT id FROM (
            SELECT id, source, lag(target, 1, '') OVER (PARTITION BY course, object_id ORDER BY id) AS before
            FROM flow_transitionrecord
        ) chain WHERE source <> before
    """,
    "everything that has a state has a record": """
        SELECT id FROM filings_filing WHERE id NOT IN (
            SELECT object_id FROM flow_transitionrecord WHERE course = 'filing')
        UNION ALL SELECT case_ptr_id FROM intermediary_job WHERE case_ptr_id NOT IN (
            SELECT object_id FROM flow_transitionrecord WHERE course = 'intermediary.job')
    """,
    "each record has its ledger entry": """
        SELECT course, object_id, transition FROM flow_transitionrecord GROUP BY 1, 2, 3
        EXCEPT ALL
        SELECT split_part(subject, '/', 1), split_part(subject, '/', 2)::bigint, substring(kind FROM '[^.]*$')
        FROM ledger_ledgerentry WHERE subject ~ '^(filing|intermediary[.]job)/' GROUP BY 1, 2, 3
    """,
    "nobody decided on what they filed": """
        SELECT review.id FROM filings_review review JOIN filings_submission version
        ON version.filing_id = review.filing_id AND version.submitted_by_id = review.reviewer_id
    """,
    "a job in service has one principal contract": """
        SELECT job.case_ptr_id FROM intermediary_job job WHERE job.state IN ('serving', 'completed', 'rated')
        AND 1 <> (SELECT count(*) FROM contracts_contract c WHERE c.case_id = job.case_ptr_id AND c.supplements_id IS NULL)
    """,
    "what is over has nothing left to decide": """
        SELECT filing.id FROM filings_filing filing JOIN intermediary_job job ON job.case_ptr_id = filing.case_id
        WHERE filing.state = 'submitted' AND job.state IN ('completed', 'rated', 'cancelled')
    """,
}


def check(where: str) -> None:
    """Raises Fault, naming what does not hold and where."""
    with connection.cursor() as cursor:
        for sentence, exceptions in HOLDS.items():
            cursor.execute(exceptions)
            if found := cursor.fetchall():
                raise Fault(f"{where}: {sentence}: not so for {found[:5]}")
    for course in courses:
        for state in states_in_use(course.key):
            if state not in course.states.values:
                raise Fault(f"{where}: {course.key} has no state {state}")


def states_in_use(course: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT target FROM flow_transitionrecord WHERE course = %s", [course])
        return {target for (target,) in cursor.fetchall()}


TOGETHER = 50  # walks in one transaction; dead rows of more would make each step dearer


@contextmanager
def undone() -> Iterator[None]:
    """A transaction, or a savepoint of one, that leaves nothing behind; durable blocks may stand within it."""
    block: Any = transaction.atomic()
    block._from_testcase = True  # as in django.test.TestCase
    with block:
        yield
        transaction.set_rollback(True)


def walks(seeds: Iterable[int], steps: int) -> Counter[str]:
    """Walk once from each seed with one cast, leaving nothing behind; return what was done, and what was refused, how often."""
    done: Counter[str] = Counter()
    with undone():
        cast = build(clock.now())
        for seed in seeds:
            with undone():
                walk = Walk(cast, seed).run(steps)
            done += walk.taken + Counter({f"refused: {name}": count for name, count in walk.refused.items()})
    return done


def walks_in(database: str, seeds: Sequence[int], steps: int) -> Counter[str]:
    """The same in a process of its own, in the database of that name."""
    connection.settings_dict["NAME"] = database
    clock.enable_demo_clock()
    connection.close()  # the setting holds for new connections
    return walks(seeds, steps)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--walks", type=int, default=10)
        parser.add_argument("--steps", type=int, default=50)
        parser.add_argument("--seed", type=int, default=1, help="of the first walk; the others follow")
        parser.add_argument("--processes", type=int, default=1)

    def handle(self, *, walks: int, steps: int, seed: int, processes: int, **options: object) -> None:
        if Organisation.objects.exists():
            raise CommandError("随机漫步需要一个没有单位的数据库。")
        shares = [
            range(first, min(first + TOGETHER, seed + walks)) for first in range(seed, seed + walks, TOGETHER)
        ]
        taken: Counter[str] = Counter()
        with copies(processes) as databases, ExitStack() as stack:
            # One process to a database: two casts with the same names would wait for each other.
            pools = [stack.enter_context(ProcessPoolExecutor(1)) for _ in databases]
            running = [
                pools[number % processes].submit(walks_in, databases[number % processes], share, steps)
                for number, share in enumerate(shares)
            ]
            for number, share in enumerate(as_completed(running), start=1):
                taken += share.result()
                self.stdout.write(f"{number}/{len(shares)}: {taken.total()} steps", ending="\r")
        self.stdout.write("")
        for name, count in taken.most_common():
            self.stdout.write(f"{count:8} {name}")


@contextmanager
def copies(count: int) -> Iterator[list[str]]:
    """So many copies of the database, for as long as they are needed."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend
    copied = [f"{name}_walk_{number}" for number in range(count)]
    with psycopg.connect(
        **connection.get_connection_params() | {"dbname": "postgres"}, autocommit=True
    ) as server:
        try:
            for copy in copied:
                server.execute(
                    SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(copy), Identifier(name))
                )
            yield copied
        finally:
            for copy in copied:
                server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(copy)))
