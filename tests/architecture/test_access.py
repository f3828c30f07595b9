"""Every URL declares who may open it, and the list of URLs changes only on purpose."""

import sys
from types import ModuleType

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from pingzhun.base import access

from . import urls


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@access.public
def open_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def undeclared(urlconf: str | None = None) -> list[str]:
    return [route.pattern for route in urls.routes(urlconf) if route.access is None]


def test_every_url_declares_who_may_open_it():
    assert urls.routes(), "no URL was looked at"
    assert undeclared() == []


def test_a_view_that_declares_nothing_is_noticed_however_deep_it_stands(monkeypatch):
    trial = ModuleType("trial_urls")
    trial.urlpatterns = [
        path("open/", open_view),
        path("deep/", include([path("deeper/", include([path("forgotten/", view)]))])),
    ]
    monkeypatch.setitem(sys.modules, "trial_urls", trial)
    assert undeclared("trial_urls") == ["deep/deeper/forgotten/"]


def test_the_urls_are_those_of_the_snapshot():
    """A changed line is a changed address or a changed permission: `python -m tests.architecture.urls` writes it."""
    assert urls.snapshot().splitlines() == urls.SNAPSHOT.read_text().splitlines()


def test_no_two_urls_have_the_same_name():
    names = [route.name for route in urls.routes() if not route.name.endswith(":")]
    assert sorted(names) == sorted(set(names))
