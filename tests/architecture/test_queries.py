"""A page costs the same number of queries for a few rows and for thirty more.

Every list of the site is opened over a world in which there is at least two of everything, then again with thirty
more. What multiplies the rows works with the triggers at rest: here only the reading is measured.
"""

from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.accounts.models import User
from pingzhun.directory.models import Capacity, Organisation, Suspension
from pingzhun.documents.models import Folder
from pingzhun.experts.models import ExpertSuspension, Panel
from pingzhun.filings.desks import Desk, Overview, desks, overviews, worklists
from pingzhun.filings.models import Decision, Filing, Review
from pingzhun.ledger import log
from pingzhun.markets.intermediary.models import Enrolment, Job
from pingzhun.markets.smallworks.models import Project
from pingzhun.markets.tendering.models import (
    BidBond,
    Challenge,
    Complaint,
    Enquiry,
    Entrustment,
    Lot,
    Occupation,
)
from pingzhun.messages.models import Message
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock

from .world import Person, World, case_at

pytestmark = pytest.mark.django_db

MANY = 30
BUYING = ("招标代理", "采购人", "供应商", "交易中心", "监督部门")


def another(row: Any, **changes: object) -> Any:
    """A copy of a row, saved as a new one."""
    made = copy(row)
    made._state = copy(row._state)
    made._state.adding, made._state.fields_cache = True, {}
    for field in row._meta.concrete_fields:
        if field.primary_key or (isinstance(field, models.OneToOneField) and field.remote_field.parent_link):
            setattr(made, field.attname, None)
    if row._meta.parents:
        made.id = None
    for name, value in changes.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def around(lot: Lot) -> Iterator[Any]:
    """What its people have filed and entered for it, as lists show it."""
    yield from lot.participations.all()
    yield from lot.bids.all()
    yield from lot.evaluations.filter(qualification=None)
    for model in (Challenge, Complaint, Enquiry, BidBond):
        yield from model.objects.filter(case=lot)


class Multiplier:
    """Adds so many more of everything."""

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
        self.projects = [Project.objects.get(pk=project.pk) for project in world.projects]
        self.tender, self.award = (
            Notice.objects.filter(kind=f"smallworks.{kind}").first() for kind in ("tender", "result")
        )
        self.enrolled = {each.pk: list(each.enrolments.all()) for each in self.projects}
        self.lots = [Lot.objects.get(pk=lot.pk) for lot in world.tenders.all]
        self.around = {lot.pk: list(around(lot)) for lot in self.lots}
        self.suspension = ExpertSuspension.objects.get()
        self.block, self.mandate = Occupation.objects.get(lot=None), Entrustment.objects.get()
        self.panels = {panel.case_id: panel for panel in Panel.objects.all()}
        self.cases = {desk.key: case_at(desk, world.filer(desk).actor) for desk in desks()}

    def __call__(self, count: int) -> None:
        made: dict[int, list[Any]] = {case.pk: [] for case in (*self.jobs, *self.projects, *self.lots)}
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for number in range(self.number, self.number + count):
                for job in self.jobs:
                    one = another(job, code=f"N{number}-{job.pk}", title=f"{job.title}{number}")
                    made[job.pk].append(one)
                    another(self.enrolment, job=one, round=one.round)
                for project in self.projects:
                    one = another(project, code=f"N{number}-{project.pk}", title=f"{project.title}{number}")
                    for notice in self.tender, self.award:
                        another(notice, number=f"N{notice.pk}-{one.pk}", case=one, folder=None, corrects=None)
                    made[project.pk].append(one)
                    for enrolment in self.enrolled[project.pk]:
                        another(enrolment, project=one)
                for lot, one in self.tender_again(number):
                    made[lot.pk].append(one)
                for row in self.held:
                    another(row, certificate_number=f"N{number}")
                self.catalogue(number)
                self.organisation(number)
                another(self.notice, number=f"N-{number}", title=f"{self.notice.title}{number}", folder=None)
                for person in self.world.people:
                    if person.user is not None:
                        self.message(person.user, number)
            for desk in desks():
                case = self.cases[desk.key]
                self.filings(desk, made[case.pk] if case else [None] * count)
            cursor.execute("SET LOCAL session_replication_role = origin")
        self.number += count

    def tender_again(self, number: int) -> Iterator[tuple[Lot, Lot]]:
        """The project with its lots, who takes part in them and who evaluates them; rooms and experts."""
        lot = self.lots[0]
        tender = another(lot.tender, code=f"N{number}-{lot.tender_id}")
        for lot in self.lots:
            one = another(lot, code=f"N{number}-{lot.pk}", title=f"{lot.title}{number}", tender=tender)
            for row in self.around[lot.pk]:
                if isinstance(row, Filing):
                    another(row, case=one, folder=Folder.objects.create(created_at=row.created_at))
                else:
                    another(row, lot=one)
            if panel := self.panels.get(lot.pk):
                drawn = another(panel, case=one)
                for seat in panel.seats.all():
                    another(seat, panel=drawn)
            yield lot, one
        mandate = self.mandate
        another(mandate, folder=Folder.objects.create(created_at=mandate.created_at))
        expert, block = self.suspension.expert, self.block
        user = another(expert.user, username=f"expert{number}")
        joined = another(expert, user=user, resident_id=f"4304051970010{number:04}X")
        another(self.suspension, expert=joined)
        room = another(block.room, name=f"{block.room.name}{number}")
        another(block, room=room)

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

    def filings(self, desk: Desk, cases: list[Any]) -> None:
        """For each case one filing that was approved and, where somebody reviews, one that waits."""
        now, filer = clock.now(), self.world.filer(desk).actor
        place = self.world.place(desk.market)
        steps = list(enumerate(desk.reviewed_by))
        waiting_at = [steps[index % len(steps)] if steps else None for index in range(len(cases))]
        folders = iter(Folder.objects.bulk_create(Folder(created_at=now) for _ in range(2 * len(cases))))

        def head(case: Any, **values: Any) -> Filing:
            return Filing(
                desk=desk.key,
                market=desk.market,
                label="事项",
                case_id=case and case.pk,
                organisation=filer.organisation,
                jurisdiction=place,
                version=1,
                created_by=filer.user,
                submitted_by=filer.user,
                submitted_at=now,
                folder=next(folders),
                **values,
            )

        done = Filing.objects.bulk_create(head(case, state="approved", decided_at=now) for case in cases)
        for step, reviewer in steps:
            player = self.player(reviewer.kind.key)
            Review.objects.bulk_create(
                Review(
                    filing=filing,
                    version=1,
                    step=step,
                    decision=Decision.APPROVE,
                    kind=reviewer.kind.key,
                    reviewer=player.reviewer,
                    organisation=player.organisation,
                    decided_at=now,
                )
                for filing in done
            )
        waiting = []
        for case, turn in zip(cases, waiting_at, strict=True):
            if turn is not None:
                step, reviewer = turn
                filing = head(case, state="submitted", step=step, awaiting_kind=reviewer.kind.key)
                filing.awaiting_organisation = reviewer.of and reviewer.of(filing)
                waiting.append(filing)
        Filing.objects.bulk_create(waiting)

    def player(self, kind: str) -> Any:
        return next(each for each in self.world.players if each.kind.key == kind)


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
    for worklist in [*worklists(), *overviews()]:
        url, kinds = reverse(f"desks:{worklist.key}"), {kind.key for kind in worklist.kinds}
        if isinstance(worklist, Overview) and worklist.personal:
            yield world.person("评审专家"), url
        elif worklist.market == "tendering":  # what is in one list is another matter for each of its readers
            yield from ((world.person(title), url) for title in BUYING if world.person(title).kind in kinds)
        else:
            yield next(each for each in world.people if each.kind in kinds), url
    parties = (
        "中选机构",
        "项目单位",
        "监管机构",
        "管理人员",
        "街镇",
        "代理机构",
        "施工单位",
        "监理单位",
        "行业主管",
        *BUYING,
    )
    for title in parties:
        for name in ("console:home", "console:todo", "messages:inbox", "directory:members"):
            yield world.person(title), reverse(name)
    yield world.person("评审专家"), reverse("messages:inbox")
    for title in ("招标代理", "交易中心"):
        yield world.person(title), reverse("tendering:rooms")
    for key in ("deals", "running", "turnover", "settled"):
        yield world.person("行业主管"), reverse("console:weekly", args=[key])
    anybody = world.person("访客")
    for name in ("home", "search", "organisations", "ledger"):
        yield anybody, reverse(f"portal:{name}")
    yield anybody, reverse("portal:search") + "?q=项目"
    yield anybody, reverse("portal:organisation", args=[world.cast.hengxin.organisation.credit_code])
    yield anybody, reverse("notices:index")
    yield anybody, reverse("notices:index") + "?q=项目"
    yield anybody, reverse("notices:index") + "?market=smallworks&work_type=municipal&state=enrolling"
    yield anybody, reverse("notices:feed")
    yield anybody, reverse("api:notices")
    yield anybody, reverse("api:organisations")


def queries(client: Client, url: str) -> list[str]:
    reset_queries()  # the log holds 9,000 and then counts no more
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, url
    return [query["sql"] for query in captured]


def measure(world: World, clients: dict[str, Client]) -> dict[str, list[str]]:
    return {f"{person.title} {url}": queries(clients[person.title], url) for person, url in pages(world)}


@pytest.mark.covers("P3")
def test_every_list_costs_the_same_however_many_rows_there_are(world: World, django_cache):
    clients = {person.title: person.client() for person in world.people}
    multiply = Multiplier(world)
    multiply(2)  # one for each step of a review
    log.sequence(now=clock.now())
    few = measure(world, clients)
    multiply(MANY)
    many = measure(world, clients)
    assert len(few) > 100
    grown = {
        url: (len(few[url]), len(many[url]), many[url][-3:]) for url in few if len(many[url]) != len(few[url])
    }
    assert grown == {}


@pytest.fixture
def django_cache(settings) -> None:
    """Fragments and figures that are cached for all would hide what a page costs."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


def test_a_query_for_each_row_would_be_noticed(world: World):
    """Negative control: reading an attribute of each row's relation costs one query a row."""
    with CaptureQueriesContext(connection) as captured:
        names = [membership.user.name for membership in world.cast.hengxin.organisation.members.all()]
    assert len(captured) == 1 + len(names)
    assert Organisation.objects.exists()
