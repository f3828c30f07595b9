"""两步验证: besides the password, a code from an authenticator app (RFC 6238), or one of ten 恢复码.

The codes go by the real clock, as the phone's do.
"""

import base64
import secrets
from datetime import datetime
from io import BytesIO

import segno
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now as real_now
from django_otp.plugins.otp_totp.models import TOTPDevice

from pingzhun.accounts.models import RecoveryCode, User
from pingzhun.flow.guards import Refused

ISSUER = "平准"
RECOVERY_CODES = 10
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no I, L, O, 0, 1: they are read from paper
WRONG = "验证码不正确，请输入验证器上当前显示的 6 位数字，或一个未用过的恢复码。"


class WrongCode(Refused):
    """Its text is one sentence for the person."""


def is_on(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def new_key() -> str:
    """A secret for an authenticator, in hexadecimal."""
    return secrets.token_hex(20)


def readable_key(key: str) -> str:
    """The secret as people type it into an authenticator: base 32 in groups of four."""
    text = base64.b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def qr_code(user: User, key: str) -> SafeString:
    """The secret as an SVG to scan."""
    url = TOTPDevice(user=user, key=key, name=user.username).config_url
    picture = BytesIO()
    segno.make(url, error="m", micro=False).save(
        picture, kind="svg", scale=5, border=4, light="#fff", xmldecl=False, svgclass="pz-qr", lineclass=None
    )
    return mark_safe(picture.getvalue().decode())  # noqa: S308 -- drawn by segno: squares, none of the text


@transaction.atomic
def turn_on(*, user: User, key: str, code: str) -> list[str]:
    """From now on `user` needs a code of the authenticator that holds `key`; `code` is its first. Return the recovery codes,
    which can be shown only this once. Raises WrongCode.
    """
    TOTPDevice.objects.filter(user=user).delete()
    device = TOTPDevice.objects.create(user=user, key=key, name="手机验证器")
    if not device.verify_token(code):
        raise WrongCode("验证码不正确。请确认手机时间准确，输入当前显示的 6 位数字。")
    return renew_recovery_codes(user=user)


@transaction.atomic
def turn_off(*, user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    user.recovery_codes.all().delete()


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Ten new codes in place of those there were."""
    user.recovery_codes.all().delete()
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(user, code)) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user: User) -> int:
    return user.recovery_codes.filter(used_at=None).count()


def verify(*, user: User, code: str, now: datetime) -> None:
    """Use up a code of the authenticator or a recovery code. Raises WrongCode; each wrong code doubles the time until the
    next may be tried, and that stays counted.
    """
    with transaction.atomic():
        refusal = _use(user, code.replace(" ", "").replace("-", "").upper(), now)
    if refusal:
        raise WrongCode(refusal)


def _use(user: User, code: str, now: datetime) -> str | None:
    device = TOTPDevice.objects.select_for_update().get(user=user, confirmed=True)
    allowed, why_not = device.verify_is_allowed()
    if not allowed:
        wait = (why_not["locked_until"] - real_now()).total_seconds()
        return f"验证码连续输错，请于 {max(1, round(wait))} 秒后再试。"
    if code.isdecimal() and len(code) == device.digits:
        return None if device.verify_token(code) else WRONG
    unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
    if not unused.update(used_at=now):
        device.throttle_increment()
        return WRONG
    device.throttle_reset()
    return None


def _digest(user: User, code: str) -> str:
    return salted_hmac("pingzhun.accounts.recovery", f"{user.pk}:{code}", algorithm="sha256").hexdigest()
