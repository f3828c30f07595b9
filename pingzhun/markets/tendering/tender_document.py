"""招标文件 as a document: the text of its template filled in, what the agent typed, and the criteria, as data and as PDF.

It says only what does not change any more once it is issued, so it is the same bytes whenever it is made.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from pingzhun.base.localtime import local_date
from pingzhun.base.money import format_yuan, to_uppercase
from pingzhun.base.typeset import qr_svg, render_pdf
from pingzhun.documents.issued import Issued, IssuedKind, check_url, kinds
from pingzhun.documents.seals import platform
from pingzhun.filings.course import FilingState
from pingzhun.filings.deeds import submitted
from pingzhun.filings.forms import FilingForm, kept
from pingzhun.filings.models import Filing
from pingzhun.ledger.canonical import canonical
from pingzhun.markets.tendering.document_templates import DocumentTemplate, templates
from pingzhun.markets.tendering.models import (
    PASSED_OR_NOT,
    Criterion,
    Evaluating,
    Lot,
    Part,
    Subject,
    TenderDocument,
)
from pingzhun.markets.tendering.texts import text
from pingzhun.regimes.figures import Figure, Unit

TEMPLATE = (Path(__file__).parent / "tender_document.typ").read_text("utf-8")
TITLE = "招标文件"


@dataclass
class Block:
    """What stands in a chapter: a heading, a paragraph, facts (label and value) or a table."""

    kind: str
    text: str = ""
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Chapter:
    title: str
    blocks: list[Block]


def chapters(lot: Lot, document: TenderDocument, criteria: Iterable[Criterion]) -> list[Chapter]:
    """The whole document; the rows of `criteria` need not be stored yet."""
    template, rows = templates.get(document.template), list(criteria)
    said = _said(lot, document, rows)

    def fixed(name: str) -> list[Block]:
        return _blocks(text(template.version, name), said)

    return [
        Chapter("第一章　投标邀请", fixed("invitation")),
        Chapter("第二章　投标人须知", [_schedule(said, lot, document), *fixed("instructions")]),
        Chapter("第三章　采购需求", _requirements(document, template)),
        Chapter("第四章　评标方法和标准", [*fixed(template.method), *_criteria(rows)]),
        Chapter("第五章　合同文本", fixed(template.contract)),
        Chapter("第六章　投标文件格式", fixed("forms")),
    ]


def chapters_of(lot: Lot) -> list[Chapter]:
    """Of the document that the lot has."""
    return chapters(lot, lot.document, lot.document.criteria.all())


def _said(lot: Lot, document: TenderDocument, criteria: list[Criterion]) -> dict[str, str]:
    """What fills in the fixed texts."""
    tender, entity, agent = lot.tender, lot.procuring_entity, lot.tender.agent
    price = next((each.points for each in criteria if each.part == Part.PRICE), None)
    figures = {
        "enquiry_answer": "enquiry.answer",
        "clarification": "tender.clarification_before_deadline",
        "bond_return": "bond.bid_return",
        "min_bidders": "tender.min_bidders",
        "min_qualified": "tender.min_qualified",
        "decision": "award.decision",
        "award_publish": "award.publish",
        "contract_sign": "contract.sign",
        "challenge": "challenge.raise",
        "complaint": "complaint.raise",
    }
    return {name: _period(lot.figure(key)) for name, key in figures.items()} | {
        "agent": agent.name,
        "agent_address": agent.address,
        "entity": entity.name,
        "entity_address": entity.address,
        "tender": tender.name,
        "lot": lot.title,
        "code": lot.code,
        "content": tender.content,
        "contact": tender.contact_name,
        "phone": tender.contact_phone,
        "enquiry_contact": document.enquiry_contact,
        "enquiry_phone": document.enquiry_phone,
        "ceiling": format_yuan(lot.ceiling),
        "validity": str(document.validity_days),
        "candidates": str(document.candidates),
        "period": document.period,
        "period_title": "交货期" if tender.subject == Subject.GOODS else "服务期",
        "place": document.place,
        "payment": document.payment,
        "price_points": number(price) if price else "",
        "bond_sentence": _bond(lot),
        "performance_sentence": _performance(document),
        "deduction_sentence": _deduction(document),
        "brand_sentence": _brands(lot, document),
    }


def _period(figure: Figure) -> str:
    return f"{figure.whole} 个工作日" if figure.unit == Unit.WORKDAYS else str(figure)


def _bond(lot: Lot) -> str:
    if not lot.bond:
        return "本分包不收取投标保证金。"
    return (
        f"投标保证金为人民币{to_uppercase(lot.bond)}（¥{format_yuan(lot.bond)}），应当以支票、汇票、本票或者金融机构、"
        "担保机构出具的保函等非现金形式，在投标截止时间前提交。"
    )


def _performance(document: TenderDocument) -> str:
    if not document.performance_bond:
        return "本分包不收取履约保证金。"
    return (
        f"履约保证金为合同金额的 {number(document.performance_bond)}%，以非现金形式提交，合同履行完毕后退还。"
    )


def _deduction(document: TenderDocument) -> str:
    if not document.price_deduction:
        return "本分包专门面向中小企业采购，不执行价格扣除。"
    return (
        f"投标人为小型、微型企业的，以扣除 {number(document.price_deduction)}% 后的价格作为评审价参加评审；监狱企业、"
        "残疾人福利性单位视同小型、微型企业。投标人应当在商务文件中附第六章规定的声明函或者证明，并在开标一览表中勾选，"
        "否则不执行价格扣除。中标金额以投标报价为准。"
    )


def _brands(lot: Lot, document: TenderDocument) -> str:
    if not document.core_product:
        return "本分包不指定核心产品，不适用。"
    begins = (
        f"本分包的核心产品为{document.core_product}，投标人应当在开标一览表中填写其品牌。"
        "提供相同品牌核心产品且通过资格审查、符合性审查的"
    )
    if lot.evaluating == Evaluating.LOWEST_PRICE:
        ends = "不同投标人，以其中评审价最低的参加评标；评审价相同的，随机抽取确定，其他投标无效"
    else:
        ends = (
            "不同投标人，按一家投标人计算，评审后得分最高的获得中标人推荐资格；得分相同的，技术得分高的获得，"
            "仍相同的随机抽取确定，其他同品牌投标人不作为中标候选人"
        )
    return f"{begins}{ends}（财政部令第87号第三十一条）。"


def _schedule(said: dict[str, str], lot: Lot, document: TenderDocument) -> Block:
    """投标人须知前附表."""
    return Block(
        "facts",
        rows=[
            ["项目名称", said["tender"]],
            ["分包", f"{said['lot']}（{said['code']}）"],
            ["采购类型", lot.tender.get_subject_display()],
            ["采购目录", f"{lot.category.name}（{lot.category.code}）"],
            ["最高限价", f"¥{said['ceiling']}"],
            ["资审方式", lot.get_qualifying_display()],
            ["评标办法", lot.get_evaluating_display()],
            ["投标保证金", f"¥{format_yuan(lot.bond)}" if lot.bond else "不收取"],
            ["投标有效期", f"{said['validity']} 日"],
            [said["period_title"], said["period"]],
            ["履约保证金", said["performance_sentence"]],
            *([["核心产品", document.core_product]] if document.core_product else []),
            [
                "小微企业价格扣除",
                f"{number(document.price_deduction)}%" if document.price_deduction else "不适用",
            ],
            ["推荐中标候选人", f"{said['candidates']} 名"],
        ],
    )


def _requirements(document: TenderDocument, template: DocumentTemplate) -> list[Block]:
    goods = template.subject == Subject.GOODS
    found = [Block("heading", "一、采购需求"), *_paragraphs(document.requirements)]
    if document.core_product:
        found.append(Block("par", f"核心产品：{document.core_product}。"))
    found += [Block("heading", "二、技术和商务要求"), *_paragraphs(document.terms)]
    found += [
        Block("heading", "三、交付和付款"),
        Block("par", f"{'交货期' if goods else '服务期'}：{document.period}"),
        Block("par", f"{'交货地点' if goods else '服务地点'}：{document.place}"),
        *_paragraphs(f"付款方式：{document.payment}"),
    ]
    return found


def _criteria(criteria: list[Criterion]) -> list[Block]:
    """A table for each part that there is, in the order of the evaluation."""
    found = []
    for part in Part:
        rows = [each for each in criteria if each.part == part]
        if not rows:
            continue
        if part in PASSED_OR_NOT:
            found.append(Block("heading", f"{part.label}（通过或者不通过）"))
            found.append(
                Block("table", head=["评审项", "评审标准"], rows=[[c.name, c.standard] for c in rows])
            )
            continue
        total = sum((each.points or Decimal(0) for each in rows), Decimal(0))
        found.append(Block("heading", f"{part.label}（{number(total)} 分）"))
        table = [[c.name, number(c.points), c.standard, _kind(c)] for c in rows]
        found.append(Block("table", head=["评审项", "分值", "评审标准", "说明"], rows=table))
    return found


def _kind(criterion: Criterion) -> str:
    words = ["客观分" if criterion.is_objective else "主观分"]
    return "、".join(words + (["暗标"] if criterion.is_blind else []))


def number(value: Decimal) -> str:
    """Without zeros that say nothing."""
    return f"{value.normalize():f}"


def _blocks(fixed: str, said: dict[str, str]) -> list[Block]:
    found: list[Block] = []
    for line in filter(None, map(str.strip, fixed.splitlines())):
        if line.startswith("# "):
            found.append(Block("heading", line.removeprefix("# ")))
        else:
            found += _paragraphs(line.format_map(said))
    return found


def _paragraphs(typed: str) -> list[Block]:
    """What was typed, line by line."""
    return [Block("par", line) for line in map(str.strip, typed.splitlines()) if line]


# ---- PDF -----------------------------------------------------------------------------------------------------------


def write(form: FilingForm, filing: Filing, number: str, url: str) -> bytes:
    """The PDF of a valid `TenderDocumentForm`, to be sealed (`OnlineDeed.write`)."""
    criteria = [row.instance for row in kept(form.row_sets["criteria"])]
    return _pdf(form.case, form.instance, criteria, number=number, url=url, is_sealed=True)


def pdf_of(document: TenderDocument, *, url: str) -> bytes:
    """The PDF of a document that was issued without a seal of the agent. url: its 验真 address."""
    return _pdf(
        document.about,
        document,
        document.criteria.all(),
        number=number_of(document),
        url=url,
        is_sealed=False,
    )


def number_of(document: TenderDocument) -> str:
    """Under which it is issued where its agent does not seal it."""
    return f"ZB-{document.pk:08d}"


def _pdf(
    lot: Lot,
    document: TenderDocument,
    criteria: Iterable[Criterion],
    *,
    number: str,
    url: str,
    is_sealed: bool,
) -> bytes:
    registered = local_date(lot.tender.registered_at)
    said: dict[str, Any] = {
        "title": TITLE,
        "name": lot.tender.name,
        "number": number,
        "cover": [
            ["项目编号", lot.tender.code],
            ["分包", f"{lot.title}（{lot.code}）"],
            ["采购人", lot.procuring_entity.name],
            ["采购代理机构", lot.tender.agent.name],
            ["采购方式", "公开招标"],
            ["注册日期", f"{registered.year}年{registered.month}月{registered.day}日"],
            ["模板范本", templates.get(document.template).title],
        ],
        "chapters": [
            {"title": each.title, "blocks": [vars(block) for block in each.blocks]}
            for each in chapters(lot, document, criteria)
        ],
        "parties": [["采购代理机构", lot.tender.agent.name]] if is_sealed else [],
    }
    digest = sha256(canonical(said).encode()).hexdigest()
    return render_pdf(TEMPLATE, said | {"sha256": digest, "url": url, "qr": qr_svg(url)})


def find(number: str, request: HttpRequest) -> Issued | None:
    """An unsealed document on the 验真 page: that it is ours; who has it can have its bytes compared."""
    key = number.removeprefix("ZB-")
    if key == number or not key.isdecimal() or len(key) > 18:
        return None
    document = TenderDocument.objects.filter(pk=int(key), state=FilingState.APPROVED).first()
    if document is None or number_of(document) != number or submitted(document) is not None:
        return None
    return Issued(
        number=number,
        title=TITLE,
        issuer=document.organisation.name,
        issued_at=document.submitted_at,
        sha256="",
        known_as=platform.known(
            lambda: pdf_of(document, url=check_url(request, number)), "平台出具的招标文件", number=number
        ),
    )


kinds.register(IssuedKind("tendering.documents", find))
