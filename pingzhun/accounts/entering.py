"""What happens between proving who one is, by whatever means, and being signed in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import auth
from django.urls import reverse

from pingzhun.accounts import two_factor
from pingzhun.accounts.http import Request
from pingzhun.accounts.models import User
from pingzhun.base.requests import address_here

ROLE_PAGE = "directory:role"  # lets a person with several roles choose one, and sends everybody else on
BACKEND = "django.contrib.auth.backends.ModelBackend"
SECOND_STEP = "second_step"
SECOND_STEP_WITHIN = timedelta(minutes=10)

PasswordGuard = Callable[[User], None]
password_guards: list[PasswordGuard] = []
"""Each raises `flow.guards.Refused` for an account that may not log in by its password; apps above add theirs at start-up."""


def following(request: Request) -> str:
    """The page of this site to go on to, or nothing."""
    return address_here(request.POST.get("next") or request.GET.get("next"), request)


def onward(view: str, request: Request) -> str:
    """The URL of `view`, which takes along the page to go on to."""
    after = following(request)
    return reverse(view) + (f"?{urlencode({'next': after})}" if after else "")


def admit(request: Request, user: User) -> str:
    """Sign in a person who has proved who they are, or ask for their second step first; return the URL to go to."""
    if not two_factor.is_on(user):
        return enter(request, user)
    request.session[SECOND_STEP] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "until": (request.now + SECOND_STEP_WITHIN).isoformat(),
    }
    return onward("accounts:second_step", request)


def half_way(request: Request) -> User | None:
    """The person who was admitted a moment ago and owes the second step, unless their password was changed since."""
    state = request.session.get(SECOND_STEP)
    if state is None or datetime.fromisoformat(state["until"]) < request.now:
        return None
    user = User.objects.filter(pk=state["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == state["password"] else None


def enter(request: Request, user: User) -> str:
    """Sign in; return the URL to go to."""
    request.session.pop(SECOND_STEP, None)
    auth.login(request, user, backend=BACKEND)  # gives the session a new key
    return onward(ROLE_PAGE, request)
