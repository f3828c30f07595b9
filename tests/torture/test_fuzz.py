"""Every URL of the site is sent what no page of ours sends: 0 answers of 5xx, and every refusal is a sentence (G4).

The URLs come from the URLconf, the people and objects from the world of the authorisation matrix, the names of fields from
what the views ask for (`attacks.listening`). Each request is undone. What a view raises comes out of the client, so that
no answer of 5xx can hide.
"""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.db import DataError
from django.http import HttpResponse
from django.test import Client
from hypothesis import event, given
from hypothesis import strategies as st

from pingzhun.filings.desks import desks
from pingzhun.filings.models import Filing
from pingzhun.filings.walking import undone
from tests.architecture import urls
from tests.architecture.test_authorisation import base_of, may, of_no_desk, parameters
from tests.architecture.world import Person, World, case_at, draft, send
from tests.torture import attacks
from tests.torture.effort import examples

pytestmark = pytest.mark.django_db

SENTENCE = re.compile(r"[\u4e00-\u9fff][^<>]*[。！？]")
BODILESS = {304, 405}  # what the protocol says without words


@dataclass(frozen=True)
class Target:
    """A URL with real objects in it, and somebody whom it lets in."""

    route: urls.Route
    url: str
    person: Person
    before: Callable[[], object] = bool  # what happens before each request, and is undone with it

    def client(self) -> Client:
        """Signed in anew for each request: an earlier one may have been 退出."""
        return self.person.client()


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    names = ("django.request", "django.security", "pingzhun", "django_axes", "ninja", "django")
    loggers = [logging.getLogger(name) for name in names]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    yield
    for logger, level in zip(loggers, before, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="module")
def targets(world: World) -> list[Target]:
    """Every URL twice: by whom it is made for, and by somebody else whom its declared access lets in."""
    found: list[Target] = []
    for desk in desks():
        filer = world.filer(desk)
        filing = draft(desk, filer.actor, case_at(desk, filer.actor))
        for route in urls.routes():
            if route.pattern.startswith(base_of(desk)):
                people = [each for each in world.people if may(route.access, each)]
                people.sort(key=lambda each: each != filer)
                url = filled(route, of_filing(filing))
                decided = route.name.endswith((".review", ".withdraw"))
                before = partial(send, filing, desk, filer.actor) if decided else bool
                found += [Target(route, url, each, before) for each in people[:2]]
    for route in [*of_no_desk(), *worklist_routes(found)]:
        people = [each for each in world.people if may(route.access, each)]
        url = filled(route, parameters(world, route.name))
        found += [Target(route, url, each) for each in people[:1] + people[3:5]]
    assert {each.route.pattern for each in found} == {each.pattern for each in urls.routes()}
    return found


def worklist_routes(found: list[Target]) -> list[urls.Route]:
    taken = {each.route.pattern for each in found} | {each.pattern for each in of_no_desk()}
    return [route for route in urls.routes() if route.pattern not in taken]


def of_filing(filing: Filing) -> dict[str, object]:
    upload = filing.folder.uploads.filter(finished_at=None).first()
    attachment = filing.folder.attachments.order_by("pk").first()
    deed = filing.deeds.first()
    return {
        "pk": filing.pk,
        "upload_id": upload.pk if upload else "00000000-0000-4000-8000-000000000000",
        "attachment_id": attachment.pk if attachment else 0,
        "deed_pk": deed.pk if deed else 0,
    }


def filled(route: urls.Route, known: dict[str, object]) -> str:
    return "/" + re.sub(r"<([^>]+)>", lambda match: str(known[match[1].rpartition(":")[2]]), route.pattern)


def said(response: HttpResponse) -> str:
    return "" if response.streaming else response.content.decode("utf-8", "replace")


def judge(response: HttpResponse, target: Target) -> None:
    """The answer is none of 5xx, and where it refuses, it says so to a person."""
    assert response.status_code < 500, target.url
    bodiless = response.status_code in BODILESS or response.request["REQUEST_METHOD"] == "HEAD"
    if response.status_code >= 400 and not bodiless:
        text = said(response).encode().decode("unicode_escape") if "\\u" in said(response) else said(response)
        assert SENTENCE.search(text), (
            f"{target.url}: {response.status_code} without a sentence: {text[:300]!r}"
        )
    location = response.get("Location", "")
    assert not location.startswith(("//", "http://evil", "https://evil", "javascript:")), location


@given(data=st.data())
@examples(short=200, full=20_000)
def test_no_request_breaks_a_view_and_every_refusal_is_a_sentence(data, targets: list[Target]):
    target = data.draw(st.sampled_from(targets), label="target")
    views = asked(target) or {"HEAD": set()}  # the address of an upload
    method = data.draw(st.sampled_from(sorted(views)), label="method")
    headers = data.draw(st.sampled_from(attacks.HEADERS), label="headers")
    names = sorted(views[method])
    keys = data.draw(st.lists(st.sampled_from(names), max_size=12), label="keys") if names else []
    pairs = [(key, data.draw(attacks.values, label=key)) for key in keys]
    if method != "POST":
        response = answer(target, method, f"{target.url}?{attacks.encoded(pairs)}", headers=headers)
    else:
        content_type = data.draw(st.sampled_from(attacks.CONTENT_TYPES), label="content type")
        body = attacks.body_of(content_type, pairs)
        response = answer(target, "POST", target.url, body=body, content_type=content_type, headers=headers)
    event(f"{method} {response.status_code}")
    judge(response, target)


def test_too_many_fields_too_much_text_and_half_a_form_are_refused_with_a_sentence(targets: list[Target]):
    target = named(targets, "accounts:login")
    many = attacks.encoded([(f"x{number}", "") for number in range(1001)]).encode()
    large = attacks.encoded([("username", "x" * 9 * 1024**2)]).encode()
    for body, content_type in [
        (many, attacks.FORM),
        (large, attacks.FORM),
        (b"--x\r\n", "multipart/form-data"),
    ]:
        response = answer(target, "POST", target.url, body=body, content_type=content_type)
        assert response.status_code == 400
        judge(response, target)


def test_the_fuzzer_knows_what_the_forms_ask_for_without_having_been_told(targets: list[Target]):
    def posted(name: str) -> set[str]:
        return asked(named(targets, name))["POST"]

    assert {"username", "password", "next"} <= posted("accounts:login")
    assert {"decision", "opinion", "version"} <= posted("desks:intermediary.contract-filing.review")
    assert {"name", "ceiling", "enrol_until", "action"} <= posted("desks:intermediary.job-publication.page")


def test_a_view_whose_work_must_last_is_asked_as_well(targets: list[Target]):
    """Moving the clock of the demonstration does all that has fallen due."""
    heard = [asked(each).get("POST", set()) for each in targets if each.route.name == "console:demo_clock"]
    assert {"hours"} in heard


def test_a_view_that_breaks_is_noticed(targets: list[Target], monkeypatch):
    monkeypatch.setattr("pingzhun.base.requests._holds_nul", lambda given: False)
    target = named(targets, "desks:intermediary.job-publication.autosave")
    with pytest.raises(DataError, match="unsupported Unicode"):
        answer(target, "POST", target.url, body=b"name=%00")


def named(targets: list[Target], name: str) -> Target:
    return next(each for each in targets if each.route.name == name)


VIEWS: dict[tuple[str, str], dict[str, set[str]]] = {}


def asked(target: Target) -> dict[str, set[str]]:
    """The methods that a view takes, and the names that it reads: found by sending it nothing, and then those names filled in, so
    that a form is looked at.
    """
    key = target.url, target.person.title
    if key not in VIEWS:
        VIEWS[key] = {}
        for method in ("GET", "POST"):
            names: set[str] = set()
            for value in ("", "1", "submit"):
                pairs: list[tuple[str, str | bytes]] = [(name, value) for name in sorted(names)]
                query = f"?{attacks.encoded(pairs)}" if method == "GET" else ""
                body = b"" if method == "GET" else attacks.encoded(pairs).encode()
                with attacks.listening() as heard:
                    response = answer(target, method, target.url + query, body=body)
                if response.status_code == 405:
                    break
                names |= heard
            else:
                VIEWS[key][method] = names - {"csrfmiddlewaretoken"}
    return VIEWS[key]


def answer(target: Target, method: str, url: str, **request: Any) -> HttpResponse:
    """The answer to a request by the target's person, all of whose effects are undone."""
    with undone():  # also where a view wants what it does to last
        target.before()
        return attacks.send(target.client(), method, url, **request)
