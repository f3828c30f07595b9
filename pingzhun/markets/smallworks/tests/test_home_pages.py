"""The home page and the lists of 散小工程 in a real browser, on a desktop and on a phone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.desks.bulletins import ANNOUNCEMENT
from tests.browser import axe, fits, picture

pytestmark = pytest.mark.browser
LISTS = (
    "published-bulletins",
    "bulletins-for-me",
    "tender-notices",
    "award-notices",
    "projects",
    "bulletin.list",
)


@pytest.fixture
def cast(site):
    return site


@pytest.mark.covers("R3", "R4", "R5", "R6", "R7", "R8")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_page_fits_and_the_chart_says_what_its_table_says(cast, now, open_page, size):
    steps.run_to_completion(cast, steps.run_to_award(cast), "440000")
    steps.award_emergency(cast)
    page = open_page(cast.town.filer, size)

    def look(url: str, name: str) -> None:
        page.goto(url)
        fits(page)
        picture(page, f"smallworks-{name}-{size}")
        axe(page)

    page.goto(reverse("console:home"))
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    definition = page.locator(".pz-weekly__definition").first
    definition.locator("summary").press("Enter")
    expect(definition.get_by_text("放弃中选后尚未重新中选的不计")).to_be_visible()
    page.get_by_text("近 26 周的数据表").click()
    expect(page.locator("#weekly-numbers tbody tr").last).to_contain_text("440,000.00")
    fits(page)
    picture(page, f"smallworks-home-{size}")
    axe(page)
    look(reverse("console:weekly", args=["turnover"]), "weekly")
    for name in LISTS:
        look(reverse(f"desks:smallworks.{name}"), name.replace(".", "-"))
    page.goto(reverse("desks:smallworks.published-bulletins"))
    page.get_by_role("button", name="新增通知").click()
    page.get_by_label("通知标题").fill("施工围挡要求")
    page.get_by_label("通知内容").fill("临街施工使用定型围挡。")
    page.get_by_label("施工单位", exact=True).check()
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("heading", name="预览")).to_be_visible()
    look(page.url, "bulletin-form")
    look(f"{reverse('notices:index')}?market=smallworks", "portal-notices")
    assert ANNOUNCEMENT.market == "smallworks"
