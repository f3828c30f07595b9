"""The notice on A4."""

from pathlib import Path

from django.utils.timezone import localtime

from pingzhun.base.typeset import html_tree, qr_svg, render_pdf
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
            "publisher": notice.publisher,
            "published_at": f"{localtime(notice.published_at):%Y-%m-%d %H:%M}",
            "sha256": notice.sha256,
            "url": url,
            "qr": qr_svg(url),
        },
    )
