"""场地使用信息 and 场地管理 as people open them; the pictures are of a real browser."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.base.weeks import Week
from pingzhun.directory.models import Capacity
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.markets.tendering.demo import steps, steps_rooms
from pingzhun.markets.tendering.demo.steps_rooms import morning
from pingzhun.markets.tendering.desks.venue import VenueBookingDesk
from pingzhun.markets.tendering.models import CalendarFeed, Occupation
from pingzhun.regimes import clock

FIVE = timedelta(minutes=5)
CALENDAR = "/console/tendering/rooms/"


def as_user(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def in_week(**more: str) -> dict[str, str]:
    return {"week": str(Week.of(morning(30)))} | more


@pytest.fixture
def booked(cast):
    """A lot with its rooms, and a room that the centre keeps for itself."""
    steps_rooms.block(cast, cast.rooms["开标二室"], starts_at=morning(30), reason="投影检修")
    return steps_rooms.book(cast, steps.register(cast, lots=[{"name": "投影仪"}])[0])


@pytest.mark.covers("H16")
def test_the_calendar_names_what_is_the_readers_and_says_of_the_rest_that_it_is_taken(cast, booked):
    agent, other, centre, supplier = (
        as_user(each.filer).get(CALENDAR, in_week())
        for each in (cast.agent, cast.other_agent, cast.centre, cast.huaxing)
    )
    assert (agent.status_code, other.status_code, centre.status_code) == (200, 200, 200)
    assert supplier.status_code == 403
    said = {
        name: page.content.decode() for name, page in (("agent", agent), ("other", other), ("centre", centre))
    }
    assert ["投影仪" in page for page in said.values()] == [True, False, True]
    assert ["投影检修" in page for page in said.values()] == [False, False, True]
    for page in said.values():
        assert page.count("<time>09:00 至 10:00</time>") == 1
        assert page.count("<time>10:00 至 14:00</time>") == 1
    case = reverse("console:case", args=[booked.pk])
    assert [case in page for page in said.values()] == [True, False, True]


@pytest.mark.covers("H16")
def test_the_calendar_can_be_narrowed_to_a_room_and_shows_nothing_of_another_place(cast, booked):
    one = as_user(cast.agent.filer).get(CALENDAR, in_week(room=str(cast.rooms["评标一室"].pk)))
    assert [line.room.name for line in one.context["lines"]] == ["评标一室"]
    assert [(part.starts, part.purpose) for part in one.context["listed"]] == [("10:00", "评标")]
    assert f'<input type="hidden" name="week" value="{in_week()["week"]}"' in one.content.decode()
    away = as_user(cast.other_centre.filer).get(CALENDAR, in_week())
    assert away.context["lines"] == []


@pytest.mark.parametrize("week", ["", "2026-W54", "9999-W01", "x"])
def test_a_week_that_is_none_is_this_week(cast, week):
    page = as_user(cast.agent.filer).get(CALENDAR, {"week": week})
    assert page.context["week"] == Week.of(clock.now())


def test_what_lasts_over_midnight_stands_in_both_days(cast):
    lot = steps.register(cast)[0]
    steps_rooms.book(cast, lot, opens_at=morning(30, hour=20), evaluation_hours=24)
    page = as_user(cast.centre.filer).get(CALENDAR, in_week(room=str(cast.rooms["评标一室"].pk)))
    parts = page.context["listed"]
    assert [(part.starts, part.ends) for part in parts][:2] == [("21:00", "24:00"), ("00:00", "21:00")]
    assert [(part.x, part.width) for part in parts][:2] == [(720, 0), (0, 720)]


def cost(client: Client) -> tuple[int, int]:
    """Queries of the page, and the lines of its list."""
    with CaptureQueriesContext(connection) as queries:
        page = client.get(CALENDAR, in_week())
    return len(queries), len(page.context["listed"])


def test_a_full_week_costs_as_many_queries_as_an_empty_one(cast, booked):
    client = as_user(cast.centre.filer)
    before = cost(client)
    slot, room, start = Occupation.objects.filter(lot=booked)[0], cast.rooms["开标二室"], morning(30, hour=14)
    Occupation.objects.bulk_create(
        Occupation(
            room=room,
            lot=booked,
            purpose=slot.purpose,
            held_by=slot.held_by,
            during=(start + number * FIVE, start + (number + 1) * FIVE),
        )
        for number in range(30)
    )
    assert cost(client) == (before[0], before[1] + 30)


@pytest.mark.covers("H16")
def test_the_form_lists_what_is_taken_on_the_day_that_is_chosen(cast, booked):
    lot = steps.register(cast)[0]
    client = as_user(cast.agent.filer)
    filing = lifecycle.begin(
        desk_of(VenueBookingDesk), actor=cast.agent.files, case=lot.case_ptr, now=clock.now()
    )
    page = client.get(reverse("desks:tendering.venue-booking.page", args=[filing.pk])).content.decode()
    assert f'hx-get="{CALENDAR}taken/"' in page
    day = f"{morning(30):%Y-%m-%d}"
    taken = client.get(f"{CALENDAR}taken/", {"opens_at": f"{day}T09:00"})
    found = {
        line.room.name: [(part.starts, part.what) for part in next(iter(line.cells))]
        for line in taken.context["lines"]
    }
    assert found == {
        "开标一室": [("09:00", "投影仪")],
        "开标二室": [("09:00", "已被占用")],
        "评标一室": [("10:00", "投影仪")],
        "评标二室": [],
    }
    for nothing in ("", "2026-02-30T09:00", "x", "0001-01-01T00:00"):
        assert client.get(f"{CALENDAR}taken/", {"opens_at": nothing}).context["lines"] == []


def test_another_agency_does_not_find_the_booking(cast, booked):
    filing = booked.filings.get(desk="tendering.venue-booking")
    url = reverse("desks:tendering.venue-booking.page", args=[filing.pk])
    found = [as_user(each.filer).get(url).status_code for each in (cast.agent, cast.centre, cast.other_agent)]
    assert found == [200, 200, 404]


# ---- 场地管理 -------------------------------------------------------------------------------------------------------


@pytest.mark.covers("H35")
def test_the_centre_works_at_its_rooms_from_their_lists(cast, booked):
    client = as_user(cast.centre.filer)
    rooms = client.get(reverse("desks:tendering.room-entry.list")).content.decode()
    assert rooms.count('<button class="btn btn-sm">修改</button>') == 4
    room = cast.rooms["开标二室"]
    begun = client.post(
        reverse("desks:tendering.room-change.begin"),
        {"room": room.pk, "name": room.name, "seats": room.seats, "is_active": "on"},
    )
    form = client.get(begun.url).context["form"]
    assert [form[name].value() for name in ("name", "seats", "is_active")] == ["开标二室", "60", True]
    blocks = reverse("desks:tendering.room-block.list")
    taken = room.occupations.live().get()
    client.post(
        reverse("desks:tendering.room-release.begin"),
        {"occupation": taken.pk, "action": "submit"},
        headers={"Referer": f"http://testserver{blocks}"},
    )
    assert "目前没有占用" in client.get(blocks).content.decode()
    assert not room.occupations.live().exists()


def subscribe(client: Client) -> str:
    """The address that is shown once."""
    page = client.post(f"{CALENDAR}feed/", follow=True)
    address = page.context["new_feed"]
    assert address in page.content.decode()
    assert address not in client.get(CALENDAR).content.decode()
    return address


@pytest.mark.covers("H16", "H35")
def test_the_calendar_can_be_subscribed_to_and_its_address_is_of_one_person(cast, booked):
    client, stranger = as_user(cast.centre.filer), Client()
    address = subscribe(client)
    pending = steps_rooms.file_change(cast, booked, opens_at=morning(35))
    answer = stranger.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 5
    assert "SUMMARY:开标：投影仪\r\nLOCATION:开标一室" in text
    assert "SUMMARY:占用：投影检修" in text
    assert (text.count("STATUS:CONFIRMED"), text.count("STATUS:TENTATIVE")) == (3, 2)
    lifecycle.withdraw(pending, actor=cast.agent.files, now=clock.now())
    newer = subscribe(client)
    assert [stranger.get(each).status_code for each in (address, newer)] == [404, 200]
    client.post(f"{CALENDAR}feed/", {"action": "stop"})
    assert stranger.get(newer).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_an_address_tells_nothing_of_another_place_and_ends_with_the_capacity(cast, booked):
    away = subscribe(as_user(cast.other_centre.filer))
    assert "BEGIN:VEVENT" not in Client().get(away).content.decode()
    Capacity.objects.filter(organisation=cast.other_centre.organisation).update(revoked_at=clock.now())
    assert Client().get(away).status_code == 404
    assert as_user(cast.agent.filer).post(f"{CALENDAR}feed/").status_code == 403
    assert Client().get(f"{CALENDAR}x.ics").status_code == 404
