"""Where `manage.py run_story tendering` refuses; in a module of its own, where no cast has moved in yet."""

import io

import pytest

from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering.demo import story
from pingzhun.markets.tendering.demo.cast import build
from pingzhun.regimes import clock


def test_the_story_is_told_where_it_can_be(db):
    with pytest.raises(Refused, match="演示数据库"):
        story.run(io.StringIO())
    clock.enable_demo_clock()
    with pytest.raises(Refused, match=r"还没有采购人.*manage\.py demo"):
        story.run(io.StringIO())
    build(clock.now())
    with pytest.raises(Refused, match="专家不足 5 名"):
        story.run(io.StringIO())
