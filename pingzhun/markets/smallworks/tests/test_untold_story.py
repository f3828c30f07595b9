"""Where `manage.py run_story smallworks` refuses; in a module of its own, where no cast has moved in yet."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks.demo import story
from pingzhun.markets.smallworks.demo.cast import build
from pingzhun.regimes import clock


def test_the_story_is_told_where_it_can_be(db):
    with pytest.raises(Refused, match="演示数据库"):
        story.run(io.StringIO())
    clock.enable_demo_clock()
    with pytest.raises(Refused, match=r"manage\.py demo"):
        story.run(io.StringIO())
    build(clock.now())
    with pytest.raises(CommandError, match="没有这种过程，请去掉 --emergency"):
        call_command("run_story", "intermediary", "--emergency")
