"""Papers that are written from a form and sealed in the page: 《中选通知书》 by whoever lets the work, 承诺书 by the company."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan, to_uppercase
from pingzhun.base.typeset import qr_svg, render_pdf
from pingzhun.directory.models import Organisation
from pingzhun.filings.desks import OnlineDeed
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.ledger.canonical import canonical
from pingzhun.markets.smallworks.models import Project

TEMPLATE = (Path(__file__).parent / "letter.typ").read_text("utf-8")


def write_award(form: FilingForm, filing: Filing, number: str, url: str) -> bytes:
    """The PDF of a valid `AwardForm` (`OnlineDeed.write`); it names no files of the filing."""
    return _write(award(form.case, form.cleaned_data, sender=form.actor.organisation), number, url)


def write_commitment(form: FilingForm, filing: Filing, number: str, url: str) -> bytes:
    """The PDF of a valid `CommitmentForm` (`OnlineDeed.write`); it names no files of the filing."""
    return _write(commitment(form.cleaned_data, company=form.actor.organisation), number, url)


def letter(title: str, write: Callable[[FilingForm, Filing, str, str], bytes], *, signed: str) -> OnlineDeed:
    """For a desk whose slot `letter` takes a scan, `signed` as it says, or this."""
    return OnlineDeed(
        "letter",
        title,
        write,
        act="盖章",
        hint="由平台按上面填写的内容生成，用数字证书盖章，不必打印和扫描。也可以改为在下面上传扫描件。",
        otherwise=f"绑定之前请上传{signed}的扫描件。",
    )


def _write(said: dict[str, Any], number: str, url: str) -> bytes:
    said = said | {"number": number}
    checked = {"sha256": sha256(canonical(said).encode()).hexdigest(), "url": url, "qr": qr_svg(url)}
    return render_pdf(TEMPLATE, said | checked)


def award(project: Project, decided: dict[str, Any], *, sender: Organisation) -> dict[str, Any]:
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
        "paper": "通知书",
        "parties": [["发出单位", sender.name]],
    }


def commitment(promised: dict[str, Any], *, company: Organisation) -> dict[str, Any]:
    """`promised` are the form's subject, content, signatory and date; each line of the content is a clause."""
    made_on = promised["made_on"]
    return {
        "title": promised["subject"],
        "facts": [
            ["承诺企业", f"{company.name}（{company.credit_code}）"],
            ["承诺人", promised["signatory"]],
            ["承诺日期", f"{made_on.year}年{made_on.month}月{made_on.day}日"],
        ],
        "to": "本企业郑重承诺",
        "clauses": [line.strip() for line in promised["content"].splitlines() if line.strip()],
        "paper": "承诺书",
        "parties": [["承诺企业", company.name]],
    }
