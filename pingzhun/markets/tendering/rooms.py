"""Who has which room when (H15): held from the submission of a booking on, settled by its approval, free again when it is not
approved. The database refuses what overlaps; taking turns here makes of that a sentence instead of an error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format

from pingzhun.base.localtime import to_local
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Jurisdiction
from pingzhun.filings import lifecycle
from pingzhun.filings.course import FilingState
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering.capacities import CENTRE, SUPPLIER
from pingzhun.markets.tendering.models import Lot, Occupation, Purpose, Room, RoomBlock
from pingzhun.markets.tendering.models.rooms import OccupationQuerySet, VenueTerms

ORDER = ("-kind", "pk")  # opening rooms before evaluation rooms, each as they were added


@dataclass(frozen=True)
class Wish:
    """A room that is wanted for some time."""

    room: Room
    purpose: Purpose
    starts_at: datetime
    ends_at: datetime


def venue_of(
    *,
    opens_at: datetime,
    opening_room: Room,
    opening_minutes: int,
    evaluation_room: Room,
    evaluation_hours: int,
) -> list[Wish]:
    """What a 场地预约 asks for: the evaluation begins when the opening ends."""
    opened = opens_at + timedelta(minutes=opening_minutes)
    return [
        Wish(opening_room, Purpose.OPENING, opens_at, opened),
        Wish(evaluation_room, Purpose.EVALUATION, opened, opened + timedelta(hours=evaluation_hours)),
    ]


def venue_in(terms: VenueTerms) -> list[Wish]:
    return venue_of(**{field.name: getattr(terms, field.name) for field in VenueTerms._meta.local_fields})


def again_at(*, starts_at: datetime, evaluation_room: Room, evaluation_hours: int) -> list[Wish]:
    """What a 项目复评场地预约 asks for."""
    ends_at = starts_at + timedelta(hours=evaluation_hours)
    return [Wish(evaluation_room, Purpose.REEVALUATION, starts_at, ends_at)]


# ---- which rooms ---------------------------------------------------------------------------------------------------


def bookable(jurisdiction: Jurisdiction) -> QuerySet[Room]:
    """The rooms in use of the centres that review for this place."""
    found = Room.objects.filter(is_active=True, jurisdiction__path__in=jurisdiction.own_and_higher_paths)
    return found.order_by(*ORDER)


def seen_by(actor: Actor) -> QuerySet[Room]:
    """Those of the centre's own jurisdiction; to an agent those that it or one of its lots may book."""
    if actor.kind == CENTRE.key:
        return Room.objects.filter(jurisdiction__path__startswith=actor.jurisdiction.path).order_by(*ORDER)
    places = Jurisdiction.objects.filter(cases__lot__tender__agent=actor.organisation_id).distinct()
    paths = {path for place in [actor.jurisdiction, *places] for path in place.own_and_higher_paths}
    return Room.objects.filter(is_active=True, jurisdiction__path__in=paths).order_by(*ORDER)


# ---- taken or free -------------------------------------------------------------------------------------------------


def conflicts(wish: Wish, *, lot: Lot | None) -> OccupationQuerySet:
    """What keeps others from the room at that time; a lot is not in its own way."""
    found = Occupation.objects.live().filter(room=wish.room).during(wish.starts_at, wish.ends_at)
    return found.exclude(lot=lot.pk) if lot else found


def refusal(wish: Wish, *, lot: Lot | None, actor: Actor) -> str | None:
    """Why the room cannot be had at that time, as far as the actor may know; None where it can."""
    found = list(conflicts(wish, lot=lot).select_related("lot__tender"))
    if not found:
        return None
    taken = "、".join(f"{span(each)}{_whose(each, actor)}" for each in found)
    return f"{wish.room}已被占用：{taken}。请改选时间或场地。"


def _whose(occupation: Occupation, actor: Actor) -> str:
    return f"（{occupation.lot.title}）" if occupation.lot and may_name(occupation, actor) else ""


def may_name(occupation: Occupation, actor: Actor) -> bool:
    """Whether the actor may know for what the room is taken: the centre, and the agent for its own lots."""
    if actor.kind == CENTRE.key:
        return True
    return bool(occupation.lot and occupation.lot.tender.agent_id == actor.organisation_id)


def span(occupation: Occupation) -> str:
    """2026-12-18 09:00 至 10:00, with the day of the end where it is another."""
    starts, ends = to_local(occupation.during.lower), to_local(occupation.during.upper)
    end = "H:i" if starts.date() == ends.date() else "Y-m-d H:i"
    return f"{date_format(starts, 'Y-m-d H:i')} 至 {date_format(ends, end)}"


# ---- taking and giving back ----------------------------------------------------------------------------------------


def hold(filing: Filing, *, lot: Lot, wishes: Sequence[Wish], actor: Actor, now: datetime) -> None:
    """Keep the rooms for a filing that waits for its review; what the lot has there already stays in force. In the caller's
    transaction. Raises Refused where somebody else has one of them.
    """
    Lot.objects.select_for_update(of=("self",)).get(pk=lot.pk)  # always the lot before the rooms
    _take_turns(wishes)
    for wish in wishes:
        _refuse_if_taken(wish, lot=lot, actor=actor)
        for starts_at, ends_at in _beyond(wish, conflicts(wish, lot=None)):
            _take(wish, starts_at, ends_at, lot=lot, filing=filing)


def settle(filing: Filing, *, lot: Lot, wishes: Sequence[Wish], actor: Actor, now: datetime) -> None:
    """What an approved filing asked for takes the place of all that its lot had still to come. The caller has locked the lot.
    Raises Refused where a time is over, or a room taken.
    """
    if any(wish.starts_at <= now for wish in wishes):
        raise Refused("预约的时间已过，请退回申报人修改。")
    _take_turns(wishes)
    mine = lot.occupations.live()
    mine.to_come(now).update(freed_at=now)
    for wish in wishes:
        _refuse_if_taken(wish, lot=lot, actor=actor)
        mine.filter(room=wish.room).during(wish.starts_at, wish.ends_at).update(freed_at=now)
        _take(wish, wish.starts_at, wish.ends_at, lot=lot, filing=filing)


def release(filing: Filing, *, now: datetime) -> None:
    """Give back what was held for a filing that is not going to be approved."""
    filing.occupations.live().update(freed_at=now)


def block(filing: RoomBlock, *, actor: Actor, now: datetime) -> None:
    """The centre keeps a room for itself. Raises Refused."""
    wish = Wish(filing.room, Purpose.BLOCK, filing.starts_at, filing.ends_at)
    _take_turns([wish])
    _refuse_if_taken(wish, lot=None, actor=actor)
    Occupation.objects.create(
        room=wish.room,
        purpose=wish.purpose,
        during=(wish.starts_at, wish.ends_at),
        reason=filing.reason,
        held_by_id=filing.pk,
    )


def save_room(room: Room) -> None:
    """Raises Refused where a colleague has just given another room its name."""
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError:
        raise Refused(f"已有名为“{room.name}”的场地，请换一个名称。") from None


def retire(room: Room, *, now: datetime) -> None:
    """Nobody books it from here on. Raises Refused while somebody has it still to come."""
    Room.objects.select_for_update(no_key=True).get(pk=room.pk)
    if room.occupations.live().filter(during__endswith__gt=now).exists():
        raise Refused(f"{room}还有未结束的预约或占用，不能停用。请先变更场地或释放占用。")
    room.is_active = False


def _take_turns(wishes: Sequence[Wish]) -> None:
    """Wait for whoever is taking one of these rooms at this moment. Raises Refused where one is no longer in use."""
    wanted = Room.objects.filter(pk__in=[wish.room.pk for wish in wishes]).order_by("pk")
    for room in wanted.select_for_update(no_key=True):
        if not room.is_active:
            raise Refused(f"{room}已停用，请改选其他场地。")


def _refuse_if_taken(wish: Wish, *, lot: Lot | None, actor: Actor) -> None:
    if sentence := refusal(wish, lot=lot, actor=actor):
        raise Refused(sentence)


def _beyond(wish: Wish, own: OccupationQuerySet) -> list[tuple[datetime, datetime]]:
    """What of the wish is not in these occupations, which are the lot's own."""
    free, since = [], wish.starts_at
    for each in own.order_by("during"):
        if each.during.lower > since:
            free.append((since, each.during.lower))
        since = max(since, each.during.upper)
    if since < wish.ends_at:
        free.append((since, wish.ends_at))
    return free


def _take(wish: Wish, starts_at: datetime, ends_at: datetime, *, lot: Lot, filing: Filing) -> None:
    Occupation.objects.create(
        room=wish.room, lot=lot, purpose=wish.purpose, during=(starts_at, ends_at), held_by_id=filing.pk
    )


# ---- the venue of a lot --------------------------------------------------------------------------------------------


def reserved() -> OccupationQuerySet:
    """Openings whose booking has been approved, and which nothing has taken the place of."""
    return Occupation.objects.live().filter(purpose=Purpose.OPENING, held_by__state=FilingState.APPROVED)


def with_venue(lots: QuerySet[Lot]) -> QuerySet[Lot]:
    return lots.filter(Exists(reserved().filter(lot=OuterRef("pk"))))


def standing(lot: Lot) -> VenueTerms | None:
    """The approved booking, or change, by which the lot has its rooms."""
    found = reserved().filter(lot=lot).select_related("held_by").order_by("-pk").first()
    return lifecycle.typed(found.held_by) if found else None


def about(lot: Lot, *, actor: Actor) -> list[tuple[str, object]]:
    """What the case page says of the venue. Suppliers are told what has been announced, and not where bids are evaluated."""
    if lot.opens_at is None:
        return []
    found: list[tuple[str, object]] = [("开标时间", lot.opens_at), ("开标室", lot.opening_room)]
    if actor.kind == SUPPLIER.key:
        return found
    found.append(("评标室", lot.evaluation_room))
    if lot.next_opens_at:
        found.append(("变更后的开标时间（待发布变更公告）", lot.next_opens_at))
    return found


def next_evaluation(lot: Lot) -> Occupation | None:
    """When and where the lot is evaluated, or evaluated again: the last that has been approved."""
    found = Occupation.objects.live().filter(
        lot=lot,
        purpose__in=(Purpose.EVALUATION, Purpose.REEVALUATION),
        held_by__state=FilingState.APPROVED,
    )
    return found.select_related("room").order_by("-during", "-pk").first()
