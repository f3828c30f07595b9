"""模板范本 of the 招标文件: which text, for what, since when; and the criteria that it begins with (H20)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pingzhun.base.localtime import local_date
from pingzhun.base.registry import Registry
from pingzhun.markets.tendering.models import Evaluating, Lot, Part, Subject


@dataclass(frozen=True)
class DocumentTemplate:
    """version: the folder of `texts/`. issued_on: the first day on which it can be chosen."""

    version: str
    issued_on: date
    subject: Subject
    evaluating: Evaluating

    @property
    def key(self) -> str:
        return f"{self.subject}-{self.evaluating}-{self.version}"

    @property
    def title(self) -> str:
        what = f"{self.subject.label}公开招标文件（{self.evaluating.label}）"
        return f"{what}{self.version} 版，{self.issued_on:%Y-%m-%d} 发布"

    @property
    def method(self) -> str:
        """The name of the text of chapter 4."""
        return f"method_{self.evaluating}"

    @property
    def contract(self) -> str:
        """The name of the text of chapter 5."""
        return str(self.subject)

    @property
    def first_criteria(self) -> list[dict[str, Any]]:
        """The rows that the agent starts with, and is to make fit."""
        if self.evaluating == Evaluating.LOWEST_PRICE:
            return [*PASSED, SUBSTANTIVE]
        return [*PASSED, *SCORED[self.subject]]


def _criterion(
    part: Part,
    name: str,
    standard: str,
    points: int | None = None,
    *,
    objective: bool = False,
    blind: bool = False,
) -> dict[str, Any]:
    return {
        "part": part,
        "name": name,
        "standard": standard,
        "points": points,
        "is_objective": objective,
        "is_blind": blind,
    }


PASSED = (
    _criterion(Part.QUALIFICATION, "主体资格", "提供有效的营业执照或者事业单位法人证书等证明文件。"),
    _criterion(
        Part.QUALIFICATION,
        "财务和纳税、社保",
        "提供财务状况报告，依法缴纳税收和社会保障资金的证明材料，或者资格承诺函。",
    ),
    _criterion(
        Part.QUALIFICATION,
        "信用记录",
        "未被列入失信被执行人、重大税收违法失信主体、政府采购严重违法失信行为记录名单，以开标当日查询结果为准。",
    ),
    _criterion(Part.CONFORMITY, "签署和盖章", "投标函、授权书按招标文件要求签署、盖章。"),
    _criterion(Part.CONFORMITY, "报价要求", "报价唯一，且不超过最高限价。"),
    _criterion(Part.CONFORMITY, "投标有效期", "不少于招标文件规定的投标有效期。"),
)
SUBSTANTIVE = _criterion(
    Part.CONFORMITY, "技术和商务要求", "逐条响应招标文件第三章的技术和商务要求，有一项不满足的，投标无效。"
)
PRICE = "满足招标文件要求且评审价最低的为评标基准价，投标报价得分＝（评标基准价／评审价）×价格分值。"
SCORED = {
    Subject.GOODS: (
        _criterion(Part.PRICE, "投标报价", PRICE, 30, objective=True),
        _criterion(
            Part.BUSINESS,
            "类似业绩",
            "近三年同类货物供货业绩，每提供一份合同得 2 分，最多 10 分。",
            10,
            objective=True,
        ),
        _criterion(
            Part.BUSINESS,
            "质保期",
            "在招标文件要求的基础上，每延长一年得 5 分，最多 10 分。",
            10,
            objective=True,
        ),
        _criterion(
            Part.TECHNICAL,
            "技术参数响应",
            "全部满足得 35 分；一般参数每有一项负偏离扣 2 分，扣完为止。",
            35,
            objective=True,
        ),
        _criterion(
            Part.TECHNICAL,
            "供货和售后方案",
            "方案完整、针对性强、可行的得 11—15 分；较完整的得 6—10 分；一般的得 1—5 分；未提供的不得分。",
            15,
            blind=True,
        ),
    ),
    Subject.SERVICES: (
        _criterion(Part.PRICE, "投标报价", PRICE, 10, objective=True),
        _criterion(
            Part.BUSINESS,
            "类似业绩",
            "近三年同类服务业绩，每提供一份合同得 5 分，最多 15 分。",
            15,
            objective=True,
        ),
        _criterion(
            Part.BUSINESS,
            "项目人员",
            "项目负责人和主要人员具有相应职称或者执业资格的，每人得 5 分，最多 15 分。",
            15,
            objective=True,
        ),
        _criterion(
            Part.TECHNICAL,
            "服务方案",
            "方案完整、针对性强、可行的得 31—40 分；较完整的得 16—30 分；一般的得 1—15 分；未提供的不得分。",
            40,
            blind=True,
        ),
        _criterion(
            Part.TECHNICAL,
            "质量保障和应急措施",
            "措施具体、可行的得 15—20 分；较具体的得 8—14 分；一般的得 1—7 分；未提供的不得分。",
            20,
            blind=True,
        ),
    ),
}

templates: Registry[DocumentTemplate] = Registry("templates of tender documents")
for subject in Subject:
    for evaluating in Evaluating:
        templates.register(DocumentTemplate("2026-11", date(2026, 11, 1), subject, evaluating))


def fitting(lot: Lot, *, now: datetime) -> list[DocumentTemplate]:
    """Those for what this lot buys and how it is evaluated, the newest first."""
    found = [
        each
        for each in templates
        if (each.subject, each.evaluating) == (lot.tender.subject, lot.evaluating)
        and each.issued_on <= local_date(now)
    ]
    return sorted(found, key=lambda each: each.issued_on, reverse=True)
