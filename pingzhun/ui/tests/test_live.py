"""A fragment that keeps itself up to date (`ui.live`)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory

from pingzhun.ui import live

TEMPLATE = "ui/_empty.html"
URL = "/wall/"


def context(title: str) -> dict[str, str]:
    return {"title": title, "text": "", "icon": "inbox"}


def asked_for(html: str) -> str:
    """What the fragment will ask for next."""
    return html.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")


@pytest.mark.covers("H37")
def test_the_fragment_asks_for_itself_and_gets_nothing_until_it_has_changed():
    requests = RequestFactory()
    shown = live.fragment(requests.get("/"), TEMPLATE, context("甲"), url=URL, page="one")
    again = requests.get(asked_for(shown))
    assert (urlsplit(asked_for(shown)).path, parse_qs(again.META["QUERY_STRING"])["page"]) == (URL, ["one"])
    same = live.answer(again, TEMPLATE, context("甲"), url=URL, page="one")
    assert (same.status_code, same.content) == (204, b"")
    changed = live.answer(again, TEMPLATE, context("乙"), url=URL, page="one")
    assert (changed.status_code, "乙" in changed.content.decode()) == (200, True)
    assert changed.content.decode() == live.fragment(
        requests.get("/"), TEMPLATE, context("乙"), url=URL, page="one"
    )


@pytest.mark.covers("H37")
def test_a_page_that_was_made_for_something_else_loads_again():
    request = RequestFactory().get(URL, {"seen": "", "page": "one"})
    answer = live.answer(request, TEMPLATE, context("甲"), url=URL, page="two")
    assert (answer.headers["HX-Refresh"], answer.content) == ("true", b"")
