"""A cheap look at a PDF for what acts by itself."""

import mmap
import re
import zlib

from pingzhun.documents.refusals import FileRefused

MAX_INFLATED_BYTES = 64 * 1024**2

_BLOCK = 1024**2
_PIECE = 64 * 1024
_OVERLAP = 256  # longer than any name looked for, even with every letter written as #xx
_ACTS = re.compile(rb"/(?:JavaScript|Launch)(?=[\s()<>\[\]{}/%])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def check(data: mmap.mmap, *, name: str) -> None:
    """Refuse a PDF that is cut short or that holds a JavaScript or Launch action.

    What it does: looks for the names /JavaScript and /Launch, also written with #xx escapes, in the bytes of the file
    and in its object streams, which are inflated up to `MAX_INFLATED_BYTES`. What it does not do: parse the document,
    or see into the object streams of an encrypted one (issuers encrypt certificates against editing, so those are
    taken); a reader's own sandbox and the scanner stand behind it.

    Raises:
        FileRefused: with the sentence for the person.
    """
    if data[:5] != b"%PDF-" or data.rfind(b"%%EOF", max(0, len(data) - 4096)) < 0:
        raise FileRefused(f"“{name}”不是完整的 PDF。请用阅读器打开确认，另存为 PDF 后重新上传。")
    encrypted = False
    for start in range(0, len(data), _BLOCK):
        block = _unescaped(data[start : start + _BLOCK + _OVERLAP])
        encrypted = encrypted or b"/Encrypt" in block
        _refuse_actions(block, name=name)
    _check_object_streams(data, name=name, encrypted=encrypted)


def _check_object_streams(data: mmap.mmap, *, name: str, encrypted: bool) -> None:
    left = MAX_INFLATED_BYTES
    at = data.find(b"stream")
    while at >= 0:
        start = at + len(b"stream") + (2 if data[at + 6 : at + 8] == b"\r\n" else 1)
        before = data[max(0, at - 512) : at]
        at = data.find(b"stream", at + 1)
        if before.endswith(b"end"):
            continue
        dictionary = _unescaped(before[before.rfind(b"obj") + 3 :])
        if b"/ObjStm" not in dictionary:
            continue
        if b"/Filter" in dictionary:
            objects = _inflated(data, start, limit=left, name=name, encrypted=encrypted)
        else:
            objects = data[start : at if at >= 0 else len(data)]
        left -= len(objects)
        if left < 0:
            raise FileRefused(f"“{name}”展开后过大。请用阅读器打印为 PDF 后重新上传。")
        _refuse_actions(_unescaped(objects), name=name)


def _inflated(data: mmap.mmap, start: int, *, limit: int, name: str, encrypted: bool) -> bytes:
    """Inflate at most `limit` bytes and one; what an encrypted document keeps unreadable comes out short or empty."""
    inflater = zlib.decompressobj()
    pieces, room = [], limit + 1
    for position in range(start, len(data), _PIECE):
        try:
            pieces.append(inflater.decompress(data[position : position + _PIECE], room))
        except zlib.error as error:
            if encrypted:
                break
            raise FileRefused(f"“{name}”的内部结构无法检查。请用阅读器打印为 PDF 后重新上传。") from error
        room -= len(pieces[-1])
        if inflater.eof or room <= 0:
            break
    return b"".join(pieces)


def _unescaped(block: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), block)


def _refuse_actions(block: bytes, *, name: str) -> None:
    if _ACTS.search(block):
        raise FileRefused(f"“{name}”含有脚本或启动程序的动作。请用阅读器打印为 PDF（去掉动作）后重新上传。")
