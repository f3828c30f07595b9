"""The error pages say in Chinese what happened and what to do, and need nothing that may itself be broken."""

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory

from pingzhun.ui.context import site


@pytest.mark.parametrize(
    ("kind", "heading", "advice"),
    [
        ("400", "这个请求无法处理", "刷新后再试一次"),
        ("403", "您不能进行这项操作", "只有 2026-11-21 之前报名的机构可以查看这份文件。"),
        ("404", "没有找到这个页面", "请核对网址"),
        ("500", "系统出了一点问题", "已经保存的内容不会丢失"),
    ],
)
def test_an_error_page_says_what_to_do(kind, heading, advice):
    answer = Client(raise_request_exception=False).get(f"/refuse/{kind}/")
    assert answer.status_code == int(kind)
    assert heading in answer.content.decode()
    assert advice in answer.content.decode()


def test_a_form_from_a_stale_page_is_explained():
    answer = Client(enforce_csrf_checks=True).post("/filing/", {})
    assert answer.status_code == 403
    assert "页面已过期，请重新提交" in answer.content.decode()


def test_the_page_for_a_broken_system_needs_no_context():
    assert "系统出了一点问题" in get_template("500.html").render()


@pytest.mark.parametrize(
    ("cookies", "theme", "elder"),
    [
        ({}, "auto", False),
        ({"theme": "dark", "elder": "1"}, "dark", True),
        ({"theme": '"><script>', "elder": "yes"}, "auto", False),
    ],
)
def test_preferences_are_read_from_cookies_and_never_trusted(cookies, theme, elder):
    request = RequestFactory().get("/")
    request.COOKIES = cookies
    assert (site(request)["theme"], site(request)["elder"]) == (theme, elder)
