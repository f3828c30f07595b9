"""The pages in a real browser, under the site's Content Security Policy, which `open_page` holds them to."""

import pytest
from django.urls import reverse

from pingzhun.accounts.models import DemoAccount
from pingzhun.accounts.tests.conftest import PASSWORD
from tests.browser import SIZES, axe, both_sizes, fits, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@both_sizes
def test_a_person_gets_a_code_after_their_browser_has_done_the_work(page, postman):
    page.goto(reverse("accounts:register"))
    page.get_by_label("手机号码").fill("138 0937 2001")
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_text("验证码已发送至 138****2001").wait_for()
    assert postman.sent == [("13809372001", "register")]
    assert page.get_by_role("button", name="秒后可重新获取").is_disabled()
    axe(page)
    fits(page)
    picture(page, "accounts-register")


def test_a_browser_works_out_a_new_proof_for_every_code(page, postman):
    page.goto(reverse("accounts:register"))
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_text("请先填写手机号码。").wait_for()
    page.get_by_label("手机号码").fill("13809372001")
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_text("验证码已发送至 138****2001").wait_for()


def test_a_person_asks_for_another_password(page, chen, postman):
    page.goto(reverse("accounts:password_reset"))
    axe(page)
    page.get_by_label("账号").fill("chen.jing")
    page.get_by_label("手机号码").fill("13809371001")
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_role("heading", name="重置密码").wait_for()
    assert postman.sent == [("13809371001", "reset_password")]
    axe(page)


@both_sizes
def test_the_login_page_can_be_used_by_everyone(page, chen, settings):
    settings.DEMO = True
    DemoAccount.objects.create(
        user=chen, password=PASSWORD, role_title="中介机构", organisation_name="祁连工程咨询有限公司"
    )
    page.goto(reverse("accounts:login"))
    axe(page)
    fits(page)
    picture(page, "accounts-login")


@pytest.mark.parametrize("size", SIZES)
def test_the_pages_about_security_can_be_used_by_everyone(open_page, chen, size):
    page = open_page(chen, size=size)
    for name in ("security", "password_change", "two_factor_on", "two_factor_off"):
        page.goto(reverse(f"accounts:{name}"))
        axe(page)
        fits(page)
        picture(page, f"accounts-{name.replace('_', '-')}")
