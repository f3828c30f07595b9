"""Files as people send them, good and hostile, made in memory."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject, StreamObject, TextStringObject
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def pdf(body: bytes = b"1 0 obj<</Type/Catalog>>endobj") -> bytes:
    return b"%PDF-1.7\n" + body + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def authored_pdf(author: str, *, encrypted: bool = False) -> bytes:
    """A PDF that names its author."""
    writer = PdfFileWriter()
    writer.insert_page(
        PageObject(contents=writer.add_object(StreamObject(stream_data=b"")), media_box=(0, 0, 10, 10))
    )
    writer.set_info(writer.add_object(DictionaryObject({NameObject("/Author"): TextStringObject(author)})))
    if encrypted:
        writer.encrypt(owner_pass="owner")
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def pdf_with_object_stream(objects: bytes, *, prefix: bytes = b"") -> bytes:
    packed = zlib.compress(objects)
    head = b"5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\r\n" % len(packed)
    return pdf(prefix + head + packed + b"\nendstream endobj")


def image(
    image_format: str = "PNG", *, size: tuple[int, int] = (40, 30), mode: str = "RGB", **save: object
) -> bytes:
    output = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(output, format=image_format, **save)
    return output.getvalue()


def archive(entries: dict[str, bytes] | None = None, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as target:
        for name, content in (entries or {"结果/报告.txt": "合格".encode()}).items():
            target.writestr(
                zipfile.ZipInfo(name), content, method
            )  # without the hour: the same bytes each time
    return output.getvalue()


def archive_of(info: zipfile.ZipInfo, content: bytes = b"x") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as target:
        target.writestr(info, content)
    return output.getvalue()


def office(part: str = "word/document.xml", **more: bytes) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", part: b"<w:document/>"}
    return archive(
        parts | {name.replace("__", "/").replace("_bin", ".bin"): data for name, data in more.items()}
    )


def ofd() -> bytes:
    return archive({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"})


def ole(*streams: str) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + b"".join(s.encode("utf-16-le").ljust(128, b"\0") for s in streams)
    )


def huge_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few hundred bytes whose header announces 900 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(99)))
        + chunk(b"IEND", b"")
    )
