"""The steps of the notices up to the opening, as their people take them: for the tests, the story and the demonstration."""

from datetime import datetime, timedelta
from typing import Any

from pingzhun.base.localtime import local_date
from pingzhun.documents.seals.keys import Signer
from pingzhun.filings.driving import approve, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.announcing import offered_until
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.steps import again, paper
from pingzhun.markets.tendering.desks.abnormal import LotExceptionDesk
from pingzhun.markets.tendering.desks.announcing import BidInvitationDesk, InvitationChangeDesk
from pingzhun.markets.tendering.desks.failure import FailureNoticeDesk, RetenderingDesk
from pingzhun.markets.tendering.documents import clarifications
from pingzhun.markets.tendering.models import Conclusion, Interruption, Lot
from pingzhun.regimes import clock


def invitation_terms(now: datetime, **changes: Any) -> dict[str, Any]:
    """What an agent types of a 招标公告."""
    today = local_date(now)
    return {
        "requirement": "台式计算机 120 套，含安装调试和三年质保，详见招标文件。",
        "qualifications": "符合《中华人民共和国政府采购法》第二十二条规定；本项目不接受联合体投标。",
        "other": "本项目落实节能产品、中小企业扶持等政府采购政策。",
        "notice_workdays": 5,
        "offered_from": today,
        "offered_until": today + timedelta(days=14),
        "opinion": "同意发布",
    } | changes


def file_invitation(cast: Cast, lot: Lot, *, signer: Signer | None = None, **changes: Any) -> Filing:
    """招标公告 by the agent, not reviewed yet."""
    return submit(
        BidInvitationDesk,
        cast.agent.files,
        invitation_terms(clock.now(), **changes),
        case=lot,
        signer=signer,
    )


def announce(cast: Cast, lot: Lot, *, signer: Signer | None = None, **changes: Any) -> Lot:
    """A lot with venue and confirmed document, announced."""
    approve(file_invitation(cast, lot, signer=signer, **changes), cast.centre.reviews)
    return again(lot)


def change(cast: Cast, lot: Lot, *, signer: Signer | None = None, **changes: Any) -> Lot:
    """变更公告, to the opening that has been reserved anew, if one has; a suspended lot goes on with it."""
    data = {
        "explanation": "开标时间顺延，其他内容不变。",
        "has_clarification": str(clarifications(lot).exists()),
        "affects_bids": "False",
        "offered_until": offered_until(lot),
        "opinion": "同意",
    }
    submit(InvitationChangeDesk, cast.agent.files, data | changes, case=lot, signer=signer)
    return again(lot)


def file_exception(cast: Cast, lot: Lot, act: Interruption, reason: str) -> Filing:
    """采购异常 by the agent, not reviewed yet."""
    data = {"act": act, "reason": reason, "opinion": "同意"}
    files = {"decision": paper("采购人决定文件")}
    return submit(LotExceptionDesk, cast.agent.files, data, case=lot, files=files)


def suspend(cast: Cast, lot: Lot, *, reason: str = "采购需求需要重新论证。") -> Lot:
    approve(file_exception(cast, lot, Interruption.SUSPENSION, reason), cast.centre.reviews)
    return again(lot)


def cancel(cast: Cast, lot: Lot, *, reason: str = "因政策调整，采购任务取消。") -> Lot:
    approve(file_exception(cast, lot, Interruption.CANCELLATION, reason), cast.centre.reviews)
    return again(lot)


def file_failure(cast: Cast, lot: Lot, **changes: Any) -> Filing:
    """废标公告 by the agent, not reviewed yet."""
    data = {"act": Conclusion.FAILED, "reason": "有效投标人不足三家。", "opinion": "同意"}
    files = {"conclusion": paper("评委会废标结论")}
    return submit(FailureNoticeDesk, cast.agent.files, data | changes, case=lot, files=files)


def fail_notice(cast: Cast, lot: Lot, **changes: Any) -> Lot:
    approve(file_failure(cast, lot, **changes), cast.centre.reviews)
    return again(lot)


def file_again(cast: Cast, lot: Lot) -> Filing:
    """重新招标 by the agent, not consented to yet."""
    data = {"reason": "招标文件没有不合理条款，投标人不足系响应时间较短，延长后重新招标。"}
    return submit(RetenderingDesk, cast.agent.files, data, case=lot)


def tender_again(cast: Cast, lot: Lot) -> Lot:
    """With the consent of the 采购人."""
    approve(file_again(cast, lot), cast.entity.reviews)
    return again(lot)
