"""One-time codes by SMS, for registration and for a forgotten password.

The code stands in the SMS and nowhere else: the table keeps a hash under the installation's secret, and the text is wiped
once it is delivered.
"""

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localtime

from pingzhun.accounts.codes import Purpose
from pingzhun.messages.messages import CODE
from pingzhun.messages.models import OneTimeCode
from pingzhun.messages.outbox import Mobile, send

VALID_FOR = timedelta(minutes=10)
TRIES = 5
PER_NUMBER = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)), (10, timedelta(days=1)))
PER_ADDRESS = ((30, timedelta(hours=1)), (100, timedelta(days=1)))  # an office shares one address
KEPT_FOR = timedelta(days=2)  # longer than every window above
NUMBER_LOCK, ADDRESS_LOCK = 7201, 7202  # classes of advisory locks, always taken in this order


class CodeRefused(Exception):  # noqa: N818 -- it is a decision, not a fault
    """Its text is one sentence for the person."""


@transaction.atomic
def request_code(mobile: str, purpose: Purpose, *, now: datetime, ip: str | None) -> None:
    """Send a new code to `mobile` (11 digits, cleaned); it replaces the earlier ones of that purpose.

    Raises CodeRefused, naming the time from which it can be had, beyond 1 a minute, 5 an hour and 10 a day for a number, or
    30 an hour and 100 a day for an address. The limits count over both purposes and hold for concurrent requests.
    """
    _lock(NUMBER_LOCK, mobile)
    _limit(OneTimeCode.objects.filter(mobile=mobile), PER_NUMBER, now=now)
    if ip is not None:
        _lock(ADDRESS_LOCK, ip)
        _limit(OneTimeCode.objects.filter(ip=ip), PER_ADDRESS, now=now)
    code = f"{secrets.randbelow(10**6):06}"
    asked = OneTimeCode.objects.create(
        mobile=mobile,
        purpose=purpose,
        digest=_digest(mobile, purpose, code),
        ip=ip,
        requested_at=now,
        expires_at=now + VALID_FOR,
    )
    send(
        CODE.key,
        to=[Mobile(mobile)],
        context={"code": code, "purpose": purpose.label, "minutes": VALID_FOR.seconds // 60},
        now=now,
        dedupe=f"code:{asked.pk}",
        useful_until=asked.expires_at,
    )


def check_code(mobile: str, purpose: Purpose, code: str, *, now: datetime) -> None:
    """Use up the code that was last sent to `mobile` for `purpose`. Raises CodeRefused if it is wrong, used or expired, or
    was guessed wrongly five times.

    It runs in a transaction of its own (RuntimeError inside another), so that a wrong guess stays counted whatever the
    caller does. Check everything else first: a code serves once.
    """
    with transaction.atomic(durable=True):
        refusal = _use(mobile, purpose, code, now=now)
    if refusal:
        raise CodeRefused(refusal)


def forget_old(*, now: datetime) -> int:
    """Delete the codes that no limit counts any more; return how many."""
    return OneTimeCode.objects.filter(requested_at__lt=now - KEPT_FOR).delete()[0]


def _use(mobile: str, purpose: Purpose, code: str, *, now: datetime) -> str | None:
    """The refusal, or None after the code is marked as used."""
    sent = OneTimeCode.objects.select_for_update().filter(mobile=mobile, purpose=purpose).first()
    if sent is None or sent.used_at is not None or sent.expires_at <= now:
        return "验证码已失效，请重新获取。"
    if sent.tries >= TRIES:
        return f"验证码已输错{TRIES}次，请重新获取。"
    if not constant_time_compare(sent.digest, _digest(mobile, purpose, code)):
        sent.tries += 1
        sent.save(update_fields=["tries"])
        return "验证码不正确，请核对后重新输入。"
    sent.used_at = now
    sent.save(update_fields=["used_at"])
    return None


def _limit(asked: QuerySet[OneTimeCode], limits: tuple[tuple[int, timedelta], ...], *, now: datetime) -> None:
    most = max(limit for limit, _ in limits)
    recent = list(asked.order_by("-requested_at", "-pk").values_list("requested_at", flat=True)[:most])
    free_at = [recent[limit - 1] + window for limit, window in limits if len(recent) >= limit]
    if free_at and max(free_at) > now:
        raise CodeRefused(f"验证码获取过于频繁，请于 {localtime(max(free_at)):%Y-%m-%d %H:%M:%S} 后再试。")


def _lock(lock_class: int, key: str) -> None:
    """Hold `key` until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [lock_class, key])


def _digest(mobile: str, purpose: Purpose, code: str) -> str:
    return salted_hmac(
        "pingzhun.messages.codes", f"{purpose}:{mobile}:{code}", algorithm="sha256"
    ).hexdigest()
