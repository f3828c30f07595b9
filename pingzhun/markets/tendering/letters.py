"""中标通知书, and what a bidder is told of its own bid (87号令 第六十九条)."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime

from pingzhun.base.money import format_yuan, to_uppercase
from pingzhun.cases.dossiers import Paper
from pingzhun.documents.issued import Issued, IssuedKind, for_who_has_it, hashed, kinds
from pingzhun.markets.tendering import awarding, committee
from pingzhun.markets.tendering.course import LET
from pingzhun.markets.tendering.models import Lot

TEMPLATE = (Path(__file__).parent / "letter.typ").read_text("utf-8")
TITLE = "中标通知书"
MARK = "-TZ"


def number_of(lot: Lot) -> str:
    """Another one where an earlier winner has given up."""
    evaluation = awarding.evaluation_of(lot)
    return f"{lot.code}{MARK}{evaluation.number}-{len(committee.declined(evaluation)) + 1}"


def award_letter(lot: Lot) -> Paper:
    """To the winner of a lot whose 中标公告 is published."""
    sign, winner = lot.figure("contract.sign"), lot.winner
    published = localtime(lot.awarded_at)
    price = f"人民币{to_uppercase(lot.price)}（¥{format_yuan(lot.price)}）"
    data: dict[str, Any] = {
        "title": f"{lot.title}{TITLE}",
        "number": number_of(lot),
        "to": winner.name,
        "facts": [
            ["项目编号", lot.tender.code],
            ["项目名称", lot.tender.name],
            ["分包", f"{lot.title}（{lot.code}）"],
            ["采购人", lot.procuring_entity.name],
            ["采购代理机构", lot.tender.agent.name],
            ["中标人", f"{winner.name}（{winner.credit_code}）"],
            ["中标金额", price],
        ],
        "clauses": [
            f"“{lot.title}”采用公开招标方式采购，经评标委员会评审、采购人确定，贵单位为中标人，中标金额为{price}。",
            f"请贵单位自本通知书发出之日起 {sign} 内，按照招标文件和贵单位投标文件的规定，与采购人签订书面合同"
            f"（{sign.article}）。",
            "中标通知书对采购人和中标人具有同等法律效力。通知书发出后，采购人改变中标结果，或者中标人放弃中标的，"
            "应当承担相应的法律责任。",
        ],
        "issued": f"{published:%Y-%m-%d}",
    }
    return Paper("award-letter", TITLE, TEMPLATE, hashed(data))


def find(number: str, request: HttpRequest) -> Issued | None:
    code = number.rpartition(MARK)[0]
    lot = Lot.objects.filter(code=code, state__in=LET).select_related("tender").first()
    if lot is None or number_of(lot) != number or lot.awarded_at is None:
        return None
    found = lot
    return for_who_has_it(
        f"{lot.title}{TITLE}",
        TITLE,
        issued_at=lot.awarded_at,
        template=TEMPLATE,
        data=lambda: award_letter(found).data,
        number=number,
        request=request,
    )


kinds.register(IssuedKind("tendering.award_letters", find))
