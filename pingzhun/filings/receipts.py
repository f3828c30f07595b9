"""回执: what was submitted, when and by whom, with its hash, on A4 (P10)."""

from pathlib import Path

from django.utils.timezone import localtime

from pingzhun.base.typeset import qr_svg, render_pdf
from pingzhun.filings.desks import Desk
from pingzhun.filings.models import Filing, Submission

TEMPLATE = (Path(__file__).parent / "receipt.typ").read_text("utf-8")


def receipt_pdf(desk: Desk, filing: Filing, shown: Submission, *, url: str) -> bytes:
    """The receipt of one version. It says only what that version says, so it is the same bytes whenever it is made."""
    return render_pdf(
        TEMPLATE,
        {
            "title": f"{desk.title}回执",
            "number": f"SB-{filing.pk:08d}-{shown.version}",
            "facts": [
                ["事项", filing.label],
                ["项目编号", filing.case.code if filing.case else "—"],
                ["申报单位", filing.organisation.name if filing.organisation else "—"],
                ["提交人", shown.submitted_by.name],
                ["提交时间", f"{localtime(shown.submitted_at):%Y-%m-%d %H:%M:%S}"],
            ],
            "fields": [[field["label"], field["text"]] for field in shown.content["fields"]],
            "rows": [
                {"label": table["label"], "columns": table["columns"], "rows": table["rows"]}
                for table in shown.content["rows"]
                if table["rows"]
            ],
            "attachments": [[each["name"], each["sha256"]] for each in shown.content["attachments"]],
            "sha256": shown.sha256,
            "url": url,
            "qr": qr_svg(url),
        },
    )
