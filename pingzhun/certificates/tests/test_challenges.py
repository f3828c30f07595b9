"""Proof of possession: over our text, once, in time, here, and for what it was made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from pingzhun.certificates import challenges
from pingzhun.certificates.models import Challenge, Purpose
from pingzhun.certificates.tests.conftest import key_of
from pingzhun.flow.guards import Refused

ORIGIN = "https://zj.example"
ASKER = challenges.session_asker("session-key")
JUST_IN_TIME, TOO_LATE = timedelta(minutes=4, seconds=58), timedelta(minutes=5)


@pytest.fixture
def asked(now) -> Challenge:
    return challenges.ask(purpose=Purpose.LOGIN, origin=ORIGIN, asker=ASKER, now=now)


def present(challenge, key, moment, text=None, signature=None, **changed):
    given = {"purpose": Purpose.LOGIN, "origin": ORIGIN, "asker": ASKER, "nonce": challenge.nonce} | changed
    signature = signature or key.sign((text or challenge.text).encode())
    challenges.verify(certificate=key.certificate, signature=signature, now=moment, **given)


def refusal(*args, **changed) -> str:
    with pytest.raises(Refused) as refused:
        present(*args, **changed)
    return str(refused.value)


def test_the_text_names_site_purpose_number_and_end(asked):
    lines = asked.text.splitlines()
    assert lines[1:4] == ["网站：https://zj.example", "用途：登录平台（login）", f"编号：{asked.nonce}"]
    assert lines[4] == f"有效期至：{asked.expires_at:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_a_signature_over_it_is_proof_until_it_expires(root, trusted, qilian, now, asked, kind):
    present(asked, key_of(root, qilian, now, kind), now + JUST_IN_TIME)


@pytest.mark.covers("H4")
def test_a_replay_an_expired_and_a_misdirected_signature_are_refused(key, now, asked):
    """The control is above: the same signature, unchanged and in time, is good."""
    assert refusal(asked, key, now + TOO_LATE) == challenges.EXPIRED
    assert refusal(asked, key, now, origin="https://other.example") == challenges.ELSEWHERE
    assert refusal(asked, key, now, purpose=Purpose.BIND) == challenges.OTHER_PURPOSE
    assert refusal(asked, key, now, asker=challenges.session_asker("another")) == challenges.NOT_OURS
    assert refusal(asked, key, now, nonce="never-asked") == challenges.NOT_OURS
    present(asked, key, now)
    assert refusal(asked, key, now) == challenges.USED


@pytest.mark.parametrize("line", range(5))
def test_a_signature_over_a_text_that_differs_in_one_line_proves_nothing(key, now, asked, line):
    lines = asked.text.splitlines()
    lines[line] += " "
    assert refusal(asked, key, now, text="\n".join(lines)) == challenges.WRONG


def test_a_signature_by_another_key_proves_nothing_and_is_not_tried_twice(root, key, qilian, now, asked):
    stranger = key_of(root, qilian, now)
    assert refusal(asked, key, now, signature=stranger.sign(asked.text.encode())) == challenges.WRONG
    assert refusal(asked, key, now) == challenges.USED


def test_signatures_that_are_none_are_wrong(key, now):
    for rubbish in (b"x", b"0" * 64, bytes(4096)):
        asked = challenges.ask(purpose=Purpose.LOGIN, origin=ORIGIN, asker=ASKER, now=now)
        assert refusal(asked, key, now, signature=rubbish) == challenges.WRONG


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("used_at = NULL", "used once"),
        ("used_at = used_at + interval '1 second'", "used once"),
    ],
)
def test_the_database_lets_nobody_use_a_challenge_again(key, now, asked, change, words):
    present(asked, key, now)
    with pytest.raises(IntegrityError, match=words), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE certificates_challenge SET {change}")


def test_of_two_who_both_saw_it_unused_the_database_stops_the_second(now, asked, triggers_at_rest):
    """Code that looks first and writes then would let both in; the control, without the trigger, does."""
    first, second = Challenge.objects.get(), Challenge.objects.get()
    first.used_at, second.used_at = now, now + timedelta(seconds=1)
    first.save()
    with pytest.raises(IntegrityError, match="used once"), transaction.atomic():
        second.save()
    with triggers_at_rest():
        second.save()
    assert Challenge.objects.get().used_at == second.used_at


def test_the_database_keeps_the_words_and_the_time_of_a_challenge(now, asked):
    with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
        Challenge.objects.update(expires_at=now + timedelta(days=9))
    with pytest.raises(IntegrityError, match="before_it_expires"), transaction.atomic():
        Challenge.objects.update(used_at=now + timedelta(minutes=6))


def test_what_is_old_is_forgotten_and_is_worth_nothing_then(key, now, asked):
    assert challenges.forget_old(now=now + timedelta(hours=23)) == 0
    assert challenges.forget_old(now=now + timedelta(hours=25)) == 1
    assert refusal(asked, key, now) == challenges.NOT_OURS


@pytest.mark.django_db(transaction=True)
def test_of_many_who_present_it_at_once_one_gets_in(key, now):
    asked = challenges.ask(purpose=Purpose.LOGIN, origin=ORIGIN, asker=ASKER, now=now)
    signature = key.sign(asked.text.encode())

    def race(_: int) -> str:
        try:
            present(asked, key, now, signature=signature)
            return "in"
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(race, range(6)))
    assert sorted(answers) == sorted(["in", *[challenges.USED] * 5])
