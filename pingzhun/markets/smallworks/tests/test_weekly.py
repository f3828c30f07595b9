"""项目情况: what the home page says is what the pages behind it list (R3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.base.weeks import Week, weeks_until
from pingzhun.cases.weekly import boards
from pingzhun.directory.actors import Actor
from pingzhun.filings.driving import submit
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.cast import Cast
from pingzhun.markets.smallworks.desks.termination import TerminationDesk
from pingzhun.markets.smallworks.weekly import DEALS, RUNNING, SETTLED, TURNOVER
from pingzhun.regimes import clock

pytestmark = pytest.mark.covers("R3")
WEEKS = 6


def next_week(cast: Cast) -> None:
    """To noon of the next Monday: whatever the day is on which the test runs, all of a week's acts fall into it."""
    left = (Week.of(clock.now()) + 1).starts + timedelta(hours=12) - clock.now()
    clock.shift_forward(left, actor_user=cast.town.filer)


@pytest.fixture
def story(cast: Cast) -> Cast:
    """Five weeks: two emergencies and a small project let in the first, one of them settled in the third and rated in the
    fourth, one terminated in the third; another emergency in the fifth, the last.
    """
    next_week(cast)
    first = steps.award_emergency(cast, price="300000")
    second = steps.award_emergency(cast, price="200000.50")
    steps.register(cast, agent=cast.agent)
    next_week(cast)
    next_week(cast)
    first = steps.run_to_completion(cast, first, "310000")
    submit(TerminationDesk, cast.town.files, {"reason": "汛情解除，不再实施"}, case=second)
    next_week(cast)
    steps.evaluate(cast, first)
    next_week(cast)
    steps.award_emergency(cast, price="100000")
    return cast


def by_week(actor: Actor, weeks: int = WEEKS) -> dict[str, list[Decimal]]:
    return boards.get("smallworks").by_week(actor, weeks_until(Week.of(clock.now()), weeks))


def test_each_figure_counts_what_its_definition_says(story: Cast):
    assert by_week(story.authority.files, 5) == {
        DEALS.key: [2, 0, 0, 0, 1],
        RUNNING.key: [3, 3, 3, 2, 2],  # who ends in a week still ran in it
        TURNOVER.key: [Decimal("500000.50"), 0, 0, 0, 100000],
        SETTLED.key: [0, 0, 310000, 0, 0],
    }


def test_the_weeks_before_the_first_count_for_what_still_runs(story: Cast):
    found = by_week(story.authority.files, 2)
    assert found[RUNNING.key] == [2, 2]
    assert found[SETTLED.key] == [0, 0]


def test_every_figure_is_made_by_the_cases_that_its_page_lists(story: Cast):
    board, weeks = boards.get("smallworks"), weeks_until(Week.of(clock.now()), WEEKS)
    for player in (story.authority, story.town, story.agent, story.huaihe, story.supervisor, story.auditor):
        actor = player.files
        found = by_week(actor)
        assert any(any(numbers) for numbers in found.values()), f"nothing to compare for {actor.kind}"
        for figure in board.figures:
            behind = [figure.of(board.cases(figure, actor, week)) for week in weeks]
            assert behind == found[figure.key], (actor.kind, figure.key)


def test_each_role_counts_its_own(story: Cast):
    names = ("authority", "town", "agent", "huaihe", "yanbei", "supervisor", "other_town", "other_authority")
    running = {name: by_week(getattr(story, name).files, 3)[RUNNING.key] for name in names}
    assert running == {
        "authority": [3, 2, 2],
        "town": [3, 2, 2],
        "agent": [1, 1, 1],  # what is entrusted to it
        "huaihe": [2, 1, 1],  # what it won
        "yanbei": [0, 0, 0],
        "supervisor": [1, 1, 0],
        "other_town": [0, 0, 0],
        "other_authority": [0, 0, 0],
    }


def test_half_a_year_of_figures_costs_one_query(story: Cast):
    actor, weeks = story.authority.files, weeks_until(Week.of(clock.now()), 26)
    with CaptureQueriesContext(connection) as captured:
        boards.get("smallworks").by_week(actor, weeks)
    assert len(captured) == 1


def page(cast: Cast, url: str) -> str:
    visitor = Client()
    visitor.force_login(cast.authority.filer, backend="django.contrib.auth.backends.ModelBackend")
    response = visitor.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_the_home_page_shows_both_weeks_with_what_they_count(story: Cast):
    html = page(story, reverse("console:home"))
    week = Week.of(clock.now())
    for figure in boards.get("smallworks").figures:
        assert html.count(figure.definition) == 2  # to hover over, and to open
        for each in (week, week - 1):
            assert f'href="{reverse("console:weekly", args=[figure.key])}?week={each}"' in html
    assert "100,000.00" in html
    assert html.count('<th scope="row"') == 26


def test_the_page_behind_a_figure_says_the_same_figure(story: Cast):
    week = Week.of(clock.now()) - 2
    html = page(story, f"{reverse('console:weekly', args=['settled'])}?week={week}")
    assert "310,000.00" in html
    assert "山洪冲毁护坡抢修工程" in html


@pytest.mark.parametrize("query", ["?week=2999-W01", "?week=latest", "?week="])
def test_a_week_that_is_none_is_not_found(story: Cast, query: str):
    visitor = Client()
    visitor.force_login(story.town.filer, backend="django.contrib.auth.backends.ModelBackend")
    assert visitor.get(reverse("console:weekly", args=["deals"]) + query).status_code == 404
    assert visitor.get(reverse("console:weekly", args=["profit"])).status_code == 404
