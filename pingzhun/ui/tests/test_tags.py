from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from pingzhun.ui.components import MenuEntry, MenuGroup, Stage
from pingzhun.ui.templatetags import ui

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def render(source, path="/", **context):
    return Template(source).render(Context(context | {"request": RequestFactory().get(path)})).strip()


def test_an_icon_is_inline_and_silent_unless_it_is_named():
    assert 'aria-hidden="true"' in render('{% icon "check" %}')
    named = render('{% icon "check" label="已完成" %}')
    assert 'role="img" aria-label="已完成"' in named
    assert "aria-hidden" not in named


def test_an_icon_that_does_not_exist_is_an_error_and_not_an_empty_space():
    with pytest.raises(LookupError):
        render('{% icon "no-such-icon" %}')


def test_an_icon_name_cannot_leave_the_folder():
    with pytest.raises(LookupError):
        ui.icon("../outline/check")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ amount|yuan }}", "1,280,000.00"),
        ("{{ amount|wan }}", "128.00"),
        ("{{ amount|uppercase_yuan }}", "壹佰贰拾捌万元整"),
        ("{{ nothing|yuan }}/{{ nothing|wan }}/{{ nothing|uppercase_yuan }}/{{ nothing|when }}", "—/—/—/—"),
        ("{{ moment|when }}", "2026-11-21 09:30"),
        ("{{ day|when }}", "2026-11-21"),
    ],
)
def test_figures_and_times_are_written_one_way(source, shown):
    values = {"amount": Decimal(1280000), "nothing": None, "moment": NOW, "day": date(2026, 11, 21)}
    assert render(source, **values) == shown


@pytest.mark.parametrize(
    ("left", "shown", "urgency"),
    [
        (timedelta(days=2, hours=4, minutes=31), "2 天 04:31:00", "far"),
        (timedelta(hours=23, minutes=59, seconds=59), "23:59:59", "soon"),
        (timedelta(minutes=59), "00:59:00", "last"),
        (timedelta(milliseconds=1), "00:00:01", "last"),
        (timedelta(0), "已截止", "over"),
        (timedelta(days=-1), "已截止", "over"),
    ],
)
def test_a_countdown_says_what_is_left(left, shown, urgency):
    html = render("{% countdown due now %}", due=NOW + left, now=NOW)
    assert f">{shown}</time>" in html
    assert f'data-urgency="{urgency}"' in html


def test_what_people_typed_cannot_become_markup():
    html = render("{% state_badge label tone %}", label="<b>", tone='"><script>')
    assert html == '<span class="pz-badge" data-tone="&quot;&gt;&lt;script&gt;">&lt;b&gt;</span>'


def test_the_current_stage_is_announced():
    html = render(
        "{% stepper stages %}", stages=[Stage("报名", "done"), Stage("选取", "now"), Stage("合同", "todo")]
    )
    assert html.count('aria-current="step"') == 1
    assert "选取<span" in html
    assert [word in html for word in ("（已完成）", "（进行中）", "（未开始）", "（未通过）")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_pager_keeps_the_filters_and_counts_what_it_knows():
    html = render("{% pager page %}", "/list/?q=雨&page=2", page=Paginator(range(25), 10).page(2))
    assert "?q=%E9%9B%A8&amp;page=1" in html
    assert "?q=%E9%9B%A8&amp;page=3" in html
    assert "共 <b>25</b> 条" in html


def test_the_pager_of_an_uncounted_list_does_not_invent_a_count():
    page = SimpleNamespace(number=1, has_previous=False, has_next=True, paginator=SimpleNamespace())
    html = render("{% pager page %}", page=page)
    assert "共" not in html
    assert "第 1 页" in html
    capped = SimpleNamespace(
        number=1, has_previous=False, has_next=True, paginator=SimpleNamespace(count=1000, capped=True)
    )
    assert "共 <b>1000+</b> 条" in render("{% pager page %}", page=capped)


def test_breadcrumbs_link_every_step_but_the_last():
    html = render('{% breadcrumbs "项目" "/projects/" "雨污分流" %}')
    assert '<a href="/projects/">项目</a>' in html
    assert '<span aria-current="page">雨污分流</span>' in html


def test_a_group_is_active_with_its_entry_and_counts_its_entries():
    group = MenuGroup(
        "中介超市", "building-store", [MenuEntry("公告", "/a/", 2), MenuEntry("合同", "/b/", 3, active=True)]
    )
    assert (group.active, group.count) == (True, 5)
    outer = MenuGroup("市场", "folder", [MenuEntry("首页", "/")], [group])
    assert (outer.active, outer.count, len(list(outer.all_entries))) == (True, 5, 3)
