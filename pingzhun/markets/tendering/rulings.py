"""投诉处理结果公告: the decision on a complaint, without business secrets and personal data (94号令 第三十三条)."""

from datetime import datetime

from pingzhun.markets.tendering.models import ComplaintRuling
from pingzhun.notices.body import section
from pingzhun.notices.kinds import NoticeKind, register
from pingzhun.notices.models import Notice
from pingzhun.notices.publication import publish

RULING = register(NoticeKind("tendering.ruling", "投诉处理结果公告", "ZCTS", "tendering"))


def publish_ruling(filing: ComplaintRuling, *, now: datetime) -> Notice:
    lot = filing.about
    return publish(
        kind=RULING,
        case=lot,
        title=f"{lot.title}投诉处理结果公告",
        facts=[
            ("项目编号", lot.code),
            ("项目名称", lot.tender.name),
            ("采购人", lot.procuring_entity.name),
            ("招标代理", lot.agent.name),
            ("投诉人", filing.complained.organisation.name),
            ("处理决定", filing.get_outcome_display()),
        ],
        body=section("处理理由", filing.reasons),
        jurisdiction=lot.jurisdiction,
        organisation=filing.organisation,
        now=now,
    )
