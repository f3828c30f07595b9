"""The authorisation matrix: every URL, opened by everybody of the cast.

Made from the URLconf, so that a new desk is covered by itself. What is expected follows from what the URL declares and from
`filings.queries.visible`: nobody signed in → log-in page; wrong capacity → 403; somebody else's object → 404. The client
raises what a view raises, so that no answer can be a 5xx.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import cache

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from config import urls as site
from pingzhun.base.access import Access
from pingzhun.directory import middleware
from pingzhun.directory.actors import actor_for
from pingzhun.directory.capacities import kinds
from pingzhun.filings.course import EDITABLE, owns
from pingzhun.filings.desks import Desk, desks, overviews, worklists
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import visible
from pingzhun.ledger import log
from pingzhun.ledger.models import TreeHead
from pingzhun.regimes import clock

from . import tenders, urls
from .addresses import parameters
from .world import Person, World, case_at, decide, draft, send

pytestmark = pytest.mark.django_db

ROUTES = {route.pattern: route for route in urls.routes()}


def base_of(desk: Desk) -> str:
    return f"console/{desk.key.replace('.', '/')}/"


def routes_of(desk: Desk) -> dict[str, urls.Route]:
    """The URLs of a desk by what follows its base."""
    base = base_of(desk)
    return {
        pattern.removeprefix(base): route for pattern, route in ROUTES.items() if pattern.startswith(base)
    }


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    return {person.title: person.client() for person in world.people}


@pytest.fixture(scope="module", autouse=True)
def cheap_requests() -> Iterator[None]:
    """Only the status counts here: thousands of error pages and receipts need not be made, and that a person is found to be
    who they are, a third of a request, is tested once for each of them (`test_everybody_is_who_they_are`).
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(middleware, "actor_for", cache(actor_for))
        for status in (403, 404):
            page = HttpResponse(status=status)
            patch.setattr(site, f"handler{status}", lambda request, exception, page=page: page, raising=False)
        patch.setattr("pingzhun.filings.views.receipt_pdf", lambda *args, **options: b"%PDF-")
        yield


def test_everybody_is_who_they_are(world: World, clients: dict[str, Client]):
    """What the middleware finds out for a request of theirs, asked without memory."""
    found = {}
    for person in world.people:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(middleware, "actor_for", actor_for)
            response = clients[person.title].get("/console/", follow=True)
        found[person.title] = response.wsgi_request.actor.kind, response.wsgi_request.actor.user
    assert found == {person.title: (person.kind, person.user) for person in world.people}


def may(access: Access, person: Person) -> bool:
    """Said once more, independently of the middleware."""
    return {
        "public": True,
        "signed_in": person.user is not None,
        "member": person.member,
        "operator": person.operator,
        "capacity": person.kind is not None and (not access.capacities or person.kind in access.capacities),
    }[access.kind]


def ask(client: Client, url: str, method: str = "GET") -> HttpResponse:
    """Whatever a POST changes is undone."""
    with transaction.atomic() if method == "POST" else nullcontext():
        response = client.generic(method, url, headers={"Tus-Resumable": "1.0.0"} if method == "HEAD" else {})
        if response.streaming:
            response.getvalue()
        if method == "POST":
            transaction.set_rollback(True)
    return response


def outcome(response: HttpResponse) -> object:
    """The status; "log-in" for the way there."""
    if response.status_code == 302 and response.url.startswith(reverse("accounts:login")):
        return "log-in"
    return response.status_code


def by_access(access: Access, person: Person) -> object | None:
    """What the declared access alone decides; None where the person may."""
    if may(access, person):
        return None
    return "log-in" if person.user is None else 403


# ---- desks ----------------------------------------------------------------------------------------------------------


Expect = Callable[[Filing, Person, Desk], object]


def sees(filing: Filing, person: Person) -> bool:
    return _sees(filing.pk, filing.state, person)


@cache
def _sees(pk: int, state: str, person: Person) -> bool:
    return visible(person.actor).filter(pk=pk).exists()


def for_whoever_sees(status: object) -> Expect:
    return lambda filing, person, desk: status if sees(filing, person) else 404


def of_a_version(filing: Filing, person: Person, desk: Desk) -> object:
    return 200 if sees(filing, person) and filing.version else 404


def for_the_filer(editable: object, otherwise: object) -> Expect:
    def expected(filing: Filing, person: Person, desk: Desk) -> object:
        if not (sees(filing, person) and owns(person.actor, filing)):
            return 404
        return editable if filing.state in EDITABLE else otherwise

    return expected


def upload_in_progress(filing: Filing, person: Person, desk: Desk) -> object:
    mine = sees(filing, person) and person.user == filing.created_by and filing.state in EDITABLE
    return 200 if mine else 404


def listing(filing: Filing, person: Person, desk: Desk) -> object:
    return 200 if sees(filing, person) and first_file(filing).name.endswith(".zip") else 404


def removal(filing: Filing, person: Person, desk: Desk) -> object:
    if not sees(filing, person):
        return 404
    return 302 if filing.state in EDITABLE and owns(person.actor, filing) else 403


OF_A_FILING: dict[str, Expect] = {
    "<int:pk>/": for_whoever_sees(200),
    "<int:pk>/print/": of_a_version,
    "<int:pk>/receipt.pdf": of_a_version,
    "<int:pk>/draft/": for_the_filer(200, 409),
    "<int:pk>/withdraw/": for_the_filer(302, 302),
    "<int:pk>/discard/": for_the_filer(302, 302),
    "<int:pk>/remind/": for_the_filer(302, 302),
    "<int:pk>/review/": for_whoever_sees(409),
    "<int:pk>/deed/<int:deed_pk>.pdf": for_the_filer(200, 200),  # it was not submitted
    "<int:pk>/deed/prepare/": for_whoever_sees(404),  # without saying which deed
    "<int:pk>/deed/affix/": for_whoever_sees(404),
    "<int:pk>/files/": for_whoever_sees(200),
    "<int:pk>/files/<uuid:upload_id>": upload_in_progress,
    "<int:pk>/files/<int:attachment_id>": for_whoever_sees(200),
    "<int:pk>/files/<int:attachment_id>/contents": listing,
    "<int:pk>/files/<int:attachment_id>/remove": removal,
}
METHODS = dict.fromkeys(
    [
        "begin/",
        "discard/",
        "reviews/batch/",
        *(
            f"<int:pk>/{act}/"
            for act in ("draft", "withdraw", "discard", "remind", "review", "deed/prepare", "deed/affix")
        ),
    ],
    "POST",
) | {"<int:pk>/files/<int:attachment_id>/remove": "POST", "<int:pk>/files/<uuid:upload_id>": "HEAD"}
SAME_FOR_ALL_STATES = {
    "<int:pk>/files/",
    "<int:pk>/files/<uuid:upload_id>",
    "<int:pk>/files/<int:attachment_id>/contents",
}  # looked at as drafts; whoever may see a decided one is asked at its page and at its files
OF_A_DESK: dict[str, Callable[[Desk], object]] = {
    "": lambda desk: 200,
    "choose/": lambda desk: 200 if desk.about_cases else 404,
    "begin/": lambda desk: 302,
    "discard/": lambda desk: 302,
    "reviews/": lambda desk: 200,
    "reviews/batch/": lambda desk: 302,
}


def first_file(filing: Filing):
    return filing.folder.attachments.order_by("pk").first()


def address(route: urls.Route, filing: Filing | None = None) -> str:
    """The URL with the keys of real objects filled in. Fails for a parameter that nobody here knows."""
    values: dict[str, Callable[[], object]] = {
        "int:pk": lambda: filing.pk,
        "int:deed_pk": lambda: filing.deeds.get().pk,
        "uuid:upload_id": lambda: filing.folder.uploads.get(finished_at=None).pk,
        "int:attachment_id": lambda: first_file(filing).pk,
    }

    def fill(match: re.Match[str]) -> str:
        assert match[1] in values, f"{route.pattern}: no object is known for <{match[1]}>"
        return str(values[match[1]]())

    return "/" + re.sub(r"<([^>]+)>", fill, route.pattern)


@pytest.mark.parametrize("desk", desks(), ids=lambda desk: desk.key)
def test_everybody_at_every_url_of_a_desk(desk: Desk, world: World, clients: dict[str, Client]):
    routes = routes_of(desk)
    assert set(routes) <= set(OF_A_FILING) | set(OF_A_DESK), "a kind of URL for which nothing is expected"
    found: dict[tuple[str, str, str], object] = {}
    expected: dict[tuple[str, str, str], object] = {}

    people = world.who_meets(desk)

    def look(stage: str, filing: Filing | None, rest: str, person: Person) -> None:
        route, key = routes[rest], (stage, rest, person.title)
        if stage in ("submitted", "decided") and by_access(route.access, person):
            return  # what the URL declares was asked of the draft
        found[key] = outcome(ask(clients[person.title], address(route, filing), METHODS.get(rest, "GET")))
        expected[key] = by_access(route.access, person)
        if expected[key] is None:
            expected[key] = OF_A_FILING[rest](filing, person, desk) if filing else OF_A_DESK[rest](desk)

    for rest in OF_A_DESK.keys() & routes.keys():
        for person in people:
            look("", None, rest, person)

    filer = world.filer(desk)
    filing = draft(desk, filer.actor, case_at(desk, filer.actor))
    of_filings = [rest for rest in OF_A_FILING if rest in routes]
    for rest in of_filings:
        for person in people:
            look("draft", filing, rest, person)
    send(filing, desk, filer.actor)
    if desk.reviewed_by:
        for rest in ("<int:pk>/", "<int:pk>/review/"):
            for person in people:
                look("submitted", filing, rest, person)
    decide(filing, desk, world)
    for rest in of_filings:
        if rest not in SAME_FOR_ALL_STATES:
            for person in people:
                look("decided", filing, rest, person)

    assert {key: (found[key], expected[key]) for key in found if found[key] != expected[key]} == {}
    assert {200, 404, "log-in"} <= set(found.values()), "the desk was not looked at from all sides"


# ---- worklists and everything else --------------------------------------------------------------------------------------


def test_everybody_at_every_worklist(world: World, clients: dict[str, Client]):
    found, expected = {}, {}
    for worklist in [*worklists(), *overviews()]:
        pattern = f"console/{worklist.key.replace('.', '/')}/"
        for person in world.people:
            key = pattern, person.title
            found[key] = outcome(ask(clients[person.title], f"/{pattern}"))
            expected[key] = by_access(ROUTES[pattern].access, person) or 200
    assert found == expected
    assert 200 in found.values()


Others = Callable[[World, Person], object]
ALWAYS: Others = lambda world, person: 200  # noqa: E731
MANAGERS: Others = lambda world, person: 200 if person.manager else 403  # noqa: E731

ADMINISTRATORS: Others = lambda world, person: 200 if kinds.get(person.kind).administers else 404  # noqa: E731

HOLDERS: Others = lambda world, person: 200 if kinds.get(person.kind).opens else 404  # noqa: E731

THAT_MARKET: Others = lambda world, person: 200 if person.kind.startswith("intermediary.") else 404  # noqa: E731

WITH_FIGURES: Others = lambda world, person: 200 if person.kind.startswith("smallworks.") else 404  # noqa: E731


def only(*titles: str, status: int = 200) -> Others:
    return lambda world, person: status if person.title in titles else 404


PARTIES = only("项目单位", "监管机构", "管理人员")


def managers_of_the_agency(status: int) -> Others:
    """For the address of a user of 恒信: another organisation's manager finds nobody there."""

    def expected(world: World, person: Person) -> object:
        if not person.manager:
            return 403
        return status if person.title == "中选机构" else 404

    return expected


def signed_in_go_on(world: World, person: Person) -> object:
    return 302 if person.user else 200


OTHERS: dict[str, tuple[str, Others]] = {
    "accounts:login": ("GET", signed_in_go_on),
    "accounts:second_step": ("GET", lambda world, person: "log-in"),
    "accounts:logout": ("POST", lambda world, person: 302),
    "accounts:role": ("GET", lambda world, person: 302),
    "accounts:register_code": ("POST", lambda world, person: 200),
    "accounts:password_reset_confirm": ("GET", lambda world, person: 302),
    "accounts:two_factor_off": ("POST", lambda world, person: 200),
    "accounts:recovery_codes": ("POST", lambda world, person: 302),
    "accounts:register": ("GET", signed_in_go_on),
    "api:": ("GET", lambda world, person: 404),
    "api:api-root": ("GET", lambda world, person: 404),
    "certificates:login": ("GET", signed_in_go_on),
    "certificates:login_challenge": ("POST", ALWAYS),
    "certificates:login_by_proxy": ("POST", lambda world, person: 302),
    "certificates:demo_key_file": ("GET", lambda world, person: 404),
    "certificates:certificates": ("GET", MANAGERS),
    "certificates:add": ("GET", MANAGERS),
    "certificates:bind_challenge": ("POST", MANAGERS),
    "certificates:require": ("POST", lambda world, person: 302 if person.manager else 403),
    "certificates:lift": ("GET", managers_of_the_agency(200)),
    "certificates:assign": ("GET", managers_of_the_agency(200)),
    "certificates:unbind": ("GET", managers_of_the_agency(200)),
    "console:calendar": ("GET", ADMINISTRATORS),
    "console:case": ("GET", THAT_MARKET),
    "console:demo_clock": ("GET", ADMINISTRATORS),
    "console:home": ("GET", lambda world, person: 302 if person.title == "评审专家" else 200),
    "console:paper": ("GET", PARTIES),
    "console:weekly": ("GET", WITH_FIGURES),
    "directory:members": ("GET", MANAGERS),
    "directory:member_add": ("GET", MANAGERS),
    "directory:member_duties": ("GET", managers_of_the_agency(200)),
    "directory:member_stop": ("POST", managers_of_the_agency(302)),
    "directory:member_resume": ("POST", managers_of_the_agency(302)),
    "directory:role": ("GET", lambda world, person: 302),
    "documents:file": ("GET", lambda world, person: 404),  # a deed that is not in force
    "documents:prepare_trial": ("POST", lambda world, person: 422),
    "documents:complete_trial": ("POST", lambda world, person: 422),
    "sealing:keys": ("GET", HOLDERS),
    "sealing:boxes": ("GET", HOLDERS),
    "sealing:box": ("GET", PARTIES),
    "sealing:shares": ("GET", lambda world, person: 409 if PARTIES(world, person) == 200 else 404),
    "sealing:receipt": ("GET", lambda world, person: 200 if person.title.startswith("中选机构") else 404),
    "sealing:file": (
        "GET",
        lambda world, person: 200 if person.title.startswith("中选机构") else PARTIES(world, person),
    ),
    "messages:mark_all_read": ("POST", lambda world, person: 302),
    "messages:open": ("GET", lambda world, person: 302 if person.title == "中选机构" else 404),
    "messages:send_again": ("POST", lambda world, person: 302),
    "tendering:rooms_feed": ("POST", lambda world, person: 302),
    "tendering:rooms_ics": ("GET", lambda world, person: 404),  # an address that was given to nobody
    "tendering:document": ("GET", only(*tenders.READERS, "供应商")),
    "tendering:file": ("GET", only("供应商")),
    "tendering:enquiry_file": ("GET", only("招标代理")),
    "tendering:hall": ("GET", only(*tenders.READERS, "供应商")),
    "tendering:wall": ("GET", only(*tenders.READERS, "供应商")),
    "tendering:case_file": ("GET", only(*tenders.READERS)),
    **{
        f"tendering:{page}": (
            "GET",
            only("评审专家"),
        )  # who sits in the panel, whatever others are of the lot
        for page in ("room", "sheet", "bid_file", "report", "evidence")
    },
    "tendering:act": ("POST", only("评审专家", status=302)),
}
"""By name: the method, and what is answered where the declared access lets in. Everything else answers 200 to a GET."""


def of_no_desk() -> list[urls.Route]:
    taken = [base_of(desk) for desk in desks()] + [
        f"console/{each.key.replace('.', '/')}/" for each in [*worklists(), *overviews()]
    ]
    return [route for pattern, route in ROUTES.items() if not any(pattern.startswith(base) for base in taken)]


@pytest.mark.parametrize("route", of_no_desk(), ids=lambda route: route.name)
def test_everybody_at_every_other_url(route: urls.Route, world: World, clients: dict[str, Client]):
    log.sequence(now=clock.now())
    known = parameters(world, route.name)

    def fill(match: re.Match[str]) -> str:
        name = match[1].rpartition(":")[2]
        assert name in known, f"{route.pattern}: no object is known for <{match[1]}>"
        return str(known[name])

    url = "/" + re.sub(r"<([^>]+)>", fill, route.pattern)
    if route.name in ("portal:ledger_consistency", "api:consistency"):
        url += f"?old={TreeHead.objects.first().size}"
    method, allowed = OTHERS.get(route.name, ("GET", ALWAYS))
    # A POST may end a session: it is made in one of its own.
    mine = clients if method == "GET" else {person.title: person.client() for person in world.people}
    found = {person.title: outcome(ask(mine[person.title], url, method)) for person in world.people}
    assert found == {
        person.title: by_access(route.access, person) or allowed(world, person) for person in world.people
    }


def test_every_exception_is_of_a_url_that_there_is():
    assert set(OTHERS) <= {route.name for route in ROUTES.values()}
