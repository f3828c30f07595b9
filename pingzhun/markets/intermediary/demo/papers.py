"""The files of the demonstration: contracts, certificates and results, as PDF and ZIP that open."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from pingzhun.base.money import format_yuan, to_uppercase
from pingzhun.base.typeset import render_pdf
from pingzhun.directory.models import Organisation
from pingzhun.markets.intermediary.models import Job

PAPER = """
#import "/document.typ": data, facts, quiet
#set document(title: data.title)
#set text(font: "Noto Sans SC", size: 11pt, lang: "zh", region: "cn")
#set par(leading: 1em, spacing: 1.2em, justify: true)
#set page(paper: "a4", margin: 28mm, footer: text(8pt, fill: quiet, "演示文件：其中的单位、人员、证书和金额均为虚构。"))
#align(center, block(below: 2em, text(18pt, weight: "bold", data.title)))
#facts(data.facts)
#v(1em)
#for each in data.text { par(first-line-indent: (amount: 2em, all: true), each) }
#v(2em)
#grid(columns: (1fr,) * calc.max(1, data.signed.len()), row-gutter: 2em, ..data.signed.map(each => each.join(linebreak())))
"""


def paper(
    title: str,
    facts: Iterable[tuple[str, str]],
    text: Iterable[str] = (),
    signed: Iterable[tuple[str, ...]] = (),
) -> bytes:
    """A PDF of one page. signed: the lines under which each party signs, side by side."""
    return render_pdf(
        PAPER,
        {
            "title": title,
            "facts": [list(each) for each in facts],
            "text": list(text),
            "signed": [list(each) for each in signed],
        },
    )


def in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def contract(job: Job, *, number: str, amount: Decimal, signed_on: date) -> bytes:
    entity, agency = job.procuring_entity, job.agency
    ends_on = signed_on + timedelta(days=job.service_days)
    return paper(
        "中介服务合同",
        [
            ("合同编号", number),
            ("项目名称", f"{job.title}（{job.code}）"),
            ("甲方（项目单位）", f"{entity.name}　{entity.credit_code}"),
            ("乙方（中介机构）", f"{agency.name}　{agency.credit_code}"),
            ("合同金额", f"人民币{to_uppercase(amount)}（¥{format_yuan(amount)}）"),
            ("服务期限", f"{in_words(signed_on)}至{in_words(ends_on)}，共 {job.service_days} 日"),
        ],
        [
            f"第一条　服务内容。{job.content}",
            f"第二条　服务地点为{job.location}。乙方应当配备与投入承诺一致的专业人员，未经甲方同意不得更换项目负责人。",
            "第三条　合同金额为包干价，包含全部费用和税金。甲方在成果通过验收、乙方开具发票后十五日内一次付清。",
            "第四条　乙方对成果的真实性、准确性负责，对在服务中知悉的甲方资料负有保密义务。",
            "第五条　一方违约的，按合同金额的百分之五支付违约金；争议由双方协商解决，协商不成的，向项目所在地人民法院起诉。",
        ],
        [
            ("甲方（盖章）：", entity.name, f"代表：{entity.legal_representative}", in_words(signed_on)),
            ("乙方（盖章）：", agency.name, f"代表：{agency.legal_representative}", in_words(signed_on)),
        ],
    )


def supplement(job: Job, *, number: str, added: Decimal, signed_on: date, text: str) -> bytes:
    return paper(
        "补充协议",
        [
            ("协议编号", number),
            ("项目名称", f"{job.title}（{job.code}）"),
            ("追加金额", f"人民币{to_uppercase(added)}（¥{format_yuan(added)}）"),
        ],
        [text, "本协议是原合同的组成部分，与原合同具有同等效力；其他条款不变。"],
        [
            ("甲方（盖章）：", job.procuring_entity.name, in_words(signed_on)),
            ("乙方（盖章）：", job.agency.name, in_words(signed_on)),
        ],
    )


def brief(title: str, *, entity: Organisation, content: str, location: str, days: int) -> bytes:
    """任务书."""
    return paper(
        "中介服务任务书",
        [("项目名称", title), ("项目单位", entity.name), ("服务地点", location), ("服务期限", f"{days} 日")],
        [
            f"一、服务内容。{content}",
            "二、服务要求。按国家和甘肃省现行规范、标准和计价依据执行，成果应当完整、准确，能够直接用于后续审批和实施。",
            "三、成果要求。纸质成果一式三份，电子成果一份，电子成果包含可编辑文件。",
        ],
        [(entity.name,)],
    )


def plan(job: Job, *, agency: Organisation, text: str) -> bytes:
    """服务方案."""
    facts = [("项目名称", f"{job.title}（{job.code}）"), ("编制单位", agency.name)]
    return paper("服务方案", facts, [text], [(agency.name,)])


def results(job: Job, *, number: int = 1) -> bytes:
    """成果: a report and the list of what is delivered, in one archive."""
    report = paper(
        f"{job.title}成果报告",
        [("项目编号", job.code), ("编制单位", job.agency.name), ("委托单位", job.procuring_entity.name)],
        [
            f"受{job.procuring_entity.name}委托，我单位完成了本项目的服务工作。{job.content}",
            "成果经我单位三级校审，符合合同和任务书的要求，现予提交。",
        ],
        [(job.agency.name, f"第 {number} 稿")],
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("成果报告.pdf", report)
        packed.writestr("成果清单.txt", "1. 成果报告（PDF，1 份）\n2. 成果清单（本文件）\n")
    return file.getvalue()


def licence(name: str, *, credit_code: str, representative: str, address: str, of_government: bool) -> bytes:
    return paper(
        "统一社会信用代码证书" if of_government else "营业执照",
        [
            ("统一社会信用代码", credit_code),
            ("名称", name),
            ("法定代表人" if not of_government else "负责人", representative),
            ("住所", address),
        ],
        signed=[("登记机关：玉门市市场监督管理局（演示）",)],
    )


def certificate(title: str, *, holder: str, number: str, issued_by: str) -> bytes:
    return paper(
        title, [("持有人", holder), ("证书编号", number), ("发证机关", issued_by)], signed=[(issued_by,)]
    )
