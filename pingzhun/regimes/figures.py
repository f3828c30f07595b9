"""The legal figures, as dated data: what the law says, in which article, since when, and how sure we are.

A figure that changes gets a second line with the same key and the day from which it counts; nothing is
edited. Lines marked `per_jurisdiction` differ from place to place: their value is a default that an
administrator replaces for a jurisdiction (`overrides.set_override`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    DAYS = "日"
    WORKDAYS = "工作日"
    MONTHS = "个月"
    YEARS = "年"
    MINUTES = "分钟"
    COMPANIES = "家"
    PERSONS = "人"
    TIMES = "次"
    PERCENT = "%"
    YUAN = "元"


class Status(StrEnum):
    READ = "V"
    SECOND_HAND = "2"
    UNVERIFIED = "?"
    LOCAL = "L"

    @property
    def label(self) -> str:
        labels = {"V": "已核对原文", "2": "转引，待核对原文", "?": "默认值，待按辖区核定", "L": "辖区设定"}
        return labels[self.value]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `value` counts `unit`; `article` is what a refusal cites."""

    key: str
    title: str
    value: Decimal
    unit: Unit
    article: str
    status: Status
    effective_from: date
    per_jurisdiction: bool = False

    @property
    def whole(self) -> int:
        """The value as the whole number that days and bidders are. Raises ValueError if it is not one."""
        if self.value != int(self.value):
            raise ValueError(f"{self.key} is {self.value}, not a whole number")
        return int(self.value)

    def __str__(self) -> str:
        return f"{self.value.normalize():,f} {self.unit}".replace(" %", "%")


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law or order, in force since a day."""

    title: str
    since: date

    def figure(
        self, key: str, title: str, value: int, unit: Unit, article: str, status: Status = Status.READ
    ) -> Figure:
        return Figure(key, title, Decimal(value), unit, self.title + article, status, self.since)


LAW = Instrument("《中华人民共和国政府采购法》", date(2003, 1, 1))
REGULATIONS = Instrument("《中华人民共和国政府采购法实施条例》", date(2015, 3, 1))
ORDER_74 = Instrument("《政府采购非招标采购方式管理办法》（财政部令第74号）", date(2014, 2, 1))
ORDER_87 = Instrument("《政府采购货物和服务招标投标管理办法》（财政部令第87号）", date(2017, 10, 1))
ORDER_94 = Instrument("《政府采购质疑和投诉办法》（财政部令第94号）", date(2018, 3, 1))
CONSULTATION = Instrument(
    "《政府采购竞争性磋商采购方式管理暂行办法》（财库〔2014〕214号）", date(2014, 12, 31)
)
EXPERTS = Instrument("《政府采购评审专家管理办法》（财库〔2016〕198号）", date(2017, 1, 1))
SMALL_FIRMS = Instrument(  # 9 of the order of 2020, as the notice of 2022 changed it
    "《政府采购促进中小企业发展管理办法》（财库〔2020〕46号）第九条、财库〔2022〕19号", date(2022, 7, 1)
)
LOW_PRICES = Instrument("财政部关于政府采购异常低价审查的规定", date(2025, 1, 1))
SMALL_WORKS = "散小工程管理规定（按辖区设定）"
TENDERING = "政府采购交易管理规定（按辖区设定）"


def _local(
    key: str, title: str, value: int, unit: Unit, article: str = "中介超市管理规定（按辖区设定）"
) -> Figure:
    return Figure(
        key, title, Decimal(value), unit, article, Status.UNVERIFIED, date(2003, 1, 1), per_jurisdiction=True
    )


FIGURES: tuple[Figure, ...] = (
    # Tendering
    LAW.figure("tender.document_to_deadline", "招标文件发出至投标截止", 20, Unit.DAYS, "第三十五条"),
    ORDER_87.figure("tender.notice_period", "招标公告期限", 5, Unit.WORKDAYS, "第十六条"),
    REGULATIONS.figure("tender.document_on_offer", "招标文件提供期限", 5, Unit.WORKDAYS, "第三十一条"),
    ORDER_87.figure(
        "tender.clarification_before_deadline", "澄清修改至投标截止", 15, Unit.DAYS, "第二十七条"
    ),
    ORDER_87.figure("tender.min_bidders", "开标的最少投标人数", 3, Unit.COMPANIES, "第四十一条"),
    ORDER_87.figure("tender.min_qualified", "评标的最少合格投标人数", 3, Unit.COMPANIES, "第四十四条"),
    # Other methods
    ORDER_74.figure(
        "negotiation.document_to_deadline", "谈判文件发出至响应截止", 3, Unit.WORKDAYS, "第二十九条"
    ),
    ORDER_74.figure(
        "inquiry.document_to_deadline", "询价通知书发出至响应截止", 3, Unit.WORKDAYS, "第四十五条"
    ),
    ORDER_74.figure(
        "negotiation.min_suppliers_after_tender",
        "招标后转谈判的最少供应商数",
        2,
        Unit.COMPANIES,
        "第二十七条",
    ),
    ORDER_74.figure("single_source.publicity", "单一来源公示期", 5, Unit.WORKDAYS, "第三十八条"),
    CONSULTATION.figure(
        "consultation.document_to_deadline", "磋商文件发出至响应截止", 10, Unit.DAYS, "", Status.SECOND_HAND
    ),
    CONSULTATION.figure(
        "consultation.document_on_offer", "磋商文件提供期限", 5, Unit.WORKDAYS, "", Status.SECOND_HAND
    ),
    # Evaluation
    ORDER_87.figure("committee.min_size", "评标委员会最少人数", 5, Unit.PERSONS, "第四十七条"),
    ORDER_87.figure(
        "committee.large_from", "评标委员会须加大规模的预算金额（含）", 10_000_000, Unit.YUAN, "第四十七条"
    ),
    ORDER_87.figure("committee.large_min_size", "大额项目评标委员会最少人数", 7, Unit.PERSONS, "第四十七条"),
    ORDER_87.figure(  # "experts ≥ 2/3" kept exact: experts × 3 ≥ members × this
        "committee.experts_of_three", "每三名评委中评审专家的最少人数", 2, Unit.PERSONS, "第四十七条"
    ),
    ORDER_74.figure("committee.small_min_size", "谈判、询价小组最少人数", 3, Unit.PERSONS, "第七条"),
    EXPERTS.figure(
        "experts.draw_before_evaluation", "专家抽取最早提前", 2, Unit.WORKDAYS, "", Status.SECOND_HAND
    ),
    REGULATIONS.figure("avoidance.look_back", "回避关系的追溯年限", 3, Unit.YEARS, "第九条"),
    ORDER_87.figure("price.goods_min_weight", "货物项目价格分最低权重", 30, Unit.PERCENT, "第五十五条"),
    ORDER_87.figure("price.services_min_weight", "服务项目价格分最低权重", 10, Unit.PERCENT, "第五十五条"),
    SMALL_FIRMS.figure(
        "price.small_deduction_min", "小微企业价格扣除的下限", 10, Unit.PERCENT, "", Status.SECOND_HAND
    ),
    SMALL_FIRMS.figure(
        "price.small_deduction_max", "小微企业价格扣除的上限", 20, Unit.PERCENT, "", Status.SECOND_HAND
    ),
    LOW_PRICES.figure(
        "low_price.share_of_mean", "异常低价：低于平均报价的比例", 50, Unit.PERCENT, "", Status.SECOND_HAND
    ),
    LOW_PRICES.figure(
        "low_price.share_of_second", "异常低价：低于次低报价的比例", 50, Unit.PERCENT, "", Status.SECOND_HAND
    ),
    LOW_PRICES.figure(
        "low_price.share_of_ceiling", "异常低价：低于最高限价的比例", 45, Unit.PERCENT, "", Status.SECOND_HAND
    ),
    LOW_PRICES.figure(
        "low_price.explanation", "异常低价的最短说明时间", 30, Unit.MINUTES, "", Status.SECOND_HAND
    ),
    # Bonds
    REGULATIONS.figure("bond.bid_max_share", "投标保证金占预算的上限", 2, Unit.PERCENT, "第三十三条"),
    REGULATIONS.figure("bond.bid_return", "投标保证金退还期限", 5, Unit.WORKDAYS, "第三十三条"),
    REGULATIONS.figure(
        "bond.performance_max_share", "履约保证金占合同的上限", 10, Unit.PERCENT, "第四十八条"
    ),
    # Award and contract
    ORDER_87.figure("award.report", "评标报告送交采购人", 2, Unit.WORKDAYS, "第六十八条"),
    ORDER_87.figure("award.decision", "采购人确定中标人", 5, Unit.WORKDAYS, "第六十八条"),
    ORDER_87.figure("award.publish", "公告中标结果", 2, Unit.WORKDAYS, "第六十九条"),
    ORDER_87.figure("award.notice_period", "中标公告期限", 1, Unit.WORKDAYS, "第六十九条"),
    LAW.figure("contract.sign", "签订合同", 30, Unit.DAYS, "第四十六条"),
    REGULATIONS.figure("contract.publish", "公告合同", 2, Unit.WORKDAYS, "第五十条"),
    LAW.figure("contract.file", "合同备案", 7, Unit.WORKDAYS, "第四十七条"),
    LAW.figure("contract.additions_max_share", "补充合同金额上限", 10, Unit.PERCENT, "第四十九条"),
    LAW.figure("records.keep", "采购文件保存年限", 15, Unit.YEARS, "第四十二条"),
    # Enquiry, challenge, complaint
    REGULATIONS.figure("enquiry.answer", "答复询问", 3, Unit.WORKDAYS, "第五十二条"),
    LAW.figure("challenge.raise", "提出质疑", 7, Unit.WORKDAYS, "第五十二条"),
    LAW.figure("challenge.answer", "答复质疑", 7, Unit.WORKDAYS, "第五十三条"),
    LAW.figure("complaint.raise", "提出投诉", 15, Unit.WORKDAYS, "第五十五条"),
    ORDER_94.figure("complaint.examine", "审查投诉书", 5, Unit.WORKDAYS, "第二十一条"),
    ORDER_94.figure("complaint.refuse", "告知不予受理", 3, Unit.WORKDAYS, "第二十一条"),
    ORDER_94.figure("complaint.serve", "发出投诉答复通知", 8, Unit.WORKDAYS, "第二十一条"),
    ORDER_94.figure("complaint.respond", "被投诉人答复投诉", 5, Unit.WORKDAYS, "第二十二条"),
    ORDER_94.figure("complaint.decide", "作出投诉处理决定", 30, Unit.WORKDAYS, "第二十六条"),
    ORDER_94.figure("complaint.suspension_max", "暂停采购活动最长", 30, Unit.DAYS, "第二十八条"),
    ORDER_94.figure("complaint.unfounded_limit", "查无实据投诉记入不良记录", 3, Unit.TIMES, "第三十七条"),
    ORDER_94.figure("complaint.unfounded_window", "查无实据投诉的计算期间", 12, Unit.MONTHS, "第三十七条"),
    # The intermediary supermarket: every place sets its own
    _local("intermediary.min_enrolments", "首次公告最少报名家数", 2, Unit.COMPANIES),
    _local("intermediary.min_enrolments_again", "再次公告最少报名家数", 1, Unit.COMPANIES),
    _local("intermediary.min_enrolment_period", "报名期限最短", 3, Unit.WORKDAYS),
    _local("intermediary.opening_holders", "持有开启密钥的单位", 3, Unit.COMPANIES),
    _local("intermediary.opening_threshold", "共同开启报价所需单位", 2, Unit.COMPANIES),
    _local("intermediary.opening_reminder", "报价待开启的催办", 1, Unit.DAYS),
    _local("intermediary.opening_overdue", "报价待开启的逾期", 2, Unit.DAYS),
    _local("intermediary.outage_extension", "系统故障延期后的报名截止时间，自确认起", 1, Unit.WORKDAYS),
    _local("intermediary.outage_margin", "系统恢复后多久以内截止的项目一并延期", 120, Unit.MINUTES),
    _local("intermediary.result_publicity", "中选结果公示期", 1, Unit.WORKDAYS),
    _local("intermediary.contract_sign", "中选后签订合同并备案", 30, Unit.DAYS),
    _local("intermediary.review", "审核承诺时限", 3, Unit.WORKDAYS),
    _local("intermediary.direct_ceiling", "直接选取的金额上限（含）", 100_000, Unit.YUAN),
    _local("intermediary.rating_weight_entity", "综合评分中项目单位的权重", 60, Unit.PERCENT),
    _local("intermediary.rating_weight_manager", "综合评分中管理人员的权重", 40, Unit.PERCENT),
    _local("intermediary.suspension_max", "暂停资格最长", 365, Unit.DAYS),
    # Tendering: who opens the bids, and how long the hall waits for them
    _local("tendering.opening_holders", "持有开启密钥的单位", 3, Unit.COMPANIES, TENDERING),
    _local("tendering.opening_threshold", "共同开启投标所需单位", 2, Unit.COMPANIES, TENDERING),
    _local("tendering.opening_reminder", "投标待开启的催办", 15, Unit.MINUTES, TENDERING),
    _local("tendering.opening_overdue", "投标待开启的逾期", 60, Unit.MINUTES, TENDERING),
    # Small works: the same
    _local("smallworks.min_enrolments", "最少报名家数", 1, Unit.COMPANIES, SMALL_WORKS),
    _local("smallworks.min_enrolment_period", "报名期限最短", 3, Unit.WORKDAYS, SMALL_WORKS),
    _local("smallworks.settlement_difference", "结算与合同差额的提示线", 10, Unit.PERCENT, SMALL_WORKS),
    _local("smallworks.suspension_max", "企业停用最长", 365, Unit.DAYS, SMALL_WORKS),
)


def figure_on(key: str, day: date, *, figures: Iterable[Figure] = FIGURES) -> Figure:
    """Return the figure `key` as it stood on `day`. Raises KeyError if there was none."""
    dated = [figure for figure in figures if figure.key == key and figure.effective_from <= day]
    if not dated:
        raise KeyError(f"no legal figure {key!r} on {day}")
    return max(dated, key=lambda figure: figure.effective_from)
