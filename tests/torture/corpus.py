"""Hostile files, made in memory; as a program it judges what stands in a folder, and says how much memory that took."""

import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from pingzhun.documents.tests import files

NOW = datetime(2026, 11, 26, tzinfo=UTC)
SCRIPT = b"<html><body><script>alert(document.domain)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><a>&a9;</a>"
)


def gif_of_frames(number: int) -> bytes:
    output = io.BytesIO()
    frame = Image.new("P", (2000, 2000))
    frame.save(output, "GIF", save_all=True, append_images=[frame] * number)
    return output.getvalue()


def with_comment(image: bytes) -> bytes:
    """A JPEG whose comment is a page."""
    return image[:2] + b"\xff\xfe" + (len(SCRIPT) + 2).to_bytes(2, "big") + SCRIPT + image[2:]


def document(relations: bytes) -> bytes:
    """A Word document whose relations are these."""
    parts = {"[Content_Types].xml": b"<T/>", "word/document.xml": b"<d/>", "word/_rels/a.rels": relations}
    return files.archive(parts)


def corpus() -> Iterator[tuple[str, bytes]]:
    """Names and contents, each hostile in its own way."""
    for extension in ["svg", "html", "xhtml", "xml", "js", "php", "exe", "docm", "hta", "url"]:
        yield f"禁.{extension}", SVG if extension == "svg" else SCRIPT
    for extension in [
        "pdf",
        "docx",
        "xlsx",
        "doc",
        "png",
        "jpg",
        "gif",
        "webp",
        "bmp",
        "txt",
        "zip",
        "rar",
        "7z",
        "ofd",
    ]:
        yield f"页.{extension}", SCRIPT
        yield f"图.{extension}", SVG
        yield f"空.{extension}", b""
        yield f"零.{extension}", bytes(4096)
        yield f"病.{extension}", files.EICAR
    yield from hidden()
    yield from bombs()
    yield from cut_short()


def hidden() -> Iterator[tuple[str, bytes]]:
    """What acts, in what looks harmless."""
    yield "夹.zip", files.archive({"eicar.com.txt": files.EICAR})
    yield "夹.docx", files.office(word__media_bin=files.EICAR)
    yield "夹.pdf", files.pdf(b"1 0 obj<</Type/EmbeddedFile>>stream\n" + files.EICAR + b"\nendstream endobj")
    yield "双.pdf", files.pdf(SCRIPT)
    yield "双.pdf", b"%PDF-1.7\n" + SCRIPT + files.pdf()[9:]
    yield "双.gif", files.image("GIF") + b"*/=1;alert(1)//"
    yield "双.gif", b"GIF89a/*" + bytes(40) + b"*/=alert(1)//;"
    yield "双.jpg", with_comment(files.image("JPEG"))
    yield "双.jpg", files.image("JPEG") + files.archive()
    yield "双.png", files.image("PNG") + SCRIPT
    yield "双.bmp", files.image("BMP") + SCRIPT
    yield "双.zip", SCRIPT + files.archive()
    yield "双.zip", files.archive() + SCRIPT
    yield "双.txt", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"
    yield "双.txt", SCRIPT.decode().encode("utf-16")
    yield "双.txt", b"\n" * 2000 + SCRIPT
    yield "动.pdf", files.pdf(b"1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj")
    yield "动.pdf", files.pdf(b"1 0 obj<</AA<</O<</S/Launch/F(cmd.exe)>>>>>>endobj")
    yield "动.docx", files.office(word__vbaProject_bin=b"x")
    yield "动.doc", files.ole("WordDocument", "_VBA_PROJECT")
    yield (
        "动.docx",
        document(b'<R><R Type="x/attachedTemplate" Target="http://x" TargetMode="External"/></R>'),
    )
    for name in ("../../etc/x", "..\\..\\x.txt", "/etc/passwd", "C:\\x.txt", "a\u202egpj.exe", "a/../../b"):
        yield "径.zip", files.archive({name: b"x"})


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small to send, large to look at."""
    yield "弹.zip", files.archive({"0.bin": bytes(200 * 1024**2)})
    inner = files.archive({"0.bin": bytes(30 * 1024**2)})
    yield "弹.zip", files.archive({f"{number}.zip": inner for number in range(16)})
    yield "弹.zip", files.archive({f"{number}": b"" for number in range(20_000)})
    yield "弹.docx", document(BILLION_LAUGHS)
    yield "弹.docx", document(b" " * 60 * 1024**2)
    yield "弹.pdf", files.pdf_with_object_stream(bytes(300 * 1024**2))
    yield "弹.pdf", files.pdf(b"[" * 200_000)
    yield "弹.png", files.huge_png()
    yield "弹.png", files.huge_png(39_999_999, 1)
    yield "弹.gif", gif_of_frames(200)


def cut_short() -> Iterator[tuple[str, bytes]]:
    wholes = {"pdf": files.pdf(), "png": files.image("PNG"), "zip": files.archive(), "docx": files.office()}
    for extension, whole in wholes.items():
        for share in (0.01, 0.3, 0.7, 0.95):
            yield f"断.{extension}", whole[: int(len(whole) * share)]


def main(folder: Path) -> None:
    """Judge what `index.json` names; print what became of each, and the most memory that it took, in bytes."""
    import django

    django.setup()
    from pingzhun.documents.inspection import inspect
    from pingzhun.documents.refusals import FileRefused

    outcomes = []
    for number, name in json.loads((folder / "index.json").read_text()):
        with (folder / number).open("rb") as file:
            try:
                accepted = inspect(file, name=name, now=NOW)
                outcomes.append((name, accepted.media_type))
                if accepted.file is not file:
                    accepted.file.close()
            except FileRefused as refused:
                outcomes.append((name, refused.sentence))
    print(json.dumps({"outcomes": outcomes, "peak": peak()}))


def peak() -> int:
    """The most memory that this program has held, in bytes. `getrusage` would count the process that started it as well."""
    return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) * 1024


if __name__ == "__main__":
    main(Path(sys.argv[1]))
