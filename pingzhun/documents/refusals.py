"""Why a file, or a piece of one, is not taken. Every refusal carries the sentence shown to the person, with the cure."""


class FileRefused(Exception):  # noqa: N818 -- a refusal with its sentence, not an error
    """The file cannot be taken; sending it again will not help. `status` is the HTTP status of the answer."""

    status = 422

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WrongType(FileRefused):
    status = 415


class TooLarge(FileRefused):
    status = 413


class FolderFrozen(FileRefused):
    status = 403


class UploadInterrupted(Exception):  # noqa: N818 -- it goes on
    """The upload stands as it was and may be continued from the offset that it has recorded."""

    status = 500

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WrongOffset(UploadInterrupted):
    status = 409


class UploadGone(UploadInterrupted):
    status = 410


class UploadBusy(UploadInterrupted):
    status = 423


class ChecksumMismatch(UploadInterrupted):
    status = 460


class ScannerUnavailable(UploadInterrupted):
    status = 503
