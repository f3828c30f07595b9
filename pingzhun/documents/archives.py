"""ZIP archives are read in place: nothing in them is ever written under a name that they chose."""

import contextlib
import re
import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, cast
from xml.etree import ElementTree

from pingzhun.documents.kinds import extension_of
from pingzhun.documents.refusals import FileRefused

MAX_ENTRIES = 10_000
MAX_DIRECTORY_BYTES = 4 * 1024**2
MAX_TOTAL_BYTES = 1024**3
MAX_RATIO = 100
RATIO_FREE_BYTES = 64 * 1024**2  # a small archive of blank drawings may shrink more than MAX_RATIO
MAX_DEPTH = 4  # a ZIP in a ZIP with a Word document that embeds a table
# fmt: off
EXECUTABLE = frozenset({
    "apk", "bat", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk", "msc", "msi",
    "msp", "pif", "ps1", "psm1", "reg", "scr", "sh", "sys", "vbe", "vbs", "wsf", "wsh",
})
# fmt: on
NESTED = frozenset({"zip", "docx", "xlsx", "pptx", "ofd"})
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)

_END = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True)
class Entry:
    """A line of an archive's table of contents; `size` in bytes, unpacked."""

    name: str
    size: int
    is_folder: bool


@dataclass
class _Budget:
    entries: int = MAX_ENTRIES
    size: int = MAX_TOTAL_BYTES


def entries(file: IO[bytes], *, name: str) -> list[Entry]:
    """Return the table of contents. Raises FileRefused like `walk`."""
    with _opened(file, name=name) as archive:
        return [Entry(_name(info), info.file_size, info.is_dir()) for info in archive.infolist()]


def walk(
    file: IO[bytes], *, name: str, depth: int = 1, budget: _Budget | None = None
) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name and a readable stream of each file in a ZIP archive and in the archives inside it.

    The whole table of contents is judged before the first file is opened, so a reader cannot be made to unpack more
    than `MAX_TOTAL_BYTES` in all.

    Raises:
        FileRefused: not a plain ZIP; too many entries, too large, too dense or too deep; a name that points outside,
            a link, a password, a program.
    """
    budget = budget or _Budget()
    if depth > MAX_DEPTH:
        raise FileRefused(f"压缩包“{name}”嵌套超过 {MAX_DEPTH} 层。请减少嵌套后重新打包上传。")
    try:
        with _opened(file, name=name) as archive:
            infos = archive.infolist()
            _judge(infos, name=name, packed=_length(file), budget=budget)
            for info in infos:
                if info.is_dir():
                    continue
                with archive.open(info) as stream:
                    if (
                        extension_of(_name(info)) not in NESTED
                        or cast(zipfile.ZipExtFile, stream).peek(4)[:4] != b"PK\x03\x04"
                    ):
                        yield _name(info), stream
                        continue
                    with tempfile.SpooledTemporaryFile(max_size=1024**2) as inner:
                        shutil.copyfileobj(stream, inner, 64 * 1024)
                        yield from walk(inner, name=_name(info), depth=depth + 1, budget=budget)
                        inner.seek(0)
                        yield _name(info), inner
    except BROKEN as error:
        raise FileRefused(f"压缩包“{name}”已损坏，无法读取。请重新打包后上传。") from error


def names(file: IO[bytes], *, name: str) -> list[str]:
    """Judge an archive and everything nested in it; return the names of its own entries. Raises like `walk`."""
    for _ in walk(file, name=name):
        pass
    return [entry.name for entry in entries(file, name=name)]


def parts(file: IO[bytes], *, name: str, suffix: str, at_most: int) -> Iterator[bytes]:
    """The content of the archive's own entries whose names end so. The archive has been judged (`names`).

    Raises:
        FileRefused: one of them is larger than `at_most` bytes.
    """
    with _opened(file, name=name) as archive:
        for info in archive.infolist():
            if _name(info).lower().endswith(suffix):
                if info.file_size > at_most:
                    raise FileRefused(f"“{name}”的结构过大，无法检查。请转换为 PDF 后重新上传。")
                yield archive.read(info)


def tree_of(part: bytes) -> ElementTree.Element:
    """A part that is XML. Raises ValueError for one with a document type, ParseError or LookupError for what is none."""
    if b"<!" in part.replace(b"\0", b"").replace(b"<!--", b""):  # no entities, in whatever encoding
        raise ValueError("a document type")
    return ElementTree.fromstring(part)  # noqa: S314 -- without a document type there is nothing to expand


@contextlib.contextmanager
def _opened(file: IO[bytes], *, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP after its end record has shown that reading the table of contents is cheap.

    `zipfile` ignores the count in the end record and reads as many entries as the directory has room for, so it is the
    directory's size that is bounded. ZIP64 directories, which would override the record, have no use under 4 GB.
    """
    length = _length(file)
    file.seek(0)
    head = file.read(4)
    file.seek(max(0, length - 65_557))
    tail = file.read()
    end = len(tail) - 22 if tail[-22:-18] == _END and tail[-2:] == b"\0\0" else tail.rfind(_END)
    record = tail[end : end + 22]
    if end < 0 or len(record) < 22 or head != b"PK\x03\x04":
        raise FileRefused(f"“{name}”不是完整的 ZIP 压缩包，或其中没有文件。请重新打包后上传。")
    directory_size = int.from_bytes(record[12:16], "little")
    directory_start = int.from_bytes(record[16:20], "little")
    if tail[max(0, end - 20) : end][:4] == _ZIP64_LOCATOR or directory_size > MAX_DIRECTORY_BYTES:
        raise FileRefused(f"压缩包“{name}”的目录过大（最多 {MAX_ENTRIES} 个文件）。请分成几个压缩包上传。")
    comment_size = int.from_bytes(record[20:22], "little")
    if directory_start + directory_size != length - len(tail) + end or end + len(
        record
    ) + comment_size != len(tail):
        raise FileRefused(f"压缩包“{name}”前后夹带了其他内容。请重新打包后上传。")
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise FileRefused(f"压缩包“{name}”已损坏，无法读取。请重新打包后上传。") from error
    with archive:
        yield archive


def _judge(infos: list[zipfile.ZipInfo], *, name: str, packed: int, budget: _Budget) -> None:
    budget.entries -= len(infos)
    if budget.entries < 0:
        raise FileRefused(f"压缩包“{name}”内的文件过多（最多 {MAX_ENTRIES} 个）。请分成几个压缩包上传。")
    unpacked = sum(info.file_size for info in infos)
    budget.size -= unpacked
    if budget.size < 0 or unpacked > max(RATIO_FREE_BYTES, packed * MAX_RATIO):
        raise FileRefused(f"压缩包“{name}”解压后过大，疑似压缩炸弹。请分成几个压缩包上传。")
    for info in infos:
        _judge_entry(info, archive=name)


def _judge_entry(info: zipfile.ZipInfo, *, archive: str) -> None:
    name = _name(info)
    parts = re.split(r"[/\\]", name)
    if (
        not name
        or name[0] in "/\\"
        or _DRIVE.match(name)
        or ".." in parts
        or "\0" in info.orig_filename
        or any(unicodedata.category(char) in {"Cc", "Cf"} for char in name)
    ):
        raise FileRefused(f"压缩包“{archive}”内有不安全的文件路径（{visible(name)}）。请重新打包后上传。")
    file_type = stat.S_IFMT(info.external_attr >> 16)
    if file_type not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise FileRefused(f"压缩包“{archive}”内有链接或特殊文件（{name}）。请去掉后重新打包上传。")
    if info.flag_bits & 0x2041:
        raise FileRefused(f"压缩包“{archive}”设有密码（{name}），无法检查。请去掉密码后重新打包上传。")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise FileRefused(f"压缩包“{archive}”使用了不支持的压缩方法。请用标准 ZIP（Deflate）重新打包上传。")
    if extension_of(name.rstrip(". ").replace("\\", "/")) in EXECUTABLE:
        raise FileRefused(f"压缩包“{archive}”内有程序或脚本（{name}）。请去掉后重新打包上传。")


def visible(name: str) -> str:
    """Return a hostile name with every control and invisible character replaced."""
    return "".join("�" if unicodedata.category(char) in {"Cc", "Cf"} else char for char in name)


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name; Windows writes GBK without saying so, which `zipfile` reads as code page 437."""
    if info.flag_bits & 0x800:
        return info.filename
    return info.filename.encode("cp437", "replace").decode("gb18030", "replace")


def _length(file: IO[bytes]) -> int:
    file.seek(0, 2)
    return file.tell()
