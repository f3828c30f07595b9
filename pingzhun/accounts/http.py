"""A request as the middlewares of the site leave it, for views that ask for a signed-in person."""

from datetime import datetime

from django.http import HttpRequest

from pingzhun.accounts.models import User


class Request(HttpRequest):
    user: User
    now: datetime
    axes_locked_out: bool
