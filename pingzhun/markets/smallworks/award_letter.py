"""《中选通知书》: written from the project and the form of 发布中选结果, sealed by whoever lets the work."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan, to_uppercase
from pingzhun.base.typeset import qr_svg, render_pdf
from pingzhun.directory.models import Organisation
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.ledger.canonical import canonical
from pingzhun.markets.smallworks.models import Project

TEMPLATE = (Path(__file__).parent / "award_letter.typ").read_text("utf-8")


def write(form: FilingForm, filing: Filing, number: str, url: str) -> bytes:
    """The PDF of a valid `AwardForm` (`OnlineDeed.write`); it names no files of the filing."""
    said = content(form.case, form.cleaned_data, sender=form.actor.organisation) | {"number": number}
    checked = {"sha256": sha256(canonical(said).encode()).hexdigest(), "url": url, "qr": qr_svg(url)}
    return render_pdf(TEMPLATE, said | checked)


def content(project: Project, decided: dict[str, Any], *, sender: Organisation) -> dict[str, Any]:
    """`decided` are the form's winner and price."""
    company, price = decided["winner"].company, decided["price"]
    said = f"人民币{to_uppercase(price)}（¥{format_yuan(price)}）"
    held = local_date(project.compare_at)
    return {
        "title": "中选通知书",
        "facts": [
            ["项目编号", project.code],
            ["项目名称", project.title],
            ["建设单位", project.owner_name],
            ["工程地点", project.location],
            ["中选单位", f"{company.name}（{company.credit_code}）"],
            ["中选价", said],
            ["计划工期", f"{project.work_days} 日"],
        ],
        "to": company.name,
        "clauses": [
            f"“{project.title}”于{held.year}年{held.month}月{held.day}日比选，确定贵单位为中选单位，中选价为{said}。",
            "请贵单位在收到本通知书后，按照发包公告和比选文件的要求，与建设单位签订施工合同，并做好开工准备。",
            "特此通知。",
        ],
        "parties": [["发出单位", sender.name]],
    }
