import logging
import re
import secrets
import threading
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection, transaction

from pingzhun.accounts.codes import Purpose
from pingzhun.messages import delivery
from pingzhun.messages.codes import CodeRefused, check_code, forget_old, request_code
from pingzhun.messages.models import Delivery, DemoOutbox, OneTimeCode
from pingzhun.messages.tests.cast import DAY, HOUR, MINUTE, NOW, SECOND

pytestmark = pytest.mark.django_db

ALICE, BOB = "13800000001", "13800000002"


def ask(mobile=ALICE, purpose=Purpose.REGISTER, *, now=NOW, ip="192.0.2.1"):
    """Ask for a code and return it as it arrives on the phone."""
    request_code(mobile, purpose, now=now, ip=ip)
    delivery.deliver_due(now=now)
    text = DemoOutbox.objects.filter(address=mobile).first().text
    return re.search(r"验证码 (\d{6})，", text).group(1)


def refused(call, *args, **kwargs):
    with pytest.raises(CodeRefused) as refusal:
        call(*args, **kwargs)
    return str(refusal.value)


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_code_on_the_phone_is_accepted_once():
    code = ask()
    check_code(ALICE, Purpose.REGISTER, code, now=NOW + MINUTE)
    assert (
        refused(check_code, ALICE, Purpose.REGISTER, code, now=NOW + MINUTE) == "验证码已失效，请重新获取。"
    )


def test_a_code_lives_ten_minutes():
    code = ask()
    assert (
        refused(check_code, ALICE, Purpose.REGISTER, code, now=NOW + 10 * MINUTE)
        == "验证码已失效，请重新获取。"
    )
    check_code(ALICE, Purpose.REGISTER, code, now=NOW + 10 * MINUTE - SECOND)


def test_a_code_serves_only_its_number_and_its_purpose():
    code = ask()
    refused(check_code, ALICE, Purpose.RESET_PASSWORD, code, now=NOW)
    refused(check_code, BOB, Purpose.REGISTER, code, now=NOW)
    check_code(ALICE, Purpose.REGISTER, code, now=NOW)


def test_a_new_code_replaces_the_old_one(monkeypatch):
    drawn = iter([7, 42])
    monkeypatch.setattr(secrets, "randbelow", lambda bound: next(drawn))
    old, new = ask(), ask(now=NOW + MINUTE)
    assert (old, new) == ("000007", "000042")
    refused(check_code, ALICE, Purpose.REGISTER, old, now=NOW + MINUTE)
    check_code(ALICE, Purpose.REGISTER, new, now=NOW + MINUTE)


def test_five_wrong_guesses_spend_a_code():
    code = ask()
    for _ in range(5):
        assert (
            refused(check_code, ALICE, Purpose.REGISTER, wrong(code), now=NOW)
            == "验证码不正确，请核对后重新输入。"
        )
    assert refused(check_code, ALICE, Purpose.REGISTER, code, now=NOW) == "验证码已输错5次，请重新获取。"


def test_four_wrong_guesses_do_not():
    code = ask()
    for _ in range(4):
        refused(check_code, ALICE, Purpose.REGISTER, wrong(code), now=NOW)
    check_code(ALICE, Purpose.REGISTER, code, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_guess_cannot_be_taken_back_by_rolling_back_around_it():
    code = ask()
    with pytest.raises(RuntimeError), transaction.atomic():
        check_code(ALICE, Purpose.REGISTER, wrong(code), now=NOW)
    refused(check_code, ALICE, Purpose.REGISTER, wrong(code), now=NOW)
    assert OneTimeCode.objects.get().tries == 1


def test_a_number_gets_one_a_minute_and_is_told_when_the_next():
    ask()
    sentence = refused(request_code, ALICE, Purpose.RESET_PASSWORD, now=NOW + MINUTE - SECOND, ip="192.0.2.2")
    assert sentence == "验证码获取过于频繁，请于 2026-11-20 09:31:00 后再试。"
    ask(BOB, now=NOW + SECOND)
    ask(now=NOW + MINUTE)


def allowed(moments, **more):
    """How many requests at these moments are granted."""
    granted = 0
    for moment in moments:
        try:
            request_code(ALICE, Purpose.REGISTER, now=moment, ip=None, **more)
            granted += 1
        except CodeRefused:
            pass
    return granted


def test_a_number_gets_five_an_hour():
    assert allowed(NOW + n * MINUTE for n in range(59)) == 5
    assert allowed([NOW + HOUR - SECOND, NOW + HOUR]) == 1


def test_a_number_gets_ten_a_day():
    assert allowed(NOW + n * HOUR for n in range(23)) == 10
    assert allowed([NOW + DAY - SECOND, NOW + DAY]) == 1


def test_an_address_gets_thirty_an_hour_for_all_numbers_together():
    for number in range(30):
        request_code(f"139{number:08}", Purpose.REGISTER, now=NOW, ip="192.0.2.1")
    assert refused(request_code, ALICE, Purpose.REGISTER, now=NOW, ip="192.0.2.1")
    request_code(ALICE, Purpose.REGISTER, now=NOW, ip="192.0.2.2")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by", ["number", "address"])
def test_the_limits_hold_for_requests_at_the_same_moment(by):
    if by == "address":
        for number in range(29):
            request_code(f"139{number:08}", Purpose.REGISTER, now=NOW, ip="192.0.2.1")
    together, granted = threading.Barrier(6), []

    def rush(number):
        mobile, ip = (ALICE, f"192.0.2.{number}") if by == "number" else (f"138{number:08}", "192.0.2.1")
        together.wait()
        try:
            request_code(mobile, Purpose.REGISTER, now=NOW, ip=ip)
            granted.append(number)
        except CodeRefused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=rush, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == 1


def test_the_code_is_nowhere_but_on_the_phone(caplog):
    caplog.set_level(logging.DEBUG)
    code = ask()
    kept = OneTimeCode.objects.values("mobile", "purpose", "digest", "ip").get()
    assert code not in kept.values()
    assert sha256(code.encode()).hexdigest() != kept["digest"], "hashed under a key"
    assert Delivery.objects.get().text is None
    assert code not in caplog.text
    assert DemoOutbox.objects.filter(text__contains=code).count() == 1


def test_a_code_that_cannot_be_delivered_in_time_is_not_delivered_late():
    request_code(ALICE, Purpose.REGISTER, now=NOW, ip=None)
    delivery.deliver_due(now=NOW + timedelta(minutes=10))
    assert Delivery.objects.get().state == "given_up"
    assert DemoOutbox.objects.count() == 0


def test_the_sms_is_one_message_of_seventy_characters():
    ask()
    assert len(DemoOutbox.objects.get().text) <= 70


def test_old_codes_are_forgotten_only_when_no_limit_counts_them():
    ask()
    assert forget_old(now=NOW + DAY) == 0
    assert forget_old(now=NOW + 3 * DAY) == 1
