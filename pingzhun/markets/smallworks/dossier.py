"""What the case page shows of a project, and who takes part in it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from pingzhun.base.localtime import moment
from pingzhun.base.money import format_yuan
from pingzhun.cases.dossiers import Dossier, Paper, dossiers
from pingzhun.contracts.services import principal
from pingzhun.directory.actors import Actor
from pingzhun.documents.issued import Issued, IssuedKind, for_who_has_it, hashed, kinds
from pingzhun.filings.queries import market_of, visible_cases
from pingzhun.markets.smallworks.course import ProjectState, course
from pingzhun.markets.smallworks.desks.project import about
from pingzhun.markets.smallworks.market import BUILDER, market
from pingzhun.markets.smallworks.models import Enrolment, Project
from pingzhun.markets.smallworks.notices import facts_of
from pingzhun.markets.smallworks.settlement import difference_of
from pingzhun.ratings.services import composite
from pingzhun.ui.components import Fact
from pingzhun.ui.templatetags.ui import countdown

ENROLMENTS = (Path(__file__).parent / "enrolments.typ").read_text("utf-8")
S = ProjectState


class ProjectDossier(Dossier):
    key = Project._meta.label
    course = course
    template = "smallworks/case.html"

    def open_cases(self, actor: Actor) -> QuerySet[Project]:
        """Whatever was published, to everyone in the market."""
        if market_of(actor) != market.key:
            return Project.objects.none()
        return Project.objects.filter(Q(is_emergency=True) | Q(round__gt=0))

    def shared_with(self, actor: Actor) -> QuerySet[Project]:
        return Project.objects.filter(_reader(actor) | Q(builder=actor.organisation_id))

    def read_by(self, actor: Actor) -> QuerySet[Project]:
        """The agency, the supervisor and the auditor stand beside the 街镇; the builder sees its own filings only."""
        return Project.objects.filter(_reader(actor))

    def facts(self, case: Project, *, actor: Actor, now: datetime) -> list[Fact]:
        found = [Fact("工程预算", f"{format_yuan(case.budget)} 元", hint=case.get_work_type_display())]
        if case.state == S.ENROLLING:
            found.append(Fact("距报名截止", countdown(case.tender_closes_at, now), hint="以平台时钟为准"))
        if case.round and (case.state != S.ENROLLING or runs(actor, case)):
            hint = "报名截止后可以查看报名单位" if case.state == S.ENROLLING else ""
            found.append(Fact("报名单位", f"{case.enrolments.current().count()} 家", hint=hint))
        if case.price is not None:
            saved = (case.budget - case.price) / case.budget * 100
            found.append(
                Fact("中选价", f"{format_yuan(case.price)} 元", hint=f"比预算低 {saved:.1f}%", tone="good")
            )
        if contract := principal(case):
            found.append(Fact("合同金额", f"{format_yuan(contract.amount)} 元"))
        if difference := difference_of(case):
            found.append(
                Fact(
                    "审定结算金额",
                    f"{format_yuan(difference.settlement)} 元",
                    hint=f"与合同相差 {difference.share:+.1f}%",
                    tone="warn" if difference.is_large else "good",
                )
            )
        score = composite(case.ratings.all())
        if score is not None:
            found.append(Fact("施工评价", f"{score} 分"))
        return found

    def data(self, case: Project, *, actor: Actor, now: datetime) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = [*about(case), ("所属辖区", case.jurisdiction.name)]
        for label, value in (
            ("发包开始时间", None if case.is_emergency else case.tender_opens_at),
            ("比选时间", case.compare_at),
            ("比选地点", case.compare_place),
            ("比选说明", case.compare_note),
            ("中选时间", case.awarded_at),
            ("监理单位", case.supervisor),
            ("审计单位", case.auditor),
            ("施工开始时间", case.construction_began_at),
            ("竣工时间", case.completed_at),
            ("失败或终止原因", case.failure_reason),
        ):
            if value:
                found.append((label, value))
        found.append(("规则版本", case.regime.title))
        if case.conditions:
            found.append(("报名条件", case.conditions))
        return [*found, ("工程内容", case.content)]

    def papers(self, case: Project, *, actor: Actor, now: datetime) -> list[Paper]:
        """报名情况表, for those who let the work and who oversee it, once enrolment is over (R25)."""
        if not case.round or case.state == S.ENROLLING or not sees_enrolments(actor, case):
            return []
        return [Paper("enrolments", "报名情况表", ENROLMENTS, enrolment_list(case))]

    def context(self, case: Project, *, actor: Actor, now: datetime) -> dict[str, Any]:
        shown: list[tuple[Enrolment, str]] = []
        mine = None
        if case.round and case.state != S.ENROLLING and sees_enrolments(actor, case):
            enrolments = case.enrolments.current().select_related("company")
            shown = [(each, verdict_of(case, each)) for each in enrolments]
        if actor.kind == BUILDER.key:
            mine = case.enrolments.current().filter(company=actor.organisation_id).first()
        return {
            "enrolments": shown,
            "mine": mine,
            "difference": difference_of(case) if case.state == S.BUILDING else None,
            "ratings": case.ratings.select_related("rater"),
        }


def _reader(actor: Actor) -> Q:
    organisation = actor.organisation_id
    if organisation is None:
        return Q(pk__in=[])
    return Q(agent=organisation) | Q(supervisor=organisation) | Q(auditor=organisation)


def runs(actor: Actor, project: Project) -> bool:
    """Whether the actor lets the work: the 街镇, or the agency that it is entrusted to."""
    return actor.organisation_id in (project.procuring_entity_id, project.agent_id)


def sees_enrolments(actor: Actor, project: Project) -> bool:
    return actor.kind != BUILDER.key and visible_cases(actor).filter(pk=project.pk).exists()


def verdict_of(project: Project, enrolment: Enrolment) -> str:
    if enrolment.gave_up_at:
        return "放弃中选"
    if enrolment.company_id == project.builder_id:
        return "中选"
    if enrolment.passed is None:
        return "待审查"
    return "通过" if enrolment.passed else f"不通过：{enrolment.fail_reason}"


def enrolment_list(case: Project) -> dict[str, Any]:
    """The data of the 报名情况表 as things stand: the same as long as nothing happens."""
    enrolments = case.enrolments.current().select_related("company", "filing")
    rows = [
        [
            str(number),
            each.company.name,
            each.company.credit_code,
            moment(each.enrolled_at),
            f"{each.filing.contact_name} {each.filing.contact_mobile}",
            verdict_of(case, each),
        ]
        for number, each in enumerate(enrolments, start=1)
    ]
    return hashed(
        {
            "title": f"{case.title}报名情况表",
            "number": f"{case.code}-BM{case.round}",
            "facts": [
                *(list(fact) for fact in facts_of(case)),
                ["发包结束时间", moment(case.tender_closes_at)],
                ["报名单位", f"{len(rows)} 家"],
            ],
            "rows": rows,
        }
    )


def find_enrolment_list(number: str, request: HttpRequest) -> Issued | None:
    """The 报名情况表 on the 验真 page: that it is ours, and nothing of what it says."""
    code, _, round_ = number.rpartition("-BM")
    case = Project.objects.filter(code=code, round__gt=0).exclude(state=S.ENROLLING).first()
    if case is None or round_ != str(case.round):
        return None
    return for_who_has_it(
        f"{case.title}报名情况表",
        "报名情况表",
        issued_at=case.tender_closes_at,
        template=ENROLMENTS,
        data=lambda: enrolment_list(case),
        number=number,
        request=request,
    )


dossiers.register(ProjectDossier())
kinds.register(IssuedKind("smallworks.enrolments", find_enrolment_list))
