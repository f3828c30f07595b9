"""回执: what was submitted, when and by whom, with its hash, on A4 (P10)."""

import re
from pathlib import Path

from django.http import HttpRequest
from django.utils.timezone import localtime

from pingzhun.base.typeset import qr_svg, render_pdf
from pingzhun.documents.issued import Issued, IssuedKind, check_url, kinds
from pingzhun.documents.seals import platform
from pingzhun.filings.desks import Desk, desk
from pingzhun.filings.models import Submission

NUMBER = re.compile(r"SB-([0-9]{8,18})-([1-9][0-9]{0,8})")
TEMPLATE = (Path(__file__).parent / "receipt.typ").read_text("utf-8")


def number_of(shown: Submission) -> str:
    return f"SB-{shown.filing_id:08d}-{shown.version}"


def receipt_pdf(desk: Desk, shown: Submission, *, url: str) -> bytes:
    """The receipt of one version. It says only what that version says, so it is the same bytes whenever it is made."""
    head = shown.content["head"]
    return render_pdf(
        TEMPLATE,
        {
            "title": desk.receipt_title,
            "number": number_of(shown),
            "facts": [
                ["事项", head["label"]],
                ["项目编号", head["case"] or "—"],
                ["申报单位", head["organisation"] or "—"],
                ["提交人", head["person"]],
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


def find(number: str, request: HttpRequest) -> Issued | None:
    """A receipt on the 验真 page: what the public ledger says of it, and nothing that was filed."""
    said = NUMBER.fullmatch(number)
    if said is None:
        return None
    submissions = Submission.objects.select_related("filing")
    shown = submissions.filter(filing_id=int(said[1]), version=int(said[2])).first()
    if shown is None or number_of(shown) != number:
        return None
    at = desk(shown.filing.desk)
    return Issued(
        number=number,
        title=at.receipt_title,
        issuer="本平台",
        issued_at=shown.submitted_at,
        sha256=shown.sha256,
        known_as=platform.known(
            lambda: receipt_pdf(at, shown, url=check_url(request, number)), "平台出具的回执", number=number
        ),
    )


kinds.register(IssuedKind("filings.receipts", find))
