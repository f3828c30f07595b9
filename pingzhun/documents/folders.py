"""What happens to a folder as a whole: freezing, thawing, copying, and what a version of it holds."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypedDict

from django.db import transaction

from pingzhun.documents.models import Attachment, Folder
from pingzhun.documents.refusals import FolderFrozen
from pingzhun.documents.slots import Slot


class ManifestLine(TypedDict):
    """One attachment as the ledger names it; `size` in bytes."""

    slot: str
    name: str
    sha256: str
    size: int


def lock_open(folder_id: int) -> Folder:
    """Lock a folder for a change to its attachments, inside the caller's transaction.

    Raises:
        FolderFrozen: it is frozen.
    """
    folder = Folder.objects.select_for_update(no_key=True).get(pk=folder_id)
    if folder.frozen_at:
        raise FolderFrozen("材料已经提交，电子件不能再更改。如需更改，请先撤回。")
    return folder


def manifest(folder: Folder) -> list[ManifestLine]:
    """The live attachments in a fixed order: what the ledger entry of a submitted version holds."""
    lines = folder.attachments.live().order_by("slot", "created_at", "pk")
    return [
        ManifestLine(slot=slot, name=name, sha256=sha256, size=size)
        for slot, name, sha256, size in lines.values_list("slot", "name", "blob__sha256", "blob__size")
    ]


def missing(folder: Folder, slots: Iterable[Slot]) -> list[str]:
    """A sentence for each required slot that holds nothing."""
    required = [slot for slot in slots if slot.required]
    filled = set(folder.attachments.live().values_list("slot", flat=True)) if required else set()
    return [f"请上传「{slot.title}」。" for slot in required if slot.key not in filled]


def freeze(folder: Folder, *, now: datetime) -> list[ManifestLine]:
    """Close a folder because its owner is submitted, in the caller's transaction; return the manifest of what was submitted.

    Raises:
        FolderFrozen: it is frozen already.
    """
    locked = lock_open(folder.pk)
    submitted = manifest(folder)
    if submitted:
        folder.attachments.live().filter(submitted_at=None).update(submitted_at=now)
    folder.uploads.filter(finished_at=None).update(expires_at=now)
    folder.frozen_at = locked.frozen_at = now
    locked.save(update_fields=["frozen_at"])
    return submitted


def thaw(folder: Folder) -> None:
    """Open a folder again because its owner is withdrawn or rejected."""
    folder.frozen_at = None
    folder.save(update_fields=["frozen_at"])


@transaction.atomic
def remove(attachment: Attachment, *, now: datetime) -> None:
    """Take an attachment out of its folder. One that a submitted version names is only marked.

    Raises:
        FolderFrozen: its folder is frozen.
    """
    lock_open(attachment.folder_id)
    attachment.refresh_from_db(fields=["submitted_at", "removed_at"])
    if attachment.submitted_at is None:
        attachment.delete()
    elif attachment.removed_at is None:
        attachment.removed_at = now
        attachment.save(update_fields=["removed_at"])


@transaction.atomic
def copy_folder(folder: Folder, *, now: datetime, slots: Sequence[Slot] | None = None) -> Folder:
    """Return a new open folder with the live attachments, of these slots only where given; no bytes are copied."""
    copy = Folder.objects.create(created_at=now)
    attachments = folder.attachments.live()
    if slots is not None:
        attachments = attachments.filter(slot__in=[slot.key for slot in slots])
    Attachment.objects.bulk_create(
        Attachment(
            folder=copy,
            slot=attachment.slot,
            name=attachment.name,
            blob_id=attachment.blob_id,
            uploaded_by_id=attachment.uploaded_by_id,
            created_at=now,
        )
        for attachment in attachments
    )
    return copy
