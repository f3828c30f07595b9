"""项目选取 and 已填报: what can be begun at a desk, and what was (R38)."""

import pytest

from pingzhun.console.menus import menu_of
from pingzhun.filings import lifecycle
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.publication import CancellationDesk
from pingzhun.regimes import clock

from .acts import begin, url


def offered(client) -> list[str]:
    return [case.title for case, _ in client.get(url(CancellationDesk, "choose")).context["rows"]]


@pytest.mark.covers("R38")
def test_what_is_begun_leaves_the_picker_for_what_is_filed_and_comes_back_when_it_is_deleted(cast, client):
    first, second = (steps.publish(cast, name=name) for name in ("管网预算编制", "中医院预算编制"))
    client.force_login(cast.entity.filer)
    assert sorted(offered(client)) == ["中医院预算编制", "管网预算编制"]
    filing = begin(CancellationDesk, cast.entity.files, case=first)
    assert offered(client) == ["中医院预算编制"]
    page = client.get(url(CancellationDesk, "list"))
    assert [each.label for each, _ in page.context["rows"]] == ["管网预算编制"]
    assert page.context["to_choose"] == 1
    lifecycle.discard(filing, actor=cast.entity.files, now=clock.now())
    assert len(offered(client)) == 2
    assert client.get(url(CancellationDesk, "choose"), {"q": second.code}).context["rows"][0][0] == second


def test_the_menu_opens_the_picker_and_is_active_on_both_sides(cast):
    def entry(path: str):
        entries = [each for group in menu_of(cast.entity.files, path=path) for each in group.all_entries]
        return next(each for each in entries if each.title == "项目资料变更")

    base = "/console/intermediary/job-change/"
    assert entry("").url == f"{base}choose/"
    assert [entry(path).active for path in (base, f"{base}choose/", "/console/")] == [True, True, False]
