"""What a database superuser changes behind the triggers is seen by an outsider who holds two exports."""

import ast
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection

from pingzhun import ledger
from pingzhun.ledger import merkle
from pingzhun.ledger.audit import faults
from pingzhun.ledger.canonical import time_text
from pingzhun.ledger.keys import local_key
from pingzhun.ledger.models import LedgerEntry, head_statement
from tools import verify_ledger as verify

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def fill(count: int) -> None:
    for number in range(count):
        ledger.append(
            kind="tests.decided", subject=f"filing/{number}", data={"opinion": f"同意 {number}"}, now=NOW
        )


def export(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file:
        ledger.export(file, now=NOW)
    return path


@pytest.fixture
def old(db, tmp_path) -> Path:
    fill(6)
    return export(tmp_path / "old.jsonl")


def tamper(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, parameters)
        assert cursor.rowcount != 0
        cursor.execute("SET LOCAL session_replication_role = origin")


def sign_again(path: Path) -> Path:
    """What the holder of the signing key can do: give the entries of `path` a head that fits them."""
    _, *lines = path.read_bytes().splitlines()
    hashes = {(a, b): h for a, b, h in merkle.grow(0, [], [merkle.leaf_hash(line) for line in lines])}
    root = merkle.span_hash((0, len(lines)), hashes.__getitem__)
    key = Ed25519PrivateKey.from_private_bytes(local_key("ledger-key"))
    statement = head_statement(size=len(lines), root=root, timestamp=time_text(NOW))
    head = {
        "format": "pingzhun-ledger/1",
        "size": len(lines),
        "root": root.hex(),
        "timestamp": time_text(NOW),
        "key": key.public_key().public_bytes_raw().hex(),
        "signature": key.sign(statement.encode()).hex(),
    }
    path.write_bytes(b"\n".join([json.dumps(head).encode(), *lines, b""]))
    return path


@pytest.mark.covers("P12")
def test_an_honest_log_passes_alone_and_against_every_older_export(old, tmp_path):
    fill(5)
    new = export(tmp_path / "new.jsonl")
    assert verify.verify(old).size == 6
    assert verify.verify(new, against=old).size == 11
    only_the_head = tmp_path / "head.json"
    only_the_head.write_bytes(old.read_bytes().splitlines()[0])
    assert verify.verify(new, against=only_the_head).size == 11
    assert len(new.read_text().splitlines()) == 12
    assert faults() == []


@pytest.mark.django_db
def test_the_empty_log_passes(tmp_path):
    assert verify.verify(export(tmp_path / "empty.jsonl")).size == 0


TAMPERINGS = {
    "changed": ('UPDATE ledger_ledgerentry SET data = \'{"opinion":"不同意"}\' WHERE position = 2', 2),
    "changed in kind": ("UPDATE ledger_ledgerentry SET kind = 'tests.undecided' WHERE position = 3", 3),
    "changed in time": (
        "UPDATE ledger_ledgerentry SET recorded_at = recorded_at - interval '1 us' WHERE position = 5",
        5,
    ),
    "removed": (
        "WITH gone AS (DELETE FROM ledger_ledgerentry WHERE position = 1 RETURNING 1)"
        " UPDATE ledger_ledgerentry SET position = position - 1 WHERE position > 1",
        1,
    ),
    "removed at the end": ("DELETE FROM ledger_ledgerentry WHERE position = 5", 5),
    "reordered": (
        "UPDATE ledger_ledgerentry AS entry SET data = other.data, subject = other.subject"
        " FROM ledger_ledgerentry AS other"
        " WHERE entry.position IN (2, 4) AND other.position = 6 - entry.position",
        2,
    ),
}
INSERTED = (
    "INSERT INTO ledger_ledgerentry (kind, subject, data, recorded_at, leaf_hash, position)"
    " SELECT kind, subject, '{}', recorded_at, leaf_hash, 3 FROM ledger_ledgerentry WHERE position = 2"
)


@pytest.fixture(params=[*TAMPERINGS, "inserted"])
def tampered(request, old) -> int:
    """Change the log behind its triggers; the position of the first entry that is no longer what it was."""
    if request.param == "inserted":
        tamper("ALTER TABLE ledger_ledgerentry DROP CONSTRAINT ledger_ledgerentry_position_key")
        tamper("UPDATE ledger_ledgerentry SET position = position + 1 WHERE position >= 3")
        tamper(INSERTED)
        return 3
    if request.param == "removed":
        tamper("ALTER TABLE ledger_ledgerentry DROP CONSTRAINT ledger_ledgerentry_position_key")
    sql, position = TAMPERINGS[request.param]
    tamper(sql)
    return position


@pytest.mark.covers("P12")
def test_an_entry_changed_removed_inserted_or_moved_is_noticed(tampered, tmp_path):
    new = export(tmp_path / "new.jsonl")
    with pytest.raises(verify.VerificationError):
        verify.verify(new)


@pytest.mark.covers("P12")
def test_even_signed_again_it_is_noticed_by_whoever_kept_an_older_export(tampered, old, tmp_path):
    new = sign_again(export(tmp_path / "new.jsonl"))
    assert verify.verify(new).size == len(new.read_bytes().splitlines()) - 1
    with pytest.raises(verify.VerificationError, match=rf"第 {tampered} 条起不同|存证少了"):
        verify.verify(new, against=old)


@pytest.mark.covers("P12")
def test_beside_the_database_the_changed_entry_is_named(old):
    tamper("UPDATE ledger_ledgerentry SET subject = 'filing/99' WHERE position = 2")
    number = LedgerEntry.objects.get(position=2).pk
    assert faults() == [f"存证 {number}（tests.decided filing/99）：内容与其哈希不符"]
    with pytest.raises(CommandError, match="filing/99"):
        call_command("ledger_verify")


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("DELETE FROM ledger_ledgerentry WHERE position = 2", "序号 2 的存证缺失"),
        ("DELETE FROM ledger_ledgerentry WHERE position = 5", "序号 5 的存证缺失"),
        (
            "UPDATE ledger_ledgernode SET hash = sha256('') WHERE (level, index) = (1, 1)",
            "节点 1/1 与其下的存证（序号 2 至 3）不符",
        ),
        ("UPDATE ledger_treehead SET signature = 'x'", "树头（6 条）的签名无效"),
        (
            "DELETE FROM ledger_ledgernode WHERE (level, index) = (2, 0)",
            "节点 2/0 与其下的存证（序号 0 至 3）不符",
        ),
        ("INSERT INTO ledger_ledgernode (level, index, hash) VALUES (5, 1, sha256(''))", "节点 5/1 是多余的"),
    ],
)
def test_beside_the_database_a_gap_a_node_and_a_root_are_named(sql, fault, old):
    tamper(sql)
    assert faults() == [fault]


def test_a_head_with_another_root_fits_neither_the_entries_nor_its_signature(old):
    tamper("UPDATE ledger_treehead SET root = sha256('')")
    assert faults() == ["树头（6 条）的根哈希与存证不符", "树头（6 条）的签名无效"]


def test_a_position_beyond_the_last_head_is_named(old):
    tamper("UPDATE ledger_ledgerentry SET position = 1000000 WHERE position = 2")
    assert faults() == ["序号 2 的存证缺失", "序号 1000000 的存证不在最后的树头（6 条）之中"]


def test_a_head_by_another_key_is_refused_where_the_key_is_known(old, tmp_path, settings):
    published = verify.verify(old).key
    (tmp_path / "ledger-key").unlink()
    fill(1)
    new = export(tmp_path / "new.jsonl")
    other = verify.verify(new).key
    assert other != published
    with pytest.raises(verify.VerificationError, match="另一把密钥"):
        verify.verify(new, key=published)
    with pytest.raises(verify.VerificationError, match="密钥换过"):
        verify.verify(new, against=old)
    assert verify.verify(new, against=old, key=other).size == 7


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        (b'"size": 6', b'"size": 5', "签名无效"),
        (b"T01:30", b"T02:30", "签名无效"),
        (b"pingzhun-ledger/1", b"pingzhun-ledger/2", "不认识的格式"),
        (b'"root"', b'"roof"', "没有完整的树头"),
        (b"{", b"", "第一行不是树头"),
        (b"\xe5\x90\x8c\xe6\x84\x8f 5", b"\xe5\x90\x8c\xe6\x84\x8f 6", "根哈希不符"),
    ],
)
def test_an_export_edited_as_a_file_is_refused(old, before, after, fault):
    content = old.read_bytes()
    assert before in content
    old.write_bytes(content.replace(before, after, 1))
    with pytest.raises(verify.VerificationError, match=fault):
        verify.verify(old)


def test_the_verifier_runs_alone_without_django_and_says_yes_or_no(old, tmp_path):
    alone = shutil.copy(verify.__file__, tmp_path / "verify.py")
    blocked = tmp_path / "django.py"
    blocked.write_text("raise ImportError('no Django here')")
    command = [sys.executable, str(alone), "export", str(old)]
    good = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONIOENCODING": "utf-8"}
    )
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("通过：6 条存证")
    old.write_bytes(old.read_bytes() + b"{}\n")
    bad = subprocess.run(
        command, capture_output=True, text=True, cwd=tmp_path, env={"PYTHONIOENCODING": "utf-8"}
    )
    assert (bad.returncode, bad.stderr) == (1, "不通过：树头为 6 条，文件中有 7 条\n")


def test_it_imports_nothing_of_ours_and_nothing_but_cryptography_beside_the_standard_library():
    tree = ast.parse(Path(verify.__file__).read_text())
    imported = {name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names}
    imported |= {each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} - sys.stdlib_module_names == {"cryptography"}


@pytest.mark.covers("P12")
def test_the_commands_export_and_verify(old, tmp_path, capsys):
    fill(1)
    new = tmp_path / "new.jsonl"
    call_command("ledger_export", str(new))
    capsys.readouterr()
    assert verify.main(["export", str(new), "--against", str(old)]) == 0
    assert capsys.readouterr().out.startswith("通过：7 条存证")
    call_command("ledger_export")
    assert capsys.readouterr().out == new.read_text()
    tamper("UPDATE ledger_ledgerentry SET data = '{}' WHERE position = 6")
    call_command("ledger_export", str(new))
    assert verify.main(["export", str(new), "--against", str(old)]) == 1
    assert "根哈希不符" in capsys.readouterr().err


def test_the_time_of_a_head_is_that_of_its_signing(old):
    fill(1)
    ledger.sequence(now=NOW + timedelta(days=1))
    assert ledger.latest_head().timestamp == NOW + timedelta(days=1)
    assert verify.verify(old).timestamp == "2026-11-21T01:30:00.000000Z"
