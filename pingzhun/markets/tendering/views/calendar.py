"""场地使用信息 (H16): which rooms are taken when, for agents and the 交易中心; and the calendar that its people subscribe to."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from pingzhun.base import access
from pingzhun.base.icalendar import MEDIA_TYPE, Event, calendar
from pingzhun.base.localtime import SHANGHAI, local_date, to_local
from pingzhun.base.weeks import Week
from pingzhun.directory.actors import Actor, actor_for
from pingzhun.directory.http import Request
from pingzhun.filings.course import FilingState
from pingzhun.filings.pages import breadcrumbs
from pingzhun.markets.tendering import rooms
from pingzhun.markets.tendering.capacities import AGENT, CENTRE
from pingzhun.markets.tendering.menu import BEFORE_OPENING, CENTRE_ROOT
from pingzhun.markets.tendering.models import CalendarFeed, Occupation, Room
from pingzhun.regimes import clock

OPENS, CLOSES = 8, 20  # o'clock, what the bar of a day shows
NEW_FEED = "tendering.feed"  # in the session: the address that is shown once
PAST = timedelta(days=30)  # how far back the subscribed calendar goes


@dataclass(frozen=True)
class Taken:
    """Part of an occupation that lies in one day, as the reader may see it. x, width: in minutes of the bar of the day."""

    occupation: Occupation
    day: date
    starts: str
    ends: str
    what: str
    link: str | None
    x: int
    width: int

    @property
    def is_pending(self) -> bool:
        return self.occupation.held_by.state == FilingState.SUBMITTED

    @property
    def purpose(self) -> str:
        return self.occupation.get_purpose_display()

    @property
    def tone(self) -> str:
        """Of the block in the grid: what the reader may open, what the centre keeps, what others have."""
        return "own" if self.link else "block" if self.occupation.lot_id is None else "other"


@dataclass
class Line:
    """A room and what is taken of it, day by day."""

    room: Room
    days: dict[date, list[Taken]] = field(default_factory=dict)

    @property
    def cells(self) -> Iterable[list[Taken]]:
        return self.days.values()


def lines_of(actor: Actor, shown: QuerySet[Room], days: list[date]) -> list[Line]:
    """Two queries, however much is taken."""
    lines = {room.pk: Line(room, {day: [] for day in days}) for room in shown}
    for occupation in _taken(lines, _midnight(days[0]), _midnight(days[-1] + timedelta(days=1))):
        for day in days:
            if (part := _part_of(occupation, day, actor)) is not None:
                lines[occupation.room_id].days[day].append(part)
    return list(lines.values())


def _taken(of: Iterable[int], starts_at: datetime, ends_at: datetime) -> QuerySet[Occupation]:
    found = Occupation.objects.live().filter(room__in=list(of)).during(starts_at, ends_at)
    return found.select_related("room", "held_by", "lot__tender")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _part_of(occupation: Occupation, day: date, actor: Actor) -> Taken | None:
    first, last = _midnight(day), _midnight(day + timedelta(days=1))
    starts_at, ends_at = max(occupation.during.lower, first), min(occupation.during.upper, last)
    if starts_at >= ends_at:
        return None
    named = rooms.may_name(occupation, actor)
    begins, stops = (
        min(max((at - first) // timedelta(minutes=1) - OPENS * 60, 0), (CLOSES - OPENS) * 60)
        for at in (starts_at, ends_at)
    )
    return Taken(
        occupation,
        day,
        to_local(starts_at).strftime("%H:%M"),
        "24:00" if ends_at == last else to_local(ends_at).strftime("%H:%M"),
        _what(occupation) if named else "已被占用",
        reverse("console:case", args=[occupation.lot_id]) if named and occupation.lot_id else None,
        begins,
        stops - begins,
    )


def _what(occupation: Occupation) -> str:
    return occupation.lot.title if occupation.lot else occupation.reason


class CalendarFilter(django_filters.FilterSet):
    room = django_filters.ModelChoiceFilter(
        label="场地", queryset=lambda request: rooms.seen_by(request.actor), method="only"
    )
    week = django_filters.CharFilter(widget=forms.HiddenInput, method="of_every_week")
    kind = django_filters.ChoiceFilter(label="类型", choices=Room._meta.get_field("kind").choices)

    def of_every_week(self, shown: QuerySet[Room], name: str, week: str) -> QuerySet[Room]:
        """The rooms are the same; the week stays chosen while they are narrowed."""
        return shown

    def only(self, shown: QuerySet[Room], name: str, room: Room) -> QuerySet[Room]:
        return shown.filter(pk=room.pk)


@access.capacity(AGENT.key, CENTRE.key)
@require_GET
def room_calendar(request: Request) -> HttpResponse:
    """One week, room by room."""
    week = _week(request)
    days = [week.monday + timedelta(days=number) for number in range(7)]
    chosen = CalendarFilter(request.GET, queryset=rooms.seen_by(request.actor), request=request)
    lines = lines_of(request.actor, chosen.qs, days)
    listed = [part for line in lines for parts in line.cells for part in parts]
    is_centre = request.actor.kind == CENTRE.key
    context: dict[str, Any] = {
        "week": week,
        "previous": str(week - 1),
        "following": str(week + 1),
        "this_week": Week.of(request.now),
        "today": local_date(request.now),
        "days": days,
        "lines": lines,
        "listed": sorted(listed, key=lambda part: (part.day, part.starts, part.occupation.pk)),
        "filter": chosen,
        "minutes": (CLOSES - OPENS) * 60,
        "hours": (OPENS, CLOSES),
        "crumbs": breadcrumbs(
            f"{CENTRE_ROOT}/场地管理/场地使用信息" if is_centre else f"{BEFORE_OPENING}/场地使用信息"
        ),
    }
    if is_centre:
        context |= {
            "feeds": True,
            "feed": CalendarFeed.objects.filter(user=request.user).first(),
            "new_feed": request.session.pop(NEW_FEED, None),
        }
    return render(request, "tendering/room_calendar.html", context)


def _week(request: Request) -> Week:
    try:
        week = Week.named(request.GET.get("week", ""))
    except ValueError:
        return Week.of(request.now)
    return week if 2000 <= week.monday.year <= 2100 else Week.of(request.now)


@access.capacity(AGENT.key, CENTRE.key)
@require_GET
def taken(request: Request) -> HttpResponse:
    """For the form of a booking: what is taken on the day that is being chosen."""
    typed = request.GET.get("opens_at") or request.GET.get("starts_at") or ""
    try:
        at = parse_datetime(typed)
    except ValueError:
        at = None
    day = at.date() if at and 2000 <= at.year <= 2100 else None
    lines = lines_of(request.actor, rooms.seen_by(request.actor).filter(is_active=True), [day]) if day else []
    return render(
        request,
        "tendering/_taken.html",
        {"day": day, "week": Week.of(day) if day else None, "lines": lines},
    )


# ---- the subscribed calendar ---------------------------------------------------------------------------------------


@access.capacity(CENTRE.key)
@require_POST
def feed(request: Request) -> HttpResponse:
    """A new address for the calendar, which ends the one before; or none any more."""
    if request.POST.get("action") == "stop":
        CalendarFeed.objects.filter(user=request.user).delete()
        messages.success(request, "已停止订阅，原地址不再有效。")
        return redirect("tendering:rooms")
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=request.user, defaults={"digest": _digest(token), "made_at": request.now}
    )
    request.session[NEW_FEED] = request.build_absolute_uri(reverse("tendering:rooms_ics", args=[token]))
    return redirect(f"{reverse('tendering:rooms')}#feed")


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@access.public
@require_GET
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of the rooms of the centre whose member the address belongs to, as long as they are one."""
    found = CalendarFeed.objects.select_related("user").filter(digest=_digest(token)).first()
    actor = actor_for(found.user) if found and found.user.is_active else Actor()
    held = next((each for each in actor.capacities if each.kind == CENTRE.key), None)
    if held is None:
        raise Http404
    now = clock.now()
    shown = Occupation.objects.live().filter(
        room__jurisdiction__path__startswith=held.jurisdiction.path, during__endswith__gt=now - PAST
    )
    events = map(_event, shown.select_related("room", "held_by", "lot__tender"))
    response = HttpResponse(calendar(f"{actor.organisation}场地", events, now=now), content_type=MEDIA_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response


def _event(occupation: Occupation) -> Event:
    lot = occupation.lot
    return Event(
        uid=f"occupation-{occupation.pk}@pingzhun",
        starts_at=occupation.during.lower,
        ends_at=occupation.during.upper,
        summary=f"{occupation.get_purpose_display()}：{_what(occupation)}",
        location=occupation.room.name,
        description=f"{lot.code} {lot.tender.name}" if lot else "",
        is_tentative=occupation.held_by.state == FilingState.SUBMITTED,
    )
