"""Check a receipt offline, and what was opened against it:

    python check_receipt.py RECEIPT.json --key PUBLIC_KEY [--ciphertext FILE] [--opened FILE] [--file FILE]…

PUBLIC_KEY is the platform's, in hexadecimal, as it publishes it (回执公钥): keep a copy of your own. --ciphertext: the sealed
envelope's age file. --opened: the text that the platform shows after the opening. --file: the ciphertext of an attachment.
Needs Python and `cryptography`, and nothing of the platform's. Exits with 0 if everything agrees, 1 if not.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "pingzhun-receipt/1"


def faults(
    receipt: dict[str, str],
    *,
    key: str,
    ciphertext: bytes | None = None,
    opened: bytes | None = None,
    files: Sequence[bytes] = (),
) -> list[str]:
    """Everything that does not agree; empty if the receipt holds."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(receipt["signature"]), receipt["statement"].encode())
        statement = json.loads(receipt["statement"])
    except InvalidSignature:
        return ["签名与平台公钥不符：回执被改动过，或者不是该平台签发的。"]
    except (KeyError, TypeError, ValueError) as error:
        return [f"不是回执，或者公钥格式不对：{error}"]
    found = []
    if statement.get("format") != FORMAT:
        found.append(f"不认识的回执格式：{statement.get('format')}")
    if ciphertext is not None and sha256(ciphertext).hexdigest() != statement.get("ciphertext_sha256"):
        found.append("密文与回执不符。")
    if opened is not None and sha256(opened).hexdigest() != statement.get("sha256"):
        found.append("开启后的内容与回执不符。")
    for number, file in enumerate(files, start=1):
        if sha256(file).hexdigest() not in statement.get("files_sha256", []):
            found.append(f"第 {number} 个附件的密文不在回执中。")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="验证递交回执")
    parser.add_argument("receipt", type=Path)
    parser.add_argument("--key", required=True, help="平台公布的回执公钥（十六进制）")
    parser.add_argument("--ciphertext", type=Path, help="密文文件")
    parser.add_argument("--opened", type=Path, help="开启后的原文")
    parser.add_argument("--file", type=Path, action="append", default=[], help="附件的密文文件")
    given = parser.parse_args(arguments)
    found = faults(
        json.loads(given.receipt.read_text("utf-8")),
        key=given.key,
        ciphertext=given.ciphertext.read_bytes() if given.ciphertext else None,
        opened=given.opened.read_bytes() if given.opened else None,
        files=[each.read_bytes() for each in given.file],
    )
    for fault in found:
        print("×", fault)
    if not found:
        statement = json.loads(json.loads(given.receipt.read_text("utf-8"))["statement"])
        print(f"√ {statement['name']} 于 {statement['received_at']}（UTC）递交 {statement['case']} 第")
        print(
            f"  {statement['round']} 轮报价第 {statement['version']} 版，原文 SHA-256 {statement['sha256']}。"
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
