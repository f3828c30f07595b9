"""A page costs the same number of queries for one row and for thirty.

Every list of the site is opened over a world in which there is at least one of everything, then again with thirty times as
much. What multiplies the rows works with the triggers at rest: here only the reading is measured.
"""

from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.accounts.models import User
from pingzhun.directory.models import Capacity, Organisation, Suspension
from pingzhun.documents.models import Folder
from pingzhun.filings.desks import Desk, desks, worklists
from pingzhun.filings.models import Decision, Filing, Review
from pingzhun.ledger import log
from pingzhun.markets.intermediary.models import Enrolment, Job
from pingzhun.messages.models import Message
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock

from .world import Person, World, case_at

pytestmark = pytest.mark.django_db

MANY = 30


def another(row: Any, **changes: object) -> Any:
    """A copy of a row, saved as a new one."""
    made = copy(row)
    made._state = copy(row._state)
    made._state.adding, made._state.fields_cache = True, {}
    for field in row._meta.concrete_fields:
        if field.primary_key or isinstance(field, models.OneToOneField) and field.remote_field.parent_link:
            setattr(made, field.attname, None)
    if row._meta.parents:
        made.id = None
    for name, value in changes.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


class Multiplier:
    """Adds one more of everything, each time it is called."""

    def __init__(self, world: World) -> None:
        self.world, self.number = world, 0
        agency = world.cast.hengxin.organisation
        self.jobs = [Job.objects.get(pk=job.pk) for job in world.jobs.values()]
        self.held = [
            agency.people.held().first(),
            agency.qualifications.held().first(),
        ]
        self.scope, self.agency = agency.service_scopes.held().first(), agency
        self.notice = Notice.objects.filter(kind="intermediary.job").first()
        self.enrolment = Enrolment.objects.filter(agency=agency).first()
        self.capacity = Capacity.objects.get(organisation=agency)
        self.cases = {desk.key: case_at(desk, world.filer(desk).actor) for desk in desks()}

    def __call__(self) -> None:
        self.number += 1
        number, now = self.number, clock.now()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            made = {
                job.pk: another(job, code=f"N{number}-{job.pk}", title=f"{job.title}{number}")
                for job in self.jobs
            }
            for job in made.values():
                another(self.enrolment, job=job, round=job.round)
            for row in self.held:
                another(row, certificate_number=f"N{number}")
            self.catalogue(number)
            self.organisation(number)
            another(self.notice, number=f"N-{number}", title=f"{self.notice.title}{number}")
            for person in self.world.people:
                if person.user is not None:
                    self.message(person.user, number)
            for desk in desks():
                case = self.cases[desk.key]
                self.filings(desk, made[case.pk] if case else None, now)
            cursor.execute("SET LOCAL session_replication_role = origin")

    def catalogue(self, number: int) -> None:
        parent = another(self.scope.service_type.parent, code=f"P{number}", name=f"类型{number}")
        kind = another(self.scope.service_type, code=f"S{number}", name=f"服务{number}", parent=parent)
        another(self.scope, service_type=kind)
        another(self.held[1].type, family=f"类别{number}")

    def organisation(self, number: int) -> None:
        made = another(self.agency, name=f"机构{number}", credit_code=f"9162098100000{number:05d}")
        another(self.capacity, organisation=made)
        user = another(self.world.cast.hengxin.filer, username=f"user{number}")
        another(self.world.cast.hengxin.reviewer.membership, user=user)
        now = clock.now()
        Suspension.objects.create(
            organisation=made,
            kind=self.capacity.kind,
            reason="试",
            days=30,
            imposed_by=self.world.cast.regulator.organisation,
            starts_at=now,
            ends_at=now + timedelta(days=30),
        )

    def message(self, user: User, number: int) -> None:
        Message.objects.create(
            user=user,
            kind="filing.approved",
            dedupe=f"n/{number}",
            category="待办",
            title="试",
            text="试",
            created_at=clock.now(),
        )

    def filings(self, desk: Desk, case: Job | None, now: Any) -> None:
        filer = self.world.filer(desk).actor
        head = {
            "desk": desk.key,
            "market": desk.market,
            "label": f"事项{self.number}",
            "case_id": case.pk if case else None,
            "organisation": filer.organisation,
            "jurisdiction": self.world.cast.places["玉门市"],
            "version": 1,
            "created_by": filer.user,
            "submitted_by": filer.user,
            "submitted_at": now,
        }
        done = Filing.objects.create(
            state="approved", decided_at=now, folder=Folder.objects.create(created_at=now), **head
        )
        for step, reviewer in enumerate(desk.reviewed_by):
            waiting = Filing(state="submitted", step=step, awaiting_kind=reviewer.kind.key, **head)
            if reviewer.of is not None:
                waiting.awaiting_organisation = reviewer.of(waiting)
            if step == 0 or case is None:  # one open filing for each case
                waiting.folder = Folder.objects.create(created_at=now)
                waiting.save()
            player = self.player(reviewer.kind.key)
            Review.objects.create(
                filing=done,
                version=1,
                step=step,
                decision=Decision.APPROVE,
                kind=reviewer.kind.key,
                reviewer=player.reviewer,
                organisation=player.organisation,
                decided_at=now,
            )

    def player(self, kind: str) -> Any:
        return next(
            each
            for each in vars(self.world.cast).values()
            if getattr(each, "kind", None) and each.kind.key == kind
        )


def pages(world: World) -> Iterator[tuple[Person, str]]:
    """Every list, and who opens it."""
    for desk in desks():
        yield world.filer(desk), reverse(f"desks:{desk.key}.list")
        if desk.about_cases:
            yield world.filer(desk), reverse(f"desks:{desk.key}.choose")
        for reviewer in desk.reviewed_by:
            person = next(each for each in world.people if each.kind == reviewer.kind.key)
            yield person, reverse(f"desks:{desk.key}.reviews")
            yield person, reverse(f"desks:{desk.key}.reviews") + "?show=decided"
    for worklist in worklists():
        yield (
            next(each for each in world.people if each.kind == worklist.kind.key),
            reverse(f"desks:{worklist.key}"),
        )
    for title in ("中选机构", "项目单位", "监管机构", "管理人员"):
        for name in ("console:home", "console:todo", "messages:inbox", "directory:members"):
            yield world.person(title), reverse(name)
    anybody = world.person("访客")
    for name in ("home", "search", "organisations", "ledger"):
        yield anybody, reverse(f"portal:{name}")
    yield anybody, reverse("portal:search") + "?q=项目"
    yield anybody, reverse("portal:organisation", args=[world.cast.hengxin.organisation.credit_code])
    yield anybody, reverse("notices:index")
    yield anybody, reverse("notices:index") + "?q=项目"
    yield anybody, reverse("notices:feed")
    yield anybody, reverse("api:notices")
    yield anybody, reverse("api:organisations")


def queries(client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, url
    return [query["sql"] for query in captured]


def measure(world: World, clients: dict[str, Client]) -> dict[str, list[str]]:
    return {f"{person.title} {url}": queries(clients[person.title], url) for person, url in pages(world)}


@pytest.mark.covers("P3")
def test_every_list_costs_the_same_for_one_row_and_for_thirty(world: World, django_cache):
    clients = {person.title: person.client() for person in world.people}
    multiply = Multiplier(world)
    multiply()
    log.sequence(now=clock.now())
    measure(world, clients)  # fills what is cached for a process
    few = measure(world, clients)
    for _ in range(MANY - 1):
        multiply()
    many = measure(world, clients)
    assert len(few) > 100
    grown = {
        url: (len(few[url]), len(many[url]), sorted(set(many[url]) - set(few[url]))[:2])
        for url in few
        if len(many[url]) != len(few[url])
    }
    assert grown == {}


@pytest.fixture
def django_cache(settings) -> None:
    """Fragments and figures that are cached for all would hide what a page costs."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def test_a_query_for_each_row_would_be_noticed(world: World):
    """Negative control: reading an attribute of each row's relation costs one query a row."""
    with CaptureQueriesContext(connection) as captured:
        names = [membership.user.name for membership in world.cast.hengxin.organisation.members.all()]
    assert len(captured) == 1 + len(names)
    assert Organisation.objects.exists()
