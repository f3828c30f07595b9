"""密封: offers that nobody can read, count or change before or after their hour.

Until the browser encrypts to a key held in shares (a later step), the server does, with AES-256-GCM under a
data key of the case's box, which is itself encrypted by `sealing-key`, a file (or environment variable)
outside the database.

This protects against whoever has the database alone: its administrator, a backup, a replica, the write-ahead
log, SQL logs and injection. It does not protect against whoever has the key file and the database together,
or who can run or read the memory of this program. Lose the key file and no unopened box can ever be opened:
back it up, elsewhere.

The payload goes nowhere but into the ciphertext: no draft of it, no log, no ledger. The ledger gets the hash
alone, under a subject that does not name the case, because how many have offered, and who, is secret as well
(财政部令第87号 第二十八条); the opening then lists the hashes of its case.
"""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connection, models, transaction

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.cases.models import Case
from pingzhun.directory.models import Organisation
from pingzhun.flow.guards import Refused
from pingzhun.ledger.canonical import canonical
from pingzhun.ledger.keys import KEY_BYTES, decrypt, encrypt, local_key
from pingzhun.sealing.models import Box, OpenedOffer, SealedOffer

KEY_NAME = "sealing-key"
PADDING = 512  # ciphertexts are a multiple of this long, so that their length tells no digits

LATE = "截止时间已到，不能再递交、修改或撤回。"
NOTHING = "没有可以撤回的报价。"
EARLY = "截止时间未到，不能开启。"
REFUSALS = {
    "an_offer_moves_only_before_the_deadline": LATE,
    "a_box_is_opened_after_it_closes": EARLY,
    "a_deadline_only_moves_later": "截止时间只能在开启之前向后调整。",
}


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the organisation keeps. After the opening, the SHA-256 of `OpenedOffer.text` is this hash."""

    version: int
    sha256: str
    received_at: datetime
    ledger_subject: str


def seal(
    *,
    case: Case,
    round: int = 1,
    organisation: Organisation,
    payload: dict[str, Any],
    closes_at: datetime,
    user: User,
    now: datetime,
    idempotency_key: str,
) -> SealedOffer:
    """Seal `payload` for this round of `case`, in place of what the organisation had there before.

    The first call for a round of a case makes its box, closing at `closes_at`; later ones must name the same
    time (see `extend`). Repeating a request with the same key and payload returns the same offer, after the
    deadline too.

    Raises Refused at or after the deadline by the database's clock, or where the key came with another
    payload; ValueError if `closes_at` is not the box's; TypeError if the payload has no canonical text.
    """
    content = canonical(payload)
    with _refusing(), transaction.atomic():
        box = _box(case, round, closes_at)
        data_key = _data_key(box)
        _take_turns(box, organisation)
        mac = _request_mac(data_key, organisation, idempotency_key, content)
        offers = SealedOffer.objects.filter(box=box, organisation=organisation)
        if repeated := offers.filter(idempotency_key=idempotency_key).first():
            if not hmac.compare_digest(repeated.request_mac, mac):
                raise Refused("这次递交的内容与上一次不同，请刷新页面后重新填写。")
            return repeated
        if now >= box.closes_at:
            raise Refused(LATE)
        previous = _end(offers, superseded_at=now)
        version = offers.count() + 1
        text = canonical({"payload": payload, "salt": secrets.token_hex(32)})
        offer = SealedOffer.objects.create(
            box=box,
            organisation=organisation,
            version=version,
            ciphertext=encrypt(data_key, _padded(text), context=_context(box, organisation.pk, version)),
            sha256=sha256(text.encode()).hexdigest(),
            sealed_by=user,
            idempotency_key=idempotency_key,
            request_mac=mac,
        )
        if previous:
            _record("replaced", previous, now=now, by=offer.sha256)
        _record("sealed", offer, now=now)
    offer.refresh_from_db(fields=["received_at"])
    return offer


def withdraw(*, case: Case, round: int = 1, organisation: Organisation, now: datetime) -> SealedOffer:
    """Withdraw the live offer. Raises Refused if there is none, or at or after the deadline."""
    with _refusing(), transaction.atomic():
        box = Box.objects.filter(case=case, round=round).first()
        if box is None:
            raise Refused(NOTHING)
        _take_turns(box, organisation)
        offers = SealedOffer.objects.filter(box=box, organisation=organisation)
        offer = _end(offers, withdrawn_at=now)
        if offer is None:
            raise Refused(NOTHING)
        _record("withdrawn", offer, now=now)
    return offer


def live_offer(*, case: Case, round: int = 1, organisation: Organisation) -> SealedOffer | None:
    """Return the organisation's own offer that counts now."""
    return _live(
        SealedOffer.objects.filter(box__case=case, box__round=round, organisation=organisation)
    ).first()


def own_receipt(offer: SealedOffer) -> Receipt:
    """Return the receipt; the caller sees to it that it is shown to the offer's own organisation."""
    return Receipt(
        version=offer.version,
        sha256=offer.sha256,
        received_at=offer.received_at,
        ledger_subject=ledger_subject(offer),
    )


def ledger_subject(offer: SealedOffer) -> str:
    return f"sealing/offer/{offer.sha256}"


def extend(*, case: Case, round: int = 1, closes_at: datetime, now: datetime) -> None:
    """Move the deadline of the box later; where there is no box yet, the first offer will bring the new time.

    Raises Refused if the new time is not after the old one and after now, or the box has been opened.
    """
    with _refusing(), transaction.atomic():
        box = Box.objects.select_for_update().filter(case=case, round=round).first()
        if box is None:
            return
        before, box.closes_at = box.closes_at, closes_at
        box.save(update_fields=["closes_at"])
        ledger.append(
            kind="sealing.extended",
            subject=f"sealing/box/{case.code}",
            data={"case": case.code, "round": round, "before": before, "after": closes_at},
            now=now,
        )


def number_of_offers(*, case: Case, round: int = 1, now: datetime) -> int:
    """Return how many live offers there are. Raises Refused before the deadline: until then it is secret."""
    box = Box.objects.filter(case=case, round=round).first()
    if box is None:
        return 0
    if now < box.closes_at:
        raise Refused(EARLY)
    return _live(box.offers.all()).count()


def open_box(*, case: Case, round: int = 1, now: datetime, actor_label: str) -> list[OpenedOffer]:
    """Open every live offer of the round, once; called again it returns what was opened. No box, no offers.

    An offer on its way when the hour strikes is waited for, and refused or opened, never lost. Raises Refused
    before the deadline, both by `now` and by the database's clock. If one offer has been damaged, raises
    cryptography's InvalidTag and opens none: restore the row from a backup.
    """
    with _refusing(), transaction.atomic():
        box = Box.objects.select_for_update().filter(case=case, round=round).first()
        if box is not None and box.opened_at is None:
            if now < box.closes_at:
                raise Refused(EARLY)
            _open(box, case, now=now, actor_label=actor_label)
    opened = OpenedOffer.objects.filter(offer__box__case=case, offer__box__round=round).select_related(
        "offer__organisation"
    )
    return list(opened.order_by("offer__received_at", "pk"))


def _open(box: Box, case: Case, *, now: datetime, actor_label: str) -> None:
    box.opened_at, box.opened_by = now, actor_label
    box.save(update_fields=["opened_at", "opened_by"])
    data_key = _data_key(box)
    offers = list(_live(box.offers.all()))
    OpenedOffer.objects.bulk_create(
        OpenedOffer(offer=offer, text=_text_of(offer, data_key)) for offer in offers
    )
    ledger.append(
        kind="sealing.opened",
        subject=f"sealing/box/{case.code}",
        data={"case": case.code, "round": box.round, "offers": sorted(offer.sha256 for offer in offers)},
        now=now,
    )


def _text_of(offer: SealedOffer, data_key: bytes) -> str:
    context = _context(offer.box, offer.organisation_id, offer.version)
    return decrypt(data_key, bytes(offer.ciphertext), context=context).rstrip(b"\0").decode()


def _box(case: Case, round: int, closes_at: datetime) -> Box:
    context = f"box {case.pk}/{round}"
    wrapped = encrypt(local_key(KEY_NAME), secrets.token_bytes(KEY_BYTES), context=context)
    box, _ = Box.objects.get_or_create(
        case=case, round=round, defaults={"closes_at": closes_at, "wrapped_key": wrapped}
    )
    if box.closes_at != closes_at:
        raise ValueError(f"the box of {case.code} closes at {box.closes_at}, not at {closes_at}")
    return box


def _data_key(box: Box) -> bytes:
    return decrypt(local_key(KEY_NAME), bytes(box.wrapped_key), context=f"box {box.case_id}/{box.round}")


def _context(box: Box, organisation_id: int, version: int) -> str:
    return f"offer {box.case_id}/{box.round}/{organisation_id}/{version}"


def _padded(text: str) -> bytes:
    """`text` in UTF-8, filled up with zero bytes, which JSON never holds."""
    data = text.encode()
    return data + bytes(-len(data) % PADDING)


def _request_mac(data_key: bytes, organisation: Organisation, idempotency_key: str, content: str) -> bytes:
    message = canonical([organisation.pk, idempotency_key, content])
    return hmac.digest(data_key, message.encode(), "sha256")


def _take_turns(box: Box, organisation: Organisation) -> None:
    """Let one organisation's requests about a box pass one by one, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sealing {box.pk}/{organisation.pk}"]
        )


def _live(offers: models.QuerySet[SealedOffer]) -> models.QuerySet[SealedOffer]:
    return offers.filter(withdrawn_at=None, superseded_at=None)


def _end(offers: models.QuerySet[SealedOffer], **ended: datetime) -> SealedOffer | None:
    """Mark the live one of `offers`; the trigger writes the real time and refuses after the deadline."""
    offer = _live(offers).first()
    if offer is not None:
        for field, moment in ended.items():
            setattr(offer, field, moment)
        offer.save(update_fields=list(ended))
        offer.refresh_from_db(fields=list(ended))
    return offer


def _record(what: str, offer: SealedOffer, *, now: datetime, **more: str) -> None:
    data = {"sha256": offer.sha256, **more}
    ledger.append(kind=f"sealing.{what}", subject=ledger_subject(offer), data=data, now=now)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn a refusal of the database's into a sentence."""
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in REFUSALS:
            raise
        raise Refused(REFUSALS[name]) from error
