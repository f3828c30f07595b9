"""What goes out again: headers that keep it inert, ranges, and the table of contents of an archive."""

import pytest
from django.core.files.base import ContentFile
from django.test import RequestFactory

from pingzhun.documents import folders, serving, uploads
from pingzhun.documents.models import Attachment, Blob
from pingzhun.documents.slots import Slot
from pingzhun.documents.tests import files

pytestmark = [pytest.mark.django_db, pytest.mark.urls("pingzhun.documents.tests.urls")]
SLOT = Slot("any", "任意", types=("document", "image", "archive"), opaque_archives=True)


@pytest.fixture
def take(folder, li, now):
    def take(name: str, content: bytes) -> Attachment:
        return uploads.receive_whole(
            folder=folder, slots=[SLOT], slot="any", name=name, file=ContentFile(content), user=li, now=now
        )

    return take


def asked(**headers: str):
    return RequestFactory().get("/", headers={key.replace("_", "-"): value for key, value in headers.items()})


def content(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.covers("P7")
def test_a_download_is_inert_and_keeps_its_chinese_name(take):
    sent = files.office()
    attachment = take("合同 扫描件（终稿）.docx", sent)
    response = serving.serve(attachment, inline=True)
    assert response.headers == {
        "Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Content-Length": str(attachment.blob.size),
        "Accept-Ranges": "bytes",
        "Content-Disposition": "attachment; filename*=utf-8''"
        "%E5%90%88%E5%90%8C%20%E6%89%AB%E6%8F%8F%E4%BB%B6%EF%BC%88%E7%BB%88%E7%A8%BF%EF%BC%89.docx",
        "ETag": f'"{attachment.blob.sha256}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-cache",
    }
    assert content(response) == sent


@pytest.mark.parametrize(
    ("name", "sent", "media_type", "disposition"),
    [
        ("a.png", files.image(), "image/png", "inline"),
        ("a.txt", b"text <b>", "text/plain; charset=utf-8", "inline"),
        ("a.zip", files.archive(), "application/zip", "attachment"),
        ("a.docx", files.office(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
    ],
)  # fmt: skip
def test_only_what_a_browser_can_show_safely_is_shown(take, name, sent, media_type, disposition):
    response = serving.serve(take(name, sent), inline=True)
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f'{disposition}; filename="{name}"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    response.close()


def test_a_type_that_pingzhun_does_not_know_is_never_served(take, now):
    attachment = take("a.txt", b"<b>bold</b>")
    attachment.blob = Blob.objects.create(
        sha256="0" * 64,
        size=attachment.blob.size,
        media_type="text/html",
        storage_name=attachment.blob.storage_name + "x",
        created_at=now,
    )
    attachment.blob.storage_name = attachment.blob.storage_name[:-1]
    response = serving.serve(attachment, inline=True)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    response.close()


@pytest.mark.parametrize(
    ("asks", "status", "piece", "said"),
    [
        ("bytes=0-3", 206, slice(0, 4), "bytes 0-3/{}"),
        ("bytes=10-", 206, slice(10, None), "bytes 10-{last}/{}"),
        ("bytes=-5", 206, slice(-5, None), "bytes {tail}-{last}/{}"),
        ("bytes=0-999999", 206, slice(None), "bytes 0-{last}/{}"),
        ("bytes=0-1,4-5", 200, slice(None), None),
        ("lines=1-2", 200, slice(None), None),
        ("bytes=-", 200, slice(None), None),
    ],
)
def test_one_range_of_bytes_can_be_asked_for(take, asks, status, piece, said):
    sent = files.pdf()
    size = len(sent)
    response = serving.serve(take("a.pdf", sent), request=asked(Range=asks))
    assert response.status_code == status
    assert content(response) == sent[piece]
    assert response["Content-Length"] == str(len(sent[piece]))
    assert response.get("Content-Range") == (said and said.format(size, last=size - 1, tail=size - 5))


def test_a_range_beyond_the_file_is_416(take):
    response = serving.serve(take("a.pdf", files.pdf()), request=asked(Range="bytes=999999-"))
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(files.pdf())}")


def test_an_unchanged_file_is_not_sent_twice_and_a_changed_one_not_in_part(take):
    attachment = take("a.pdf", files.pdf())
    etag = f'"{attachment.blob.sha256}"'
    assert serving.serve(attachment, request=asked(If_None_Match=etag)).status_code == 304
    other = serving.serve(attachment, request=asked(Range="bytes=0-3", If_Range='"other"'))
    assert (other.status_code, content(other)) == (200, files.pdf())


@pytest.mark.covers("P7")
def test_an_archive_is_listed_without_being_unpacked(take):
    listed = {"结果/": b"", "结果/报告.txt": b"12345", "图纸.dwg": bytes(100)}
    listing = serving.archive_listing(take("结果.zip", files.archive(listed)))
    assert [(entry.name, entry.size, entry.is_folder) for entry in listing.entries] == [
        ("结果/", 0, True),
        ("结果/报告.txt", 5, False),
        ("图纸.dwg", 100, False),
    ]
    assert listing.total == 105


def test_names_that_windows_wrote_in_gbk_are_readable(take):
    raw = files.archive({"aaaaaaaa.txt": b"x"}).replace(b"aaaaaaaa", "检测报告".encode("gbk"))
    assert [entry.name for entry in serving.archive_listing(take("结果.zip", raw)).entries] == [
        "检测报告.txt"
    ]


def test_rar_says_why_it_is_not_listed_and_a_pdf_is_no_archive(take):
    rar = take("结果.rar", b"Rar!\x1a\x07\x01\x00" + bytes(40))
    assert serving.archive_listing(rar).sentence == "RAR 压缩包的内容无法在线列出，请下载后用解压软件打开。"
    assert serving.archive_listing(take("a.pdf", files.pdf())) is None


@pytest.mark.covers("P7")
def test_only_those_who_may_see_the_folder_can_download(
    client, li, take, folder, django_user_model, now, settings
):
    settings.LOGIN_URL = "/login/"
    attachment = take("结果.zip", files.archive())
    url = f"/folders/{folder.pk}/attachments/{attachment.pk}"
    assert client.get(url)["Location"] == f"/login/?next={url}"
    other = django_user_model.objects.create_user("wang", name="王工", mobile="13800000002")
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert [client.get(url + end).status_code for end in ("", "/contents")] == [404, 404]
    assert client.post(url + "/remove").status_code == 404
    client.force_login(li, backend="django.contrib.auth.backends.ModelBackend")
    assert content(client.get(url)) == files.archive()
    assert "结果/报告.txt" in client.get(url + "/contents").content.decode()
    elsewhere = folders.copy_folder(folder, now=now, slots=[])
    assert client.get(f"/folders/{elsewhere.pk}/attachments/{attachment.pk}").status_code == 404


def test_the_site_policy_does_not_replace_the_policy_of_a_file(client, li, take, folder):
    attachment = take("a.png", files.image())
    client.force_login(li, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(f"/folders/{folder.pk}/attachments/{attachment.pk}?inline")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Disposition"] == 'inline; filename="a.png"'
    response.close()
