"""Whom a file names as its author: what a program wrote into its metadata. It proves nothing, and is a trace to be looked at.

Only files that `inspection` has accepted are read, so the work is bounded as it is there: an Office document's table of
contents and one part of it, a PDF's cross-references and one dictionary. What a PDF says in its pages is not read: that takes a
library which the platform has not.
"""

import logging
from typing import IO

from pyhanko.pdf_utils.metadata.info import view_from_info_dict
from pyhanko.pdf_utils.reader import PdfFileReader

from pingzhun.base.identifiers import normalise
from pingzhun.documents import archives
from pingzhun.documents.kinds import kind_of

logger = logging.getLogger(__name__)

LARGEST = 64 * 1024  # bytes of the part of an Office document that names its authors
LONGEST = 100  # characters of a name
WRITTEN_BY = (
    "{http://purl.org/dc/elements/1.1/}creator",
    "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy",
)
NOBODY = frozenset(  # what a program writes where nobody has told it a name
    [
        "admin",
        "administrator",
        "asus",
        "author",
        "dell",
        "hp",
        "lenovo",
        "pc",
        "root",
        "thinkpad",
        "unknown",
        "user",
        "users",
        "作者",
        "用户",
        "管理员",
        "未知",
        "微软用户",
    ]
) | {"microsoft office user", "windows user", "windows 用户", "office user", "un-named"}


def authors_of(file: IO[bytes], *, name: str) -> list[str]:
    """The names in a file's metadata, each once; none where it says none, or where it is damaged. Never raises."""
    try:
        family = kind_of(name).family
        found = {"pdf": _of_pdf, "ooxml": _of_office}[family](file) if family in ("pdf", "ooxml") else []
    except Exception as error:  # readers raise nearly anything on hostile input
        logger.info("no author can be read from a file: %s", type(error).__name__)
        return []
    kept = (" ".join(each.split())[:LONGEST] for each in found)
    return list(dict.fromkeys(each for each in kept if each and normalise(each).casefold() not in NOBODY))


def _of_pdf(file: IO[bytes]) -> list[str]:
    file.seek(0)
    reader = PdfFileReader(file, strict=False)
    if reader.encrypted or "/Info" not in reader.trailer_view:
        return []
    author = view_from_info_dict(reader.trailer_view["/Info"], strict=False).author
    return [str(author)] if author else []


def _of_office(file: IO[bytes]) -> list[str]:
    found: list[str] = []
    for part in archives.parts(file, name="", suffix="docprops/core.xml", at_most=LARGEST):
        root = archives.tree_of(part)
        found += [each.text for tag in WRITTEN_BY for each in root.iter(tag) if each.text]
    return found
