"""What the case page shows of a job."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from pingzhun.base.localtime import moment
from pingzhun.base.money import format_yuan
from pingzhun.cases.dossiers import Dossier, Paper, dossiers
from pingzhun.directory.actors import Actor
from pingzhun.directory.queries import suspension_of
from pingzhun.documents.issued import Issued, IssuedKind, for_who_has_it, hashed, kinds
from pingzhun.draws.drawing import rounds
from pingzhun.filings.queries import market_of, visible_cases
from pingzhun.markets.intermediary.course import JobState, course
from pingzhun.markets.intermediary.market import AGENCY, market
from pingzhun.markets.intermediary.models import Enrolment, Job, Method
from pingzhun.markets.intermediary.notices import facts_of
from pingzhun.markets.intermediary.selection import purpose
from pingzhun.ratings.services import composite
from pingzhun.sealing import box, files
from pingzhun.sealing.models import Box, SealedFile
from pingzhun.sealing.record import papers_of
from pingzhun.ui.components import Fact
from pingzhun.ui.templatetags.ui import countdown

ENROLMENTS = (Path(__file__).parent / "enrolments.typ").read_text("utf-8")


class JobDossier(Dossier):
    key = Job._meta.label
    course = course
    template = "intermediary/case.html"

    def open_cases(self, actor: Actor) -> QuerySet[Job]:
        """Every job was published, so everyone in the market may look at it."""
        return Job.objects.all() if market_of(actor) == market.key else Job.objects.none()

    def facts(self, case: Job, *, actor: Actor, now: datetime) -> list[Fact]:
        found = [Fact("控制价", f"{format_yuan(case.ceiling)} 元", hint=case.get_method_display())]
        if case.state == JobState.ENROLLING:
            found.append(Fact("距报名截止", countdown(case.enrol_until, now), hint="以平台时钟为准"))
            found.append(Fact("报价", "密封中", hint="截止之后才能开启"))
            return found
        count = enrolments(case).count()
        if held := waiting_box(case):
            released = held.holders.count() - len(box.missing(held))
            found.append(
                Fact("报价", "待开启", hint=f"须 {held.threshold} 家单位共同开启，已办理 {released} 家")
            )
        found.append(Fact("报名机构", f"{count} 家" if case.method != Method.DIRECT else "直接选取"))
        if case.price is not None:
            saved = (case.ceiling - case.price) / case.ceiling * 100
            found.append(
                Fact("中选价", f"{format_yuan(case.price)} 元", hint=f"比控制价低 {saved:.1f} %", tone="good")
            )
        if case.state == JobState.SELECTED:
            found.append(Fact("距合同备案期限", countdown(case.contract_due_at, now)))
        score = composite(case.ratings.all())
        if score is not None:
            found.append(Fact("综合评分", f"{score} 分", hint="项目单位与管理人员加权"))
        return found

    def data(self, case: Job, *, actor: Actor, now: datetime) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = [
            ("项目单位", case.procuring_entity.name),
            ("所属辖区", case.jurisdiction.name),
            ("服务类型", f"{case.service_type.parent} / {case.service_type}"),
            ("资质要求", case.qualification or "不要求"),
            ("选取方式", case.get_method_display()),
            ("控制价", f"{format_yuan(case.ceiling)} 元"),
            ("报名截止时间", case.enrol_until),
            ("发布轮次", f"第 {case.round} 轮"),
            ("服务期限", f"{case.service_days} 日"),
            ("服务地点", case.location),
            ("联系人", case.contact_name),
            ("联系电话", case.contact_phone),
            ("规则版本", case.regime.title),
        ]
        if case.agency:
            found += [("中选机构", case.agency.name), ("中选价", f"{format_yuan(case.price)} 元")]
        for label, value in (
            ("服务开始时间", case.service_began_at),
            ("结果上传时间", case.results_at),
            ("完成时间", case.completed_at),
            ("解除原因", case.termination_reason),
            ("失败或取消原因", case.failure_reason),
        ):
            if value:
                found.append((label, value))
        return [*found, ("服务内容", case.content)]

    def papers(self, case: Job, *, actor: Actor, now: datetime) -> list[Paper]:
        """报名情况表 and 开启记录, for the 项目单位 and the officials, once the quotes are open."""
        takes_part = actor.kind != AGENCY.key and visible_cases(actor).filter(pk=case.pk).exists()
        if case.state == JobState.ENROLLING or case.method == Method.DIRECT or not takes_part:
            return []
        return [Paper("enrolments", "报名情况表", ENROLMENTS, enrolment_list(case)), *papers_of(case)]

    def context(self, case: Job, *, actor: Actor, now: datetime) -> dict[str, Any]:
        shown: list[Enrolment] = []
        plan_files: dict[int, list[SealedFile]] = {}
        if case.state != JobState.ENROLLING:
            shown = ranked(case)
            plan_files = files.files_of(case=case, round=case.round, actor=actor)
        mine = None
        if actor.kind == AGENCY.key:
            mine = enrolments(case).filter(agency_id=actor.organisation_id).first()
        offer = None
        if mine is not None:
            offer = box.live_offer(case=case, round=case.round, organisation=actor.organisation)
        held = waiting_box(case)
        opens = held is not None and held.holders.filter(organisation_id=actor.organisation_id).exists()
        takes_part = mine is not None or visible_cases(actor).filter(pk=case.pk).exists()
        return {
            "enrolments": shown if takes_part else [],
            "plan_files": [
                (each, plan_files[each.agency_id]) for each in shown if each.agency_id in plan_files
            ],
            "draws": rounds(case=case, purpose=purpose(case)),
            "mine": mine,
            "offer": offer,
            "waiting_box": held,
            "opens": opens and (actor.is_manager or actor.can_review),
            "suspension": suspension_of(actor.organisation, AGENCY.key, now)
            if actor.kind == AGENCY.key
            else None,
            "ratings": case.ratings.select_related("rater"),
        }


def waiting_box(job: Job) -> Box | None:
    """What the holders are asked to open now (报价待开启)."""
    return Box.objects.waiting().filter(case=job, round=job.round).first()


def enrolments(job: Job) -> QuerySet[Enrolment]:
    return job.enrolments.filter(round=job.round, withdrawn_at=None)


def ranked(job: Job) -> list[Enrolment]:
    """The enrolments of the present round, by rank, those without one last."""
    found = enrolments(job).select_related("agency")
    return sorted(found, key=lambda each: (each.rank is None, each.rank or 0, each.pk))


def enrolment_list(case: Job) -> dict[str, Any]:
    """The data of the 报名情况表 as things stand: the same as long as nothing happens."""
    rows = [
        [
            str(each.rank or "—"),
            each.agency.name,
            each.agency.credit_code,
            moment(each.enrolled_at),
            format_yuan(each.price) if each.price is not None else "未开启",
            result_of(case, each),
        ]
        for each in ranked(case)
    ]
    return hashed(
        {
            "title": f"{case.title}报名情况表",
            "number": f"{case.code}-BM{case.round}",
            "facts": [list(fact) for fact in facts_of(case)] + [["报名截止时间", moment(case.enrol_until)]],
            "rows": rows,
        }
    )


def find_enrolment_list(number: str, request: HttpRequest) -> Issued | None:
    """The 报名情况表 on the 验真 page: that it is ours, and nothing of what it says."""
    code, _, round_ = number.rpartition("-BM")
    case = Job.objects.filter(code=code).exclude(state=JobState.ENROLLING).first()
    if case is None or round_ != str(case.round) or case.method == Method.DIRECT:
        return None
    return for_who_has_it(
        f"{case.title}报名情况表",
        "报名情况表",
        issued_at=case.enrol_until,
        template=ENROLMENTS,
        data=lambda: enrolment_list(case),
        number=number,
        request=request,
    )


def result_of(job: Job, enrolment: Enrolment) -> str:
    if enrolment.agency_id == job.agency_id:
        return "中选"
    return enrolment.invalid_reason or ("放弃中选" if enrolment.gave_up_at else "有效")


dossiers.register(JobDossier())
kinds.register(IssuedKind("intermediary.enrolments", find_enrolment_list))
