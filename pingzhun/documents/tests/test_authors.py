"""Whom files name as their authors: names of people, and nothing from what is damaged, locked or hostile."""

import io

import pytest

from pingzhun.documents.authors import LARGEST, authors_of

from .files import authored_pdf, office, pdf

CORE = (
    '<?xml version="1.0" encoding="UTF-8"?>{before}<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{creator}</dc:creator>'
    "<cp:lastModifiedBy>{last}</cp:lastModifiedBy></cp:coreProperties>"
)


def core(creator: str, last: str = "", *, before: str = "") -> bytes:
    """The part of an Office document that names its authors."""
    return CORE.format(creator=creator, last=last, before=before).encode()


def word(creator: str, last: str = "", *, before: str = "", more: bytes = b"") -> bytes:
    return office(**{"docProps/core.xml": core(creator, last, before=before) + more})


def found(content: bytes, name: str = "投标文件.pdf") -> list[str]:
    return authors_of(io.BytesIO(content), name=name)


@pytest.mark.covers("H37")
def test_a_pdf_and_an_office_document_name_their_authors():
    assert found(authored_pdf("王伟")) == ["王伟"]
    assert found(word("王伟", "李  强"), "投标文件.docx") == ["王伟", "李 强"]
    assert found(word("王伟", "王伟"), "清单.xlsx") == ["王伟"]


@pytest.mark.covers("H37")
@pytest.mark.parametrize(
    "name", ["Administrator", "ＡＤＭＩＮ", "Windows 用户", "Microsoft Office User", "lenovo", " "]
)
def test_what_a_program_writes_by_itself_is_no_author(name):
    assert found(authored_pdf(name)) == found(word(name), "投标文件.docx") == []


@pytest.mark.covers("H37")
def test_what_is_damaged_or_hostile_or_says_nothing_gives_nothing_and_a_long_name_is_cut():
    whole = authored_pdf("王伟")
    assert found(whole[: len(whole) // 2]) == []
    assert found(pdf()) == found(b"") == found(b"PK\x03\x04", "投标文件.docx") == []
    assert found(whole, "投标文件.txt") == found(whole, "投标文件.docx") == found(word("王伟")) == []
    assert found(authored_pdf("王伟", encrypted=True)) == []
    entity = '<!DOCTYPE x [<!ENTITY a "王伟">]>'
    assert found(word("&a;", before=entity), "投标文件.docx") == []
    assert found(word("王伟", more=b" " * LARGEST), "投标文件.docx") == []
    assert found(authored_pdf("伟" * 500)) == ["伟" * 100]
