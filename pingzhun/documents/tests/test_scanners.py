"""The scanner hook: the built-in one, and the conversation with a ClamAV daemon."""

import io
import socket
import tempfile
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from pingzhun.documents import uploads
from pingzhun.documents.models import Attachment, Upload
from pingzhun.documents.refusals import FileRefused, ScannerUnavailable
from pingzhun.documents.scanners import ClamdScanner, EicarScanner
from pingzhun.documents.slots import Slot
from pingzhun.documents.tests import files

SLOT = Slot("any", "任意", types=("document", "archive"))


def scanned(content: bytes) -> str | None:
    return EicarScanner().scan(io.BytesIO(content))


@pytest.mark.covers("P7")
@pytest.mark.parametrize(
    "content",
    [
        files.EICAR,
        b"x" * (64 * 1024 - 30) + files.EICAR,
        files.archive({"a.txt": b"clean", "b/c.txt": files.EICAR}),
        files.archive({"内.zip": files.archive({"x.txt": files.EICAR})}),
        files.office(word__media=files.EICAR),
    ],
)
def test_the_test_virus_is_found_also_inside_archives(content):
    assert scanned(content) == "EICAR-Test-File"


@pytest.mark.parametrize("content", [b"clean", files.EICAR[:-1], files.archive(), files.office()])
def test_a_clean_file_is_clean(content):
    assert scanned(content) is None


@pytest.fixture
def take(db, folder, li, now):
    def take(name: str, content: bytes) -> Attachment:
        return uploads.receive_whole(
            folder=folder, slots=[SLOT], slot="any", name=name, file=ContentFile(content), user=li, now=now
        )

    return take


@pytest.mark.covers("P7")
def test_an_infected_file_is_refused_with_the_cure(take):
    with pytest.raises(FileRefused) as refusal:
        take("说明.txt", files.EICAR)
    assert refusal.value.sentence == "“说明.txt”未通过病毒检查（EICAR-Test-File）。请查杀病毒后重新上传。"
    assert Attachment.objects.count() == 0


def test_an_archive_with_a_damaged_file_is_refused(take):
    with pytest.raises(FileRefused) as refusal:
        take(
            "结果.zip",
            files.archive({"a.bin": bytes(range(256))}, method=0).replace(b"\x41\x42", b"\x42\x41", 1),
        )
    assert refusal.value.sentence == "压缩包内有损坏的文件。请重新打包后上传。"


class Daemon:
    """A clamd that speaks INSTREAM as its manual page says, and answers by what it was sent."""

    def __init__(self, path: Path, *, limit: int = 10 * 1024**2) -> None:
        self.limit = limit
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                received = b""
                while length := int.from_bytes(stream.read(4), "big"):
                    received += stream.read(length)
                    if len(received) > self.limit:
                        stream.write(b"INSTREAM size limit exceeded. ERROR\0")
                        break
                else:
                    found = b"Eicar-Signature FOUND" if files.EICAR in received else b"OK"
                    stream.write(b"stream: " + found + b"\0")


@pytest.fixture
def clamd(settings):
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "clamd.ctl"
        settings.DOCUMENTS_SCANNER = "pingzhun.documents.scanners.ClamdScanner"
        settings.DOCUMENTS_CLAMD = f"unix:{path}"
        yield path


@pytest.mark.covers("P7")
def test_clamd_is_asked_where_the_settings_say_so(clamd, take):
    daemon = Daemon(clamd)
    assert ClamdScanner().scan(io.BytesIO(b"x" * 200_000 + files.EICAR)) == "Eicar-Signature"
    assert take("合同.pdf", files.pdf()).name == "合同.pdf"
    with pytest.raises(FileRefused) as refusal:
        take("说明.txt", files.EICAR)
    assert refusal.value.sentence == "“说明.txt”未通过病毒检查（Eicar-Signature）。请查杀病毒后重新上传。"
    daemon.server.close()


@pytest.mark.covers("P7")
def test_nothing_is_taken_unscanned_and_the_upload_can_go_on_when_the_scanner_is_back(clamd, folder, li, now):
    content = files.pdf()
    upload = uploads.create(
        folder=folder, slots=[SLOT], slot="any", name="合同.pdf", size=len(content), user=li, now=now
    )

    def send() -> Upload:
        return uploads.receive(
            upload, slots=[SLOT], offset=0, body=io.BytesIO(content), length=len(content), now=now
        )

    with pytest.raises(ScannerUnavailable) as refusal:
        send()
    assert refusal.value.sentence == "病毒检查服务暂时不可用。请稍后重试。"
    assert Attachment.objects.count() == 0
    daemon = Daemon(clamd)
    assert send().attachment.name == "合同.pdf"
    daemon.server.close()


def test_a_file_that_clamd_will_not_read_to_its_end_is_not_taken(clamd, take):
    daemon = Daemon(clamd, limit=100)
    with pytest.raises(ScannerUnavailable) as refusal:
        take("合同.pdf", files.pdf(bytes(500_000)))
    assert refusal.value.sentence.startswith("病毒检查")
    assert (Attachment.objects.count(), Upload.objects.count()) == (0, 0)
    daemon.server.close()
