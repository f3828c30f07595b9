"""The independent verifier: proofs, consistency, notices, and the witness of a site that lies."""

import json
from pathlib import Path

import pytest
from django.db import connection

from pingzhun import ledger
from pingzhun.ledger import merkle
from pingzhun.ledger.models import LedgerEntry
from pingzhun.notices.tests.conftest import *  # noqa: F403 -- somebody who publishes
from pingzhun.notices.tests.conftest import NOON
from tools import verify_ledger
from tools.verify_ledger import VerificationError

pytestmark = pytest.mark.django_db


def grow(announce, count: int = 1) -> None:
    for _ in range(count):
        announce()
    ledger.sequence(now=NOON)


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        assert cursor.rowcount != 0
        cursor.execute("SET LOCAL session_replication_role = origin")


def export(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file:
        ledger.export(file, now=NOON)
    return path


@pytest.mark.covers("P12")
def test_its_proofs_agree_with_the_log_for_every_size_and_position():
    leaves = [merkle.leaf_hash(bytes([number])) for number in range(20)]
    hashes = {(a, b): h for a, b, h in merkle.grow(0, [], leaves)}

    def of(spans):
        return [merkle.span_hash(span, hashes.__getitem__) for span in spans]

    for size in range(1, 21):
        (root,) = of([(0, size)])
        for position in range(size):
            path = of(merkle.inclusion_spans(position, size))
            assert verify_ledger.inclusion_root(leaves[position], position, size, path) == root
            assert verify_ledger.inclusion_root(leaves[position], position, size, [*path, root]) != root
        for old in range(1, size):
            (old_root,) = of([(0, old)])
            path = of(merkle.consistency_spans(old, size))
            assert verify_ledger.consistency_roots(old, size, old_root, path) == (old_root, root)
            assert verify_ledger.consistency_roots(old, size, old_root, path[:-1]) != (old_root, root)


@pytest.mark.covers("P12")
def test_a_downloaded_proof_passes_and_a_changed_one_does_not(client, announce, tmp_path, capsys):
    grow(announce, 7)
    entry = LedgerEntry.objects.get(position=3)
    (tmp_path / "proof.json").write_bytes(client.get(f"/ledger/{entry.pk}/proof.json").content)
    assert verify_ledger.main(["proof", str(tmp_path / "proof.json")]) == 0
    proof = json.loads((tmp_path / "proof.json").read_text())
    changed = [
        {"statement": proof["statement"].replace("公告", "公吿")},
        {"position": 4},
        {"path": proof["path"][::-1]},
        {"path": proof["path"][:-1]},
        {"path": ["zz"]},
        {"head": proof["head"] | {"size": 8}},
        {"head": None},
    ]
    for change in changed:
        with pytest.raises(VerificationError):
            verify_ledger.verify_proof(proof | change)
    with pytest.raises(VerificationError, match="另一把密钥"):
        verify_ledger.verify_proof(proof, key="ab" * 32)
    (tmp_path / "proof.json").write_text("{")
    assert verify_ledger.main(["proof", str(tmp_path / "proof.json")]) == 1


@pytest.mark.covers("P12")
def test_a_downloaded_consistency_passes_and_a_changed_one_does_not(client, announce, tmp_path):
    grow(announce, 3)
    grow(announce, 4)
    file = tmp_path / "consistency.json"
    file.write_bytes(client.get("/ledger/consistency.json", {"old": 3}).content)
    assert verify_ledger.main(["consistency", str(file)]) == 0
    told = json.loads(file.read_text())
    for change in (
        {"path": told["path"][:-1]},
        {"path": told["path"][::-1]},
        {"old": told["new"], "new": told["old"]},
        {"old": told["old"] | {"root": "ab" * 32}},
        {"new": {}},
    ):
        with pytest.raises(VerificationError):
            verify_ledger.verify_consistency(told | change)


@pytest.mark.covers("P12")
def test_a_notice_that_differs_from_its_entry_is_named(client, announce, tmp_path, capsys):
    notices = [announce(title=f"公告 {number}") for number in range(3)]
    log = export(tmp_path / "log.jsonl")
    files = []
    for notice in notices:
        file = tmp_path / f"{notice.number}.json"
        file.write_bytes(client.get(f"/notices/{notice.number}/notice.json").content)
        files.append(str(file))
    assert verify_ledger.main(["notices", str(log), *files]) == 0
    changed = Path(files[1])
    changed.write_text(changed.read_text().replace("320,000.00", "230,000.00"))
    Path(files[2]).write_text(Path(files[2]).read_text().replace("000003", "000009"))
    assert verify_ledger.main(["notices", str(log), *files]) == 1
    said = capsys.readouterr().err
    assert f"{changed}：公告 CSCG-2026-000002 与存证所记的校验值不符" in said
    assert "存证中没有公告 CSCG-2026-000009" in said
    assert files[0] not in said


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("P12")
def test_the_notices_of_a_live_site_are_compared_with_an_export(live_server, announce, tmp_path, capsys):
    grow(announce, 3)
    log = export(tmp_path / "log.jsonl")
    command = ["notices", str(log), "--site", live_server.url]
    assert verify_ledger.main(command) == 0
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        tamper("UPDATE notices_notice SET title = '改过的标题' WHERE number = 'CSCG-2026-000002'")
        tamper("DELETE FROM notices_notice WHERE number = 'CSCG-2026-000003'")
        cursor.execute("COMMIT")
    assert verify_ledger.main(command) == 1
    said = capsys.readouterr().err
    assert "CSCG-2026-000002：公告 CSCG-2026-000002 与存证所记的校验值不符" in said
    assert "CSCG-2026-000003：存证有记录，公告不见了" in said
    assert "CSCG-2026-000001" not in said


# ---- the witness --------------------------------------------------------------------------------------------------------


@pytest.fixture
def site(client, monkeypatch) -> str:
    """The site as the witness reaches it: its real answers, without the network."""

    def fetch(site: str, path: str) -> bytes:
        response = client.get(path)
        if response.status_code != 200:
            raise VerificationError(f"{path}：网站回答 {response.status_code}")
        return response.content

    monkeypatch.setattr(verify_ledger, "fetch", fetch)
    return "https://pingzhun.test"


@pytest.mark.covers("P12")
def test_the_witness_follows_an_honest_site(site, announce, tmp_path):
    keep = tmp_path / "head.json"
    for size in (1, 3, 3, 8):
        grow(announce, size - LedgerEntry.objects.count())
        assert verify_ledger.main(["witness", site, "--keep", str(keep)]) == 0
        assert json.loads(keep.read_text())["size"] == size


REWRITINGS = {
    "the entries are changed": "UPDATE ledger_ledgerentry SET data = '{}', leaf_hash = sha256(data::bytea)",
    "the last entry is removed": "DELETE FROM ledger_ledgerentry WHERE position = 4",
    "all is removed": "DELETE FROM ledger_ledgerentry",
}


@pytest.mark.covers("P12")
@pytest.mark.parametrize("sql", REWRITINGS.values(), ids=REWRITINGS)
@pytest.mark.parametrize("more", [0, 3])
def test_the_witness_notices_a_site_that_rewrites_its_log_and_signs_it_again(
    site, announce, tmp_path, sql, more
):
    """What the holder of database and key can do: change the entries, forget tree and heads, build all anew."""
    keep = tmp_path / "head.json"
    grow(announce, 5)
    assert verify_ledger.main(["witness", site, "--keep", str(keep)]) == 0
    kept = keep.read_text()
    tamper(sql)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("ledger_ledgernode", "ledger_treehead"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("UPDATE ledger_ledgerentry SET position = NULL")
        cursor.execute("SET LOCAL session_replication_role = origin")
    grow(announce, more)
    for size in range(1, LedgerEntry.objects.count() + 1):  # a head for whoever asks for one of another size
        if not ledger.log.TreeHead.objects.filter(size=size).exists():
            ledger.log._sign_head(size, NOON)
    assert verify_ledger.main(["witness", site, "--keep", str(keep)]) == 1
    assert keep.read_text() == kept


@pytest.mark.covers("P12")
def test_the_witness_notices_a_new_key_and_takes_it_once_it_is_named(site, announce, tmp_path, settings):
    keep = tmp_path / "head.json"
    grow(announce)
    assert verify_ledger.main(["witness", site, "--keep", str(keep)]) == 0
    (settings.DATA_DIR / "ledger-key").unlink()
    grow(announce)
    assert verify_ledger.main(["witness", site, "--keep", str(keep)]) == 1
    key = ledger.latest_head().key_id
    assert verify_ledger.main(["witness", site, "--keep", str(keep), "--key", key]) == 0


def test_a_site_that_does_not_answer_is_no_liar(tmp_path, capsys):
    command = ["witness", "http://127.0.0.1:9", "--keep", str(tmp_path / "head.json")]
    assert verify_ledger.main(command) == 2
    assert verify_ledger.main(["witness", "file:///etc", "--keep", str(tmp_path / "head.json")]) == 1
    assert "没有核验" in capsys.readouterr().err
