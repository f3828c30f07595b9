"""A cast doing whatever it may, at random, and what must hold after every step; each market walks in its own way."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, ClassVar
from zipfile import ZipFile

from django import forms
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime

from pingzhun.base.fields import MobileField, MoneyField
from pingzhun.deadlines import schedule
from pingzhun.directory.actors import Actor
from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.slots import Slot
from pingzhun.filings import lifecycle
from pingzhun.filings.casting import Player, scan
from pingzhun.filings.desks import Desk, desk, desks
from pingzhun.filings.driving import FormRefused, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import inbox, to_correct, waiting
from pingzhun.flow.guards import Refused
from pingzhun.flow.machine import courses
from pingzhun.regimes import clock


class Fault(AssertionError):  # noqa: N818 -- as `Refused`, it is what was found
    """Something that must hold did not."""


class Walk:
    """Some steps of a cast, from one seed. `taken` counts them by kind, `refused` those that were not allowed.

    A market says how a case begins there, which desks lead out of one and are rare (or no walk would get far), and what must
    hold besides: sentences with the query of their exceptions.
    """

    rare: ClassVar[tuple[type[Desk], ...]] = ()
    holds: ClassVar[dict[str, str]] = {}

    def __init__(self, cast: Any, seed: int) -> None:
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
            check(f"seed {self.seed}, step {number}", self.holds)
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
        acts = self.acts()
        with transaction.atomic():
            first = self.random.choices([act for act, _ in acts], weights=[often for _, often in acts])[0]
            return first() or self.review() or self.work() or self.open_case()

    def acts(self) -> list[tuple[Callable[[], str | None], int]]:
        """What can be done, and how often it is tried."""
        return [
            (self.review, 8),
            (self.work, 16),
            (self.open_case, 1),
            (self.correct, 2),
            (self.begin, 1),
            (self.take_back, 1),
        ]

    def open_case(self) -> str:
        """A case begins."""
        raise NotImplementedError

    def envelope(self, at: Desk, actor: Actor, case: Any) -> str:
        """What the browser would seal, where the desk has a sealed form."""
        return ""

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
        return self.random.expovariate(0.1 if isinstance(post[0], self.rare) else 1)

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

    def pass_time(self) -> str:
        by = timedelta(days=self.random.choice([1, 3, 12]))
        schedule.fire_due(now=clock.shift_forward(by, actor_user=self.players[0].filer))
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
        full = set(filing.folder.attachments.live().values_list("slot", flat=True))
        files = {slot.key: [self.paper(slot)] for slot in at.slots if slot.required and slot.key not in full}
        submit(
            type(at),
            actor,
            data,
            case=case,
            envelope=self.envelope(at, actor, case),
            files=files,
            filing=filing,
            now=now,
        )
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


def of_course(key: str, table: str, pk: str = "id") -> dict[str, str]:
    """What must hold of every row of the table whose state is the course of this key."""
    return {
        f"a row of {table} is in the state in which its last record left it": f"""
            SELECT t.{pk} FROM {table} t JOIN LATERAL (
                SELECT target FROM flow_transitionrecord
                WHERE course = '{key}' AND object_id = t.{pk} ORDER BY id DESC LIMIT 1
            ) record ON true WHERE t.state <> record.target
        """,
        f"every row of {table} has a record": f"""
            SELECT {pk} FROM {table} WHERE {pk} NOT IN (
                SELECT object_id FROM flow_transitionrecord WHERE course = '{key}')
        """,
    }


def always() -> dict[str, str]:
    """What must hold whatever the market."""
    keys = "|".join(course.key.replace(".", "[.]") for course in courses)
    return of_course("filing", "filings_filing") | {
        "each record begins where the one before it ended": """
            SELECT id FROM (
                SELECT id, source, lag(target, 1, '') OVER (PARTITION BY course, object_id ORDER BY id) AS before
                FROM flow_transitionrecord
            ) chain WHERE source <> before
        """,
        "each record has its ledger entry": f"""
            SELECT course, object_id, transition FROM flow_transitionrecord GROUP BY 1, 2, 3
            EXCEPT ALL
            SELECT split_part(subject, '/', 1), split_part(subject, '/', 2)::bigint, substring(kind FROM '[^.]*$')
            FROM ledger_ledgerentry WHERE subject ~ '^({keys})/' GROUP BY 1, 2, 3
        """,
        "nobody decided on what they filed": """
            SELECT review.id FROM filings_review review JOIN filings_submission version
            ON version.filing_id = review.filing_id AND version.submitted_by_id = review.reviewer_id
        """,
    }


def check(where: str, holds: Mapping[str, str] = {}) -> None:
    """Raises Fault, naming what does not hold and where. holds: of the market, besides what always must."""
    with connection.cursor() as cursor:
        for sentence, exceptions in (always() | dict(holds)).items():
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


@contextmanager
def undone() -> Iterator[None]:
    """A transaction, or a savepoint of one, that leaves nothing behind; durable blocks may stand within it."""
    with in_one_transaction():
        yield
        transaction.set_rollback(True)


def in_one_transaction() -> transaction.Atomic:
    """As `transaction.atomic()`, and durable blocks may stand within it."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as in django.test.TestCase
    return block


@dataclass(frozen=True)
class Ground:
    """What the module `walk` of a market's demo has as `ground`: how its cast moves in, and how it walks."""

    cast: Callable[[datetime], Any]
    walk: type[Walk]
