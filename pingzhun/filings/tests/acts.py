"""What the tests of filings do again and again, at desks of 中介超市."""

from typing import Any

from django.test import Client
from django.urls import reverse

from pingzhun.filings import lifecycle
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.driving import submit, typed
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast
from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk
from pingzhun.regimes import clock


def url(desk: type[Desk], act: str, filing: Filing | None = None) -> str:
    return reverse(f"desks:{desk.key}.{act}", args=[filing.pk] if filing else [])


def begin(desk: type[Desk], actor: Any, **options: Any) -> Filing:
    return lifecycle.begin(
        desk_of(desk), actor=actor, case=options.pop("case", None), now=clock.now(), **options
    )


def publication(cast: Cast, **changes: Any) -> Filing:
    """A 项目发布 of the 项目单位, submitted and waiting for the 管理人员."""
    return submit(JobPublicationDesk, cast.entity.files, steps.terms(cast, clock.now(), **changes))


def posted(cast: Cast, **changes: Any) -> dict[str, list[str]]:
    """The same as a browser would post it."""
    return typed(steps.terms(cast, clock.now(), **changes))


def said(client: Client, address: str) -> list[str]:
    """The messages that the next page shows."""
    return [str(message) for message in client.get(address).context["messages"]]
