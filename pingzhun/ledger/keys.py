"""Secret keys that an installation keeps outside its database."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12


def local_key(name: str) -> bytes:
    """Return the 32-byte key `name`, such as ``ledger-key``.

    It is the hexadecimal text in the environment (``PINGZHUN_LEDGER_KEY``) or else in ``DATA_DIR/ledger-
    key``, a file that is made with mode 0600 at the first use. Two first uses at the same moment agree on one
    key.

    Raises ValueError if what stands there is not 64 hexadecimal digits.
    """
    variable = "PINGZHUN_" + name.upper().replace("-", "_")
    text = os.environ.get(variable) or _text_of(Path(settings.DATA_DIR) / name)
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError(f"{variable}（或数据目录下的 {name}）须为 64 位十六进制数")
    return key


def encrypt(key: bytes, data: bytes, *, context: str) -> bytes:
    """Return `data` under AES-256-GCM, its random nonce in front; `context` must be the same again to
    decrypt.
    """
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def decrypt(key: bytes, data: bytes, *, context: str) -> bytes:
    """Undo `encrypt`. Raises cryptography's InvalidTag if key, data or context are not the ones of then."""
    return AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], context.encode())


def _text_of(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
            file.flush()
            os.fsync(descriptor)  # what is encrypted with a key must not outlive it
        try:
            os.link(draft, path)  # unlike a rename, fails where another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
