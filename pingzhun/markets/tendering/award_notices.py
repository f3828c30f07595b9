"""中标公告, its change, and the notice of the contract: their kinds, and what each says (87号令 第六十九条, 条例 第五十条)."""

from datetime import datetime

from django.utils.html import format_html, format_html_join

from pingzhun.base.money import format_yuan, to_uppercase
from pingzhun.documents.folders import copy_folder
from pingzhun.filings.models import Deed
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import committee
from pingzhun.markets.tendering.arithmetic.basics import percent
from pingzhun.markets.tendering.models import AwardChange, AwardContract, AwardNotice, BidResult, Lot
from pingzhun.notices.body import section
from pingzhun.notices.kinds import NoticeKind, register
from pingzhun.notices.models import Notice
from pingzhun.notices.pdf import Wording
from pingzhun.notices.publication import publish

AWARD = register(NoticeKind("tendering.award", "中标公告", "ZFZB", "tendering"))
AWARD_CHANGE = register(NoticeKind("tendering.award_change", "中标变更公告", "ZFZG", "tendering"))
CONTRACT = register(NoticeKind("tendering.contract", "合同公告", "ZFHT", "tendering"))


def facts_of(lot: Lot) -> list[tuple[str, str]]:
    """What every notice after an award says of its lot, names and addresses with it."""
    entity, agent = lot.procuring_entity, lot.tender.agent
    return [
        ("项目名称", lot.tender.name),
        ("分包名称", lot.title),
        ("采购人", entity.name),
        ("采购人地址", entity.address),
        ("采购人联系方式", f"{entity.contact_name} {entity.contact_mobile}"),
        ("采购代理机构", agent.name),
        ("采购代理机构地址", agent.address),
        ("采购代理机构联系方式", f"{lot.tender.contact_name} {lot.tender.contact_phone}"),
    ]


def award_wording(filing: AwardNotice, *, lot: Lot, items: list[tuple[str, str, str, str]]) -> Wording:
    """中标公告 as its publisher seals it. items: name, specification, quantity and unit price of what was won."""
    result, evaluation = filing.winner, filing.winner.evaluation
    members = "、".join(seat.name for seat in committee.seats(evaluation))
    total = [("综合得分", f"{result.total} 分")] if result.total is not None else []
    rows = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", items)
    period = lot.figure("award.notice_period")
    return Wording(
        f"{lot.title}中标公告",
        [
            *facts_of(lot),
            ("采购方式", "公开招标"),
            ("评标办法", lot.get_evaluating_display()),
            ("中标单位", result.bid.organisation.name),
            ("中标单位地址", filing.winner_address),
            ("中标金额", f"{format_yuan(result.price)} 元（{to_uppercase(result.price)}）"),
            *_deduction(lot, result),
            *total,
            ("评标委员会成员", members),
            ("代理服务费", f"{format_yuan(filing.agency_fee)} 元"),
            ("代理服务费收费标准", filing.agency_fee_standard),
            ("公告期限", f"自本公告发布之日起 {period}"),
        ],
        format_html(
            "<h3>主要中标标的</h3><table><thead><tr><th>名称</th><th>规格型号或服务要求</th><th>数量</th><th>单价</th></tr></thead>"
            "<tbody>{}</tbody></table>{}",
            rows,
            section("其他补充事宜", filing.note) if filing.note else "",
        ),
    )


def _deduction(lot: Lot, result: BidResult) -> list[tuple[str, str]]:
    """Whether the winner was preferred as a 小型、微型企业; nothing where nobody could be."""
    if not lot.document.price_deduction:
        return []
    if not result.deduction:
        return [("价格扣除", "中标单位未享受价格扣除")]
    share, price = percent(result.deduction), format_yuan(result.evaluated_price)
    return [("价格扣除", f"中标单位为小型、微型企业，评审时扣除 {share}，评审价 {price} 元")]


def items_of(filing: AwardNotice) -> list[tuple[str, str, str, str]]:
    return [
        (each.name, each.specification, each.quantity, f"{format_yuan(each.unit_price)} 元")
        for each in filing.items.all()
    ]


def publish_award(lot: Lot, filing: AwardNotice, *, deed: Deed | None, now: datetime) -> Notice:
    """An award after 放弃中标 or 复评 corrects the one before."""
    wording = award_wording(filing, lot=lot, items=items_of(filing))
    return _publish(lot, AWARD, wording, filing, deed=deed, corrects=latest_award(lot), now=now)


def change_wording(filing: AwardChange, *, lot: Lot) -> Wording:
    return Wording(
        f"{lot.title}中标变更公告",
        [*facts_of(lot), ("变更事项", filing.matter)],
        section("原公告内容", filing.before)
        + section("变更后内容", filing.after)
        + section("变更原因", filing.explanation),
    )


def publish_change(lot: Lot, filing: AwardChange, *, deed: Deed | None, now: datetime) -> Notice:
    before = latest_award(lot)
    if before is None:
        raise Refused("中标公告尚未发布，不能变更。")
    wording = change_wording(filing, lot=lot)
    return _publish(lot, AWARD_CHANGE, wording, filing, deed=deed, corrects=before, now=now)


def latest_award(lot: Lot) -> Notice | None:
    """The last 中标公告 or 中标变更公告 of the lot."""
    kinds = (AWARD.key, AWARD_CHANGE.key)
    found = Notice.objects.filter(case_id=lot.pk, kind__in=kinds, corrected_by=None)
    return found.order_by("-published_at", "-pk").first()


def publish_contract(lot: Lot, filing: AwardContract, *, now: datetime) -> Notice:
    wording = Wording(
        f"{lot.title}合同公告",
        [
            *facts_of(lot),
            ("合同编号", filing.number),
            ("供应商", lot.winner.name),
            ("合同金额", f"{format_yuan(filing.amount)} 元"),
            ("签订日期", f"{filing.signed_on}"),
            ("履行期限", f"{filing.starts_on} 至 {filing.ends_on}"),
        ],
        "",
    )
    return publish(
        kind=CONTRACT,
        title=wording.title,
        given=[("项目编号", lot.tender.code), ("分包编号", lot.code)],
        facts=wording.facts,
        body=wording.body,
        case=lot,
        jurisdiction=lot.jurisdiction,
        organisation=lot.procuring_entity,
        folder=copy_folder(filing.folder, now=now),
        now=now,
    )


def _publish(
    lot: Lot,
    kind: NoticeKind,
    wording: Wording,
    filing: AwardNotice | AwardChange,
    *,
    deed: Deed | None,
    corrects: Notice | None,
    now: datetime,
) -> Notice:
    return publish(
        kind=kind,
        title=wording.title,
        given=[("项目编号", lot.tender.code), ("分包编号", lot.code)],
        facts=wording.facts,
        body=wording.body,
        case=lot,
        jurisdiction=lot.jurisdiction,
        organisation=lot.tender.agent,
        folder=copy_folder(filing.folder, now=now),
        corrects=corrects,
        deed=deed,
        now=now,
    )
