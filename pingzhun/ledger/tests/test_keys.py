import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.exceptions import InvalidTag

from pingzhun.ledger.keys import decrypt, encrypt, local_key


def test_a_key_is_made_once_and_only_its_owner_can_read_the_file(tmp_path):
    key = local_key("ledger-key")
    assert len(key) == 32
    assert local_key("ledger-key") == key
    assert local_key("sealing-key") != key
    assert stat.S_IMODE((tmp_path / "ledger-key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger-key", "sealing-key"]


def test_two_first_uses_at_once_agree_on_one_key():
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(local_key, ["ledger-key"] * 32))) == 1


def test_the_environment_comes_before_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("PINGZHUN_LEDGER_KEY", "ab" * 32)
    assert local_key("ledger-key") == b"\xab" * 32
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["short", "ab" * 31, "zz" * 32])
def test_a_bad_key_is_refused_by_name(monkeypatch, text):
    monkeypatch.setenv("PINGZHUN_LEDGER_KEY", text)
    with pytest.raises(ValueError, match="PINGZHUN_LEDGER_KEY"):
        local_key("ledger-key")


def test_what_is_encrypted_opens_only_with_its_key_and_its_context_unchanged():
    key = local_key("sealing-key")
    box = encrypt(key, b"988000.00", context="case 1")
    assert b"988000" not in box
    assert decrypt(key, box, context="case 1") == b"988000.00"
    assert encrypt(key, b"988000.00", context="case 1") != box
    for other in (
        (bytes(32), box, "case 1"),
        (key, box[:-1] + bytes([box[-1] ^ 1]), "case 1"),
        (key, box, "case 2"),
    ):
        with pytest.raises(InvalidTag):
            decrypt(other[0], other[1], context=other[2])
