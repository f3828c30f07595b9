"""What pages tell the scripts that seal and open."""

from dataclasses import dataclass

from pingzhun.directory.models import Organisation
from pingzhun.documents.models import Folder
from pingzhun.ledger.canonical import canonical
from pingzhun.sealing import files
from pingzhun.sealing.envelope import MAX_FILES, text_of
from pingzhun.sealing.models import Box


def seal_for(box: Box, organisation: Organisation) -> str:
    """JSON for `quote.js`: to whom an offer of this organisation is sealed. The box is one of `box_of`."""
    return canonical(
        {
            "box": box.label,
            "organisation": organisation.credit_code,
            "threshold": box.threshold,
            "holders": [
                {"fingerprint": each.key.fingerprint, "public_key": text_of(bytes(each.key.public_key))}
                for each in box.holders.all()
            ],
        }
    )


@dataclass(frozen=True)
class FilesForm:
    """The context `sealed_files` of `sealing/_choose_files.html`. url: where the attachments of the folder are mounted. stale:
    there are ciphertexts whose secret went with the page that made them. parts: of which each file is said to be one; where there
    are any, at least one file is needed.
    """

    title: str
    url: str
    stale: bool
    parts: tuple[str, ...] = ()

    slot = files.SLOT
    plain = files.PLAIN
    most = MAX_FILES

    @property
    def limit(self) -> int:
        return files.limit()


def files_form(folder: Folder, *, title: str, url: str, parts: tuple[str, ...] = ()) -> FilesForm:
    stale = folder.frozen_at is None and files.sealed_in(folder).exists()
    return FilesForm(title, url, stale, parts)
