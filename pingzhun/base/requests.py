"""What comes from outside, before any view looks at it."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

NUL = "\x00"
LONGEST_NUMBER = 18  # digits that every bigint holds


def number(text: str | None) -> int:
    """The number of a row that a request names; 0, which no row has, for whatever is none."""
    named = text or ""
    return int(named) if named.isascii() and named.isdecimal() and len(named) <= LONGEST_NUMBER else 0


def address_here(url: str | None, request: HttpRequest) -> str:
    """`url`, if it is the full path or the address of a page of this site; "" for whatever else a request may name."""
    given = url or ""
    here = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if here and given.startswith(("/", "http")) else ""


class StorableText:
    """Refuses text that PostgreSQL cannot hold: NUL, which nobody can type, in the address, the query or a form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info or _holds_nul(request.GET) or _holds_nul(request.POST):
            raise BadRequest("NUL")
        return self.get_response(request)


def _holds_nul(given: QueryDict) -> bool:
    return any(NUL in key or any(NUL in value for value in values) for key, values in given.lists())
