"""Files of an offer: ciphertexts until the hour, then opened one by one, compared, and inspected like any upload."""

import io
import os
import secrets
import tempfile
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from pingzhun import ledger
from pingzhun.deadlines import jobs
from pingzhun.documents import scanners, uploads
from pingzhun.documents.models import Attachment, Folder
from pingzhun.documents.refusals import FileRefused, ScannerUnavailable
from pingzhun.documents.tests.files import EICAR, pdf
from pingzhun.flow.guards import Refused
from pingzhun.sealing import box, files, receipts, twin
from pingzhun.sealing.check_receipt import faults
from pingzhun.sealing.entries import subject_of
from pingzhun.sealing.envelope import Declared
from pingzhun.sealing.models import Box, OpenedFile, SealedFile, SealedOffer
from tests.storages import stored_in
from tests.traces import tables_showing, wal_position, wal_shows

from .conftest import CLOSES, OPENS

PLAN = pdf(b"1 0 obj<</Type/Catalog/Plan(three engineers)>>endobj")
MEBIBYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def disk(settings, tmp_path) -> None:
    settings.STORAGES = stored_in(tmp_path / "documents")


@pytest.fixture
def folder(db) -> Folder:
    return Folder.objects.create(created_at=OPENS)


@pytest.fixture
def send(folder, user):
    """`send(name, content, identity)`: what the browser does with a chosen file; returns what the payload says of it."""

    def send(name: str, content: bytes, identity, into: Folder = folder) -> Declared:
        ciphertext = io.BytesIO()
        said = twin.seal_file(io.BytesIO(content), ciphertext, name=name, identity=identity)
        receive(into, ciphertext, user)
        return said

    return send


def receive(folder: Folder, ciphertext, user) -> Attachment:
    ciphertext.seek(0)
    return uploads.receive_whole(
        folder=folder,
        slots=[files.SLOT],
        slot=files.SLOT.key,
        name="1.age",
        file=File(ciphertext),
        user=user,
        now=OPENS,
    )


@pytest.fixture
def offer_of(case, user, clock, make_box, folder, send):
    """`offer_of(organisation, ("plan.pdf", content), …)`: an offer with these files; `said` may lie about one of them."""

    def offer_of(organisation, *given: tuple[str, bytes], said=lambda each: each, into=folder) -> SealedOffer:
        held = Box.objects.filter(case=case).first() or make_box()
        identity = twin.new_identity()
        declared = [send(name, content, identity, into) for name, content in given]
        sealed = twin.make(
            {"price": "1.00"},
            box=held,
            credit_code=organisation.credit_code,
            identity=identity,
            files=[said(each) for each in declared],
        )
        sealed = replace(sealed, files=tuple(each.ciphertext_sha256 for each in declared))
        return box.seal(
            case=case,
            organisation=organisation,
            envelope=sealed,
            ciphertexts=files.gather(into, sealed, now=OPENS),
            user=user,
            now=OPENS,
            idempotency_key=secrets.token_hex(8),
        )

    return offer_of


@pytest.fixture
def outcomes(clock, open_box):
    """`outcomes()`: the hour comes, two holders come, the worker works; (name, content or the reason) of each file."""

    def outcomes() -> list[tuple[str, object]]:
        open_box(now=clock(CLOSES))
        jobs.run_all()
        opened = OpenedFile.objects.order_by("sealed__offer", "sealed__place")
        return [(each.name, each.reason or content_of(each.attachment)) for each in opened]

    return outcomes


def content_of(attachment: Attachment) -> bytes:
    with default_storage.open(attachment.blob.storage_name) as file:
        return file.read()


def overwrite(sealed: SealedFile, content: bytes) -> None:
    Path(default_storage.path(sealed.ciphertext.blob.storage_name)).write_bytes(content)


def ciphertext_of(sealed: SealedFile) -> bytes:
    return content_of(sealed.ciphertext)


@pytest.mark.covers("H36", "H37")
def test_files_go_up_as_ciphertexts_and_are_opened_after_the_hour_with_their_names(
    jia, case, offer_of, outcomes
):
    offer = offer_of(jia, ("方案.pdf", PLAN), ("进度.txt", "三十日".encode()))
    assert [each.ciphertext.name for each in offer.files.all()] == ["1.age", "1.age"]
    assert [ciphertext_of(each)[:22] for each in offer.files.all()] == [b"age-encryption.org/v1\n"] * 2
    assert OpenedFile.objects.count() == 0
    assert outcomes() == [("方案.pdf", PLAN), ("进度.txt", "三十日".encode())]
    folder = offer.opened.folder
    assert (folder.frozen_at is not None, folder.attachments.count()) == (True, 2)
    entries = [each for each in ledger.find(f"sealing/box/{case.code}") if each.kind == "sealing.file_opened"]
    assert len(entries) == 2


@pytest.mark.covers("H36")
def test_the_ledger_and_the_receipt_hold_the_hashes_of_the_ciphertexts(jia, offer_of):
    offer = offer_of(jia, ("方案.pdf", PLAN))
    (sealed,) = offer.files.all()
    (entry,) = ledger.find(subject_of(offer))
    assert f'"files":["{sealed.sha256}"]' in entry.data
    receipt, key = receipts.receipt(offer), receipts.public_key()
    assert faults(receipt, key=key, files=[ciphertext_of(sealed)]) == []
    assert faults(receipt, key=key, files=[b"other"]) == ["第 1 个附件的密文不在回执中。"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"sha256": "0" * 64}, "解密后的内容与递交时的校验值不符，附件已损坏，未采用。"),
        ({"size": 1}, "解密后的内容与递交时的校验值不符，附件已损坏，未采用。"),
        ({"ciphertext_sha256": "0" * 64}, "报价中没有这个附件的说明，无法核对，未采用。"),
    ],
)
def test_a_file_that_is_not_what_the_payload_says_is_not_taken(changed, reason, jia, offer_of, outcomes):
    offer = offer_of(jia, ("方案.pdf", PLAN), said=lambda each: replace(each, **changed))
    name = "" if "ciphertext_sha256" in changed else "方案.pdf"
    assert outcomes() == [(name, reason)]
    assert (offer.opened.payload["price"], offer.opened.folder.attachments.count()) == ("1.00", 0)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: data[:-1] + bytes([data[-1] ^ 1]), "密文与递交时的校验值不符，附件已损坏，未采用。"),
        (lambda data: data[:-20], "密文与递交时的校验值不符，附件已损坏，未采用。"),
    ],
)
def test_a_damaged_ciphertext_is_said_and_stops_no_other_file(damage, reason, jia, yi, offer_of, outcomes):
    offer = offer_of(jia, ("方案.pdf", PLAN), ("说明.txt", b"whole"))
    offer_of(yi, ("报告.txt", b"other"), into=Folder.objects.create(created_at=OPENS))
    first = offer.files.get(place=1)
    overwrite(first, damage(ciphertext_of(first)))
    assert outcomes() == [("方案.pdf", reason), ("说明.txt", b"whole"), ("报告.txt", b"other")]


def test_a_ciphertext_that_is_gone_is_said(jia, offer_of, outcomes):
    offer = offer_of(jia, ("方案.pdf", PLAN))
    default_storage.delete(offer.files.get().ciphertext.blob.storage_name)
    assert outcomes() == [("方案.pdf", "平台没有保存到密文，附件已损坏，未采用。")]


def test_a_ciphertext_to_another_identity_does_not_open(jia, case, make_box, folder, send, user, outcomes):
    held, identity = make_box(), twin.new_identity()
    said = send("方案.pdf", PLAN, twin.new_identity())
    sealed = twin.make(
        {"price": "1.00"}, box=held, credit_code=jia.credit_code, identity=identity, files=[said]
    )
    box.seal(
        case=case,
        organisation=jia,
        envelope=sealed,
        ciphertexts=files.gather(folder, sealed, now=OPENS),
        user=user,
        now=OPENS,
        idempotency_key="k",
    )
    assert outcomes() == [("方案.pdf", "密文无法解开，附件已损坏，未采用。")]


@pytest.mark.covers("H36")
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("病毒.txt", EICAR, "“病毒.txt”未通过病毒检查（EICAR-Test-File），未采用。"),
        ("程序.pdf", b"MZ program", "“程序.pdf”的内容不是PDF 文档，看起来是Windows 程序，未采用。"),
        ("../../页面.html", b"<script>", "“页面.html”的类型不符合「附件」的要求，未采用。"),
        ("再密封.age", b"age-encryption.org/v1\n", "“再密封.age”的类型不符合「附件」的要求，未采用。"),
    ],
)
def test_a_hostile_file_is_refused_at_the_opening_with_its_sentence(
    name, content, reason, jia, offer_of, outcomes
):
    offer = offer_of(jia, (name, content), ("说明.txt", b"good"))
    assert [said for _, said in outcomes()] == [reason, b"good"]
    assert [each.name for each in offer.opened.folder.attachments.all()] == ["说明.txt"]


def test_the_slot_for_ciphertexts_takes_nothing_else(folder, user):
    with pytest.raises(FileRefused, match="的内容不是密文"):
        receive(folder, io.BytesIO(PLAN), user)
    ciphertext = pyrage.encrypt(EICAR, [twin.new_identity().to_public()])
    assert receive(folder, io.BytesIO(ciphertext), user).blob.media_type == "application/octet-stream"


def test_a_file_that_the_scanner_could_not_see_yet_is_opened_later_and_only_once(
    jia, offer_of, outcomes, monkeypatch
):
    offer_of(jia, ("方案.pdf", PLAN))

    class Away:
        def scan(self, file) -> str | None:
            raise ScannerUnavailable("…")

    with monkeypatch.context() as patch:
        patch.setattr(scanners, "EicarScanner", Away)
        assert outcomes() == []
    assert files.open_due(now=CLOSES) == 1
    assert (files.open_due(now=CLOSES), OpenedFile.objects.get().reason) == (0, None)
    assert files.open_file(SealedFile.objects.get().pk, now=CLOSES) is False


@pytest.mark.covers("Y10")
def test_the_files_of_a_replaced_or_withdrawn_offer_are_never_opened(jia, yi, case, offer_of, outcomes):
    offer_of(jia, ("旧方案.txt", b"old"))
    offer_of(jia, ("新方案.txt", b"new"), into=Folder.objects.create(created_at=OPENS))
    offer_of(yi, ("撤回.txt", b"gone"), into=Folder.objects.create(created_at=OPENS))
    box.withdraw(case=case, organisation=yi, now=OPENS)
    assert outcomes() == [("新方案.txt", b"new")]
    assert SealedFile.objects.count() == 3


def test_ciphertexts_that_the_envelope_does_not_name_are_removed_and_missing_ones_refused(
    jia, folder, offer_of, send
):
    send("用不上.txt", b"left over", twin.new_identity())
    offer = offer_of(jia, ("方案.pdf", PLAN))
    assert [each.pk for each in files.sealed_in(folder)] == [each.ciphertext_id for each in offer.files.all()]
    stranger = twin.make({}, box=offer.box, credit_code=jia.credit_code)
    with pytest.raises(Refused, match="附件没有上传完整"):
        files.gather(folder, replace(stranger, files=("0" * 64,)), now=OPENS)


def test_files_that_are_together_too_large_are_refused(jia, offer_of, settings):
    settings.MAX_UPLOAD_BYTES = 1024
    with pytest.raises(Refused, match="附件合计超过"):
        offer_of(jia, ("一.txt", b"a" * 600), ("二.txt", b"b" * 600))


def test_an_envelope_with_other_files_than_those_handed_in_is_refused(jia, case, clock, make_box, user):
    sealed = replace(twin.make({}, box=make_box(), credit_code=jia.credit_code), files=("0" * 64,))
    with pytest.raises(Refused, match="信封与该项目不符"):
        box.seal(case=case, organisation=jia, envelope=sealed, user=user, now=OPENS, idempotency_key="k")


# ---- the database ---------------------------------------------------------------------------------------------------


INSERT_OPENED = (
    "INSERT INTO sealing_openedfile (sealed_id, name, attachment_id, reason, authors, opened_at)"
    " VALUES (%s, 'x', NULL, '…', '[]', now())"
)


@pytest.mark.covers("Y10")
def test_the_database_opens_no_file_before_its_offer(jia, offer_of, clock, open_box):
    sealed = offer_of(jia, ("方案.pdf", PLAN)).files.get()
    with pytest.raises(IntegrityError, match="not a file of an opened offer"), transaction.atomic():
        OpenedFile.objects.create(sealed=sealed, name="x", reason="…", opened_at=OPENS)
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
    ):  # the control: without the trigger it would be taken
        cursor.execute("ALTER TABLE sealing_openedfile DISABLE TRIGGER sealing_opened_file_guard")
        cursor.execute(INSERT_OPENED, [sealed.pk])
        transaction.set_rollback(True)
    open_box(now=clock(CLOSES))
    OpenedFile.objects.create(sealed=sealed, name="x", reason="…", opened_at=OPENS)


@pytest.mark.covers("Y10")
def test_the_database_adds_no_file_after_the_deadline_and_changes_none(jia, offer_of, clock, folder, user):
    offer = offer_of(jia, ("方案.pdf", PLAN))
    sealed = offer.files.get()
    late = SealedFile(offer=offer, place=2, ciphertext=sealed.ciphertext, sha256="1" * 64, size=sealed.size)
    with pytest.raises(IntegrityError, match="not the ciphertext"), transaction.atomic():
        late.save()
    more = receive(folder, io.BytesIO(pyrage.encrypt(b"x", [twin.new_identity().to_public()])), user)
    late = SealedFile(offer=offer, place=2, ciphertext=more, sha256=more.blob.sha256, size=more.blob.size)
    with transaction.atomic():  # the control: before the deadline it is taken
        late.save()
        transaction.set_rollback(True)
    late.pk = None
    clock(CLOSES)
    with pytest.raises(IntegrityError, match="not open for offers"), transaction.atomic():
        late.save()
    for statement in ("UPDATE sealing_sealedfile SET place = 9", "DELETE FROM sealing_sealedfile"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# ---- secrecy and size -----------------------------------------------------------------------------------------------


@pytest.mark.covers("Y10", "H37")
@pytest.mark.django_db(transaction=True)
def test_a_text_in_a_file_and_its_name_are_nowhere_before_the_opening(
    jia, clock, offer_of, outcomes, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    word = secrets.token_hex(16)
    since = wal_position()
    offer_of(jia, (f"{word}.txt", f"方案 {word}".encode()))

    def on_disk() -> bool:
        return any(word.encode() in each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())

    assert (tables_showing(word), wal_shows(word, since), on_disk()) == ([], False, False)
    assert len(outcomes()) == 1  # the control: once it is opened, the same search finds it
    assert {"documents_attachment", "sealing_openedfile", "sealing_openedoffer"} <= set(tables_showing(word))
    assert (wal_shows(word, since), on_disk()) == (True, True)


def growth_of(act) -> int:
    """By how many bytes the memory of this process was larger at most while `act` ran."""

    def memory(line: str) -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(each.split()[1]) * 1024 for each in lines if each.startswith(line))

    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from now on
    before = memory("VmRSS")
    act()
    return memory("VmHWM") - before


@pytest.mark.covers("H36")
def test_a_large_file_goes_up_and_is_opened_with_bounded_memory(
    jia, case, make_box, folder, user, tmp_path, clock, open_box
):
    size = int(os.environ.get("PINGZHUN_TEST_FILE_MB", "64")) * MEBIBYTE
    plain, target, identity = tmp_path / "plain", tmp_path / "ciphertext", twin.new_identity()
    with plain.open("wb") as file:
        for _ in range(size // MEBIBYTE):
            file.write(b"a" * MEBIBYTE)

    def hand_in() -> None:
        with plain.open("rb") as source, target.open("w+b") as ciphertext:
            said = twin.seal_file(source, ciphertext, name="大文件.txt", identity=identity)
            receive(folder, ciphertext, user)
        sealed = twin.make({}, box=make_box(), credit_code=jia.credit_code, identity=identity, files=[said])
        box.seal(
            case=case,
            organisation=jia,
            envelope=sealed,
            ciphertexts=files.gather(folder, sealed, now=OPENS),
            user=user,
            now=OPENS,
            idempotency_key="k",
        )

    assert growth_of(hand_in) < 16 * MEBIBYTE
    open_box(now=clock(CLOSES))
    assert growth_of(jobs.run_all) < 16 * MEBIBYTE
    assert OpenedFile.objects.get().attachment.blob.size == size
    assert growth_of(plain.read_bytes) > size - 8 * MEBIBYTE, "the control: whole in memory, it is seen"
