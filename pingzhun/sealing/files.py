"""Files of an offer: ciphertexts among the attachments of who offers until the hour, and opened one by one after it.

They are age files to the identity of their offer (`envelope`), so that the shares which open the one open the others. Opening
takes long, therefore a job does it, after the transaction in which the box was opened. The identity is put together anew from
the released shares for each file and stands nowhere. Bytes go through the disk, never whole through memory.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO

import pyrage
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.template.defaultfilters import filesizeformat

from pingzhun import ledger
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import kinds
from pingzhun.documents import folders, uploads
from pingzhun.documents.authors import authors_of
from pingzhun.documents.models import Attachment, Folder
from pingzhun.documents.refusals import FileRefused, ScannerUnavailable
from pingzhun.documents.slots import SEALED, Slot
from pingzhun.filings.queries import visible_cases
from pingzhun.flow.guards import Refused
from pingzhun.sealing import envelope as envelopes
from pingzhun.sealing.envelope import Declared, Envelope
from pingzhun.sealing.models import OpenedFile, OpenedOffer, ReleasedShare, SealedFile, SealedOffer

logger = logging.getLogger(__name__)

SLOT = Slot("sealed", "密封附件（密文）", types=SEALED)
PLAIN = Slot("file", "附件", many=False, types=("document", "image", "archive"))
LOST = "附件没有上传完整，没有提交。请移除后重新选择附件，再提交。"


class Unusable(Exception):  # noqa: N818 -- it is what the file is
    """A file that is not what was sealed; the message is the sentence for the people."""


def limit() -> int:
    """The most bytes that the files of one offer may have together."""
    return settings.MAX_UPLOAD_BYTES


def gather(folder: Folder, sealed: Envelope, *, now: datetime) -> list[Attachment]:
    """The ciphertexts that an envelope names, in its order; whatever else lies in the slot is removed, for nobody can open it.

    Raises Refused where one is not there, or where together they are larger than `limit` allows.
    """
    held = {each.blob.sha256: each for each in sealed_in(folder).select_related("blob")}
    if not set(sealed.files) <= set(held):
        raise Refused(LOST)
    for digest, attachment in held.items():
        if digest not in sealed.files:
            folders.remove(attachment, now=now)
    found = [held[digest] for digest in sealed.files]
    if sum(each.blob.size for each in found) > SLOT.limit:
        raise Refused(f"附件合计超过 {filesizeformat(limit())}。请压缩或减少附件后重新提交。")
    return found


def sealed_in(folder: Folder) -> models.QuerySet[Attachment]:
    return folder.attachments.live().filter(slot=SLOT.key)


def keep(offer: SealedOffer, ciphertexts: Sequence[Attachment]) -> None:
    """Note which ciphertexts belong to an offer, in the transaction that takes it."""
    SealedFile.objects.bulk_create(
        SealedFile(offer=offer, place=place, ciphertext=each, sha256=each.blob.sha256, size=each.blob.size)
        for place, each in enumerate(ciphertexts, start=1)
    )


# ---- after the hour -------------------------------------------------------------------------------------------------


def waiting() -> models.QuerySet[SealedFile]:
    """The files of opened offers that are still to be opened."""
    return SealedFile.objects.filter(opened=None, offer__opened__folder__isnull=False)


def open_files(offer: int, *, now: datetime) -> int:
    """Open the files of the offer of this number; return how many were."""
    return _open_all(waiting().filter(offer_id=offer), now=now)


def open_due(*, now: datetime) -> int:
    """Open what a job left, because it died or the scanner was away; return how many were."""
    return _open_all(waiting(), now=now)


def _open_all(files: models.QuerySet[SealedFile], *, now: datetime) -> int:
    """Each for itself: one that fails stops no other, and is tried again."""
    done = 0
    for pk in list(files.values_list("pk", flat=True)):
        try:
            done += open_file(pk, now=now)
        except ScannerUnavailable:
            logger.warning("sealed file %s waits for the scanner", pk)
        except Exception:
            logger.exception("sealed file %s is not open yet; it is tried again", pk)
    return done


@transaction.atomic
def open_file(pk: int, *, now: datetime) -> bool:
    """Open one file: it becomes an attachment of the opened offer, or has a reason why not. False where that has been done, or
    another worker is at this offer.
    """
    sealed = SealedFile.objects.select_related(
        "offer__box__case", "offer__sealed_by", "ciphertext__blob"
    ).get(pk=pk)
    opened = OpenedOffer.objects.select_related("folder").get(offer=sealed.offer)
    one_at_a_time = Folder.objects.select_for_update(no_key=True, skip_locked=True)
    folder = one_at_a_time.filter(pk=opened.folder.pk).first() if opened.folder else None
    if folder is None or OpenedFile.objects.filter(sealed=sealed).exists():
        return False
    said = envelopes.declared(opened.payload or {}).get(sealed.sha256)
    attachment, reason = None, None
    authors: list[str] = []
    try:
        if said is None:
            raise Unusable("报价中没有这个附件的说明，无法核对，未采用。")
        attachment, authors = _taken(sealed, said, folder, now=now)
    except Unusable as unusable:
        reason = str(unusable)
    except FileRefused as refused:
        reason = _without_cure(refused.sentence)
    OpenedFile.objects.create(
        sealed=sealed,
        name=uploads.clean_name(said.name) if said else "",
        attachment=attachment,
        reason=reason,
        authors=authors,
        opened_at=now,
    )
    ledger.append(
        kind="sealing.file_opened",
        subject=f"sealing/box/{sealed.offer.box.case.code}",
        data={
            "offer": sealed.offer.sha256,
            "ciphertext": sealed.sha256,
            "sha256": said.sha256 if said and attachment else None,
            "taken": attachment is not None,
        },
        now=now,
    )
    if not waiting().filter(offer=sealed.offer).exists():
        folders.freeze(folder, now=now)
    return True


def _taken(
    sealed: SealedFile, said: Declared, folder: Folder, *, now: datetime
) -> tuple[Attachment, list[str]]:
    """The file and its authors, who are read here, while it lies on the disk as it was sealed, and never again. Raises Unusable,
    or FileRefused as an upload would.
    """
    directory = settings.DATA_DIR / "uploads"  # not the system's, which may be memory
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryFile(dir=directory) as plain:
        try:
            with default_storage.open(sealed.ciphertext.blob.storage_name) as ciphertext:
                _decrypt(sealed, said, ciphertext, plain)
        except FileNotFoundError as error:
            raise Unusable("平台没有保存到密文，附件已损坏，未采用。") from error
        place = replace(PLAIN, key=f"{PLAIN.key}-{sealed.place}")
        taken = uploads.take(
            plain, folder=folder, slot=place, name=said.name, user=sealed.offer.sealed_by, now=now
        )
        return taken, authors_of(plain, name=said.name)


def _decrypt(sealed: SealedFile, said: Declared, ciphertext: IO[bytes], plain: IO[bytes]) -> None:
    if uploads.sha256_of(ciphertext) != sealed.sha256:
        raise Unusable("密文与递交时的校验值不符，附件已损坏，未采用。")
    ciphertext.seek(0)
    try:
        pyrage.decrypt_io(ciphertext, plain, [_identity(sealed.offer)])
    except (OSError, pyrage.DecryptError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # the disk's fault, not the file's
            raise
        raise Unusable("密文无法解开，附件已损坏，未采用。") from error
    plain.flush()
    if (plain.seek(0, 2), uploads.sha256_of(plain)) != (said.size, said.sha256):
        raise Unusable("解密后的内容与递交时的校验值不符，附件已损坏，未采用。")


def _identity(offer: SealedOffer) -> pyrage.x25519.Identity:
    released = ReleasedShare.objects.filter(sealed__offer=offer, share__isnull=False).order_by("pk")
    return envelopes.identity_of(
        bytes(offer.ciphertext),
        [bytes(each.share) for each in released if each.share is not None],
        threshold=offer.box.threshold,
        commitment=offer.sha256,
    )


def _without_cure(sentence: str) -> str:
    """What is wrong with a file, without the advice to send it again, which is too late now."""
    fault, separator, _ = sentence.rpartition("。请")
    return f"{fault}，未采用。" if separator else sentence


# ---- who sees them --------------------------------------------------------------------------------------------------


def files_of(*, case: Case, round: int = 1, actor: Actor) -> dict[int, list[SealedFile]]:
    """The files of the opened offers of a round that `actor` may see, by the number of the organisation, in the supplier's
    order. Two queries.
    """
    files = _opened(case, round)
    return _by_organisation(
        files if _opens_for(actor, case.pk) else files.filter(offer__organisation=actor.organisation)
    )


def all_of(*, case: Case, round: int = 1) -> dict[int, list[SealedFile]]:
    """The files of all opened offers of a round, for whoever the market lets read them. One query."""
    return _by_organisation(_opened(case, round))


def _opened(case: Case, round: int) -> models.QuerySet[SealedFile]:
    return SealedFile.objects.filter(
        offer__box__case=case, offer__box__round=round, offer__opened__folder__isnull=False
    )


def _by_organisation(files: models.QuerySet[SealedFile]) -> dict[int, list[SealedFile]]:
    found: dict[int, list[SealedFile]] = {}
    for each in files.select_related("offer", "opened__attachment__blob").order_by("offer", "place"):
        found.setdefault(each.offer.organisation_id, []).append(each)
    return found


def may_see(actor: Actor, offer: SealedOffer) -> bool:
    """Who offered, and those who open or oversee the boxes of such cases, of a case that is theirs; no competitor."""
    return actor.organisation_id == offer.organisation_id or _opens_for(actor, offer.box.case_id)


def _opens_for(actor: Actor, case: int) -> bool:
    return (
        actor.kind is not None
        and kinds.get(actor.kind).opens
        and visible_cases(actor).filter(pk=case).exists()
    )
