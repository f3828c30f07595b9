"""The steps of a project, as its people take them: for the tests, the story and the demonstration."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from pingzhun.base.localtime import local_date
from pingzhun.contracts.services import principal
from pingzhun.deadlines import schedule
from pingzhun.directory.actors import Actor
from pingzhun.filings.casting import Player, scan
from pingzhun.filings.driving import submit
from pingzhun.filings.models import Filing
from pingzhun.markets.smallworks.demo.cast import Cast
from pingzhun.markets.smallworks.desks.completion import (
    AuditReportDesk,
    CompletionDesk,
    EmergencyAuditReportDesk,
    EmergencyCompletionDesk,
    EmergencySupervisionReportDesk,
    SupervisionReportDesk,
)
from pingzhun.markets.smallworks.desks.construction import ConstructionDesk, EmergencyConstructionDesk
from pingzhun.markets.smallworks.desks.emergency import EmergencyAwardDesk
from pingzhun.markets.smallworks.desks.enrolment import EnrolmentDesk
from pingzhun.markets.smallworks.desks.evaluation import EmergencyEvaluationDesk, EvaluationDesk
from pingzhun.markets.smallworks.desks.initiation import ProjectRegistrationDesk
from pingzhun.markets.smallworks.desks.selection import AwardDesk, PrequalificationDesk
from pingzhun.markets.smallworks.desks.tender import TenderNoticeDesk
from pingzhun.markets.smallworks.models import Enrolment, Organising, Project
from pingzhun.regimes import clock

STARS = {"quality": 5, "progress": 4, "safety": 5, "cooperation": 4}


number = count(1)


def paper(name: str) -> list[tuple[str, bytes]]:
    """A scan of its own each time."""
    return [(f"{name}.pdf", scan(f"{name} {next(number)}"))]


def again(project: Project) -> Project:
    return Project.objects.get(pk=project.pk)


def terms(**changes: Any) -> dict[str, Any]:
    """What a 街镇 types of the work."""
    return {
        "name": "雁栖镇范各庄村道路修缮工程",
        "work_type": "municipal",
        "location": "雁栖镇范各庄村",
        "content": "村内主路沥青罩面 1.2 公里，更换破损路缘石，补划标线。",
        "budget": "480000",
        "work_days": 45,
        "owner_name": "雁栖镇范各庄村民委员会",
        "owner_contact": "崔建民",
        "owner_phone": "010-61640001",
    } | changes


# ---- 承发包阶段 ------------------------------------------------------------------------------------------------------


def register(cast: Cast, *, agent: Player | None = None, **changes: Any) -> Project:
    """项目立项: 自行发包, or 委托发包 to `agent`."""
    now = clock.now()
    data = terms(
        tender_opens_at=now,
        tender_closes_at=now + timedelta(days=10),
        organising=Organising.ENTRUSTED if agent else Organising.SELF,
        agent=agent.organisation if agent else None,
    )
    filing = submit(ProjectRegistrationDesk, cast.town.files, data | changes)
    return Project.objects.get(filings=filing.pk)


def runner(cast: Cast, project: Project) -> Actor:
    """Who works at the tender nodes of a project of the cast."""
    for player in (cast.agent, cast.other_agent):
        if player.organisation.pk == project.agent_id:
            return player.files
    return cast.town.files


def publish(cast: Cast, project: Project, **changes: Any) -> Project:
    """发布公告."""
    data = {
        "tender_closes_at": clock.now() + timedelta(days=10),
        "conditions": "具有市政公用工程施工总承包三级及以上资质，近三年有类似业绩。",
    }
    submit(
        TenderNoticeDesk,
        runner(cast, project),
        data | changes,
        case=project,
        files={"attachments": paper("工程量清单")},
    )
    return again(project)


def enrol(project: Project, company: Player, **changes: Any) -> Filing:
    """报名."""
    data = {
        "contact_name": company.filer.name,
        "contact_mobile": company.filer.mobile,
        "manager_name": "项目经理",
    }
    return submit(
        EnrolmentDesk, company.files, data | changes, case=project, files={"papers": paper("资质证书")}
    )


def pass_deadline(project: Project) -> Project:
    """Let the enrolment deadline come."""
    left = project.tender_closes_at - clock.now() + timedelta(minutes=1)
    mover = project.procuring_entity.members.first().user
    schedule.fire_due(now=clock.shift_forward(left, actor_user=mover))
    return again(project)


def examine(cast: Cast, project: Project, *, failed: Sequence[Player] = (), **changes: Any) -> Project:
    """资格审查: everybody passes but those in `failed`."""
    out = {player.organisation.pk for player in failed}
    verdicts = [
        {
            "enrolment": each,
            "verdict": "failed" if each.company_id in out else "passed",
            "reason": "资质等级不符合公告要求" if each.company_id in out else "",
        }
        for each in Enrolment.objects.current().filter(project=project)
    ]
    data = {
        "compare_at": clock.now() + timedelta(days=2),
        "compare_place": "镇政府二楼会议室",
        "compare_note": "请携带报价文件正副本。",
        "verdicts": verdicts,
    }
    submit(PrequalificationDesk, runner(cast, project), data | changes, case=project)
    return again(project)


def award(cast: Cast, project: Project, winner: Player, price: object = "450000", **changes: Any) -> Project:
    """发布中选结果, with a scan of the 《中选通知书》."""
    enrolment = Enrolment.objects.current().get(project=project, company=winner.organisation)
    submit(
        AwardDesk,
        runner(cast, project),
        {"winner": enrolment, "price": price, "basis": "综合比较报价、工期和业绩，确定为中选单位。"}
        | changes,
        case=project,
        files={"letter": paper("中选通知书")},
    )
    return again(project)


def run_to_award(cast: Cast, *, agent: Player | None = None, **changes: Any) -> Project:
    """A tender in which 雁北 and 怀河 enrol and 雁北 wins."""
    project = publish(cast, register(cast, agent=agent, **changes))
    for company in (cast.yanbei, cast.huaihe):
        enrol(project, company)
    return award(cast, examine(cast, pass_deadline(project)), cast.yanbei)


def award_emergency(cast: Cast, **changes: Any) -> Project:
    """应急工程/发包结果公告: 怀河 is the builder."""
    data = terms(
        name="雁栖镇山洪冲毁护坡抢修工程",
        work_type="water",
        emergency="7 月强降雨引发山洪，护坡坍塌危及下游住户，须立即抢修。",
        let_on=local_date(clock.now()),
        builder=changes.get("builder") or cast.huaihe.organisation,
        price="300000",
    )
    filing = submit(EmergencyAwardDesk, cast.town.files, data | changes, files={"basis": paper("会议纪要")})
    return Project.objects.get(filings=filing.pk)


# ---- 施工阶段 and 验收阶段 ---------------------------------------------------------------------------------------------


def build(cast: Cast, project: Project, **changes: Any) -> Project:
    """项目施工信息填报, at the price of the award."""
    today = local_date(clock.now())
    data = {
        "number": f"HT-{project.code}",
        "amount": project.price,
        "signed_on": today,
        "starts_on": today,
        "ends_on": today + timedelta(days=45),
        "supervisor": cast.supervisor.organisation,
        "auditor": cast.auditor.organisation,
    }
    at = EmergencyConstructionDesk if project.is_emergency else ConstructionDesk
    submit(at, cast.town.files, data | changes, case=project, files={"contract": paper("施工合同")})
    return again(project)


def report_supervision(cast: Cast, project: Project) -> Filing:
    """《监理报告》."""
    at = EmergencySupervisionReportDesk if project.is_emergency else SupervisionReportDesk
    return submit(
        at,
        cast.supervisor.files,
        {"opinion": "工程质量合格，同意验收。"},
        case=project,
        files={"report": paper("监理报告")},
    )


def report_audit(cast: Cast, project: Project, settlement: object = None) -> Filing:
    """《审计报告》: what was contracted, unless said otherwise."""
    at = EmergencyAuditReportDesk if project.is_emergency else AuditReportDesk
    amount = settlement or principal(project).amount
    return submit(
        at,
        cast.auditor.files,
        {"settlement": amount, "opinion": "工程量属实，审定如上。"},
        case=project,
        files={"report": paper("审计报告")},
    )


def completion(now: datetime, **changes: Any) -> dict[str, Any]:
    today = local_date(now)
    return {"finished_on": today, "accepted_on": today, "conclusion": "验收合格。"} | changes


def complete(cast: Cast, project: Project, **changes: Any) -> Project:
    """项目竣工信息填报; both reports must be in."""
    at = EmergencyCompletionDesk if project.is_emergency else CompletionDesk
    submit(
        at,
        cast.town.files,
        completion(clock.now(), **changes),
        case=project,
        files={"acceptance": paper("竣工验收报告")},
    )
    return again(project)


def evaluate(
    cast: Cast, project: Project, comment: str = "施工规范，按期完工，建议加强现场围挡管理。"
) -> Project:
    """施工评价与建议."""
    at = EmergencyEvaluationDesk if project.is_emergency else EvaluationDesk
    submit(at, cast.town.files, STARS | {"comment": comment}, case=project)
    return again(project)


def run_to_completion(cast: Cast, project: Project, settlement: object = None, **changes: Any) -> Project:
    """From the award to 竣工."""
    project = build(cast, project)
    report_supervision(cast, project)
    report_audit(cast, project, settlement)
    return complete(cast, project, **changes)
