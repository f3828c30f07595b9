"""A fragment that keeps itself up to date: the page asks for it every few seconds, and gets nothing while nothing has changed.

    context["wall"] = live.fragment(request, "market/_wall.html", data, url=url)    # in the page: {{ wall }}
    return live.answer(request, "market/_wall.html", data, url=url)                 # at that url

What is typed must stand outside of it, because it is replaced as a whole; a token for forms would make each one another one.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

SECONDS = 3
UNCHANGED = 204  # htmx leaves the page as it is


def fragment(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, url: str, page: str = ""
) -> SafeString:
    """page: what the page around it was made for; where that has become another, the whole page loads again."""
    return _wrapped(_rendered(request, template, context), url, page)


def answer(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, url: str, page: str = ""
) -> HttpResponse:
    """The fragment if it is not the one that the page shows."""
    if request.GET.get("page", "") != page:
        return HttpResponse(headers={"HX-Refresh": "true"})
    inner = _rendered(request, template, context)
    if request.GET.get("seen") == _version(inner):
        return HttpResponse(status=UNCHANGED)
    return HttpResponse(_wrapped(inner, url, page))


def _rendered(request: HttpRequest, template: str, context: Mapping[str, Any]) -> SafeString:
    return render_to_string(template, dict(context), request=request)


def _version(inner: str) -> str:
    return sha256(inner.encode()).hexdigest()[:16]


def _wrapped(inner: SafeString, url: str, page: str) -> SafeString:
    return format_html(
        '<div hx-get="{}?{}" hx-trigger="every {}s" hx-swap="outerHTML">{}</div>',
        url,
        urlencode({"seen": _version(inner), "page": page}),
        SECONDS,
        inner,
    )
