"""评标委员会 of a lot: which lots need one, whom it must avoid, and what happens when a seat is left."""

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from pingzhun.base.localtime import local_date
from pingzhun.base.workdays import workdays_before
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.experts import panels
from pingzhun.experts.models import Panel, Seat
from pingzhun.flow.guards import Refused, guard
from pingzhun.markets.tendering import messages
from pingzhun.markets.tendering.capacities import AGENT
from pingzhun.markets.tendering.course import LotState
from pingzhun.markets.tendering.models import Bid, Lot, PanelDrawing, PanelFilling, Participation
from pingzhun.messages.outbox import send
from pingzhun.regimes import calendar

OPEN = (LotState.BIDDING, LotState.OPENING, LotState.EVALUATING)


def lots_of(actor: Actor) -> QuerySet[Lot]:
    """Those that the actor tenders, as agent or as 采购人, up to the end of the evaluation."""
    lots = Lot.objects.of_agent(actor) if actor.kind == AGENT.key else Lot.objects.of_entity(actor)
    return lots.filter(state__in=OPEN)


def without_panel(actor: Actor) -> QuerySet[Lot]:
    """Those with no panel for this evaluation, or one for an earlier hour than the bids are opened at by now."""
    drawn = Panel.objects.filter(case=OuterRef("pk"), number=OuterRef("evaluation"), dissolved_at=None)
    timely = drawn.filter(evaluates_at__gte=OuterRef("opens_at"))
    lacking = ~Q(state=LotState.EVALUATING) & ~Exists(timely)
    return lots_of(actor).filter(lacking | Q(Q(state=LotState.EVALUATING) & ~Exists(drawn)))


def with_vacancy(actor: Actor) -> QuerySet[Lot]:
    """Those of whose panel somebody has left, and nobody has followed."""
    panel = Panel.objects.filter(dissolved_at=None, public_at=None)
    live = Count("seats", filter=Q(seats__declined_at=None))
    lacking = panel.annotate(live=live).filter(live__lt=F("size"))
    return lots_of(actor).filter(Exists(lacking.filter(case=OuterRef("pk"), number=OuterRef("evaluation"))))


def evaluates_at(lot: Lot, now: datetime) -> datetime:
    """When the evaluation begins: as the bids are opened, or now where they have been."""
    return max(lot.opens_at or now, now)


@guard("在可以抽取评审专家的期间")
def draw_is_not_too_early(lot: Lot, *, actor: Actor, now: datetime) -> str | None:
    figure = lot.figure("experts.draw_before_evaluation")
    day = local_date(evaluates_at(lot, now))
    first = workdays_before(day, figure.whole, calendar=calendar.in_force())
    if local_date(now) >= first:
        return None
    return f"评审专家最早在评标前 {figure}抽取，即 {first} 起（依据：{figure.article}）。"


def to_avoid(lot: Lot) -> list[Organisation]:
    """采购人, agent, and every supplier of this round."""
    taking_part = Participation.objects.filter(lot=lot, round=lot.round).values("organisation")
    bidding = Bid.objects.filter(lot=lot, round=lot.round).values("organisation")
    parties = Q(pk__in=(lot.procuring_entity_id, lot.tender.agent_id))
    return list(Organisation.objects.filter(parties | Q(pk__in=taking_part) | Q(pk__in=bidding)))


def draw(filing: PanelDrawing, *, actor: Actor, now: datetime) -> Panel:
    """抽取专家. Raises Refused."""
    lot = Lot.objects.select_for_update(of=("self",)).select_related("tender").get(pk=filing.case_id)
    return panels.convene(
        case=lot,
        number=lot.evaluation,
        size=filing.size,
        budget=lot.tender.budget,
        representatives=list(filing.representatives.order_by("pk")),
        specialities=filing.specialities.all(),
        avoid=to_avoid(lot),
        evaluates_at=evaluates_at(lot, now),
        actor=actor,
        now=now,
    )


def fill(filing: PanelFilling, *, actor: Actor, now: datetime) -> None:
    """补抽专家. Raises Refused if nobody takes a seat."""
    lot = Lot.objects.select_related("tender").get(pk=filing.case_id)
    taken = panels.fill(
        panel=panels.panel_of(lot, lot.evaluation),
        actor=actor,
        now=now,
        avoid=to_avoid(lot),
        representatives=list(filing.representatives.order_by("pk")),
    )
    if not taken:
        raise Refused("没有人可以补入：专家库中没有符合条件的专家，也没有另派采购人代表。")


def leave_seat(seat: Seat, *, reason: str, actor: Actor, now: datetime) -> None:
    """Somebody withdraws or is absent. Where no expert follows at once, agent and 采购人 are told. Raises Refused."""
    lot = Lot.objects.select_related("tender__agent", "procuring_entity").get(pk=seat.panel.case_id)
    follower = panels.decline(seat=seat, reason=reason, actor=actor, now=now, avoid=to_avoid(lot))
    if follower is None:
        send(
            messages.SEAT_VACANT.key,
            to=[lot.tender.agent, lot.procuring_entity],
            context={"title": lot.title},
            now=now,
            dedupe=f"seat/{seat.pk}",
        )
