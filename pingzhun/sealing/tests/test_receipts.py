"""The receipt that a supplier keeps, and the script that checks it without us."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pingzhun.sealing import check_receipt, receipts
from pingzhun.sealing.check_receipt import faults

SCRIPT = Path(check_receipt.__file__)


@pytest.fixture
def offer(seal, jia):
    return seal(jia)


@pytest.mark.covers("Y10", "H36")
def test_a_receipt_says_what_was_received_when_by_the_databases_clock_and_its_signature_holds(offer, clock):
    receipt = receipts.receipt(offer)
    assert faults(receipt, key=receipts.public_key(), ciphertext=bytes(offer.ciphertext)) == []
    statement = json.loads(receipt["statement"])
    assert len(statement.pop("shares_sha256")) == 3
    assert statement == {
        "format": "pingzhun-receipt/1",
        "files_sha256": [],
        "case": "ZJ-2026-000123",
        "title": "水库除险加固工程造价咨询",
        "round": 1,
        "organisation": "91620981MA7A00002Y",
        "name": "甲咨询有限公司",
        "version": 1,
        "received_at": "2026-11-21T01:30:00.000000Z",
        "sha256": offer.sha256,
        "ciphertext_sha256": offer.ciphertext_sha256,
        "ledger_subject": f"sealing/offer/{offer.sha256}",
    }
    assert receipts.receipt(offer) == receipt


@pytest.mark.covers("Y10")
@pytest.mark.parametrize(
    ("before", "after"),
    [("2026-11-21T01", "2026-11-20T01"), ('"version":1', '"version":2'), ("MA7A", "MA7B")],
)
def test_a_receipt_that_was_changed_is_noticed(before, after, offer):
    receipt = receipts.receipt(offer)
    forged = receipt | {"statement": receipt["statement"].replace(before, after)}
    assert forged != receipt
    assert faults(forged, key=receipts.public_key()) == [
        "签名与平台公钥不符：回执被改动过，或者不是该平台签发的。"
    ]


def test_a_receipt_of_another_platform_is_noticed(offer):
    receipt = receipts.receipt(offer)
    assert faults(receipt, key="00" * 32) != []
    assert faults({}, key=receipts.public_key()) != []
    assert faults(receipt, key="not hexadecimal") != []


@pytest.mark.covers("Y10", "H36")
def test_what_was_opened_is_held_against_the_receipt(offer, clock, open_box):
    receipt = receipts.receipt(offer)
    (opened,) = open_box(now=clock(offer.box.closes_at))
    key = receipts.public_key()
    assert faults(receipt, key=key, opened=opened.text.encode()) == []
    forged = opened.text.replace("980000", "990000").encode()
    assert faults(receipt, key=key, opened=forged) == ["开启后的内容与回执不符。"]
    assert faults(receipt, key=key, ciphertext=b"another") == ["密文与回执不符。"]


@pytest.mark.covers("Y10")
def test_the_script_needs_nothing_of_the_platform(offer, tmp_path):
    assert len(SCRIPT.read_text().splitlines()) < 100
    script = tmp_path / "check_receipt.py"
    script.write_text(SCRIPT.read_text())
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipts.receipt(offer)))

    def run(key: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", str(script), str(file), "--key", key],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={"PYTHONIOENCODING": "utf-8"},
        )

    good, bad = run(receipts.public_key()), run("11" * 32)
    assert (good.returncode, bad.returncode) == (0, 1), good.stderr
    assert "√ 甲咨询有限公司" in good.stdout
    assert "×" in bad.stdout
