"""What a market does when a box of one of its cases has been opened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pingzhun.base.registry import Registry
from pingzhun.cases.models import Case
from pingzhun.sealing.models import Box, OpenedOffer


class WhenOpened(Protocol):
    def __call__(self, case: Any, opened: Sequence[OpenedOffer], *, now: datetime) -> object:
        """Go on with the case, in the transaction in which its box was opened."""


def _nothing(case: Any) -> str | None:
    return None


def _opened(payload: Mapping[str, Any]) -> str:
    return "已开启"


@dataclass(frozen=True)
class Opening:
    """key: the label of the case's model, as in `Case.kind`. remedy: what can be done about a box that its holders cannot open
    any more, as a sentence. held_back: why no holder may open the case's box for the moment, as a sentence, or None. said: what
    the record of the opening says of an offer, in a few words; the payload is whatever its browser sealed.
    """

    key: str
    when_opened: WhenOpened
    remedy: str
    held_back: Callable[[Any], str | None] = _nothing
    said: Callable[[Mapping[str, Any]], str] = _opened


openings: Registry[Opening] = Registry("openings")


def go_on(box: Box, opened: Sequence[OpenedOffer], *, now: datetime) -> None:
    case: Case = box.case
    if case.kind in openings:
        openings.get(case.kind).when_opened(case.specific, opened, now=now)


def held_back(box: Box) -> str | None:
    """Why the market lets nobody open this box for the moment."""
    case: Case = box.case
    return openings.get(case.kind).held_back(case.specific) if case.kind in openings else None


def said_in(box: Box, payload: Mapping[str, Any]) -> str:
    """What the record of the opening says of an offer."""
    case: Case = box.case
    return openings.get(case.kind).said(payload) if case.kind in openings else _opened(payload)
