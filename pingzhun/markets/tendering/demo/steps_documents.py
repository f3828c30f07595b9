"""招标文件 and what suppliers do with it, as the people of the cast do: for the tests, the story and the demonstration."""

from typing import Any

from pingzhun.documents.seals.keys import Signer
from pingzhun.filings.casting import Player
from pingzhun.filings.driving import submit
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.steps import again, paper
from pingzhun.markets.tendering.desks.clarifications import ClarificationDesk
from pingzhun.markets.tendering.desks.documents import DocumentConfirmationDesk, TenderDocumentDesk
from pingzhun.markets.tendering.desks.enquiries import EnquiryAnswerDesk, EnquiryDesk
from pingzhun.markets.tendering.desks.participation import DocumentRequestDesk
from pingzhun.markets.tendering.document_templates import fitting
from pingzhun.markets.tendering.models import (
    Clarification,
    Enquiry,
    EnquiryAnswer,
    Lot,
    Participation,
    Subject,
    TenderDocument,
    Verdict,
)
from pingzhun.regimes import clock

SAID: dict[str, dict[str, str]] = {
    Subject.GOODS: {
        "requirements": "台式计算机 120 套，用于计算机教室教学。\n执行国家强制性能效标准，属于政府强制采购的节能产品。",
        "terms": "处理器不低于八核十六线程，内存不少于 16GB，固态硬盘不少于 512GB，显示器不小于 23.8 英寸。\n"
        "整机原厂质保三年，故障响应时间不超过 4 小时。",
        "core_product": "台式计算机主机",
        "period": "合同签订后 30 日内",
        "place": "衡阳市第一中学信息楼",
        "payment": "验收合格后 15 日内支付合同金额的 95%，质保期满一年后支付 5%。",
    },
    Subject.SERVICES: {
        "requirements": "教学楼、办公楼和校园公共区域的保洁、绿化、秩序维护。",
        "terms": "项目经理一名，具有三年以上物业管理经验；秩序维护员 24 小时值守。\n每季度考核一次，考核不合格的扣减服务费。",
        "period": "合同签订之日起 1 年",
        "place": "衡阳市第一中学校内",
        "payment": "按季度支付，考核合格后 15 日内付清当季服务费。",
    },
}


def draft(lot: Lot, **changes: Any) -> dict[str, Any]:
    """What an agent types of a 招标文件, with the criteria of the template."""
    template = fitting(lot, now=clock.now())[0]
    return {
        **SAID[lot.tender.subject],
        "template": template.key,
        "validity_days": 90,
        "performance_bond": "5",
        "price_deduction": "10",
        "candidates": 3,
        "enquiry_contact": "欧阳明",
        "enquiry_phone": "0734-8840001",
        "opinion": "招标文件符合采购需求，同意发出。",
        "criteria": template.first_criteria,
    } | changes


def issue(cast: Cast, lot: Lot, *, signer: Signer | None = None, **changes: Any) -> TenderDocument:
    """招标文件; with `signer` under the agent's seal."""
    filing = submit(TenderDocumentDesk, cast.agent.files, draft(lot, **changes), case=lot, signer=signer)
    return TenderDocument.objects.get(pk=filing.pk)


def confirm(cast: Cast, lot: Lot, *, entity: Player | None = None) -> Lot:
    data = {"verdict": Verdict.CONFIRMED}
    submit(DocumentConfirmationDesk, (entity or cast.entity).files, data, case=lot)
    return again(lot)


def send_back(cast: Cast, lot: Lot, reason: str = "交货期过短，请改为 45 日。") -> Lot:
    data = {"verdict": Verdict.RETURNED, "reason": reason}
    submit(DocumentConfirmationDesk, cast.entity.files, data, case=lot)
    return again(lot)


def enrol(lot: Lot, supplier: Player, **changes: Any) -> Participation:
    """获取招标文件."""
    data = {"contact_name": supplier.filer.name, "contact_mobile": supplier.filer.mobile}
    submit(DocumentRequestDesk, supplier.files, data | changes, case=lot)
    return Participation.objects.get(lot=lot, round=lot.round, organisation=supplier.organisation)


def clarify(cast: Cast, lot: Lot, *, affects_bids: bool = False, **changes: Any) -> Clarification:
    data = {
        "content": "第三章第二节“显示器不小于 23.8 英寸”系指可视对角线尺寸。",
        "affects_bids": str(affects_bids),
        "opinion": "同意发布。",
    }
    files = {"clarification": paper("澄清答疑文件")}
    filing = submit(ClarificationDesk, cast.agent.files, data | changes, case=lot, files=files)
    return Clarification.objects.get(pk=filing.pk)


def ask(
    cast: Cast, lot: Lot, supplier: Player, question: str = "质保期从何时起算？", *, with_paper: bool = False
) -> Enquiry:
    files = {"papers": paper("说明")} if with_paper else None
    filing = submit(EnquiryDesk, supplier.files, {"question": question}, case=lot, files=files)
    return Enquiry.objects.get(pk=filing.pk)


def answer(
    cast: Cast, enquiry: Enquiry, text: str = "自验收合格之日起算。", *, to_all: bool = False
) -> EnquiryAnswer:
    data = {"asked": enquiry, "text": text, "to_all": to_all}
    filing = submit(EnquiryAnswerDesk, cast.agent.files, data)
    return EnquiryAnswer.objects.get(pk=filing.pk)
