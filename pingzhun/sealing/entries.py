"""What the ledger is told of offers, shares and boxes (`log.append`): pure functions of the rows, the same when they are written
and when the audit asks again. Their times are those that the database wrote.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

from pingzhun.ledger.canonical import canonical
from pingzhun.sealing.models import Box, BoxHolder, OpenedOffer, ReleasedShare, SealedOffer


def subject_of(offer: SealedOffer) -> str:
    """It does not name the case: how many have offered is secret."""
    return f"sealing/offer/{offer.sha256}"


def of_offer(offer: SealedOffer, *, successor: str | None) -> list[dict[str, Any]]:
    """From the receipt to the end, where it was replaced (by the offer with the hash `successor`) or withdrawn."""
    shares = sorted(share.sha256 for share in offer.shares.all())  # whose they are would tell the case
    files = [each.sha256 for each in sorted(offer.files.all(), key=lambda each: each.place)]
    entries = [
        _of_offer(
            "sealed",
            offer,
            offer.received_at,
            ciphertext=offer.ciphertext_sha256,
            shares=shares,
            files=files,
            record=record_of(offer),
        )
    ]
    if offer.superseded_at:
        entries.append(_of_offer("replaced", offer, offer.superseded_at, by=successor))
    if offer.withdrawn_at:
        entries.append(_of_offer("withdrawn", offer, offer.withdrawn_at))
    return entries


def record_of(offer: SealedOffer) -> str:
    """A hash of every column of the offer, its shares and its files. It begins with the ciphertext, which nobody outside has, so
    that it cannot be tried out whose offer this is.
    """
    columns = [
        offer.box_id,
        offer.organisation_id,
        offer.version,
        offer.sealed_by_id,
        offer.idempotency_key,
        sorted(
            [share.holder_id, sha256(bytes(share.sealed)).hexdigest(), share.sha256]
            for share in offer.shares.all()
        ),
        sorted([each.place, each.ciphertext_id, each.sha256, each.size] for each in offer.files.all()),
    ]
    return sha256(bytes(offer.ciphertext) + canonical(columns).encode()).hexdigest()


def fault_of(offer: SealedOffer) -> str | None:
    if sha256(bytes(offer.ciphertext)).hexdigest() != offer.ciphertext_sha256:
        return "密文与所存的哈希不符"
    opened = getattr(offer, "opened", None)
    if opened and opened.text is not None and sha256(opened.text.encode()).hexdigest() != offer.sha256:
        return "开启的内容与封存时的哈希不符"
    return None


def of_release(holder: BoxHolder, released: Iterable[ReleasedShare]) -> dict[str, Any]:
    """All that one holder released, at once."""
    rows = sorted(released, key=lambda each: each.sealed_id)
    record = [[each.sealed_id, each.released_by_id, each.released_at] for each in rows]
    return of_box_act(
        "released",
        holder.box,
        max(each.released_at for each in rows),
        holder=holder.organisation.credit_code,
        shares=sorted(each.sealed.sha256 for each in rows if each.share is not None),
        unreadable=sorted(each.sealed.sha256 for each in rows if each.share is None),
        record=sha256(canonical(record).encode()).hexdigest(),
    )


def fault_of_share(released: ReleasedShare) -> str | None:
    share = released.share
    wrong = share is not None and sha256(bytes(share)).hexdigest() != released.sealed.sha256
    return "份额与封存时的承诺不符" if wrong else None


def of_box(box: Box, opened: Iterable[OpenedOffer]) -> list[dict[str, Any]]:
    """What became of a box after its hour; the last is the latest."""
    entries = []
    if box.called_at:
        entries.append(of_box_act("called", box, box.called_at))
    if box.abandoned_at:
        entries.append(of_box_act("abandoned", box, box.abandoned_at))
    if box.opened_at:
        said = list(opened)
        damaged = sorted(each.offer.sha256 for each in said if each.text is None)
        whole = sorted(each.offer.sha256 for each in said if each.text is not None)
        by = sha256(canonical([box.opened_by]).encode()).hexdigest()
        entries.append(of_box_act("opened", box, box.opened_at, offers=whole, damaged=damaged, record=by))
    return entries


def of_box_act(what: str, box: Box, now: datetime, **more: Any) -> dict[str, Any]:
    data = {"case": box.case.code, "round": box.round, **more}
    return {"kind": f"sealing.{what}", "subject": f"sealing/box/{box.case.code}", "data": data, "now": now}


def _of_offer(what: str, offer: SealedOffer, now: datetime, **more: Any) -> dict[str, Any]:
    data = {"sha256": offer.sha256, **more}
    return {"kind": f"sealing.{what}", "subject": subject_of(offer), "data": data, "now": now}
