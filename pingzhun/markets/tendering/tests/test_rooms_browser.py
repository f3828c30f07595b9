"""The pages of rooms in a real browser, at both widths: nothing beyond the edge, nothing that axe finds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from pingzhun.base.weeks import Week
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.markets.tendering.demo import steps, steps_rooms
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.steps_rooms import morning
from pingzhun.markets.tendering.desks.venue import VenueBookingDesk
from pingzhun.regimes import clock
from tests.browser import SIZES, axe, fits, picture

pytestmark = pytest.mark.browser
NAMES = ("投影仪", "台式计算机", "多功能一体机")


@pytest.mark.covers("H13", "H16", "H19", "H35")
def test_the_calendar_and_the_form_beside_it(site: Cast, open_page: Callable[..., Page]) -> None:
    """The form says what is taken as soon as a day is chosen."""
    cast = site
    lots = steps.register(cast, lots=[{"name": name, "ceiling": "90000", "bond": "900"} for name in NAMES])
    day = morning(30)
    steps_rooms.block(cast, cast.rooms["开标二室"], starts_at=day + timedelta(hours=6), reason="投影检修")
    steps_rooms.book(cast, lots[0])
    steps_rooms.file_booking(
        cast,
        lots[1],
        opens_at=day + timedelta(hours=1),
        opening_room=cast.rooms["开标二室"],
        evaluation_room=cast.rooms["评标二室"],
        evaluation_hours=24,
    )
    theirs = replace(cast, agent=cast.other_agent)
    steps_rooms.book(theirs, steps.register(theirs)[0], opens_at=morning(31, hour=14))
    change = steps_rooms.file_change(cast, lots[0], opens_at=morning(32))
    draft = lifecycle.begin(
        desk_of(VenueBookingDesk), actor=cast.agent.files, case=lots[2].case_ptr, now=clock.now()
    )
    calendar = f"{reverse('tendering:rooms')}?week={Week.of(day)}"
    form = reverse("desks:tendering.venue-booking.page", args=[draft.pk])
    for size in SIZES:
        agent, centre = open_page(cast.agent.filer, size), open_page(cast.centre.reviewer, size)

        def look(page: Page, url: str, name: str, size: str = size) -> None:
            page.goto(url)
            expect(page.get_by_role("main")).to_be_visible()
            fits(page)
            picture(page, f"tendering-{name}-{size}")
            axe(page)

        look(agent, calendar, "calendar-agent")
        look(centre, calendar, "calendar-centre")
        look(centre, reverse("desks:tendering.venue-change.page", args=[change.pk]), "venue-change")
        look(open_page(cast.centre.filer, size), reverse("desks:tendering.room-entry.list"), "rooms")
        look(open_page(cast.centre.filer, size), reverse("desks:tendering.room-block.list"), "room-blocks")
        look(agent, form, "venue")
        agent.get_by_label("开标时间").fill(f"{day:%Y-%m-%dT%H:%M}")
        agent.get_by_label("开标时长").focus()
        told = agent.get_by_role("region", name="场地使用信息")
        expect(told).to_contain_text("09:00–10:00 投影仪")
        expect(told).to_contain_text("15:00–17:00 已被占用")
        fits(agent)
        picture(agent, f"tendering-venue-chosen-{size}")
        axe(agent)
