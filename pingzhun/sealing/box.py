"""密封: offers that nobody can read, count or change before their hour, and that their holders open when it has come.

The server is handed envelopes that were sealed in the suppliers' browsers (`envelope`) and keeps them; what they say, and
the secrets that open them, it does not know. After the deadline the holders of the box are called (`call`); each opens
their shares in their own browser and releases them (`release`). With the shares of as many as the box asks for, the
offers are opened, compared with their hashes, and the market goes on (`openings`).

The ledger gets the hashes alone, under a subject that does not name the case, because how many have offered, and who, is
secret as well (财政部令第87号 第二十八条); the opening then lists the hashes of its case.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from pingzhun.documents.models import Attachment, Folder
from pingzhun.flow.guards import Refused
from pingzhun.sealing import entries, files, tasks
from pingzhun.sealing import envelope as envelopes
from pingzhun.sealing.envelope import Envelope
from pingzhun.sealing.models import (
    Box,
    BoxHolder,
    OpenedOffer,
    OpeningKey,
    ReleasedShare,
    SealedOffer,
    SealedShare,
)
from pingzhun.sealing.openings import go_on, held_back

LATE = "截止时间已到，不能再递交、修改或撤回。"
NOTHING = "没有可以撤回的报价。"
EARLY = "截止时间未到，不能开启。"
TOO_SOON = "尚未到开启时间，不能开启。这次操作已记入存证。"
NOT_WAITING = "该项目的报价不在待开启状态，不能开启。请刷新页面查看进展。"
WRONG_SHARE = "开启份额与报价封存时的承诺值不一致，没有采纳。请核对密钥文件后重试。"
OUTDATED = "页面内容已过时，请刷新页面后重新操作。"
MISFIT = "报价信封与该项目不符，请刷新页面后重新填写报价。"
REFUSALS = {
    "an_offer_moves_only_before_the_deadline": LATE,
    "a_share_is_released_after_the_box_closes": TOO_SOON,
    "holders_are_called_after_the_box_closes": EARLY,
    "a_released_share_is_the_one_committed_to": WRONG_SHARE,
    "a_ciphertext_is_handed_in_once": MISFIT,
    "a_deadline_only_moves_later": "截止时间只能在开启之前向后调整。",
    "a_box_that_a_holder_has_opened_is_not_extended": "已有单位办理报价开启，截止时间不能再调整。",
}


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who takes part in opening a box, and as what (`title`)."""

    title: str
    key: OpeningKey


def make(
    *,
    case: Case,
    round: int = 1,
    closes_at: datetime,
    holders: Sequence[Holder],
    threshold: int,
    now: datetime,
) -> Box:
    """The box of a round of `case`, with those who will open it: any `threshold` of `holders`, each another organisation.

    Raises ValueError where these cannot open anything, IntegrityError if the round has its box.
    """
    organisations = {holder.key.organisation_id for holder in holders}
    if not 2 <= threshold <= len(holders) or len(organisations) != len(holders):
        raise ValueError(f"{threshold} of {len(organisations)} holders")
    with transaction.atomic():
        box = Box.objects.create(case=case, round=round, closes_at=closes_at, threshold=threshold)
        for holder in holders:
            BoxHolder.objects.create(
                box=box, organisation=holder.key.organisation, key=holder.key, title=holder.title
            )
        _record_box(
            "box",
            box,
            now=now,
            closes_at=closes_at,
            threshold=threshold,
            holders=[holder.key.fingerprint for holder in holders],
        )
    return box


def box_of(*, case: Case, round: int = 1) -> Box:
    """With its holders. Raises Box.DoesNotExist."""
    holders = models.Prefetch("holders", BoxHolder.objects.select_related("organisation", "key"))
    return Box.objects.select_related("case").prefetch_related(holders).get(case=case, round=round)


def seal(
    *,
    case: Case,
    round: int = 1,
    organisation: Organisation,
    envelope: Envelope,
    ciphertexts: Sequence[Attachment] = (),
    user: User,
    now: datetime,
    idempotency_key: str,
) -> SealedOffer:
    """Take `envelope`, with the `ciphertexts` of the files that it names, into the box of this round of `case`, in place of
    what the organisation had there before.

    Repeating a request with the same key and envelope returns the same offer, after the deadline too.

    Raises Refused at or after the deadline by the database's clock, where the key came with another envelope, or where the
    envelope is not sealed to exactly the holders of the box, or names other files.
    """
    digest = sha256(envelope.ciphertext).hexdigest()
    with _refusing(), transaction.atomic():
        box = box_of(case=case, round=round)
        _take_turns(box, organisation)
        offers = list(SealedOffer.objects.filter(box=box, organisation=organisation).defer("ciphertext"))
        if repeated := next((each for each in offers if each.idempotency_key == idempotency_key), None):
            if (repeated.ciphertext_sha256, repeated.sha256) != (digest, envelope.sha256):
                raise Refused("这次递交的内容与上一次不同，请刷新页面后重新填写。")
            return repeated
        if now >= box.closes_at:
            raise Refused(LATE)
        holders = {each.key.fingerprint: each for each in box.holders.all()}
        if sorted(share.holder for share in envelope.shares) != sorted(holders):
            raise Refused(MISFIT)
        if tuple(each.blob.sha256 for each in ciphertexts) != envelope.files:
            raise Refused(MISFIT)
        previous = _end(offers, superseded_at=now)
        offer = SealedOffer.objects.create(
            box=box,
            organisation=organisation,
            version=len(offers) + 1,
            ciphertext=envelope.ciphertext,
            ciphertext_sha256=digest,
            sha256=envelope.sha256,
            sealed_by=user,
            idempotency_key=idempotency_key,
        )
        SealedShare.objects.bulk_create(
            SealedShare(offer=offer, holder=holders[share.holder], sealed=share.sealed, sha256=share.sha256)
            for share in envelope.shares
        )
        files.keep(offer, ciphertexts)
        offer.refresh_from_db(fields=["received_at"])
        models.prefetch_related_objects([offer], "shares", "files")  # the record and its entry both name them
        if previous:
            ledger.append(**entries.of_offer(previous, successor=offer.sha256)[-1])
        ledger.append(**entries.of_offer(offer, successor=None)[-1])
    return offer


def has_taken(envelope: Envelope, *, case: Case, round: int = 1, organisation: Organisation) -> bool:
    """Whether exactly this envelope is, or was, in the box."""
    offers = SealedOffer.objects.filter(box__case=case, box__round=round, organisation=organisation)
    digest = sha256(envelope.ciphertext).hexdigest()
    return offers.filter(ciphertext_sha256=digest, sha256=envelope.sha256).exists()


def withdraw(*, case: Case, round: int = 1, organisation: Organisation, now: datetime) -> SealedOffer:
    """Withdraw the live offer. Raises Refused if there is none, or at or after the deadline."""
    with _refusing(), transaction.atomic():
        box = Box.objects.filter(case=case, round=round).first()
        if box is None:
            raise Refused(NOTHING)
        _take_turns(box, organisation)
        offer = _end(SealedOffer.objects.filter(box=box, organisation=organisation), withdrawn_at=now)
        if offer is None:
            raise Refused(NOTHING)
        ledger.append(**entries.of_offer(offer, successor=None)[-1])
    return offer


def live_offer(*, case: Case, round: int = 1, organisation: Organisation) -> SealedOffer | None:
    """Return the organisation's own offer that counts now."""
    offers = SealedOffer.objects.live().filter(box__case=case, box__round=round)
    return offers.filter(organisation=organisation).first()


def extend(*, case: Case, round: int = 1, closes_at: datetime, now: datetime) -> None:
    """Move the deadline of the box later; holders who have been called are called again when it has come. Raises Refused if
    the new time is not after the old one and after now, or one of the holders has released shares.
    """
    with _refusing(), transaction.atomic():
        box = Box.objects.select_for_update().get(case=case, round=round)
        before, box.closes_at, box.called_at = box.closes_at, closes_at, None
        box.save(update_fields=["closes_at", "called_at"])
        _record_box("extended", box, now=now, before=before, after=closes_at)


def number_of_offers(*, case: Case, round: int = 1, now: datetime) -> int:
    """Return how many live offers there are. Raises Refused before the deadline: until then it is secret."""
    box = Box.objects.filter(case=case, round=round).first()
    if box is None:
        return 0
    if now < box.closes_at:
        raise Refused(EARLY)
    return SealedOffer.objects.live().filter(box=box).count()


# ---- the hour -------------------------------------------------------------------------------------------------------


def call(*, case: Case, round: int = 1, now: datetime, actor_label: str) -> Box:
    """Ask the holders for their shares; a box without offers is opened at once. An offer on its way when the hour strikes is
    waited for, and refused or kept, never lost. Raises Refused before the deadline, by `now` or by the database's clock.
    """
    with _refusing(), transaction.atomic():
        box = _locked(case, round)
        if box.called_at is None:
            if now < box.closes_at:
                raise Refused(EARLY)
            box.called_at = now
            box.save(update_fields=["called_at"])
            _record_state(box)
            _open_if_settled(box, now=now, actor_label=actor_label)
    return box


def abandon(*, case: Case, round: int = 1, now: datetime) -> None:
    """Keep the box closed for ever; one that has been opened stays as it is."""
    with transaction.atomic():
        box = _locked(case, round)
        if box.opened_at is None and box.abandoned_at is None:
            box.abandoned_at = now
            box.save(update_fields=["abandoned_at"])
            _record_state(box)


def release(
    *,
    box: Box,
    organisation: Organisation,
    shares: Mapping[int, bytes | None],
    user: User,
    now: datetime,
    actor_label: str,
) -> Box:
    """Take a holder's shares of every live offer, and open the box if they are enough. Releasing again changes nothing.

    shares: by the number of the `SealedShare`; None where it did not open to what was committed to. An offer is damaged when
    so many holders say so that its shares can never be enough; one holder alone can do no harm.

    Raises Refused before the deadline (the attempt is recorded, in a transaction of its own), for a share that is not the one
    committed to, and where the shares are not those of the live offers.
    """
    try:
        with _refusing(), transaction.atomic():
            return _release(box, organisation, shares, user, now, actor_label)
    except Refused as refused:
        if str(refused) == TOO_SOON:
            with transaction.atomic():
                _record_box("early", box, now=now, holder=organisation.credit_code, by=actor_label)
        raise


def _release(
    given: Box,
    organisation: Organisation,
    shares: Mapping[int, bytes | None],
    user: User,
    now: datetime,
    actor_label: str,
) -> Box:
    box = Box.objects.select_for_update(of=("self",)).select_related("case").get(pk=given.pk)
    if now < box.closes_at or (box.called_at is None and box.abandoned_at is None):
        raise Refused(TOO_SOON)
    holder = box.holders.get(organisation=organisation)
    mine = {each.pk: each for each in shares_of(holder)}
    if has_released(holder):
        return box
    if not box.waits:
        raise Refused(NOT_WAITING)
    if sentence := held_back(box):
        raise Refused(sentence)
    if set(shares) != set(mine):
        raise Refused(OUTDATED)
    for number, share in shares.items():
        if share is not None and sha256(share).hexdigest() != mine[number].sha256:
            raise Refused(WRONG_SHARE)
    ReleasedShare.objects.bulk_create(
        ReleasedShare(sealed=mine[number], share=share, released_by=user) for number, share in shares.items()
    )
    released = ReleasedShare.objects.filter(sealed__holder=holder).select_related("sealed")
    ledger.append(**entries.of_release(holder, released))
    _open_if_settled(box, now=now, actor_label=actor_label)
    return box


def shares_of(holder: BoxHolder) -> models.QuerySet[SealedShare]:
    """A holder's sealed shares of the live offers."""
    shares = holder.shares.filter(offer__withdrawn_at=None, offer__superseded_at=None)
    return shares.select_related("offer__organisation").order_by("pk")


def missing(box: Box) -> list[BoxHolder]:
    """Those of the holders who have not released their shares."""
    holders = box.holders.select_related("organisation")
    return [each for each in holders if not has_released(each)]


def number_waiting_for(organisation: Organisation) -> int:
    """How many boxes wait for this holder."""
    released = ReleasedShare.objects.filter(sealed__holder=models.OuterRef("pk"))
    held = BoxHolder.objects.filter(organisation=organisation, box__in=Box.objects.waiting().values("pk"))
    return held.filter(~models.Exists(released)).count()


def has_released(holder: BoxHolder) -> bool:
    return ReleasedShare.objects.filter(sealed__holder=holder).exists()


def opened(*, case: Case, round: int = 1) -> list[OpenedOffer]:
    """What was opened, in the order in which it was received."""
    found = OpenedOffer.objects.filter(offer__box__case=case, offer__box__round=round)
    return list(found.select_related("offer__organisation").order_by("offer__received_at", "pk"))


def _open_if_settled(box: Box, *, now: datetime, actor_label: str) -> None:
    """Open every live offer, once there are shares enough of each, or never will be."""
    offers = list(SealedOffer.objects.live().filter(box=box))
    number = box.holders.count()
    found: dict[int, list[bytes]] = {offer.pk: [] for offer in offers}
    unreadable = dict.fromkeys(found, 0)
    for each in (
        ReleasedShare.objects.filter(sealed__offer__in=offers).select_related("sealed").order_by("pk")
    ):
        if each.share is None:
            unreadable[each.sealed.offer_id] += 1
        else:
            found[each.sealed.offer_id].append(bytes(each.share))
    if any(len(found[pk]) < box.threshold and unreadable[pk] <= number - box.threshold for pk in found):
        return
    box.opened_at, box.opened_by = now, actor_label
    box.save(update_fields=["opened_at", "opened_by"])
    texts = {offer.pk: _text_of(offer, found[offer.pk], box.threshold) for offer in offers}
    with_files = {offer.pk for offer in offers if texts[offer.pk] is not None and offer.files.exists()}
    OpenedOffer.objects.bulk_create(
        OpenedOffer(
            offer=offer,
            text=texts[offer.pk],
            folder=Folder.objects.create(created_at=now) if offer.pk in with_files else None,
        )
        for offer in offers
    )
    for pk in with_files:
        tasks.open_files.defer(offer=pk)
    _record_state(box)
    go_on(box, opened(case=box.case, round=box.round), now=now)


def _text_of(offer: SealedOffer, shares: Sequence[bytes], threshold: int) -> str | None:
    try:
        return envelopes.opened(bytes(offer.ciphertext), shares, threshold=threshold, commitment=offer.sha256)
    except envelopes.Damaged:
        return None


def _locked(case: Case, round: int) -> Box:
    boxes = Box.objects.select_for_update(of=("self",)).select_related("case")
    return boxes.get(case=case, round=round)


def _take_turns(box: Box, organisation: Organisation) -> None:
    """Let one organisation's requests about a box pass one by one, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sealing {box.pk}/{organisation.pk}"]
        )


def _end(offers: Iterable[SealedOffer], **ended: datetime) -> SealedOffer | None:
    """Mark the live one of `offers`; the trigger writes the real time and refuses after the deadline."""
    offer = next((each for each in offers if each.withdrawn_at is None and each.superseded_at is None), None)
    if offer is not None:
        for field, moment in ended.items():
            setattr(offer, field, moment)
        offer.save(update_fields=list(ended))
        offer.refresh_from_db(fields=list(ended))
    return offer


def _record_box(what: str, box: Box, *, now: datetime, **more: Any) -> None:
    ledger.append(**entries.of_box_act(what, box, now, **more))


def _record_state(box: Box) -> None:
    """Tell the ledger what has just become of a box, with the time that the database wrote."""
    box.refresh_from_db(fields=["called_at", "abandoned_at", "opened_at"])
    opened = OpenedOffer.objects.filter(offer__box=box).select_related("offer")
    ledger.append(**entries.of_box(box, opened)[-1])


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
