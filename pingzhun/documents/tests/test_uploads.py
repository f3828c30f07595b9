"""Resumable uploads without HTTP: what is kept when things break off, and who is stopped."""

import hashlib
import io
import tracemalloc
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import RequestFactory

from pingzhun.documents import folders, tus, uploads
from pingzhun.documents.models import Attachment, Blob, Upload
from pingzhun.documents.refusals import (
    FileRefused,
    FolderFrozen,
    TooLarge,
    UploadBusy,
    UploadGone,
    WrongOffset,
)
from pingzhun.documents.slots import Slot
from pingzhun.documents.tests import files

pytestmark = pytest.mark.django_db
MB = 1024**2


class Breaking(io.BytesIO):
    """A body that breaks off after `limit` bytes, by `error`."""

    def __init__(self, content: bytes, limit: int, error: type[BaseException]) -> None:
        super().__init__(content)
        self.limit, self.error = limit, error

    def read(self, size: int = -1) -> bytes:
        if self.tell() >= self.limit:
            raise self.error("gone")
        return super().read(min(size, self.limit - self.tell()))


@pytest.fixture
def begin(folder, slots, li, now):
    def begin(name="合同.pdf", size=100, slot="contract", **more) -> Upload:
        return uploads.create(
            folder=folder, slots=slots, slot=slot, name=name, size=size, user=li, now=now, **more
        )

    return begin


@pytest.fixture
def send(slots, now):
    def send(upload, content, offset=0, **more) -> Upload:
        body = content if hasattr(content, "read") else io.BytesIO(content)
        length = more.pop("length", None) or upload.size - offset
        return uploads.receive(upload, slots=slots, offset=offset, body=body, length=length, now=now, **more)

    return send


@pytest.fixture
def take(folder, slots, li, now):
    def take(name, content, slot="contract") -> Attachment:
        return uploads.receive_whole(
            folder=folder, slots=slots, slot=slot, name=name, file=ContentFile(content), user=li, now=now
        )

    return take


def big_pdf(size: int) -> bytes:
    return files.pdf(b"1 0 obj<<>>endobj\n%" + b"x" * (size - 200))


@pytest.mark.covers("P7")
def test_a_finished_upload_is_an_attachment_with_the_sha256_of_its_bytes(begin, send, disk, li, now):
    content = files.pdf()
    upload = send(begin(size=len(content)), content)
    attachment = upload.attachment
    assert (attachment.name, attachment.slot, attachment.uploaded_by, attachment.created_at) == (
        "合同.pdf",
        "contract",
        li,
        now,
    )
    assert attachment.blob.sha256 == hashlib.sha256(content).hexdigest()
    assert default_storage.open(attachment.blob.storage_name).read() == content
    assert "合同" not in attachment.blob.storage_name
    assert list((disk / "uploads").iterdir()) == []


@pytest.mark.covers("P7")
def test_a_lost_connection_keeps_what_has_arrived(begin, send):
    content = big_pdf(MB)
    upload = begin(size=len(content))
    send(upload, Breaking(content, 300_000, OSError))
    upload.refresh_from_db()
    assert (upload.offset, upload.attachment) == (300_000, None)
    send(upload, content[300_000:], offset=300_000)
    assert upload.attachment.blob.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.covers("P7")
def test_a_process_that_dies_in_the_middle_loses_less_than_a_checkpoint(begin, send):
    content = big_pdf(20 * MB)
    upload = begin(size=len(content))
    with pytest.raises(SystemExit):
        send(upload, Breaking(content, 19 * MB, SystemExit))
    again = Upload.objects.get(pk=upload.pk)
    assert again.offset == 16 * MB
    send(again, content[again.offset :], offset=again.offset)
    assert again.attachment.blob.sha256 == hashlib.sha256(content).hexdigest()


def test_a_process_that_dies_while_it_stores_the_file_can_be_taken_up_again(begin, send, monkeypatch):
    content = files.pdf()
    upload = begin(size=len(content))
    save = default_storage.save

    def save_and_die(name, file):
        save(name, file)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(default_storage._wrapped, "save", save_and_die)
        with pytest.raises(SystemExit):
            send(upload, content)
    again = Upload.objects.get(pk=upload.pk)
    assert (again.offset, again.attachment, Blob.objects.count()) == (0, None, 0)
    send(again, content)
    assert default_storage.open(again.attachment.blob.storage_name).read() == content
    assert default_storage.listdir(again.pk.hex[:2])[1] == [again.pk.hex]


def test_only_one_request_at_a_time_writes_to_an_upload(begin, send):
    content = files.pdf()
    upload = begin(size=len(content))
    refused = []

    class Intruding(io.BytesIO):
        def read(self, size=-1):
            with pytest.raises(UploadBusy) as busy:
                send(Upload.objects.get(pk=upload.pk), content)
            refused.append(busy.value.sentence)
            return super().read(size)

    send(upload, Intruding(content))
    assert set(refused) == {"该文件正在上传或检查中，请稍候。"}
    assert Attachment.objects.count() == 1


def test_a_piece_at_the_wrong_offset_changes_nothing(begin, send):
    upload = begin(size=1000)
    send(upload, b"%PDF-" + bytes(95), length=100)
    with pytest.raises(WrongOffset) as refusal:
        send(upload, bytes(10), offset=50, length=10)
    assert refusal.value.sentence == "断点不一致：服务器已收到 100 字节。请点“继续”。"
    assert Upload.objects.get().offset == 100


def test_more_bytes_than_were_announced_are_refused(begin, send):
    with pytest.raises(TooLarge):
        send(begin(size=10), bytes(11), length=11)


@pytest.mark.covers("P7")
def test_a_refused_file_leaves_nothing_behind(begin, send, disk):
    upload = begin("照片.jpg", size=6, slot="photo")
    with pytest.raises(FileRefused):
        send(upload, b"<html>")
    assert (Upload.objects.count(), Attachment.objects.count(), Blob.objects.count()) == (0, 0, 0)
    assert list((disk / "uploads").iterdir()) == []
    with pytest.raises(UploadGone):
        send(upload, b"<html>")


def test_the_announced_sha256_must_be_that_of_the_file(begin, send):
    content = files.pdf()
    digest = hashlib.sha256(content).hexdigest()
    with pytest.raises(FileRefused) as refusal:
        send(begin(size=len(content), sha256="0" * 64), content)
    assert refusal.value.sentence == "“合同.pdf”的 SHA-256 与约定的不一致。请重新选择该文件上传。"
    assert send(begin(size=len(content), sha256=digest), content).attachment.blob.sha256 == digest


@pytest.mark.covers("P7")
@pytest.mark.parametrize(
    ("name", "size", "slot", "said"),
    [
        ("a.mp4", 5, "photo", "“a.mp4”的类型不符合「现场照片」的要求。请转换为 jpg、jpeg、png、webp、gif、bmp 后重新上传。"),
        ("a.pdf", 5, "result", "“a.pdf”的类型不符合「结果材料」的要求。请转换为 zip 后重新上传。"),
        ("a.rar", 5, "result", "“a.rar”是 RAR 压缩包，内容无法在线检查。请改为 ZIP 压缩包后重新上传。"),
        ("a.7z", 5, "result", "“a.7z”是 7Z 压缩包，内容无法在线检查。请改为 ZIP 压缩包后重新上传。"),
        ("a.jpg", 5 * MB + 1, "photo", "“a.jpg”有 5.0\xa0MB，超过了 5.0\xa0MB 的上限。请压缩或拆分后重新上传。"),
        ("a.pdf", 200 * MB + 1, "contract", "“a.pdf”有 200.0\xa0MB，超过了 200.0\xa0MB 的上限。请压缩或拆分后重新上传。"),
        ("a.pdf", 0, "contract", "“a.pdf”是空文件。请检查原文件后重新上传。"),
        ("a.pdf", 5, "nowhere", "没有这个上传栏目。请刷新页面后重试。"),
    ],
)  # fmt: skip
def test_name_and_size_are_refused_before_a_byte_is_sent(begin, name, size, slot, said):
    with pytest.raises(FileRefused) as refusal:
        begin(name, size, slot)
    assert refusal.value.sentence == said
    assert Upload.objects.count() == 0


def test_a_slot_may_say_that_it_takes_archives_nobody_can_look_into(folder, li, now):
    slot = Slot("result", "结果材料", types="archive", opaque_archives=True)
    content = b"Rar!\x1a\x07\x01\x00" + bytes(40)
    attachment = uploads.receive_whole(
        folder=folder,
        slots=[slot],
        slot="result",
        name="结果.rar",
        file=ContentFile(content),
        user=li,
        now=now,
    )
    assert attachment.blob.media_type == "application/vnd.rar"


def test_a_slot_for_one_file_says_what_to_do_about_the_first(take):
    take("合同.pdf", files.pdf())
    with pytest.raises(FileRefused) as refusal:
        take("新合同.pdf", files.pdf(b"2"))
    assert refusal.value.sentence == "「合同扫描件」只能有一个文件。请先移除“合同.pdf”，再上传新的文件。"


@pytest.mark.covers("P7")
def test_a_slot_holds_several_files_and_the_same_content_only_once(take):
    take("1.png", files.image("PNG", size=(9, 9)), "photo")
    picture = files.image("PNG", size=(8, 8))
    take("2.png", picture, "photo")
    with pytest.raises(FileRefused) as refusal:
        take("3.png", picture, "photo")
    assert refusal.value.sentence == "“3.png”与已上传的“2.png”内容相同，无需重复上传。"
    assert list(Attachment.objects.values_list("name", flat=True)) == ["1.png", "2.png"]


def test_the_same_bytes_in_two_folders_are_stored_once(take, folder, slots, li, now):
    content = files.pdf()
    first = take("合同.pdf", content)
    other = folders.copy_folder(folder, now=now, slots=[])
    second = uploads.receive_whole(
        folder=other, slots=slots, slot="contract", name="另.pdf", file=ContentFile(content), user=li, now=now
    )
    assert second.blob == first.blob
    assert Blob.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\li\\合同.pdf", "合同.pdf"),
        ("../../etc/合同.pdf", "合同.pdf"),
        ("合\u202e同\x00\n.pdf", "合同.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("很长" * 200 + ".pdf", "很长" * 73 + ".pdf"),
        ("", "未命名"),
        (".pdf", "pdf"),
    ],
)
def test_a_file_name_is_cleaned_and_keeps_its_extension(sent, kept):
    assert uploads.clean_name(sent) == kept


def test_the_least_recent_of_too_many_open_uploads_goes(folder, slots, li, now, disk):
    begun = [
        uploads.create(
            folder=folder,
            slots=slots,
            slot="photo",
            name=f"{n}.png",
            size=9,
            user=li,
            now=now + timedelta(minutes=n),
        )
        for n in range(uploads.MAX_OPEN_PER_USER + 2)
    ]
    assert set(Upload.objects.all()) == set(begun[2:])
    assert {part.name for part in (disk / "uploads").iterdir()} == {upload.pk.hex for upload in begun[2:]}


@pytest.mark.covers("P7")
def test_expired_parts_and_content_that_nobody_names_are_swept(begin, send, take, disk, now):
    kept = take("合同.pdf", files.pdf())
    dropped = take("照片.png", files.image(), "photo")
    send(begin("半.png", size=1000, slot="photo"), bytes(10), length=10)
    folders.remove(dropped, now=now)
    assert uploads.sweep_uploads(now + timedelta(hours=23)) == 0
    assert uploads.sweep_uploads(now + timedelta(hours=25)) == 4  # three uploads and the removed picture
    assert Upload.objects.count() == 0
    assert list((disk / "uploads").iterdir()) == []
    assert list(Blob.objects.all()) == [kept.blob]
    assert default_storage.exists(kept.blob.storage_name)


def test_the_file_of_a_swept_blob_goes_when_the_deletion_is_committed(
    take, now, django_capture_on_commit_callbacks
):
    dropped = take("照片.png", files.image(), "photo")
    folders.remove(dropped, now=now)
    with django_capture_on_commit_callbacks(execute=True):
        uploads.sweep_uploads(now + timedelta(hours=25))
    assert not default_storage.exists(dropped.blob.storage_name)


def test_an_upload_that_ends_after_the_folder_was_frozen_is_refused(begin, send, folder, now):
    content = files.pdf()
    upload = begin(size=len(content))
    folders.freeze(folder, now=now)
    with pytest.raises(FolderFrozen) as refusal:
        send(upload, content)
    assert refusal.value.sentence == "材料已经提交，电子件不能再更改。如需更改，请先撤回。"
    assert Attachment.objects.count() == 0


@pytest.mark.covers("P7")
def test_fifty_megabytes_pass_through_little_memory(begin, slots, now):
    content = big_pdf(50 * MB)
    upload = begin(size=len(content))
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    request = RequestFactory().patch("/", content, "application/offset+octet-stream", headers=headers)
    tracemalloc.start()
    try:
        response = tus.tus_chunk(request, upload, slots=slots, now=now)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert response.status_code == 204
    assert upload.attachment.blob.size == len(content)
    assert peak < 8 * MB
