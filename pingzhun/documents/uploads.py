"""Resumable uploads, without HTTP: create, receive piece by piece, finish, discard, sweep."""

import contextlib
import fcntl
import functools
import hashlib
import io
import os
import re
import unicodedata
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Protocol, cast

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from pingzhun.accounts.models import User
from pingzhun.documents import folders, inspection
from pingzhun.documents.models import Attachment, Blob, Folder, Upload
from pingzhun.documents.refusals import (
    ChecksumMismatch,
    FileRefused,
    TooLarge,
    UploadBusy,
    UploadGone,
    UploadInterrupted,
    WrongOffset,
)
from pingzhun.documents.slots import Slot, find_slot

LIFETIME = timedelta(hours=24)
ORPHAN_AGE = timedelta(hours=24)
MAX_OPEN_PER_USER = 20
MAX_FILES_PER_SLOT = 100
CHECKSUMS = ("sha256", "sha1")

_BLOCK = 64 * 1024
_CHECKPOINT = 8 * 1024**2
_NAME_LENGTH = 150


class Body(Protocol):
    """Where the bytes of a piece are read from: a request, a file."""

    def read(self, size: int, /) -> bytes: ...


def clean_name(name: str) -> str:
    """Return a file name fit to show and to save: no path, no control or invisible character, at most 150 long."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(char for char in name if unicodedata.category(char) not in {"Cc", "Cf", "Cs"}).strip(" .")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: _NAME_LENGTH - len(dot + extension)]}{dot}{extension}"[-_NAME_LENGTH:] or "未命名"


def create(
    *,
    folder: Folder,
    slots: Iterable[Slot],
    slot: str,
    name: str,
    size: int,
    user: User,
    now: datetime,
    sha256: str | None = None,
) -> Upload:
    """Begin an upload of `size` bytes. A person's least recent open upload goes when they have too many.

    Raises:
        FileRefused: (or a kind of it) the folder is frozen, the slot is full, or name or size break the slot's rule.
    """
    name = clean_name(name)
    place = find_slot(slots, slot)
    place.check(name=name, size=size)
    if sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise FileRefused("约定的 SHA-256 应为 64 位小写十六进制数。")
    with transaction.atomic():
        locked = folders.lock_open(folder.pk)
        _check_room(locked, place)
        upload = Upload.objects.create(
            folder=locked,
            slot=place.key,
            name=name,
            size=size,
            expected_sha256=sha256,
            created_by=user,
            created_at=now,
            expires_at=now + LIFETIME,
        )
    _part(upload.pk).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(_part(upload.pk), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    open_uploads = Upload.objects.filter(created_by=user, finished_at=None).order_by(
        "-expires_at", "-created_at", "pk"
    )
    for surplus in open_uploads[MAX_OPEN_PER_USER:]:
        discard(surplus)
    return upload


def receive(
    upload: Upload,
    *,
    slots: Iterable[Slot],
    offset: int,
    body: Body,
    length: int,
    now: datetime,
    checksum: tuple[str, bytes] | None = None,
) -> Upload:
    """Append at most `length` bytes of `body` at `offset`; the last byte of the file also finishes it.

    A body that ends early (a lost connection) leaves what has arrived, to be continued from `upload.offset`; with a
    `checksum` (algorithm and digest of this piece) it leaves nothing of the piece. No database connection is held
    while bytes arrive. A refused file is discarded.

    Raises:
        FileRefused: the file is complete and not taken, or `length` is more than was announced (TooLarge).
        UploadInterrupted: wrong offset, checksum mismatch, another request is writing, the scanner is away.
    """
    with _exclusive(upload) as part:
        if offset != upload.offset:
            raise WrongOffset(f"断点不一致：服务器已收到 {upload.offset} 字节。请点“继续”。")
        if length > upload.size - offset:
            raise TooLarge(f"“{upload.name}”比开始上传时更大。请重新选择该文件。")
        part.seek(offset)
        part.truncate()
        hasher = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
        saved = position = offset
        for block in _blocks(body, length):
            part.write(block)
            position += len(block)
            if hasher:
                hasher.update(block)
            elif position - saved >= _CHECKPOINT and position < upload.size:
                _record(upload, part, offset=position, now=now)
                saved = position
        if checksum and hasher and hasher.digest() != checksum[1]:
            raise ChecksumMismatch("这一段数据在传输中损坏。请点“继续”重新发送。")
        if position < upload.size:
            _record(upload, part, offset=position, now=now)
        elif upload.finished_at is None:
            part.flush()
            _finish(upload, part, slots=slots, now=now)
    if upload.finished_at:
        _part(upload.pk).unlink(missing_ok=True)
    return upload


def receive_whole(
    *,
    folder: Folder,
    slots: Iterable[Slot],
    slot: str,
    name: str,
    file: "File[bytes]",
    user: User,
    now: datetime,
) -> Attachment:
    """Take a file that has arrived whole, by the same door. Raises like `create` and `receive`."""
    slots = tuple(slots)
    upload = create(folder=folder, slots=slots, slot=slot, name=name, size=file.size, user=user, now=now)
    try:
        receive(upload, slots=slots, offset=0, body=file, length=file.size, now=now)
    except UploadInterrupted:
        discard(upload)
        raise
    return cast(Attachment, upload.attachment)


def take(file: IO[bytes], *, folder: Folder, slot: Slot, name: str, user: User, now: datetime) -> Attachment:
    """Judge a file that the platform has on disk itself, and attach it in the caller's transaction.

    Raises:
        FileRefused: name, size or content break the rules.
        ScannerUnavailable: it may be tried again.
    """
    name = clean_name(name)
    slot.check(name=name, size=file.seek(0, os.SEEK_END))
    accepted = inspection.inspect(file, name=name, now=now)
    try:
        blob = _keep(accepted, storage_name=_storage_name(uuid.uuid4()), now=now)
    finally:
        if accepted.file is not file:
            accepted.file.close()
    return Attachment.objects.create(
        folder=folder, slot=slot.key, name=name, blob=blob, uploaded_by=user, created_at=now
    )


def keep(content: bytes, *, media_type: str, now: datetime) -> Blob:
    """Store bytes that the platform itself made, in the caller's transaction."""
    accepted = inspection.Accepted(io.BytesIO(content), media_type)
    return _keep(accepted, storage_name=_storage_name(uuid.uuid4()), now=now)


def discard(upload: Upload) -> None:
    """Forget an upload and its part file; what has become an attachment stays."""
    Upload.objects.filter(pk=upload.pk).delete()
    _part(upload.pk).unlink(missing_ok=True)


def sweep_uploads(now: datetime) -> int:
    """Discard the uploads that have expired, and the content that nothing names any more; return how many.

    Content younger than a day is left alone. A file that was stored for an upload which then died (its name is the
    upload's) goes with it.
    """
    swept = 0
    for pk in Upload.objects.filter(expires_at__lte=now).values_list("pk", flat=True):
        with transaction.atomic():
            upload = (
                Upload.objects.select_for_update(skip_locked=True).filter(pk=pk, expires_at__lte=now).first()
            )
            if upload is None:
                continue
            if not Blob.objects.filter(storage_name=_storage_name(pk)).exists():
                default_storage.delete(_storage_name(pk))
            discard(upload)
            swept += 1
    orphans = Blob.objects.filter(attachments=None, sealed_copy=None, created_at__lte=now - ORPHAN_AGE)
    for blob_id in orphans.values_list("pk", flat=True):
        # An attachment made at this moment keeps its content: the foreign key refuses the deletion when it commits.
        with contextlib.suppress(IntegrityError), transaction.atomic():
            blob = Blob.objects.select_for_update(skip_locked=True).filter(pk=blob_id).first()
            if blob and not blob.attachments.exists():
                transaction.on_commit(functools.partial(default_storage.delete, blob.storage_name))
                blob.delete()
                swept += 1
    return swept


def _finish(upload: Upload, part: IO[bytes], *, slots: Iterable[Slot], now: datetime) -> None:
    """Judge the complete part file and make the attachment.

    Inspection happens before the transaction; it may take seconds. A refusal discards the upload.
    """
    try:
        if upload.expected_sha256 and sha256_of(part) != upload.expected_sha256:
            raise FileRefused(f"“{upload.name}”的 SHA-256 与约定的不一致。请重新选择该文件上传。")
        accepted = inspection.inspect(part, name=upload.name, now=now)
        try:
            _attach(upload, accepted, find_slot(slots, upload.slot), now=now)
        finally:
            if accepted.file is not part:
                accepted.file.close()
    except FileRefused:
        discard(upload)
        raise


@transaction.atomic
def _attach(upload: Upload, accepted: inspection.Accepted, slot: Slot, *, now: datetime) -> None:
    folder = folders.lock_open(upload.folder_id)
    if not Upload.objects.select_for_update().filter(pk=upload.pk).exists():
        raise UploadGone("上传已取消。")
    _check_room(folder, slot)
    blob = _keep(accepted, storage_name=_storage_name(upload.pk), now=now)
    twin = folder.attachments.live().filter(slot=slot.key, blob=blob).first()
    if twin:
        raise FileRefused(f"“{upload.name}”与已上传的“{twin.name}”内容相同，无需重复上传。")
    upload.attachment = Attachment.objects.create(
        folder=folder,
        slot=slot.key,
        name=upload.name,
        blob=blob,
        uploaded_by_id=upload.created_by_id,
        created_at=now,
    )
    upload.offset, upload.finished_at = upload.size, now
    upload.save(update_fields=["offset", "finished_at", "attachment"])


def _keep(accepted: inspection.Accepted, *, storage_name: str, now: datetime) -> Blob:
    """Return the blob of the accepted bytes, stored now unless the same bytes are kept already."""
    sha256 = sha256_of(accepted.file)
    blob = Blob.objects.select_for_update().filter(sha256=sha256).first()
    if blob:
        return blob
    size = accepted.file.seek(0, os.SEEK_END)
    accepted.file.seek(0)
    default_storage.delete(storage_name)  # left by an attempt that died before its transaction was committed
    stored = default_storage.save(storage_name, File(accepted.file))
    blob, created = Blob.objects.get_or_create(
        sha256=sha256,
        defaults={"size": size, "media_type": accepted.media_type, "storage_name": stored, "created_at": now},
    )
    if not created:
        default_storage.delete(stored)
    return blob


def _check_room(folder: Folder, slot: Slot) -> None:
    held = folder.attachments.live().filter(slot=slot.key)
    if not slot.many and (first := held.first()):
        raise FileRefused(f"「{slot.title}」只能有一个文件。请先移除“{first.name}”，再上传新的文件。")
    if held.count() >= MAX_FILES_PER_SLOT:
        raise FileRefused(f"「{slot.title}」最多 {MAX_FILES_PER_SLOT} 个文件。请合并或打包为 ZIP 后上传。")


def _part(key: uuid.UUID) -> Path:
    return settings.DATA_DIR / "uploads" / key.hex


def _storage_name(key: uuid.UUID) -> str:
    return f"{key.hex[:2]}/{key.hex}"


@contextlib.contextmanager
def _exclusive(upload: Upload) -> Iterator[IO[bytes]]:
    """Open the part file for this request alone, and read the upload's state as it is now.

    The lock is the file's own (flock): it needs no database connection and the kernel drops it with the process.
    """
    try:
        part = _part(upload.pk).open("r+b")
    except FileNotFoundError as error:
        raise UploadGone("上传已失效。请重新选择该文件上传。") from error
    with part:
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusy("该文件正在上传或检查中，请稍候。") from error
        try:
            upload.refresh_from_db(fields=["offset", "finished_at", "attachment"])
        except Upload.DoesNotExist as error:
            raise UploadGone("上传已取消。") from error
        yield part


def _blocks(body: Body, length: int) -> Iterator[bytes]:
    """Yield up to `length` bytes; a connection that breaks ends them early."""
    if not connection.in_atomic_block:
        connection.close()  # back to the pool: the sender may take minutes
    while length:
        try:
            block = body.read(min(_BLOCK, length))
        except OSError:
            return
        if not block:
            return
        length -= len(block)
        yield block


def _record(upload: Upload, part: IO[bytes], *, offset: int, now: datetime) -> None:
    part.flush()
    os.fsync(part.fileno())
    upload.offset, upload.expires_at = offset, now + LIFETIME
    if not Upload.objects.filter(pk=upload.pk).update(offset=offset, expires_at=upload.expires_at):
        raise UploadGone("上传已取消。")


def sha256_of(file: IO[bytes]) -> str:
    """Of the whole file, in hexadecimal, read block by block."""
    hasher = hashlib.sha256()
    file.seek(0)
    while block := file.read(_BLOCK):
        hasher.update(block)
    return hasher.hexdigest()
