"""What a page offers before its scripts have come, or where none may run."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.demo.cast import Cast
from pingzhun.sealing import box
from tests.browser import session_cookie
from tests.journeys.walking import worker_runs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.covers("P12", "Y10")
def test_a_button_that_a_script_works_rests_and_the_page_says_why(
    browser: Browser, live_server: Any, cast: Cast
) -> None:
    job = steps.publish(cast)
    steps.enrol(job, cast.hengxin, "98000")
    steps.enrol(job, cast.qilian, "97000")
    steps.pass_deadline(job, opens=False)
    worker_runs()
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    context.add_cookies([session_cookie(cast.regulator.reviewer, live_server.url)])
    page = context.new_page()
    for url, button, sentence in (
        (reverse("sealing:keys"), "在本机生成密钥", "密钥须在浏览器中生成，请启用 JavaScript 后刷新页面。"),
        (
            reverse("sealing:box", args=[box.box_of(case=job).pk]),
            "开启",
            "开启须在浏览器中进行，请启用 JavaScript 后刷新页面。",
        ),
        (
            reverse("notices:page", args=[job.notices.latest("pk").number]),
            "在浏览器中核验",
            "在浏览器中核验需要 JavaScript，请启用后刷新页面。",
        ),
        (
            reverse("documents:trial"),
            "盖测试章",
            "盖章在您的浏览器中进行，请允许本网站运行脚本后刷新页面。",
        ),
    ):
        page.goto(url)
        expect(page.get_by_role("main").get_by_role("button", name=button, exact=True)).to_be_disabled()
        assert sentence in page.content()  # in <noscript>, which is drawn, but whose text no locator finds
    context.close()
