"""Seals on PDF: what they hold, what they notice, and that a verifier of others (poppler's pdfsig) says the same."""

import re
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
from asn1crypto import pem
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.seals import signing
from pingzhun.documents.seals.stamp import stamp_pdf
from pingzhun.documents.seals.verifying import seals_of
from pingzhun.documents.tests.sealers import NOON, contract, sealer, timestamper

AGENCY = sealer("甘肃恒信造价咨询有限公司", "91620981MA7HXZJ01X")
ENTITY = sealer("玉门市住房和城乡建设局", "11620981013955217K", kind="RSA")


@pytest.fixture(scope="module")
def once() -> bytes:
    return AGENCY.seal(contract(), x=145)


@pytest.fixture(scope="module")
def twice(once: bytes) -> bytes:
    return ENTITY.seal(once, x=62, now=NOON + timedelta(hours=2))


def verdicts(pdf: bytes) -> list[str]:
    return [seal.verdict for seal in seals_of(pdf, now=NOON)]


@pytest.mark.covers("H24", "H30")
def test_a_seal_says_who_sealed_when_and_why(once):
    (seal,) = seals_of(once, now=NOON)
    assert (seal.name, seal.credit_code, seal.reason) == (AGENCY.name, AGENCY.credit_code, "签订合同")
    assert (seal.at, seal.stamped, seal.covers, seal.verdict) == (NOON, False, True, "sound")
    assert list(seal.chain) == AGENCY.signer.chain


@pytest.mark.covers("H24", "H30")
def test_a_second_seal_keeps_the_first_one_valid(once, twice):
    assert twice.startswith(once), "each seal is an incremental update"
    first, second = seals_of(twice, now=NOON)
    assert (first.name, first.verdict, first.covers) == (AGENCY.name, "extended", False)
    assert (second.name, second.verdict, second.covers) == (ENTITY.name, "sound", True)


def test_a_changed_byte_is_reported_wherever_it_stands(twice):
    for place in range(1000, len(twice) - 2000, 9973):
        changed = bytearray(twice)
        changed[place] ^= 1
        try:
            found = verdicts(bytes(changed))
        except FileRefused:
            continue
        assert found not in (["extended", "sound"], []), f"byte {place}"


def test_a_forged_later_revision_is_reported(twice):
    writer = IncrementalPdfFileWriter(BytesIO(twice))
    RawContent(b"q 1 0 0 rg 100 500 200 20 re f Q").add_to_page(writer, 0)
    forged = BytesIO()
    writer.write(forged)
    assert verdicts(forged.getvalue()) == ["changed", "changed"]


def test_a_revision_forged_between_two_seals_is_reported_at_the_first(once):
    writer = IncrementalPdfFileWriter(BytesIO(once))
    RawContent(b"q 1 0 0 rg 100 500 200 20 re f Q").add_to_page(writer, 0)
    forged = BytesIO()
    writer.write(forged)
    assert verdicts(ENTITY.seal(forged.getvalue())) == ["changed", "sound"]


def test_a_seal_cut_out_of_another_document_is_broken(once):
    other = AGENCY.seal(contract().replace(b"CS-1", b"CS-2"), x=145)
    start, end = (other.index(b"/Contents <") + 11, once.index(b"/Contents <") + 11)
    assert verdicts(
        once[:end] + other[start : start + signing.RESERVED] + once[end + signing.RESERVED :]
    ) == ["broken"]


def test_a_signature_by_another_key_is_broken():
    prepared = signing.prepare(
        contract(),
        chain=AGENCY.signer.chain,
        name=AGENCY.name,
        credit_code=AGENCY.credit_code,
        reason="签订合同",
        spot=signing.Spot(60, 60),
        now=NOON,
    )
    stranger = sealer("冒名公司", AGENCY.credit_code).signer
    assert verdicts(signing.complete(prepared, stranger.sign(prepared.to_sign))) == ["broken"]
    assert verdicts(signing.complete(prepared, AGENCY.signer.sign(prepared.to_sign))) == ["sound"]


def test_a_seal_can_carry_the_time_of_a_timestamp_authority():
    authority = timestamper(NOON + timedelta(minutes=7))
    (seal,) = seals_of(AGENCY.seal(contract(), timestamper=authority), now=NOON)
    assert (seal.stamped, seal.at) == (True, NOON + timedelta(minutes=7))
    assert seal.stamp_chain[0] == authority.tsa_cert.dump()


def test_what_is_no_pdf_is_refused_with_a_sentence():
    for nonsense in (b"", b"%PDF-1.7\n%%EOF", b"PK\x03\x04", contract()[:9000]):
        with pytest.raises(FileRefused):
            seals_of(nonsense, now=NOON)
    assert seals_of(contract(), now=NOON) == []


def test_a_certificate_that_is_none_is_refused_with_a_sentence():
    for chain in ([b"nonsense"], [pem.armor("CERTIFICATE", AGENCY.signer.chain[0])]):
        with pytest.raises(FileRefused, match="证书无法识别"):
            signing.prepare(
                contract(),
                chain=chain,
                name="x",
                credit_code="",
                reason="",
                spot=signing.Spot(60, 60),
                now=NOON,
            )


def test_a_seal_is_drawn_the_same_each_time():
    assert stamp_pdf(AGENCY.name, AGENCY.credit_code) == stamp_pdf(AGENCY.name, AGENCY.credit_code)


if PDFSIG := shutil.which("pdfsig"):  # poppler-utils; `tools.setup --tests` installs it where it may

    @pytest.mark.covers("H30")
    def test_a_verifier_of_others_says_the_same(twice, tmp_path):
        sound, broken = tmp_path / "sound.pdf", tmp_path / "broken.pdf"
        sound.write_bytes(twice)
        changed = bytearray(twice)
        changed[twice.index(b"stream") + 40] ^= 1
        broken.write_bytes(changed)

        def said(path):
            text = subprocess.run([PDFSIG, "-nocert", path], capture_output=True, text=True).stdout
            return re.findall(r"Signature Validation: (.+)\.", text), re.findall(r"Common Name: (.+)", text)

        assert said(sound) == (["Signature is Valid"] * 2, ["公章"] * 2)
        assert said(broken)[0] == ["Digest Mismatch"] * 2
