"""One door: a file that has arrived is looked at here, and only what proves to be what its name says goes on."""

import codecs
import mmap
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from xml.etree import ElementTree

from pingzhun.documents import archives, images, pdf
from pingzhun.documents.kinds import MARKUP, Kind, kind_of, looks_like
from pingzhun.documents.refusals import FileRefused, WrongType
from pingzhun.documents.scanners import scanner
from pingzhun.documents.seals import verifying

LARGEST_RELATIONS = 1024**2  # bytes of one part of a document that says what it refers to

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = frozenset(map(chr, range(32))) - set("\t\n\r\f\v\x1a")


@dataclass(frozen=True)
class Accepted:
    """What is to be stored: the file (the one given, or a cleaned copy that the caller closes) and its media type."""

    file: IO[bytes]
    media_type: str


def inspect(file: IO[bytes], *, name: str, now: datetime) -> Accepted:
    """Judge a complete file on disk by its content.

    Raises:
        FileRefused: the content is not what the extension says, is unsafe, was altered under a seal, or the scanner found a
            threat.
        ScannerUnavailable: the scanner cannot be asked now; the file may be sent for judgement again.
    """
    kind = kind_of(name)
    file.seek(0)
    head = file.read(1024)
    if not head:
        raise FileRefused(f"“{name}”是空文件。请打开原文件确认后重新上传。")
    media_type = kind.media_type
    match kind.family:
        case "image":
            _must_look_right(head, kind, name)
        case "zip":
            archives.names(file, name=name)
        case "ooxml" | "ofd":
            _check_package(file, kind, name, head)
        case "pdf" | "ole":
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                if kind.family == "pdf":
                    _must_look_right(head, kind, name)
                    pdf.check(data, name=name)
                    verifying.refuse_broken(data, name=name, now=now)
                else:
                    _check_ole(data, kind, name, head)
        case "text":
            media_type = f"{media_type}; charset={_charset(file, name, head)}"
        case "opaque":
            if not head.startswith(kind.marks):
                raise _mismatch(kind, name, head)
        case "age":  # nobody can look into it before it is opened, and then it is inspected like any other
            if not head.startswith(kind.marks):
                raise _mismatch(kind, name, head)
            return Accepted(file, media_type)
    if threat := scanner().scan(file):
        raise FileRefused(f"“{name}”未通过病毒检查（{threat}）。请查杀病毒后重新上传。")
    if kind.family == "image":
        file = images.redraw(file, name=name, image_format=kind.marks[0].decode())
    return Accepted(file, media_type)


def _mismatch(kind: Kind, name: str, head: bytes) -> WrongType:
    seen = looks_like(head)
    return WrongType(
        f"“{name}”的内容不是{kind.title}{f'，看起来是{seen}' if seen else ''}。请打开原文件，另存为正确的格式后重新上传。"
    )


def _must_look_right(head: bytes, kind: Kind, name: str) -> None:
    if looks_like(head) != kind.title:
        raise _mismatch(kind, name, head)


def _check_package(file: IO[bytes], kind: Kind, name: str, head: bytes) -> None:
    """An OOXML or OFD document is a ZIP archive with known parts, and no macros."""
    if not head.startswith(b"PK\x03\x04"):
        raise _mismatch(kind, name, head)
    parts = archives.names(file, name=name)
    root = "OFD.xml" if kind.family == "ofd" else "[Content_Types].xml"
    if root not in parts or not all(
        any(part.startswith(mark.decode()) for part in parts) for mark in kind.marks
    ):
        raise _mismatch(kind, name, head)
    if any(part.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for part in parts):
        raise _macros(name)
    if kind.family == "ooxml":
        _refuse_links_outside(file, name)


def _refuse_links_outside(file: IO[bytes], name: str) -> None:
    """A document may name pages to click on, but load nothing by itself: no template, picture, object or table from outside."""
    for relations in archives.parts(file, name=name, suffix=".rels", at_most=LARGEST_RELATIONS):
        try:
            root = archives.tree_of(relations)
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise FileRefused(f"“{name}”的内部结构损坏，无法检查。请打开原文件，另存后重新上传。") from error
        for relation in root.iter():
            kind = relation.get("Type", "").rpartition("/")[2]
            if relation.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
                raise FileRefused(
                    f"“{name}”会从外部加载内容（{archives.visible(relation.get('Target', ''))[:80]}）。"
                    "请断开外部链接，或转换为 PDF 后重新上传。"
                )


def _check_ole(data: mmap.mmap, kind: Kind, name: str, head: bytes) -> None:
    """A document of Office 97 or WPS is a compound file; its streams are named in UTF-16."""
    has_mark = not kind.marks or any(data.find(_utf16(mark)) >= 0 for mark in kind.marks)
    if not head.startswith(_OLE) or not has_mark:
        raise _mismatch(kind, name, head)
    if data.find(_utf16(b"_VBA_PROJECT")) >= 0:
        raise _macros(name)


def _utf16(text: bytes) -> bytes:
    return text.decode().encode("utf-16-le")


def _macros(name: str) -> FileRefused:
    return FileRefused(f"“{name}”含有宏。请另存为不含宏的文档，或转换为 PDF 后重新上传。")


def _charset(file: IO[bytes], name: str, head: bytes) -> str:
    if MARKUP.search(head) or head.startswith(b"#!"):
        raise _mismatch(kind_of(name), name, head)
    tries = (
        ("utf-16",) if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ("utf-8", "gb18030")
    )
    for charset in tries:
        if _is_text(file, charset):
            return charset
    raise _mismatch(kind_of(name), name, head)


def _is_text(file: IO[bytes], charset: str) -> bool:
    decoder = codecs.getincrementaldecoder(charset)()
    file.seek(0)
    try:
        while block := file.read(64 * 1024):
            if not _CONTROL.isdisjoint(decoder.decode(block)):
                return False
        return _CONTROL.isdisjoint(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        return False
