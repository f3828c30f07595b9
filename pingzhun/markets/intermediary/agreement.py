"""在线合同: the contract of a job, written from the case and the form of 合同备案."""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from pingzhun.base.money import format_yuan, to_uppercase
from pingzhun.base.typeset import qr_svg, render_pdf
from pingzhun.filings.forms import FilingForm
from pingzhun.filings.models import Filing
from pingzhun.ledger.canonical import canonical
from pingzhun.markets.intermediary.models import Job

TEMPLATE = (Path(__file__).parent / "agreement.typ").read_text("utf-8")


def write(form: FilingForm, filing: Filing, number: str, url: str) -> bytes:
    """The PDF of a valid `ContractForm` (`OnlineDeed.write`); it names no files of the filing."""
    said = content(form.case, form.cleaned_data) | {"number": number}
    checked = {"sha256": sha256(canonical(said).encode()).hexdigest(), "url": url, "qr": qr_svg(url)}
    return render_pdf(TEMPLATE, said | checked)


def content(job: Job, agreed: dict[str, Any]) -> dict[str, Any]:
    """What the parties agree on: `agreed` is the form's number, amount, signed_on, starts_on and ends_on."""
    entity, agency, amount = job.procuring_entity, job.agency, agreed["amount"]
    price = f"人民币{to_uppercase(amount)}（¥{format_yuan(amount)}）"
    period = f"自{_day(agreed['starts_on'])}至{_day(agreed['ends_on'])}"
    return {
        "title": "中介服务合同",
        "facts": [
            ["合同编号", agreed["number"]],
            ["项目名称", job.title],
            ["项目编号", job.code],
            ["甲方（项目单位）", f"{entity.name}（{entity.credit_code}）"],
            ["乙方（中介机构）", f"{agency.name}（{agency.credit_code}）"],
            ["合同金额", price],
            ["服务期限", period],
        ],
        "clauses": [
            f"甲方经公开选取（{job.get_method_display()}）确定乙方承担“{job.title}”的中介服务。双方依据《中华人民共和国民法典》，订立本合同。",
            f"第一条　服务内容：{_sentence(job.content)}服务类型为{job.service_type}，服务地点为{_sentence(job.location)}",
            f"第二条　服务期限：{period}。甲方应在合同签订后及时提供开展服务所需的资料；因甲方原因延误的，期限相应顺延。",
            f"第三条　合同金额：{price}，为包干价，包含乙方完成全部服务的费用和税金。"
            "甲方在成果通过验收、收到乙方发票后十五日内付清。",
            "第四条　乙方应按国家和行业现行标准独立、客观地提供服务，对成果的真实性和准确性负责，配备与投入承诺一致的人员，"
            "并对在服务中知悉的甲方资料保密。",
            "第五条　一方不履行合同义务或者履行不符合约定的，应承担继续履行、采取补救措施或者赔偿损失等违约责任。",
            "第六条　争议由双方协商解决；协商不成的，向项目所在地人民法院起诉。",
            "第七条　本合同自双方盖章之日起生效，由平台备案。未尽事宜由双方另行签订补充合同，追加金额不得超过规定的比例。",
        ],
        "parties": [
            ["甲方", entity.name, f"法定代表人：{entity.legal_representative}", _day(agreed["signed_on"])],
            ["乙方", agency.name, f"法定代表人：{agency.legal_representative}", _day(agreed["signed_on"])],
        ],
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith(("。", "！", "？")) else f"{text}。"
