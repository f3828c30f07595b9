"""Who is asking, and whether they may: `request.actor`, `request.now` and the access that every view declares."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from pingzhun.base.access import Access
from pingzhun.directory.actors import NOBODY, Actor, actor_for
from pingzhun.directory.http import Request
from pingzhun.regimes import clock

CAPACITY_IN_USE = "capacity"


def actor_of(request: Request) -> Actor:
    """The actor of a request: the capacity is the one chosen in the session, or else the organisation's first."""
    user = request.user
    if not user.is_authenticated:
        return NOBODY
    return actor_for(user, capacity_id=request.session.get(CAPACITY_IN_USE))


def allows(access: Access, actor: Actor) -> bool:
    match access.kind:
        case "public":
            return True
        case "signed_in":
            return actor.user is not None
        case "member":
            return actor.member is not None
        case "operator":
            return actor.user is not None and actor.user.is_operator
        case "capacity":
            return actor.kind is not None and (not access.capacities or actor.kind in access.capacities)


def _to_login(request: Request) -> HttpResponse:
    """To the log-in page and from there back to the page the person had before them."""
    if request.method in {"GET", "HEAD"} and not request.htmx:
        return redirect_to_login(request.get_full_path())
    try:
        page = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/")
    except ValueError:  # "http://["
        page = urlsplit("/")
    response = redirect_to_login(urlunsplit(("", "", page.path, page.query, "")))
    return HttpResponseClientRedirect(response.url) if request.htmx else response


class ActorMiddleware:
    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        # For the error pages that no view answers; `process_view` puts the real ones in their place.
        request.actor = cast(Actor, SimpleLazyObject(lambda: actor_of(request)))
        request.now = cast(datetime, SimpleLazyObject(clock.now))
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        request.now = clock.now()  # a real datetime: the database driver does not take a lazy one
        access = getattr(view, "access", None)
        if access is None:
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__} declares no access")
        if access.kind == "public":
            return None
        if not request.user.is_authenticated:
            return _to_login(request)
        request.actor = actor_of(request)
        if request.user.must_change_password and access.kind != "signed_in":
            return redirect("accounts:password_change")
        if not allows(access, request.actor):
            raise PermissionDenied("您当前的角色不能使用此功能。请切换角色，或联系本单位管理员。")
        return None
