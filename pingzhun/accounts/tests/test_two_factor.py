import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from pingzhun.accounts import two_factor
from pingzhun.accounts.models import RecoveryCode
from pingzhun.accounts.services import change_password
from pingzhun.accounts.tests.conftest import PASSWORD
from pingzhun.accounts.tests.test_login import log_in, signed_in
from pingzhun.regimes import clock

SECOND_STEP = reverse("accounts:second_step")
ON = reverse("accounts:two_factor_on")
OFF = reverse("accounts:two_factor_off")
RECOVERY = reverse("accounts:recovery_codes")


class Phone:
    """An authenticator that holds `key`; `ahead` counts the half minutes by which its clock runs ahead."""

    def __init__(self, key: str) -> None:
        self.key = key

    def code(self, ahead: int = 0) -> str:
        totp = TOTP(bytes.fromhex(self.key))
        totp.time = clock.now().timestamp() + 30 * ahead
        return f"{totp.token():06}"


@pytest.fixture
def phone(chen) -> Phone:
    """Two-factor is on since a while ago, so that the code of this half minute is unused."""
    phone = Phone(two_factor.new_key())
    phone.recovery = two_factor.turn_on(user=chen, key=phone.key, code=phone.code(-1))
    return phone


def half_way(client: Client) -> Client:
    assert log_in(client, "Chen.Jing").url == SECOND_STEP
    return client


def test_the_password_alone_does_not_log_in(client, chen, phone):
    half_way(client)
    assert signed_in(client) is None
    assert client.get(reverse("accounts:security")).status_code == 302
    response = client.post(SECOND_STEP, {"code": phone.code()})
    assert response.url == reverse("directory:role")
    assert signed_in(client) == str(chen.pk)


def test_the_second_step_gives_the_session_a_new_key(client, chen, phone):
    before = half_way(client).session.session_key
    client.post(SECOND_STEP, {"code": phone.code()})
    assert client.session.session_key != before


def test_a_wrong_code_is_refused_and_the_next_try_has_to_wait(client, chen, phone):
    half_way(client)
    for code in ("000000", "ABCDE-FGHJK"):
        TOTPDevice.objects.update(throttling_failure_timestamp=None)
        assert client.post(SECOND_STEP, {"code": code}).context["form"].errors["code"] == [two_factor.WRONG]
    assert TOTPDevice.objects.get().throttling_failure_count == 2
    waiting = client.post(SECOND_STEP, {"code": phone.code()}).context["form"].errors["code"]
    assert re.fullmatch(r"验证码连续输错，请于 [12] 秒后再试。", waiting[0])
    assert signed_in(client) is None


def test_a_code_serves_once(chen, phone):
    code = phone.code()
    two_factor.verify(user=chen, code=code, now=clock.now())
    with pytest.raises(two_factor.WrongCode, match="验证码不正确"):
        two_factor.verify(user=chen, code=code, now=clock.now())


def test_a_recovery_code_stands_in_for_the_phone_once(client, chen, phone):
    code = phone.recovery[3].lower()
    half_way(client).post(SECOND_STEP, {"code": code})
    assert signed_in(client) == str(chen.pk)
    assert two_factor.codes_left(chen) == 9
    other = half_way(Client())
    assert other.post(SECOND_STEP, {"code": code}).context["form"].errors["code"] == [two_factor.WRONG]


def test_a_recovery_code_is_kept_as_a_digest_only(chen, phone):
    assert not RecoveryCode.objects.filter(digest__in=[code.replace("-", "") for code in phone.recovery])
    assert RecoveryCode.objects.count() == 10


def test_the_recovery_code_of_one_person_is_nothing_to_another(chen, ma, phone):
    key = two_factor.new_key()
    two_factor.turn_on(user=ma, key=key, code=Phone(key).code())
    with pytest.raises(two_factor.WrongCode):
        two_factor.verify(user=ma, code=phone.recovery[0], now=clock.now())


def test_without_the_password_there_is_no_second_step(client, chen, phone):
    response = client.post(SECOND_STEP, {"code": phone.code()})
    assert response.url == reverse("accounts:login")
    assert signed_in(client) is None


def test_a_login_left_half_way_ends_after_ten_minutes(client, chen, phone):
    session = half_way(client).session
    session["second_step"] |= {"until": (clock.now() - timedelta(seconds=1)).isoformat()}
    session.save()
    client.post(SECOND_STEP, {"code": phone.code()})
    assert signed_in(client) is None


def test_a_login_left_half_way_ends_with_the_password(client, chen, phone):
    half_way(client)
    change_password(user=chen, password="shule-river-4410")
    client.post(SECOND_STEP, {"code": phone.code()})
    assert signed_in(client) is None


def test_a_person_turns_two_factor_on_with_a_first_code(client, chen):
    client.force_login(chen)
    page = client.get(ON)
    key = client.session["two_factor_key"]
    assert two_factor.readable_key(key) in page.text
    assert "<svg" in page.context["qr_code"]
    assert "style=" not in page.context["qr_code"]
    assert "验证码不正确" in client.post(ON, {"current_password": PASSWORD, "code": "000000"}).text
    wrong = client.post(ON, {"current_password": "wrong-password", "code": Phone(key).code()})
    assert wrong.context["form"].errors == {"current_password": ["当前密码不正确。"]}
    assert two_factor.is_on(chen) is False
    shown = client.post(ON, {"current_password": PASSWORD, "code": Phone(key).code()})
    assert two_factor.is_on(chen) is True
    assert len(re.findall(r"<code>[A-Z2-9]{5}-[A-Z2-9]{5}</code>", shown.text)) == 10
    assert "two_factor_key" not in client.session


def test_turning_two_factor_off_takes_the_password(client, chen, phone):
    client.force_login(chen)
    client.post(OFF, {"current_password": "wrong-password"})
    assert two_factor.is_on(chen) is True
    client.post(OFF, {"current_password": PASSWORD})
    assert two_factor.is_on(chen) is False
    assert two_factor.codes_left(chen) == 0
    assert log_in(Client(), "Chen.Jing").url == reverse("directory:role")


def test_new_recovery_codes_take_the_place_of_the_old(client, chen, phone):
    client.force_login(chen)
    shown = client.post(RECOVERY, {"current_password": PASSWORD})
    assert set(shown.context["codes"]).isdisjoint(phone.recovery)
    with pytest.raises(two_factor.WrongCode):
        two_factor.verify(user=chen, code=phone.recovery[0], now=clock.now())


def test_the_security_page_shows_the_last_logins(client, chen):
    log_in(client, "Chen.Jing", REMOTE_ADDR="10.9.8.7")
    page = client.get(reverse("accounts:security")).text
    assert "10.9.8.7" in page
    assert "未开启" in page


def test_a_reset_password_does_not_spare_the_second_step(client, chen, phone):
    change_password(user=chen, password="shule-river-4410")
    assert log_in(client, "Chen.Jing", "shule-river-4410").url == SECOND_STEP
    assert signed_in(client) is None
