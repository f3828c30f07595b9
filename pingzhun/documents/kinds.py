"""The closed list of file kinds that Pingzhun takes, and what their first bytes look like.

An extension picks the kind; the content must then prove it (`inspection`). What is not in this list is not taken, so
there is no guessing and HTML, SVG, scripts and programs need no list of their own.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from pingzhun.documents.refusals import WrongType

Group = Literal["document", "image", "archive", "sealed"]
Family = Literal["pdf", "ooxml", "ole", "ofd", "text", "image", "zip", "opaque", "age"]


@dataclass(frozen=True)
class Kind:
    """A kind of file. `marks`: any one of them must be in the content (zip entry prefix, OLE stream, or magic)."""

    title: str
    group: Group
    family: Family
    extensions: tuple[str, ...]
    media_type: str
    marks: tuple[bytes, ...] = ()


_OFFICE = "application/vnd.openxmlformats-officedocument."

KINDS = (
    Kind("PDF 文档", "document", "pdf", ("pdf",), "application/pdf"),
    Kind(
        "Word 文档",
        "document",
        "ooxml",
        ("docx",),
        _OFFICE + "wordprocessingml.document",
        (b"word/",),
    ),
    Kind("Excel 表格", "document", "ooxml", ("xlsx",), _OFFICE + "spreadsheetml.sheet", (b"xl/",)),
    Kind(
        "PowerPoint 演示",
        "document",
        "ooxml",
        ("pptx",),
        _OFFICE + "presentationml.presentation",
        (b"ppt/",),
    ),
    Kind("Word 97 文档", "document", "ole", ("doc",), "application/msword", (b"WordDocument",)),
    Kind("Excel 97 表格", "document", "ole", ("xls",), "application/vnd.ms-excel", (b"Workbook", b"Book")),
    Kind(
        "PowerPoint 97 演示",
        "document",
        "ole",
        ("ppt",),
        "application/vnd.ms-powerpoint",
        (b"PowerPoint Document",),
    ),
    Kind("WPS 文件", "document", "ole", ("wps", "et", "dps"), "application/vnd.ms-works"),
    Kind("OFD 版式文件", "document", "ofd", ("ofd",), "application/ofd"),
    Kind("纯文本", "document", "text", ("txt",), "text/plain"),
    Kind("JPEG 图片", "image", "image", ("jpg", "jpeg"), "image/jpeg", (b"JPEG",)),
    Kind("PNG 图片", "image", "image", ("png",), "image/png", (b"PNG",)),
    Kind("WebP 图片", "image", "image", ("webp",), "image/webp", (b"WEBP",)),
    Kind("GIF 图片", "image", "image", ("gif",), "image/gif", (b"GIF",)),
    Kind("BMP 图片", "image", "image", ("bmp",), "image/bmp", (b"BMP",)),
    Kind("ZIP 压缩包", "archive", "zip", ("zip",), "application/zip"),
    Kind("RAR 压缩包", "archive", "opaque", ("rar",), "application/vnd.rar", (b"Rar!\x1a\x07",)),
    Kind("7Z 压缩包", "archive", "opaque", ("7z",), "application/x-7z-compressed", (b"7z\xbc\xaf\x27\x1c",)),
    Kind("密文", "sealed", "age", ("age",), "application/octet-stream", (b"age-encryption.org/v1\n",)),
)
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
MEDIA_TYPES = {kind.media_type for kind in KINDS}

MARKUP = re.compile(rb"<\s*(?:!doctype|!--|html|head|body|script|svg|iframe|\?xml|\?php)", re.IGNORECASE)
_LOOKS = (
    (b"%PDF-", "PDF 文档"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG", "PNG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"PK", "ZIP 压缩包或新版 Office 文档"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7Z 压缩包"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 或 WPS 文档"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "Windows 程序"),
    (b"\x7fELF", "Linux 程序"),
    (b"#!", "脚本"),
)


def extension_of(name: str) -> str:
    """Return the extension of a file name in lower case without the dot; "" where there is none."""
    return PurePosixPath(name).suffix[1:].lower()


def kind_of(name: str) -> Kind:
    """Return the kind that the extension of `name` promises.

    Raises:
        WrongType: the extension is not one that Pingzhun takes.
    """
    try:
        return BY_EXTENSION[extension_of(name)]
    except KeyError:
        raise WrongType(
            f"“{name}”的类型不在允许范围内。请转换为 PDF、Office 文档、图片或 ZIP 后重新上传。"
        ) from None


def looks_like(head: bytes) -> str:
    """Say in Chinese what the first bytes of a file look like; "" where nobody can tell."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP 图片"
    known = next((title for magic, title in _LOOKS if head.startswith(magic)), "")
    return known or ("网页或脚本（HTML、SVG、XML）" if MARKUP.search(head) else "")
