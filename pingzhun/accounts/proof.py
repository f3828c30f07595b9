"""Proof of work: a browser computes for about a second before it may have an SMS sent. It costs a person nothing and a
machine that wants ten thousand messages several hours; nobody has to solve a puzzle.

The protocol is ALTCHA's. The expiry in a challenge and its check are by the server's real clock, as the browser's are.
"""

import base64
import json
from datetime import UTC, datetime, timedelta

import altcha
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from pingzhun.accounts.models import SpentProof

LIFETIME = timedelta(minutes=20)
HIGHEST_NUMBER = 60_000


def challenge() -> dict[str, object]:
    """A new challenge, as the widget reads it. The lifetime starts now."""
    expires = datetime.now(UTC) + LIFETIME
    options = altcha.ChallengeOptions(hmac_key=_key(), max_number=HIGHEST_NUMBER, expires=expires)
    return altcha.create_challenge(options).to_dict()


def spend(payload: str, *, now: datetime) -> bool:
    """Whether `payload` proves the work of one of our challenges and was never handed in before; it is worth nothing
    afterwards, on no server of the site.
    """
    try:
        solution = json.loads(base64.b64decode(payload, validate=True))
        proved, _ = altcha.verify_solution(payload, _key(), check_expires=True)
        signature = str(solution["signature"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    if not proved:
        return False
    SpentProof.objects.filter(expires_at__lt=now).delete()
    try:
        with transaction.atomic():
            SpentProof.objects.create(signature=signature, expires_at=now + 2 * LIFETIME)
    except IntegrityError:
        return False
    return True


def _key() -> str:
    return salted_hmac("pingzhun.accounts.proof", "challenge", algorithm="sha256").hexdigest()
