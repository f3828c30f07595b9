"""The tus 1.0 protocol, request by request, as the owner's URLs answer it."""

import base64
import hashlib
import io
from datetime import timedelta

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pingzhun.accounts.models import User
from pingzhun.documents import folders, uploads
from pingzhun.documents import tus as protocol
from pingzhun.documents.models import Attachment, Upload
from pingzhun.documents.tests import files

pytestmark = [pytest.mark.django_db, pytest.mark.urls("pingzhun.documents.tests.urls")]
STREAM = "application/offset+octet-stream"


def b64(content: bytes | str) -> str:
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()


@pytest.fixture
def tus(client, li, folder):
    """The client of 李工, who owns the folder, with the protocol's version on every request."""
    client.force_login(li, backend="django.contrib.auth.backends.ModelBackend")

    def request(method: str, url: str = f"/folders/{folder.pk}/attachments/", body: bytes = b"", **headers):
        named = {"Tus-Resumable": "1.0.0"} | {key.replace("_", "-"): value for key, value in headers.items()}
        sent = {key: str(value) for key, value in named.items() if value is not None}
        return client.generic(method, url, body, content_type=sent.pop("Content-Type", STREAM), headers=sent)

    return request


@pytest.fixture
def create(tus):
    def create(size: int, name: str = "合同.pdf", slot: str = "contract") -> str:
        response = tus("POST", Upload_Length=size, Upload_Metadata=f"filename {b64(name)},slot {b64(slot)}")
        assert response.status_code == 201, response.content.decode()
        return response["Location"]

    return create


def test_options_say_what_the_server_can_do(tus, folder):
    response = tus("OPTIONS", Tus_Resumable=None)
    assert response.status_code == 204
    assert response["Tus-Version"] == "1.0.0"
    assert response["Tus-Extension"] == "creation,checksum,termination,expiration"
    assert response["Tus-Checksum-Algorithm"] == "sha256,sha1"
    assert response["Tus-Max-Size"] == str(200 * 1024**2)


@pytest.mark.covers("P7")
def test_a_file_is_created_sent_in_pieces_and_attached(tus, create, folder):
    content = files.pdf()
    url = create(len(content))
    assert url.startswith(f"/folders/{folder.pk}/attachments/")
    first = tus("PATCH", url, content[:20], Upload_Offset=0)
    assert (first.status_code, first["Upload-Offset"]) == (204, "20")
    assert first["Upload-Expires"].endswith("GMT")
    head = tus("HEAD", url)
    assert (head.status_code, head["Upload-Offset"], head["Upload-Length"]) == (200, "20", str(len(content)))
    assert head["Cache-Control"] == "no-store"
    last = tus("PATCH", url, content[20:], Upload_Offset=20)
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(content)))
    assert Attachment.objects.get().blob.sha256 == hashlib.sha256(content).hexdigest()
    assert tus("HEAD", url)["Upload-Offset"] == str(len(content))


@pytest.mark.covers("P7")
def test_a_wrong_offset_is_409_and_the_upload_goes_on_from_the_right_one(tus, create):
    content = files.pdf()
    url = create(len(content))
    tus("PATCH", url, content[:20], Upload_Offset=0)
    assert tus("PATCH", url, content, Upload_Offset=0).status_code == 409
    assert tus("PATCH", url, content[20:], Upload_Offset=20).status_code == 204
    assert Attachment.objects.count() == 1


@pytest.mark.covers("P7")
@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_piece_with_the_wrong_checksum_is_460_and_not_kept(tus, create, algorithm):
    content = files.pdf()
    url = create(len(content))
    good = f"{algorithm} {b64(hashlib.new(algorithm, content[:20]).digest())}"
    refused = tus("PATCH", url, b"X" * 20, Upload_Offset=0, Upload_Checksum=good)
    assert (refused.status_code, refused.reason_phrase) == (460, "Checksum Mismatch")
    assert tus("HEAD", url)["Upload-Offset"] == "0"
    assert tus("PATCH", url, content[:20], Upload_Offset=0, Upload_Checksum=good).status_code == 204
    assert tus("PATCH", url, content[20:], Upload_Offset=20).status_code == 204
    assert Attachment.objects.get().blob.size == len(content)


@pytest.mark.covers("P7")
def test_too_large_is_413_and_wrong_type_415_with_the_sentence(tus):
    large = tus(
        "POST", Upload_Length=6 * 1024**2, Upload_Metadata=f"filename {b64('照片.jpg')},slot {b64('photo')}"
    )
    assert (large.status_code, large.content.decode()) == (
        413,
        "“照片.jpg”有 6.0\xa0MB，超过了 5.0\xa0MB 的上限。请压缩或拆分后重新上传。",
    )
    wrong = tus("POST", Upload_Length=5, Upload_Metadata=f"filename {b64('页.html')},slot {b64('photo')}")
    assert wrong.status_code == 415
    assert wrong["Tus-Resumable"] == "1.0.0"


def test_a_file_that_is_not_what_it_says_is_refused_at_its_last_byte(tus, create):
    url = create(6, "照片.jpg", "photo")
    response = tus("PATCH", url, b"<html>", Upload_Offset=0)
    assert response.status_code == 415
    assert response.content.decode() == (
        "“照片.jpg”的内容不是JPEG 图片，看起来是网页或脚本（HTML、SVG、XML）。请打开原文件，另存为正确的格式后重新上传。"
    )
    assert tus("HEAD", url).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus_Resumable": "0.2.2"}, 412),
        ({"Upload_Offset": "-1"}, 400),
        ({"Upload_Offset": "1e3"}, 400),
        ({"Upload_Offset": None}, 400),
        ({"Content_Type": "text/plain"}, 415),
        ({"Upload_Checksum": "md5 AAAA"}, 400),
        ({"Upload_Checksum": "sha256 ***"}, 400),
    ],
)
def test_a_request_that_breaks_the_protocol_is_told_so(tus, create, headers, status):
    url = create(100)
    assert tus("PATCH", url, b"x", **({"Upload_Offset": 0} | headers)).status_code == status
    assert Upload.objects.get().offset == 0


def test_a_piece_of_unknown_length_is_411(folder, li, slots, now):
    upload = uploads.create(
        folder=folder, slots=slots, slot="contract", name="a.pdf", size=9, user=li, now=now
    )
    request = RequestFactory().patch("/", b"x", headers={"Tus-Resumable": "1.0.0"}, content_type=STREAM)
    del request.META["CONTENT_LENGTH"]
    assert protocol.tus_chunk(request, upload, slots=slots, now=now).status_code == 411


def test_a_cancelled_upload_is_gone(tus, create, disk):
    url = create(100)
    assert tus("DELETE", url).status_code == 204
    assert tus("HEAD", url).status_code == 404
    assert list((disk / "uploads").iterdir()) == []


def test_an_expired_upload_is_not_found(tus, create, now):
    url = create(100)
    assert tus("HEAD", url).status_code == 200
    Upload.objects.update(expires_at=now - timedelta(days=400))
    assert tus("HEAD", url).status_code == 404


@pytest.mark.covers("P7")
def test_another_person_finds_neither_the_folder_nor_the_upload(tus, create, client, folder):
    url = create(100)
    other = User.objects.create_user("wang", name="王工", mobile="13800000002")
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    assert [tus(method, url, Upload_Offset=0).status_code for method in ("HEAD", "PATCH", "DELETE")] == [
        404
    ] * 3
    assert tus("POST", Upload_Length=5).status_code == 404
    assert client.get(f"/folders/{folder.pk}/attachments/").status_code == 404
    assert Upload.objects.count() == 1


def test_a_frozen_folder_takes_no_new_upload(tus, folder, now):
    folders.freeze(folder, now=now)
    response = tus("POST", Upload_Length=5, Upload_Metadata=f"filename {b64('a.pdf')},slot {b64('contract')}")
    assert (response.status_code, response.content.decode()) == (
        403,
        "现在不能更改电子件。请刷新页面查看最新状态。",
    )


def test_a_plain_form_takes_several_files_each_for_itself(client, li, folder):
    client.force_login(li, backend="django.contrib.auth.backends.ModelBackend")
    good, bad = io.BytesIO(files.image()), io.BytesIO(b"<html>")
    good.name, bad.name = "好.png", "坏.png"
    response = client.post(
        f"/folders/{folder.pk}/attachments/", {"slot": "photo", "files": [good, bad]}, follow=False
    )
    assert (response.status_code, response["Location"]) == (302, f"/folders/{folder.pk}/")
    assert list(Attachment.objects.values_list("name", flat=True)) == ["好.png"]
    said = [str(message) for message in client.get(f"/folders/{folder.pk}/").context["messages"]]
    assert said == [
        "“好.png”已上传。",
        "“坏.png”的内容不是PNG 图片，看起来是网页或脚本（HTML、SVG、XML）。请打开原文件，另存为正确的格式后重新上传。",
    ]
    assert Upload.objects.count() == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(
        [("a.pdf", files.pdf()), ("a.docx", files.office()), ("a.png", files.image()), ("a.txt", b"text")]
    ),
    at=st.integers(0, 400),
    noise=st.binary(min_size=1, max_size=30),
    metadata=st.text(max_size=40) | st.none(),
)
def test_no_file_and_no_metadata_makes_the_server_fail(tus, kind, at, noise, metadata):
    name, content = kind
    damaged = content[:at] + noise + content[at + len(noise) :]
    said = f"filename {b64(name)},slot {b64('contract')}"
    if metadata is not None:
        said = f"filename {b64(metadata)},slot {b64('contract')},x"
    Attachment.objects.all().delete()
    created = tus("POST", Upload_Length=len(damaged), Upload_Metadata=said)
    assert created.status_code < 500
    if created.status_code == 201:
        assert tus("PATCH", created["Location"], damaged, Upload_Offset=0).status_code < 500
