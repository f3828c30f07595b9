"""中介超市, chapter by chapter of its manual (000), by the manual's own words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from pingzhun.accounts.models import User
from pingzhun.markets.intermediary.demo.cast import PASSWORD, Cast, scan
from tests.journeys.walking import (
    attach,
    choose,
    decide,
    examine,
    fill,
    log_in,
    open_menu,
    press,
    row,
    says,
    texts_to,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
PDF = "application/pdf"
MOBILE = "13893710099"


@pytest.mark.covers("Y1", "Y2", "Y3", "Y4", "Y5", "Y6")
def test_an_agency_moves_in(visit: Visit, cast: Cast) -> None:
    newcomer = visit()
    newcomer.goto("/")
    examine(newcomer, "front")
    newcomer.get_by_role("link", name="中介机构入驻").click()
    fill(
        newcomer,
        {"账号": "yangguan", "密码": PASSWORD, "再次输入密码": PASSWORD, "姓名": "郑海燕", "手机号码": MOBILE},
    )
    press(newcomer, "获取验证码")
    says(newcomer, "验证码已发送至")
    text = texts_to(visit(), MOBILE)[0]
    import re

    code = re.search(r"\d{6}", text.replace(MOBILE, ""))[0]
    fill(newcomer, {"短信验证码": code})
    press(newcomer, "注册并继续")
    print(newcomer.url)
    newcomer.screenshot(path="/tmp/l1.png", full_page=True)
