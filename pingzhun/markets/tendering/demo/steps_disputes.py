"""质疑 and 投诉, as their people take them: for the tests, the story and the demonstration."""

from typing import Any

from pingzhun.filings.casting import Player
from pingzhun.filings.driving import approve, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.steps import paper
from pingzhun.markets.tendering.desks.disputes import (
    ChallengeAnswerDesk,
    ChallengeDesk,
    ComplaintDesk,
    ComplaintHaltDesk,
    ComplaintRulingDesk,
)
from pingzhun.markets.tendering.models import (
    Challenge,
    ChallengeAnswer,
    Complaint,
    ComplaintRuling,
    Lot,
    Matter,
    Outcome,
)


def challenge(lot: Lot, supplier: Player, *, matter: str = Matter.DOCUMENT, **changes: Any) -> Challenge:
    data = {
        "matter": matter,
        "facts": "评审标准中“本地服务网点”一项只有个别供应商能够满足。",
        "basis": "《中华人民共和国政府采购法》第二十二条第二款。",
        "request": "请修改该项评审标准。",
    }
    files = {"letter": paper("质疑函")}
    filing = submit(ChallengeDesk, supplier.files, data | changes, case=lot, files=files)
    return Challenge.objects.get(pk=filing.pk)


def answer(cast: Cast, challenge: Challenge, **changes: Any) -> ChallengeAnswer:
    data = {
        "challenged": challenge,
        "is_founded": False,
        "answer": "该项评审标准与项目履约直接相关，予以保留。",
    }
    filing = submit(
        ChallengeAnswerDesk,
        cast.agent.files,
        data | changes,
        case=challenge.case,
        files={"letter": paper("质疑答复函")},
    )
    return ChallengeAnswer.objects.get(pk=filing.pk)


def complain(challenge: Challenge, supplier: Player, **changes: Any) -> Complaint:
    data = {
        "challenged": challenge,
        "facts": "对质疑答复不服：所设条件与合同履行无关。",
        "basis": "《政府采购质疑和投诉办法》第十七条。",
        "request": "请责令修改招标文件。",
    }
    files = {"letter": paper("投诉书")}
    filing = submit(ComplaintDesk, supplier.files, data | changes, case=challenge.case, files=files)
    return Complaint.objects.get(pk=filing.pk)


def accept(cast: Cast, complaint: Complaint) -> Complaint:
    """投诉受理."""
    approve(complaint, cast.supervisor.reviews)
    return Complaint.objects.get(pk=complaint.pk)


def halt(cast: Cast, complaint: Complaint, *, days: int = 30) -> None:
    data = {"complained": complaint, "days": days, "reason": "需要调查取证"}
    submit(ComplaintHaltDesk, cast.supervisor.files, data, case=complaint.case)


def file_ruling(cast: Cast, complaint: Complaint, outcome: str = Outcome.REJECTED, **changes: Any) -> Filing:
    """投诉处理决定, not reviewed yet."""
    data = {
        "complained": complaint,
        "outcome": outcome,
        "is_unfounded": False,
        "reasons": "经审查，招标文件的评审标准符合有关规定。",
    }
    return submit(
        ComplaintRulingDesk,
        cast.supervisor.files,
        data | changes,
        case=complaint.case,
        files={"decision": paper("投诉处理决定书")},
    )


def rule(
    cast: Cast, complaint: Complaint, outcome: str = Outcome.REJECTED, **changes: Any
) -> ComplaintRuling:
    filing = file_ruling(cast, complaint, outcome, **changes)
    approve(filing, cast.supervisor.reviews)
    return ComplaintRuling.objects.get(pk=filing.pk)
