from django_htmx.middleware import HtmxDetails

from pingzhun.accounts import http
from pingzhun.directory.actors import Actor


class Request(http.Request):
    """A request as the middlewares of the site leave it, for views that ask for a member."""

    actor: Actor
    htmx: HtmxDetails
