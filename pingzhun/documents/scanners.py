"""Virus scanners. `settings.DOCUMENTS_SCANNER` names the class to use; the default knows only the EICAR test file."""

import contextlib
import socket
from typing import IO, Protocol, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from pingzhun.documents import archives
from pingzhun.documents.refusals import FileRefused, ScannerUnavailable

_BLOCK = 64 * 1024


class Scanner(Protocol):
    """What a scanner must do."""

    def scan(self, file: IO[bytes]) -> str | None:
        """Return the name of the threat found in a seekable file, or None.

        Raises:
            ScannerUnavailable: no answer can be had now. Nothing is taken unscanned.
        """
        ...


def scanner() -> Scanner:
    """Return the scanner that the settings name."""
    path = getattr(settings, "DOCUMENTS_SCANNER", "pingzhun.documents.scanners.EicarScanner")
    return cast(Scanner, import_string(path)())


class EicarScanner:
    """Finds the EICAR test string anywhere in a file, or in any file of a ZIP archive: proof that the hook works."""

    signature = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

    def scan(self, file: IO[bytes]) -> str | None:
        file.seek(0)
        is_archive = file.read(4) == b"PK\x03\x04"
        file.seek(0)
        found = self._in(file)
        if is_archive and not found:
            try:
                found = any(self._in(stream) for _, stream in archives.walk(file, name="压缩包"))
            except archives.BROKEN as error:
                raise FileRefused("压缩包内有损坏的文件。请重新打包后上传。") from error
        return "EICAR-Test-File" if found else None

    def _in(self, stream: IO[bytes]) -> bool:
        carried = b""
        while block := stream.read(_BLOCK):
            if self.signature in carried + block:
                return True
            carried = block[-len(self.signature) :]
        return False


class ClamdScanner:
    """Asks a ClamAV daemon by its INSTREAM command.

    `settings.DOCUMENTS_CLAMD` is "unix:/run/clamav/clamd.ctl" (the default) or "tcp://host:3310". The daemon's
    StreamMaxLength must be at least `settings.MAX_UPLOAD_BYTES`.
    """

    timeout = 60  # seconds for each answer of the socket

    def scan(self, file: IO[bytes]) -> str | None:
        try:
            with self._connect() as connection:
                # The daemon answers and hangs up in the middle when the stream is longer than it allows.
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    self._send(connection, file)
                answer = self._answer(connection)
        except OSError as error:
            raise ScannerUnavailable("病毒检查服务暂时不可用。请稍后重试。") from error
        if answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        if answer == "stream: OK":
            return None
        raise ScannerUnavailable("病毒检查没有完成。请稍后重试，仍不成功请联系管理员。")

    def _connect(self) -> socket.socket:
        address = urlsplit(getattr(settings, "DOCUMENTS_CLAMD", "unix:/run/clamav/clamd.ctl"))
        if address.scheme == "unix":
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(self.timeout)
            connection.connect(address.path)
            return connection
        return socket.create_connection((address.hostname, address.port or 3310), timeout=self.timeout)

    def _send(self, connection: socket.socket, file: IO[bytes]) -> None:
        file.seek(0)
        connection.sendall(b"zINSTREAM\0")
        while block := file.read(_BLOCK):
            connection.sendall(len(block).to_bytes(4, "big") + block)
        connection.sendall(bytes(4))

    def _answer(self, connection: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\0") and (block := connection.recv(4096)):
            answer += block
        return answer.rstrip(b"\0\n").decode("utf-8", "replace")
