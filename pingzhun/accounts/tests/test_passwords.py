import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from pingzhun.accounts import proof
from pingzhun.accounts.models import SpentProof, User
from pingzhun.accounts.passwords import MinimumLength
from pingzhun.accounts.tests.conftest import PASSWORD
from pingzhun.accounts.tests.test_login import lock_out, log_in
from pingzhun.regimes import clock

CHANGE = reverse("accounts:password_change")
RESET = reverse("accounts:password_reset")
CONFIRM = reverse("accounts:password_reset_confirm")
SECURITY = reverse("accounts:security")
NEW = "shule-river-4410"


def change(client: Client, current: str = PASSWORD, new: str = NEW, again: str = NEW):
    return client.post(CHANGE, {"current_password": current, "password": new, "password_again": again})


@pytest.mark.covers("Y6")
def test_changing_the_password_ends_every_other_session_and_keeps_this_one(client, chen):
    elsewhere = Client()
    for each in (client, elsewhere):
        each.force_login(chen)
        assert each.get(SECURITY).status_code == 200
    before = client.session.session_key
    assert change(client).url == SECURITY
    assert client.get(SECURITY).status_code == 200
    assert client.session.session_key != before
    assert elsewhere.get(SECURITY).status_code == 302
    assert log_in(Client(), "Chen.Jing").status_code == 200
    assert log_in(Client(), "Chen.Jing", NEW).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"current": "wrong-password"}, "current_password", "当前密码不正确。"),
        ({"again": "shule-river-4411"}, "password_again", "两次输入的密码不一致。"),
        ({"new": PASSWORD, "again": PASSWORD}, "password", "新密码不能与当前密码相同。"),
        ({"new": "2026112109", "again": "2026112109"}, "password", "密码只包含数字。"),
    ],
)
def test_a_password_is_not_changed_for_a_reason_that_is_named(client, chen, typed, field, sentence):
    client.force_login(chen)
    response = change(client, **typed)
    assert sentence in response.context["form"].errors[field]
    chen.refresh_from_db()
    assert chen.check_password(PASSWORD)


def test_a_short_password_is_refused_in_chinese():
    rule = MinimumLength(min_length=10)
    with pytest.raises(ValidationError) as refused:
        rule.validate("yumen2026")
    assert refused.value.messages == ["密码太短，至少须有 10 个字符。"]
    assert rule.get_help_text() == "密码至少须有 10 个字符。"
    assert rule.validate("yumen-2026") is None


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("qwertyuiop", "密码太常见"),
        ("1q2w3e4r5t", "密码太常见"),
        ("PingZhun2026", "密码主要由平台的名称组成"),
        ("玉门ggzy公共资源中介超市", "密码主要由平台的名称组成"),
    ],
)
def test_a_common_password_or_one_with_the_name_of_the_site_is_refused(client, chen, new, sentence):
    client.force_login(chen)
    refused = change(client, new=new, again=new).context["form"].errors["password"]
    assert [each for each in refused if sentence in each], refused


@pytest.mark.parametrize(
    "new", ["shule  River\t4410 ", "疏勒河畔的风吹过玉门关外", "pingzhun-" + "长" * 119, "a" * 63 + " Z"]
)
def test_a_long_password_of_anything_is_taken_as_it_was_typed(client, chen, new):
    client.force_login(chen)
    assert change(client, new=new, again=new).status_code == 302
    chen.refresh_from_db()
    assert chen.check_password(new)
    assert not chen.check_password(new.strip().lower()) or new == new.strip().lower()


def test_a_password_field_is_masked_and_open_to_password_managers(client, chen):
    client.force_login(chen)
    fields = re.findall(r"<input[^>]*password[^>]*>", client.get(CHANGE).content.decode())
    kinds = [
        (re.search(r'type="(\w+)"', each)[1], re.search(r'autocomplete="([\w-]+)"', each)[1])
        for each in fields
    ]
    assert kinds == [
        ("password", "current-password"),
        ("password", "new-password"),
        ("password", "new-password"),
    ]
    assert not any("paste" in each for each in fields)


def test_guessing_the_current_password_locks_like_logging_in(client, chen):
    client.force_login(chen)
    for _ in range(5):
        response = change(client, current="wrong-password")
    assert "请于 15 分钟后再试" in response.context["form"].errors["current_password"][0]
    change(client)
    chen.refresh_from_db()
    assert chen.check_password(PASSWORD)


def ask_reset(client: Client, prove, username: str, mobile: str):
    return client.post(RESET, {"username": username, "mobile": mobile, "altcha": prove()}, follow=True)


def confirm(client: Client, code: str, new: str = NEW):
    return client.post(CONFIRM, {"code": code, "password": new, "password_again": new})


def test_a_forgotten_password_is_reset_by_a_code_to_the_mobile(client, chen, postman, prove):
    elsewhere = Client()
    elsewhere.force_login(chen)
    ask_reset(client, prove, "chen.jing", "138 0937 1001")
    assert postman.sent == [("13809371001", "reset_password")]
    assert confirm(client, postman.CODE).url == reverse("accounts:login")
    assert elsewhere.get(SECURITY).status_code == 302
    assert log_in(client, "Chen.Jing", NEW).status_code == 302


def test_a_reset_opens_the_account_that_wrong_passwords_had_closed(client, chen, postman, prove):
    lock_out(client, "Chen.Jing")
    ask_reset(client, prove, "chen.jing", "13809371001")
    confirm(client, postman.CODE)
    assert log_in(client, "Chen.Jing", NEW).status_code == 302


def plain(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("refusal", ["", "验证码获取过于频繁。"])
def test_a_reset_does_not_tell_whether_there_is_such_an_account(client, chen, postman, prove, refusal):
    postman.refusal = refusal
    pages = []
    for mobile in ("13809371001", "13809379999"):
        pages.append(plain(ask_reset(client, prove, "chen.jing", mobile).text))
        pages.append(plain(confirm(client, "000000").text))
        client.session.flush()
    assert pages[:2] == pages[2:]
    assert [mobile for mobile, _ in postman.sent] == ([] if refusal else ["13809371001"])


def test_a_code_for_one_mobile_does_not_reset_the_account_of_another(client, chen, ma, postman, prove):
    ask_reset(client, prove, "majianguo", ma.mobile)
    ask_reset(client, prove, "chen.jing", ma.mobile)
    confirm(client, postman.CODE)
    assert User.objects.get(pk=chen.pk).check_password(PASSWORD)
    assert User.objects.get(pk=ma.pk).check_password(PASSWORD)


def test_a_closed_account_gets_no_code(client, chen, postman, prove):
    User.objects.filter(pk=chen.pk).update(is_active=False)
    ask_reset(client, prove, "chen.jing", "13809371001")
    assert postman.sent == []


def test_no_code_is_sent_without_a_proof_of_work(client, chen, postman, prove):
    response = client.post(RESET, {"username": "chen.jing", "mobile": "13809371001", "altcha": "bm8="})
    assert response.context["form"].non_field_errors() == ["安全校验尚未完成或已过期，请稍候再试。"]
    assert postman.sent == []


def test_a_proof_of_work_serves_once(db, prove):
    work = prove()
    assert proof.spend(work, now=clock.now()) is True
    assert proof.spend(work, now=clock.now()) is False
    assert proof.spend(prove(), now=clock.now()) is True


def test_a_proof_of_work_is_too_late_after_twenty_minutes(db, prove, monkeypatch):
    monkeypatch.setattr(proof, "LIFETIME", timedelta(seconds=-1))
    assert proof.spend(prove(), now=clock.now()) is False


@pytest.mark.parametrize("payload", ["", "x", "bm8=", "W10=", "MQ==", "eyJzaWduYXR1cmUiOiAxfQ=="])
def test_what_is_no_proof_of_work_is_refused(db, payload):
    assert proof.spend(payload, now=clock.now()) is False


def test_spent_proofs_are_forgotten_when_they_have_expired_anyway(db, prove):
    now = clock.now()
    proof.spend(prove(), now=now)
    proof.spend(prove(), now=now + timedelta(hours=1))
    assert SpentProof.objects.count() == 1
