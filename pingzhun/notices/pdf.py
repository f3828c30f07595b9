"""The notice on A4: as it was published, and as its publisher seals it before that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.utils.timezone import localtime

from pingzhun.base.typeset import html_tree, qr_svg, render_pdf
from pingzhun.documents.folders import ManifestLine
from pingzhun.ledger.canonical import canonical
from pingzhun.notices import body as rich_text
from pingzhun.notices.models import Notice

TEMPLATE = (Path(__file__).parent / "notice.typ").read_text("utf-8")


def notice_pdf(notice: Notice, *, url: str) -> bytes:
    """The notice as PDF/A. It says only what was published, so the same notice and address give the same bytes for ever;
    the QR code leads to the 验真 page, which tells of corrections.
    """
    return render_pdf(
        TEMPLATE,
        {
            "number": notice.number,
            "title": notice.title,
            "facts": notice.facts,
            "body": html_tree(notice.body_html),
            "attachments": [[file.name, file.blob.sha256] for file in notice.attachments],
            "foot": [
                f"{notice.publisher}　{localtime(notice.published_at):%Y-%m-%d %H:%M} 发布",
                "有无更正，以验真页为准。",
            ],
            "sha256": notice.sha256,
            "url": url,
            "qr": qr_svg(url),
        },
    )


@dataclass(frozen=True)
class Wording:
    """What a notice says before the platform gives it numbers and a time. facts: label and value. body: HTML."""

    title: str
    facts: Sequence[tuple[str, str]]
    body: str


def text_pdf(
    wording: Wording, *, publisher: str, files: Iterable[ManifestLine], number: str, url: str
) -> bytes:
    """The text that a publisher seals before its notice is published, as PDF/A; the same arguments give the same bytes."""
    said = {
        "title": wording.title,
        "facts": [list(fact) for fact in wording.facts],
        "body": html_tree(rich_text.clean(wording.body)),
        "attachments": [[file["name"], file["sha256"]] for file in files],
        "foot": [publisher, "公告编号、项目编号和发布时间由平台在发布时编定，见验真页。"],
        "number": number,
    }
    checked = {"sha256": sha256(canonical(said).encode()).hexdigest(), "url": url, "qr": qr_svg(url)}
    return render_pdf(TEMPLATE, said | checked)
