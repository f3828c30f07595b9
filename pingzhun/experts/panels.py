"""评标委员会: who evaluates, drawn so that anybody can recompute it and nobody can know it before the result.

A draw is held over pseudonyms, `pseudonym(salt, name)`, whose salts are made of a secret of the panel (`_salt`): the published
draw names nobody. With the result, `publish_names` gives the names and salts of those who sat; then each can be checked.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from pingzhun.accounts.models import User
from pingzhun.cases.models import Case
from pingzhun.directory.models import Category, Organisation
from pingzhun.experts.models import Panel, Seat
from pingzhun.flow.guards import Actor


def convene(
    *,
    case: Case,
    number: int,
    size: int,
    budget: Decimal,
    representatives: Sequence[User],
    specialities: Iterable[Category],
    avoid: Iterable[Organisation],
    evaluates_at: datetime,
    actor: Actor,
    now: datetime,
) -> Panel:
    """Draw the panel of the `number`-th evaluation of a case: `representatives`, and experts for all other seats.

    budget: of the project, in yuan; it decides the least size. avoid: bidders, procuring entity, agent. A panel that was drawn
    for an earlier hour of the same evaluation is dissolved. Everybody who sits in it is told.
    Raises Refused: size, too early, or too few experts.
    """
    raise NotImplementedError


def decline(
    *,
    seat: Seat,
    reason: str,
    actor: Actor,
    now: datetime,
    avoid: Iterable[Organisation] = (),
) -> Seat | None:
    """Somebody withdraws or does not come, before or during the evaluation; of an expert's seat the next is drawn.

    avoid: organisations that take part by now, besides those of the panel. Returns who takes the seat; None: nobody is left, or
    it was a 采购人代表: then the panel has an empty seat (`is_complete`), and `fill` may fill it later.
    """
    raise NotImplementedError


def elect_leader(*, seat: Seat, actor: Actor, now: datetime) -> Seat:
    """推选评标组长; instead of the one before. Raises Refused for a 采购人代表 (87号令 第四十五条) or who has left."""
    raise NotImplementedError


def panel_of(case: Case, number: int) -> Panel | None:
    """The panel that evaluates, or has evaluated; not one that was dissolved."""
    return Panel.objects.filter(case=case, number=number, dissolved_at=None).first()


def live_seats(case: Case, number: int) -> QuerySet[Seat]:
    """Those who evaluate, in the order of their seats; empty before the draw."""
    seats = Seat.objects.live().filter(panel__case=case, panel__number=number)
    return seats.select_related("panel", "user", "expert").order_by("position")


def seat_of(case: Case, number: int, user: User) -> Seat | None:
    """The seat of a user who evaluates."""
    return live_seats(case, number).filter(user=user).first()


def is_complete(panel: Panel) -> bool:
    """Whether every seat is taken."""
    return panel.seats.live().count() == panel.size


def publish_names(*, panel: Panel, now: datetime) -> Panel:
    """With the result: names and salts become public, and the seats final. Done again, it changes nothing."""
    raise NotImplementedError


def dissolve(*, case: Case, number: int, reason: str, actor: Actor, now: datetime) -> None:
    """The evaluation will not be held by this panel (项目取消, 重新招标): those who sit in it are told. Without one, nothing."""
    raise NotImplementedError
