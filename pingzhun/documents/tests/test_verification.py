"""验真 and 签章检测, as anybody sees them."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pingzhun.certificates import issuing
from pingzhun.certificates.tests.conftest import trust
from pingzhun.documents import verification
from pingzhun.documents.models import Attachment, Blob
from pingzhun.documents.seals import exchange
from pingzhun.documents.seals.verifying import seals_of
from pingzhun.documents.tests.sealers import CA, NOON, contract, sealer, timestamper
from pingzhun.regimes import clock

pytestmark = pytest.mark.django_db
VERIFY = "/verify/"
AGENCY = sealer("甘肃恒信造价咨询有限公司", "91620981MA7HXZJ01X")


@pytest.fixture(autouse=True)
def noon(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def trusted() -> None:
    trust(CA, NOON, name="试验证书中心")


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return AGENCY.seal(contract())


def upload(client: Client, pdf: bytes, name: str = "合同.pdf"):
    return client.post(VERIFY, {"pdf": ContentFile(pdf, name)})


@pytest.mark.covers("H3", "H30")
def test_a_sealed_pdf_is_shown_with_a_tick_for_each_fact(client, trusted, sealed):
    report = upload(client, sealed).context["report"]
    (found,) = report.seals
    assert (found.seal.name, found.holds, report.tone) == (AGENCY.name, True, "good")
    assert [(each.label, each.met) for each in found.checks] == [
        ("文件未被改动", True),
        ("证书有效", True),
        ("盖章时间", None),
    ]
    assert report.origin == "本平台没有签发过这份文件。"


def test_a_seal_by_an_authority_that_nobody_trusts_is_not_good(client, sealed):
    report = upload(client, sealed).context["report"]
    assert (report.tone, report.seals[0].standing.trusted) == ("warn", False)
    assert "不信任颁发机构" in report.seals[0].standing.sentence


def test_a_changed_file_is_bad_whatever_its_certificate(client, trusted, sealed):
    changed = bytearray(sealed)
    changed[sealed.index(b"stream") + 40] ^= 1
    page = upload(client, bytes(changed))
    assert page.context["report"].tone == "bad"
    assert "文件在盖章之后被改动过，请勿采信。" in page.content.decode()


def test_what_is_uploaded_is_not_kept(client, trusted, sealed):
    upload(client, sealed)
    assert (Blob.objects.count(), Attachment.objects.count()) == (0, 0)


@pytest.mark.parametrize("content", [b"<script>alert(1)</script>", b"%PDF-1.7\n%%EOF", b"PK\x03\x04"])
def test_what_is_no_pdf_is_refused_with_a_sentence(client, content):
    page = upload(client, content)
    assert (page.status_code, "无法识别这份文件" in page.content.decode()) == (422, True)


def test_the_name_of_a_file_is_inert(client, trusted, sealed):
    page = upload(client, sealed, "<img src=x onerror=alert(1)>.pdf").content.decode()
    assert "<img src=x" not in page


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(verification, "MAX_REQUEST", 4096)
    monkeypatch.setattr(verification, "MAX_BYTES", 1024)
    assert upload(client, b"x" * 5000).status_code == 413
    page = upload(client, b"x" * 2000)
    assert (page.status_code, "超过 20 MB" in page.content.decode()) == (422, True)


def test_a_number_that_nothing_has_is_not_found(client):
    assert "没有找到这个编号" in client.get(VERIFY, {"number": "ZJ-2026-999999"}).content.decode()
    assert client.get("/verify/ZJ-2026-999999.pdf").status_code == 404


def test_an_expired_certificate_is_good_for_a_seal_only_where_its_time_is_proved(
    client, trusted, sealed, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=400))
    stamped = AGENCY.seal(contract(), timestamper=timestamper(NOON))
    stranger = issuing.new_authority("冒名中心", not_before=NOON, not_after=NOON + timedelta(days=900))
    forged = AGENCY.seal(contract(), timestamper=timestamper(NOON, stranger))
    standings = [upload(client, pdf).context["report"].seals[0].standing for pdf in (sealed, stamped, forged)]
    assert [(each.trusted, each.timed) for each in standings] == [
        (False, False),
        (True, True),
        (False, False),
    ]


# ---- 签章检测 -------------------------------------------------------------------------------------------------------------


def offer(client: Client, chain: list[bytes]):
    files = [SimpleUploadedFile("certificate", der) for der in chain]
    return client.post(reverse("documents:prepare_trial"), {"certificate": files})


def completed(client: Client, offered: dict[str, str], signature: bytes, pdf: bytes | None = None):
    return client.post(
        reverse("documents:complete_trial"),
        {
            "token": offered["token"],
            "signature": exchange.text_of(signature),
            "pdf": BytesIO(exchange.b64decode(offered["pdf"]) if pdf is None else pdf),
        },
    )


@pytest.mark.covers("H3")
def test_a_trial_seal_is_drawn_signed_and_verified(client, trusted):
    offered = offer(client, AGENCY.signer.chain).json()
    answer = completed(client, offered, AGENCY.signer.sign(exchange.b64decode(offered["to_sign"]))).json()
    assert "检测通过" in answer["html"]
    (seal,) = seals_of(exchange.b64decode(answer["pdf"]), now=NOON)
    assert (seal.name, seal.verdict, seal.reason) == (AGENCY.name, "sound", "签章检测")


def test_a_trial_says_what_is_wrong(client, trusted):
    offered = offer(client, AGENCY.signer.chain).json()
    stranger = sealer("冒名公司", AGENCY.credit_code).signer
    answer = completed(client, offered, stranger.sign(exchange.b64decode(offered["to_sign"]))).json()
    assert "没有通过核验" in answer["html"]


def test_nothing_but_what_was_offered_comes_back(client, trusted, monkeypatch):
    offered = offer(client, AGENCY.signer.chain).json()
    signature = AGENCY.signer.sign(exchange.b64decode(offered["to_sign"]))
    other = completed(client, offered, signature, contract())
    assert (other.status_code, "已经变化" in other.json()["message"]) == (422, True)
    broken = completed(client, offered | {"token": offered["token"][:-2] + "xx"}, signature)
    assert (broken.status_code, "不完整" in broken.json()["message"]) == (422, True)
    monkeypatch.setattr(exchange, "LIFETIME", -1)
    late = completed(client, offered, signature)
    assert (late.status_code, "时间过长" in late.json()["message"]) == (422, True)


def test_what_is_no_certificate_is_refused_with_a_sentence(client):
    for chain in ([], [b"nonsense"], [b"x" * 20_000], AGENCY.signer.chain * 5):
        answer = offer(client, chain)
        assert (
            answer.status_code,
            answer.json()["message"].startswith(("没有收到证书", "无法读取证书")),
        ) == (
            422,
            True,
        )
