"""发布公告, 中选公告, 项目查询, inside and on the portal, by every condition of the manual (R4–R7)."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.filings.casting import Player
from pingzhun.filings.desks import Overview, items
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.cast import Cast
from pingzhun.markets.smallworks.desks.browsing import (
    AwardNoticesOverview,
    ProjectsOverview,
    TenderNoticesOverview,
)
from pingzhun.regimes import clock

ROAD, PARK, SLOPE = "雁栖镇范各庄村道路修缮工程", "雁栖镇湿地公园绿化工程", "雁栖镇山洪冲毁护坡抢修工程"


@pytest.fixture
def published(cast: Cast) -> Cast:
    """A road that 雁北 won and, a week later, a park that takes enrolments and an emergency."""
    steps.run_to_award(cast, owner_name="雁栖镇范各庄村民委员会")
    clock.shift_forward(timedelta(days=7), actor_user=cast.town.filer)
    park = steps.register(
        cast, name=PARK, work_type="landscape", owner_name="雁栖镇人民政府", agent=cast.agent
    )
    steps.publish(cast, park, tender_closes_at=clock.now() + timedelta(days=30))
    steps.award_emergency(cast, owner_name="雁栖镇水务站")
    return cast


def titles(overview: type[Overview], player: Player, **conditions: object) -> set[str]:
    item = items.get(overview.key)
    rows = item.filters(
        {name: str(value) for name, value in conditions.items()},
        queryset=item.rows(player.files, now=clock.now()),
    )
    assert rows.form.is_valid(), rows.form.errors
    return {item.link(row) and str(getattr(row, "case", row).title) for row in rows.qs}


@pytest.mark.covers("R5")
def test_tender_notices_are_found_by_every_condition(published: Cast):
    today = local_date(clock.now())
    for condition, found in {
        (): {ROAD, PARK},
        ("since", today): {PARK},
        ("until", today - timedelta(days=1)): {ROAD},
        ("work_type", "landscape"): {PARK},
        ("owner_name", "范各庄"): {ROAD},
        ("title", "湿地"): {PARK},
        ("opens", today): {PARK},
        ("closes", today): {ROAD},
    }.items():
        conditions = dict([condition]) if condition else {}
        assert titles(TenderNoticesOverview, published.yanbei, **conditions) == found, condition


@pytest.mark.covers("R6")
def test_awards_are_found_by_every_condition(published: Cast):
    today = local_date(clock.now())
    for condition, found in {
        (): {ROAD, SLOPE},
        ("since", today): {SLOPE},
        ("until", today - timedelta(days=1)): {ROAD},
        ("work_type", "water"): {SLOPE},
        ("owner_name", "水务站"): {SLOPE},
        ("title", "道路"): {ROAD},
        ("opens", today): {SLOPE},
        ("closes", today - timedelta(days=1)): {ROAD},
    }.items():
        conditions = dict([condition]) if condition else {}
        assert titles(AwardNoticesOverview, published.auditor, **conditions) == found, condition


@pytest.mark.covers("R7")
def test_projects_are_found_by_every_condition(published: Cast):
    today = local_date(clock.now())
    steps.register(published, name="尚未发布的工程")
    code = steps.Project.objects.get(title=PARK).code
    for condition, found in {
        (): {ROAD, PARK, SLOPE},
        ("since", today): {PARK, SLOPE},
        ("until", today - timedelta(days=1)): {ROAD},
        ("work_type", "municipal"): {ROAD},
        ("owner_name", "人民政府"): {PARK},
        ("state", "enrolling"): {PARK},
        ("code", code): {PARK},
        ("title", "护坡"): {SLOPE},
        ("opens", today): {PARK, SLOPE},
        ("closes", today): {ROAD, SLOPE},
    }.items():
        conditions = dict([condition]) if condition else {}
        assert titles(ProjectsOverview, published.huaihe, **conditions) == found, condition
    assert titles(ProjectsOverview, published.authority) == {ROAD, PARK, SLOPE, "尚未发布的工程"}


@pytest.mark.covers("R5", "R6", "R7")
def test_the_portal_has_the_conditions_where_only_this_market_is_looked_at(published: Cast):
    visitor = Client()

    def found(page: str = "notices:index", **conditions: object) -> set[str]:
        html = visitor.get(f"{reverse(page)}?{urlencode(conditions)}").content.decode()
        return {title for title in (ROAD, PARK, SLOPE) if title in html}

    today = local_date(clock.now())
    small = {"market": "smallworks"}
    assert found(**small) == {ROAD, PARK, SLOPE}
    assert found(**small, work_type="landscape") == {PARK}
    assert found("notices:feed", **small, work_type="landscape") == {PARK}
    assert found(kind="smallworks.tender", owner_name="范各庄") == {ROAD}
    assert found(kind="smallworks.result", title="公园") == set()
    assert found(**small, state="enrolling") == {PARK}
    assert found(**small, opens=today) == {PARK, SLOPE}
    assert found(**small, closes=today - timedelta(days=1)) == {ROAD}
    assert found(**small, work_type="nonsense") == set()
    assert found(work_type="landscape") == {ROAD, PARK, SLOPE}, "elsewhere it is no condition"

    def asks_for(**conditions: object) -> bool:
        html = visitor.get(f"{reverse('notices:index')}?{urlencode(conditions)}").content.decode()
        return "工程类型" in html and 'name="owner_name"' in html

    assert [asks_for(**small), asks_for(), asks_for(market="intermediary")] == [True, False, False]


@pytest.mark.covers("R4", "R5", "R6")
def test_the_home_page_of_every_role_shows_what_is_new(published: Cast):
    for player in (
        published.authority,
        published.town,
        published.agent,
        published.yanbei,
        published.supervisor,
    ):
        visitor = Client()
        visitor.force_login(player.filer, backend="django.contrib.auth.backends.ModelBackend")
        html = visitor.get(reverse("console:home")).content.decode()
        for heading in ("通知公告", "发布公告", "中选公告"):
            assert f'<h2 class="card-title">{heading}</h2>' in html
        assert {title for title in (ROAD, PARK, SLOPE) if title in html} == {ROAD, PARK, SLOPE}
