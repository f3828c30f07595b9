"""How the parties of a lot, its bidders and its committee are told something: in the transaction of what it tells of."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from pingzhun.directory.models import Organisation
from pingzhun.experts.models import Seat
from pingzhun.markets.tendering.models import Lot, LotEvaluation
from pingzhun.messages.kinds import Kind
from pingzhun.messages.outbox import send


def tell(
    lot: Lot,
    kind: Kind,
    to: Iterable[Organisation],
    *,
    now: datetime,
    mark: object = "",
    link: str | None = None,
    **context: object,
) -> None:
    """Tell organisations something about a lot, once in this round and evaluation. mark: what else tells it from others, as the
    filing that it is about. link: instead of the page of the lot.
    """
    send(
        kind.key,
        to=to,
        context={"title": lot.title, **context},
        link=link or reverse("console:case", args=[lot.pk]),
        now=now,
        dedupe=f"lot/{lot.pk}/{lot.round}/{lot.evaluation}/{kind.key}/{mark}",
    )


def tell_parties(lot: Lot, kind: Kind, *, now: datetime, mark: object = "", **context: object) -> None:
    """The 采购人 and its agent."""
    tell(lot, kind, [lot.procuring_entity, lot.tender.agent], now=now, mark=mark, **context)


def tell_member(evaluation: LotEvaluation, seat: Seat, kind: Kind, *, mark: str, now: datetime) -> None:
    """One member of the committee, in person."""
    send(
        kind.key,
        to=[seat.user],
        context={"title": evaluation.lot.title},
        link=reverse("tendering:room", args=[evaluation.lot_id]),
        now=now,
        dedupe=f"evaluation/{evaluation.pk}/{seat.pk}/{kind.key}/{mark}",
    )
