"""Proof of possession: a text of ours that the holder signs, once, here, and for one purpose.

The signature is over exactly `Challenge.text`; nothing of the text is taken from whoever presents it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from pingzhun.accounts.models import User
from pingzhun.certificates.models import Challenge, Purpose
from pingzhun.flow.guards import Refused

LIFETIME = timedelta(minutes=5)
NOT_OURS = "签名请求无效或已失效，请刷新页面后重新签名。"
USED = "该签名已经使用过，不能重复使用，请重新签名。"
EXPIRED = "签名请求已过期（5 分钟内有效），请重新签名。"
ELSEWHERE = "该签名是为另一个网址作出的，请在当前网址重新签名。"
OTHER_PURPOSE = "该签名不是为此用途作出的，请在本页重新签名。"
WRONG = "签名与证书不符，请确认选择的是同一张证书后重新签名。"


def session_asker(session_key: str) -> str:
    """A visitor, by their session; the key itself is not kept."""
    return f"session:{hashlib.sha256(session_key.encode()).hexdigest()}"


def user_asker(user: User) -> str:
    return f"user:{user.pk}"


def ask(*, purpose: Purpose, origin: str, asker: str, now: datetime) -> Challenge:
    """A new text to sign. origin: scheme, host and port of the page, as the browser names them."""
    return Challenge.objects.create(
        nonce=secrets.token_urlsafe(32),
        purpose=purpose,
        origin=origin,
        asker=asker,
        created_at=now,
        expires_at=now.replace(microsecond=0) + LIFETIME,
    )


def verify(
    *,
    nonce: str,
    purpose: Purpose,
    origin: str,
    asker: str,
    certificate: x509.Certificate,
    signature: bytes,
    now: datetime,
) -> None:
    """Use up the challenge, then check the signature over it by the key of `certificate`. Raises Refused.

    Outside a transaction, so that what was tried once is used up even if the signature is wrong.
    """
    used = Challenge.objects.filter(
        nonce=nonce, purpose=purpose, origin=origin, asker=asker, used_at=None, expires_at__gt=now
    ).update(used_at=now)
    challenge = Challenge.objects.filter(nonce=nonce).first()
    if challenge is None:
        raise Refused(NOT_OURS)
    if not used:
        raise Refused(_why_not(challenge, purpose=purpose, origin=origin, asker=asker))
    if not is_signed(challenge.text.encode(), signature, certificate):
        raise Refused(WRONG)


def is_signed(data: bytes, signature: bytes, certificate: x509.Certificate) -> bool:
    """ECDSA (DER) or RSASSA-PKCS1-v1_5 over SHA-256 of `data`, as the signer makes it (docs/handbook/developer/signer.md)."""
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def forget_old(*, now: datetime) -> int:
    """Remove what can no longer be used; without a row a signature is worth nothing. Return how many."""
    return Challenge.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()[0]


def _why_not(challenge: Challenge, *, purpose: Purpose, origin: str, asker: str) -> str:
    if challenge.asker != asker:
        return NOT_OURS
    if challenge.purpose != purpose:
        return OTHER_PURPOSE
    if challenge.origin != origin:
        return ELSEWHERE
    return USED if challenge.used_at else EXPIRED
