"""Where `manage.py run_story intermediary` refuses; in a module of its own, where no cast has moved in yet."""

import io

import pytest

from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo import story
from pingzhun.markets.intermediary.demo.cast import build


def test_the_story_is_not_told_where_nobody_works_yet(demo_clock):
    with pytest.raises(Refused, match=r"manage\.py demo"):
        story.run(io.StringIO())


def test_the_story_is_not_told_where_the_clock_cannot_be_moved(now):
    build(now)
    with pytest.raises(Refused, match="演示数据库"):
        story.run(io.StringIO())
