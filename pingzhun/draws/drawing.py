"""随机抽取: draws that anyone can recompute (Y26).

Commit, reveal, draw. The platform commits to a secret before the pool is known, so nobody can pick its nonce to suit
the pool; the pool is sorted and hashed into the seed, so nobody can order it to suit the nonce. Every party may add
a nonce of its own, handed in where nobody can read or change it until the pool is fixed: the result is then out of
the hands of any group that lacks a single one of them, the platform included. Whoever brings none stops nothing.
A round that was committed to must be drawn: there is no second commitment beside it. A redraw takes the next link of
the same hash chain (`algorithm`), so that nothing about it is chosen after the first result is known, and every
redraw is visible, with its reason.

What this does not protect against is in ADR 0017.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from pingzhun import ledger
from pingzhun.cases.models import Case
from pingzhun.draws import algorithm
from pingzhun.draws.algorithm import Contribution
from pingzhun.draws.models import Draw
from pingzhun.flow.guards import Refused
from pingzhun.ledger.canonical import canonical, time_text
from pingzhun.ledger.keys import decrypt, encrypt, local_key

FORMAT = "pingzhun-draw/2"
KEY_NAME = "sealing-key"
SECRET_BYTES = 32


def commit(*, case: Case, purpose: str, now: datetime, reason: str | None = None) -> Draw:
    """Publish the commitment of the next round; while a round waits to be drawn, return that one.

    The first round has no reason. Raises Refused if a round has been drawn and `reason` does not say why
    again.
    """
    with transaction.atomic():
        previous = rounds(case=case, purpose=purpose).last()
        if previous and previous.drawn_at is None:
            return previous
        if previous and not reason:
            raise Refused("已经抽取过，重新抽取须说明理由。")
        number = previous.round + 1 if previous else 1
        if number == algorithm.CHAIN:
            raise Refused("重新抽取的次数已到上限，请取消本项目后重新发布。")
        secret = _secret(previous) if previous else secrets.token_bytes(SECRET_BYTES)
        draw, created = Draw.objects.get_or_create(
            case=case,
            purpose=purpose,
            round=number,
            defaults={
                "case_code": case.code,
                "previous": previous,
                "reason": reason if previous else None,
                "commitment": algorithm.commitment_to(algorithm.nonce_of(secret, round=number)),
                "sealed_secret": encrypt(
                    local_key(KEY_NAME), secret, context=_context(case.pk, purpose, number)
                ),
                "committed_at": now,
            },
        )
        if created:
            ledger.append(**entries_of(draw)[0])
    return draw


def draw(
    *,
    case: Case,
    purpose: str,
    pool: Sequence[str],
    count: int,
    now: datetime,
    contributions: Sequence[Contribution] = (),
) -> Draw:
    """Draw `count` members of `pool` in the round that was committed to, with the parties' own nonces.

    The caller hands in every nonce that was brought, whoever of the parties is still in the pool: to leave one out
    is to choose. Raises Refused without a committed round, ValueError if a member or a party stands there twice,
    a nonce is none, or the pool has fewer than `count`.
    """
    with transaction.atomic():
        held = rounds(case=case, purpose=purpose).select_for_update().last()
        if held is None:
            raise Refused("尚未公布承诺值，不能抽取。")
        if held.drawn_at is not None:
            raise Refused("本轮已经抽取。")
        held.nonce = algorithm.nonce_of(_secret(held), round=held.round).hex()
        held.contributions = algorithm.contributions_text(contributions)
        held.pool = algorithm.pool_text(pool)
        held.result = canonical(algorithm.select(held.members, count=count, seed=seed_of(held)))
        held.drawn_at = now
        held.save(update_fields=["nonce", "contributions", "pool", "result", "drawn_at"])
        ledger.append(**entries_of(held)[1])
    return held


def seed_of(draw: Draw) -> bytes:
    """Return the seed of a draw whose inputs are known."""
    return algorithm.seed(
        case=draw.case_code,
        purpose=draw.purpose,
        round=draw.round,
        nonce=bytes.fromhex(draw.nonce or ""),
        contributions=[Contribution(**each) for each in draw.brought],
        pool=draw.pool or "",
    )


def rounds(*, case: Case, purpose: str) -> QuerySet[Draw]:
    """Return all rounds, the first one first."""
    return Draw.objects.filter(case=case, purpose=purpose).order_by("round")


def published(draw: Draw) -> dict[str, Any]:
    """Return what `recompute` takes, for a page, a download or a notice; before the draw, the commitment
    alone.
    """
    drawn = draw.drawn_at is not None
    return {
        "format": FORMAT,
        "case": draw.case_code,
        "purpose": draw.purpose,
        "round": draw.round,
        "previous": draw.previous.commitment if draw.previous else None,
        "reason": draw.reason,
        "commitment": draw.commitment,
        "committed_at": time_text(draw.committed_at),
        "nonce": draw.nonce,
        "contributions": draw.brought if drawn else None,
        "pool": draw.members if drawn else None,
        "result": draw.winners if drawn else None,
        "drawn_at": time_text(draw.drawn_at) if draw.drawn_at else None,
    }


def ledger_subject(draw: Draw) -> str:
    return f"draw/{draw.case_code}/{draw.purpose}/{draw.round}"


def entries_of(draw: Draw) -> list[dict[str, Any]]:
    """What the ledger is told of a draw (`log.append`): the commitment, and once it was held the nonce and the hashes."""
    identity = {"case": draw.case_code, "purpose": draw.purpose, "round": draw.round}
    committed = identity | {"commitment": draw.commitment, "reason": draw.reason}
    told = [("draw.committed", committed, draw.committed_at)]
    if draw.drawn_at:
        texts = {"contributions": draw.contributions, "pool": draw.pool, "result": draw.result}
        hashes = {f"{name}_sha256": sha256((text or "").encode()).hexdigest() for name, text in texts.items()}
        told.append(("draw.drawn", identity | {"nonce": draw.nonce} | hashes, draw.drawn_at))
    subject = ledger_subject(draw)
    return [{"kind": kind, "subject": subject, "data": data, "now": now} for kind, data, now in told]


def _secret(draw: Draw) -> bytes:
    context = _context(draw.case_id, draw.purpose, draw.round)
    return decrypt(local_key(KEY_NAME), bytes(draw.sealed_secret), context=context)


def _context(case_id: int, purpose: str, number: int) -> str:
    return f"draw {case_id}/{purpose}/{number}"
