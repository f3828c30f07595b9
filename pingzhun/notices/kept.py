"""Public pages that are rendered once and shown to everybody, for as long as they would look the same.

A page is shown again only where nothing has been published since: every notice takes its number in its own transaction, so
that the numbers given so far (`cases.numbering.given`) tell of each one at the moment of its commit, whatever their order. It
is not shown beyond the moment at which something on it closes, nor longer than `settings.PAGES_KEPT` seconds, which is how old
the name of a place can be. Nobody who is signed in ever gets one.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from pingzhun.accounts.http import Request
from pingzhun.cases.numbering import given
from pingzhun.notices.models import Notice

NEVER = datetime.max.replace(tzinfo=UTC)
PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")
LOOKS = ("theme", "elder")  # the cookies that change how a page looks to anybody (`ui.context`)

View = Callable[..., HttpResponse]


def kept(view: Callable[..., tuple[HttpResponse, datetime | None]]) -> View:
    """For a view that also returns until when its page holds if nothing is published; None: it is not kept."""

    @wraps(view)
    def shown(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PAGES_KEPT or any(name in request.COOKIES for name in PERSONAL):
            return view(request, *args, **kwargs)[0]
        asked = [request.build_absolute_uri(), *(request.COOKIES.get(name, "") for name in LOOKS)]
        key, numbers = f"page:{sha256(repr(asked).encode()).hexdigest()}", given()
        held = cache.get(key)
        if held and held[0] == numbers and request.now < held[1]:
            return HttpResponse(held[2], headers=held[3])
        response, until = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if until is not None:
            cache.set(key, (numbers, until, response.content, dict(response.items())), settings.PAGES_KEPT)
        return response

    return shown


def next_closing(notices: Iterable[Notice], *, now: datetime) -> datetime:
    """When the next of these notices closes."""
    return min((each.closes_at for each in notices if each.closes_at and each.closes_at > now), default=NEVER)
