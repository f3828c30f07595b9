from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.db.models import F
from django.test import Client
from django.urls import reverse

from pingzhun.accounts.models import DemoAccount, User
from pingzhun.accounts.tests.conftest import PASSWORD

LOGIN = reverse("accounts:login")
WRONG = "账号或密码不正确，请重新输入。"
ELSEWHERE = {"REMOTE_ADDR": "10.9.8.7"}


def log_in(client: Client, username: str, password: str = PASSWORD, **extra: str):
    return client.post(LOGIN, {"username": username, "password": password}, **extra)


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def lock_out(client: Client, username: str) -> None:
    for _ in range(5):
        response = log_in(client, username, "wrong-password")
    assert response.status_code == 429


@pytest.mark.covers("Y6")
@pytest.mark.parametrize("typed", ["Chen.Jing", "chen.jing", "CHEN.JING"])
def test_a_person_logs_in_whatever_the_case_of_the_name(client, chen, typed):
    response = log_in(client, typed)
    assert response.status_code == 302
    assert response.url == reverse("directory:role")
    assert signed_in(client) == str(chen.pk)


def test_a_wrong_password_an_unknown_name_and_a_closed_account_get_the_same_answer(client, chen, ma):
    User.objects.filter(pk=ma.pk).update(is_active=False)
    answers = [
        log_in(client, "Chen.Jing", "wrong-password"),
        log_in(client, "nobody"),
        log_in(client, "majianguo"),
    ]
    assert [answer.context["form"].non_field_errors() for answer in answers] == [[WRONG]] * 3
    assert [answer.status_code for answer in answers] == [200] * 3
    assert signed_in(client) is None


def test_the_fifth_wrong_password_closes_the_account_for_a_while(client, chen):
    for _ in range(4):
        assert log_in(client, "chen.jing", "wrong-password").status_code == 200
    response = log_in(client, "Chen.Jing", "wrong-password")
    assert response.status_code == 429
    assert "请于 15 分钟后再试" in response.text
    assert log_in(client, "Chen.Jing").status_code == 429
    assert signed_in(client) is None


def test_a_lockout_leaves_the_same_account_open_to_another_address(client, chen):
    lock_out(client, "Chen.Jing")
    assert log_in(client, "Chen.Jing", **ELSEWHERE).status_code == 302
    assert signed_in(client) == str(chen.pk)


def test_a_lockout_leaves_a_colleague_at_the_same_address_alone(client, chen, ma):
    lock_out(client, "Chen.Jing")
    assert log_in(client, "majianguo").status_code == 302


def test_trying_on_does_not_lengthen_a_lockout_and_it_ends_by_itself(client, chen):
    lock_out(client, "Chen.Jing")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=10))
    response = log_in(client, "Chen.Jing", "wrong-password")
    assert response.context["form"].locked_minutes == 5
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=5))
    assert log_in(client, "Chen.Jing").status_code == 302


def test_a_name_that_nobody_has_is_locked_in_the_same_words(client, db):
    lock_out(client, "Nobody")
    assert "请于 15 分钟后再试" in log_in(client, "nobody").text


def test_a_right_password_forgives_the_wrong_ones_before_it(client, chen):
    for _ in range(4):
        log_in(client, "chen.jing", "wrong-password")
    log_in(client, "Chen.Jing")
    assert AccessAttempt.objects.count() == 0


def test_logging_in_gives_the_session_a_new_key(client, chen):
    session = client.session
    session["note"] = "of the visitor"
    session.save()
    before = session.session_key
    log_in(client, "Chen.Jing")
    assert client.session["note"] == "of the visitor"
    assert client.session.session_key != before
    assert Client(headers={"cookie": f"sessionid={before}"}).session.get("_auth_user_id") is None


def test_the_person_goes_on_to_the_page_they_wanted(client, chen):
    response = client.post(LOGIN, {"username": "Chen.Jing", "password": PASSWORD, "next": "/notices/"})
    assert response.url == reverse("directory:role") + "?next=%2Fnotices%2F"
    assert client.get(response.url).url == "/notices/"


def test_nobody_is_sent_on_to_another_site(client, chen):
    response = client.post(
        LOGIN, {"username": "Chen.Jing", "password": PASSWORD, "next": "https://evil.example/x"}
    )
    assert response.url == reverse("directory:role")


@pytest.mark.covers("H5")
def test_logging_out_ends_the_session_and_takes_a_post(client, chen):
    client.force_login(chen)
    assert client.get(reverse("accounts:logout")).status_code == 405
    assert signed_in(client) == str(chen.pk)
    assert client.post(reverse("accounts:logout"), {"next": LOGIN}).url == LOGIN
    assert signed_in(client) is None
    assert client.post(reverse("accounts:logout"), {"next": "//evil.example"}).url == reverse("portal:home")


def test_a_closed_account_is_out_at_once(client, chen):
    client.force_login(chen)
    assert client.get(reverse("accounts:security")).status_code == 200
    User.objects.filter(pk=chen.pk).update(is_active=False)
    assert client.get(reverse("accounts:security")).status_code == 302


def test_whoever_is_not_signed_in_is_sent_to_log_in_and_back(client, db):
    response = client.get(reverse("accounts:security") + "?a=1")
    assert response.url == f"{LOGIN}?next={reverse('accounts:security')}%3Fa%3D1"


def test_a_part_of_a_page_sends_the_whole_page_to_log_in(client, db):
    response = client.get(
        reverse("accounts:security"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/notices/?q=1#top"},
    )
    assert response.headers["HX-Redirect"] == f"{LOGIN}?next=/notices/%3Fq%3D1"


def test_demo_accounts_are_offered_only_in_a_demo(client, chen, settings):
    DemoAccount.objects.create(
        user=chen, password=PASSWORD, role_title="中介机构", organisation_name="祁连工程咨询"
    )
    settings.DEMO = False
    assert "祁连工程咨询" not in client.get(LOGIN).text
    settings.DEMO = True
    page = client.get(LOGIN).text
    assert "祁连工程咨询" in page
    assert f'<input type="hidden" name="password" value="{PASSWORD}">' in page
