"""The platform's own seal: on what it issues, made once, kept, and known again on the 验真 page."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, transaction

from pingzhun.certificates import issuing
from pingzhun.certificates.tests.conftest import trust
from pingzhun.documents import uploads
from pingzhun.documents.models import Blob, SealedCopy
from pingzhun.documents.seals import platform, signing
from pingzhun.documents.seals.verifying import seals_of
from pingzhun.documents.tests.sealers import CA, NOON, contract, sealer, timestamper
from pingzhun.ledger.models import LedgerEntry

pytestmark = pytest.mark.django_db
PASSWORD = "operator-2026"
OPERATOR = sealer("玉门市政务服务中心", "126209814381234567")


@pytest.fixture
def key(settings, tmp_path) -> Path:
    """The operator's service certificate, of an authority that the platform trusts."""
    trust(CA, NOON, name="试验证书中心")
    file = tmp_path / "platform.p12"
    signer = OPERATOR.signer
    file.write_bytes(issuing.key_file(signer.key, list(signer.certificates), PASSWORD))
    settings.PLATFORM_SEAL, settings.PLATFORM_SEAL_PASSWORD = str(file), PASSWORD
    return file


def issue(text: bytes | None = None, number: str = "ZJZX-2026-000001") -> bytes:
    return platform.sealed(text or contract(), number=number, title="中选公告", now=NOON)


@pytest.mark.covers("H24", "H30")
def test_a_document_is_sealed_when_it_is_first_handed_out_and_kept(key):
    first = issue()
    (seal,) = seals_of(first, now=NOON)
    assert (seal.name, seal.verdict, seal.covers) == (OPERATOR.name, "sound", True)
    assert seal.reason == "平台签发 ZJZX-2026-000001 中选公告"
    assert first.startswith(contract()), "what is under the seal can be made again"
    assert issue() == first
    (entry,) = LedgerEntry.objects.filter(kind="document.sealed")
    assert (entry.subject, SealedCopy.objects.get().blob.sha256 in entry.data) == (
        "document/ZJZX-2026-000001",
        True,
    )


def test_another_text_of_the_same_number_is_another_copy(key):
    first, other = issue(), issue(contract().replace(b"CS-1", b"CS-2"))
    assert first != other
    assert [platform.is_kept(pdf, number="ZJZX-2026-000001") for pdf in (first, other)] == [True, True]
    assert not platform.is_kept(first, number="ZJZX-2026-000002")
    assert not platform.is_kept(contract(), number="ZJZX-2026-000001")


def test_what_is_kept_is_not_swept(key):
    pdf = issue()
    with transaction.atomic():
        uploads.keep(b"nobody names it", media_type="text/plain", now=NOON)
    assert uploads.sweep_uploads(NOON + timedelta(days=9)) == 1
    assert issue() == pdf


def test_without_a_key_a_document_goes_out_as_it_is(settings):
    settings.PLATFORM_SEAL = ""
    assert issue() == contract()
    assert not Blob.objects.exists()


def test_a_key_that_cannot_be_used_stops_no_document(key, settings, caplog):
    settings.PLATFORM_SEAL_PASSWORD = "wrong"
    assert issue() == contract()
    assert "ZJZX-2026-000001 is issued without it" in caplog.text


def test_a_certificate_that_nobody_trusts_seals_nothing(settings, tmp_path, caplog):
    file = tmp_path / "platform.p12"
    file.write_bytes(issuing.key_file(OPERATOR.signer.key, list(OPERATOR.signer.certificates), PASSWORD))
    settings.PLATFORM_SEAL, settings.PLATFORM_SEAL_PASSWORD = str(file), PASSWORD
    assert issue() == contract()
    assert "不信任颁发机构" in caplog.text


def test_a_time_stamp_is_in_it_where_there_is_an_authority_for_them(key, monkeypatch):
    at = NOON + timedelta(minutes=3)
    monkeypatch.setattr(signing, "timestamp_authority", lambda: timestamper(at))
    (seal,) = seals_of(issue(), now=NOON)
    assert (seal.stamped, seal.at) == (True, at)


def test_two_first_requests_keep_one_copy(key, monkeypatch):
    """The second looks before the first has kept its copy."""
    first = issue()
    looked: list[str] = []
    real = platform._kept

    def blind_at_first(number: str, digest: str) -> SealedCopy | None:
        looked.append(number)
        return None if len(looked) == 1 else real(number, digest)

    monkeypatch.setattr(platform, "_kept", blind_at_first)
    assert issue() == first
    assert SealedCopy.objects.count() == LedgerEntry.objects.filter(kind="document.sealed").count() == 1


def test_the_operator_is_told_of_a_key_that_does_not_open(key, settings):
    call_command("check", "documents")
    settings.PLATFORM_SEAL_PASSWORD = "wrong"
    with pytest.raises(SystemCheckError, match="PINGZHUN_SEAL_KEY 不能使用"):
        call_command("check", "documents")


def test_the_database_keeps_every_copy_as_it_is(key):
    issue()

    def alter(role: str) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL session_replication_role = {role}")
            return SealedCopy.objects.update(text_sha256="0" * 64)

    with pytest.raises(DatabaseError, match="sealed_copies are only ever added"):
        alter("origin")
    assert alter("replica") == 1
