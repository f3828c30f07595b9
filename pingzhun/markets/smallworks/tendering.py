"""From 立项 to the winner, and every way in which it can end before that (R19–R27, R33, R34)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from pingzhun.cases.dossiers import case_id_of, subject
from pingzhun.cases.numbering import next_code
from pingzhun.deadlines import schedule
from pingzhun.deadlines.kinds import register
from pingzhun.directory.actors import SYSTEM, Actor
from pingzhun.directory.models import Organisation
from pingzhun.filings import lifecycle
from pingzhun.filings.deeds import submitted
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks import course, messages, notices
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.market import market
from pingzhun.markets.smallworks.models import (
    AwardFiling,
    EmergencyAward,
    Enrolment,
    MandateChange,
    Organising,
    Prequalification,
    Project,
    ProjectEnrolment,
    ProjectRegistration,
    TenderCorrection,
    TenderNotice,
    Termination,
    Verdict,
)
from pingzhun.markets.smallworks.models.projects import ProjectTerms
from pingzhun.messages.outbox import send
from pingzhun.regimes.models import Regime

S = ProjectState

WHILE_ENROLLING = ("smallworks.enrolment", "smallworks.tender-correction")
TENDER_DESKS = tuple(
    f"smallworks.{desk}" for desk in ("tender-notice", "tender-correction", "prequalification", "award")
)  # where one of two casts works

# ---- a project begins --------------------------------------------------------------------------------------------------


@transaction.atomic
def register_project(filing: ProjectRegistration, *, actor: Actor, now: datetime) -> Project:
    """项目立项: the project waits for its 发包公告."""
    project = _begin(
        filing,
        organising=filing.organising,
        agent=filing.agent,
        tender_opens_at=filing.tender_opens_at,
        tender_closes_at=filing.tender_closes_at,
        actor=actor,
        now=now,
    )
    _tell_agent(project, now=now)
    return project


@transaction.atomic
def register_emergency(filing: EmergencyAward, *, actor: Actor, now: datetime) -> Project:
    """应急工程发包结果公告: the builder is known from the beginning."""
    project = _begin(
        filing, is_emergency=True, tender_opens_at=now, tender_closes_at=now, actor=actor, now=now
    )
    course.award_directly(project, actor=actor, now=now, builder=filing.builder, price=filing.price)
    notices.publish_emergency(project, emergency=filing.emergency, folder=filing.folder, now=now)
    tell(project, messages.SELECTED.key, [filing.builder], now=now)
    return project


def _begin(filing: Filing, *, actor: Actor, now: datetime, **values: object) -> Project:
    project = Project(
        code=next_code(market.code_prefix, now=now),
        market=market.key,
        kind=Project._meta.label,
        title=filing.name,
        procuring_entity=filing.organisation,
        jurisdiction=filing.jurisdiction,
        regime=Regime.objects.current(now),
        created_at=now,
        **{field.name: getattr(filing, field.name) for field in ProjectTerms._meta.local_fields},
        **values,
    )
    course.course.start(project, actor=actor, now=now)
    filing.attach_to(project)
    return project


@transaction.atomic
def change_mandate(filing: MandateChange, *, actor: Actor, now: datetime) -> None:
    """The agency loses the project with everything that it was still writing about it; whoever follows goes on from this node."""
    project = filing.about
    before = project.agent
    course.change_mandate(
        project,
        actor=actor,
        now=now,
        note=filing.reason,
        organising=filing.organising,
        agent=filing.agent,
    )
    lifecycle.lapse_open(project, now=now, note="项目已变更代理机构", at=TENDER_DESKS)
    if before is not None:
        tell(project, messages.MANDATE_ENDED.key, [before], reason=filing.reason, now=now)
    _tell_agent(project, now=now)


def _tell_agent(project: Project, *, now: datetime) -> None:
    if project.organising == Organising.ENTRUSTED:
        town = project.procuring_entity.name
        tell(project, messages.ENTRUSTED.key, [project.agent], town=town, now=now)


# ---- the tender --------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(filing: TenderNotice, *, actor: Actor, now: datetime) -> None:
    """发布公告: on the portal at once; companies enrol until the deadline."""
    project = filing.about
    course.publish(
        project, actor=actor, now=now, conditions=filing.conditions, closes_at=filing.tender_closes_at
    )
    notices.publish_tender(project, folder=filing.folder, deed=submitted(filing), now=now)
    schedule.set_deadline(
        kind=CLOSES.key, subject=subject(project.pk), due_at=project.tender_closes_at, now=now
    )


@transaction.atomic
def correct(filing: TenderCorrection, *, actor: Actor, now: datetime) -> None:
    """更正公告: those who have enrolled are told; they need not enrol again."""
    project = filing.about
    course.correct(
        project,
        actor=actor,
        now=now,
        note=filing.explanation,
        conditions=filing.conditions,
        closes_at=filing.tender_closes_at,
    )
    schedule.move(kind=CLOSES.key, subject=subject(project.pk), due_at=project.tender_closes_at, now=now)
    notices.publish_tender(
        project, correction=filing.explanation, folder=filing.folder, deed=submitted(filing), now=now
    )
    enrolled = companies(project.enrolments.current())
    tell(project, messages.CORRECTED.key, enrolled, until=project.tender_closes_at, now=now)


@transaction.atomic
def enrol(filing: ProjectEnrolment, *, now: datetime) -> Enrolment:
    """报名; the database looks at the hour once more."""
    project = filing.about
    return Enrolment.objects.create(
        project=project, round=project.round, company=filing.organisation, filing=filing, enrolled_at=now
    )


@transaction.atomic
def close(subject: str, *, due_at: datetime, now: datetime) -> None:
    """The enrolment deadline has come. The handler of a deadline."""
    project = Project.objects.get(pk=case_id_of(subject))
    if project.state != S.ENROLLING or now < project.tender_closes_at:
        return
    course.close_enrolment(project, actor=SYSTEM, now=now)
    lifecycle.lapse_open(project, now=now, note="报名已经截止", at=WHILE_ENROLLING)
    count, least = project.enrolments.current().count(), project.figure("min_enrolments").whole
    if count < least:
        _fail(
            project,
            reason="没有单位报名。" if not count else f"报名单位 {count} 家，不足 {least} 家。",
            now=now,
        )
        return
    tell(project, messages.TO_EXAMINE.key, [runner_of(project)], count=count, now=now)


@transaction.atomic
def examine(filing: Prequalification, *, actor: Actor, now: datetime) -> None:
    """资格审查: every verdict is written and told; where nobody passed, the tender fails."""
    project = filing.about
    for each in filing.verdicts.select_related("enrolment__company"):
        enrolment = each.enrolment
        enrolment.passed = each.verdict == Verdict.PASSED
        enrolment.fail_reason = each.reason
        enrolment.save(update_fields=["passed", "fail_reason"])
        if not enrolment.passed:
            tell(project, messages.NOT_PASSED.key, [enrolment.company], reason=enrolment.fail_reason, now=now)
    passed = companies(project.enrolments.candidates())
    if not passed:
        _fail(project, reason="报名单位均未通过资格审查。", now=now)
        return
    course.examine(
        project,
        actor=actor,
        now=now,
        compare_at=filing.compare_at,
        compare_place=filing.compare_place,
        compare_note=filing.compare_note,
    )
    tell(project, messages.PASSED.key, passed, at=filing.compare_at, place=filing.compare_place, now=now)


@transaction.atomic
def award(filing: AwardFiling, *, actor: Actor, now: datetime) -> None:
    """发布中选结果: the 中选公示 stands on the front page at once."""
    project, winner = filing.about, filing.winner.company
    course.award(project, actor=actor, now=now, builder=winner, price=filing.price)
    notices.publish_result(project, basis=filing.basis, now=now)
    tell(project, messages.SELECTED.key, [winner], now=now)
    others = companies(project.enrolments.current().exclude(company=winner))
    tell(project, messages.NOT_SELECTED.key, others, now=now)


@transaction.atomic
def give_up(project: Project, *, actor: Actor, now: datetime, reason: str) -> None:
    """The winner refuses; another of those that passed is selected anew, or the tender fails."""
    winner = project.enrolments.get(round=project.round, company=project.builder)
    winner.gave_up_at = now
    winner.save(update_fields=["gave_up_at"])
    course.give_up(project, actor=actor, now=now, note=reason)
    lifecycle.lapse_open(project, now=now, note="中选单位放弃中选")
    if project.enrolments.candidates().exists():
        tell(project, messages.WITHDRAWN.key, [runner_of(project)], now=now)
    else:
        _fail(project, reason="通过资格审查的单位均已放弃中选。", now=now)


def _fail(project: Project, *, reason: str, now: datetime) -> None:
    course.fail(project, actor=SYSTEM, now=now, reason=reason, note=reason)
    notices.publish_end(project, notices.FAILURE, now=now)
    told = {each.pk: each for each in (project.procuring_entity, runner_of(project))}
    tell(project, messages.FAILED.key, told.values(), reason=reason, now=now)


@transaction.atomic
def terminate(filing: Termination, *, actor: Actor, now: datetime) -> None:
    """终止公告, at whatever node: what is still open lapses, and everybody who takes part is told."""
    project, reason = filing.about, filing.reason
    if project.state == S.COMPLETED:
        raise Refused("项目已经竣工，不能终止。")
    schedule.cancel(kind=CLOSES.key, subject=subject(project.pk), now=now)
    course.terminate(project, actor=actor, now=now, reason=reason, note=reason)
    lifecycle.lapse_open(project, now=now, note="项目已终止")
    notices.publish_end(project, notices.TERMINATION, deed=submitted(filing), now=now)
    parties = [project.agent, project.builder, project.supervisor, project.auditor]
    parties += companies(project.enrolments.current())
    told = {each.pk: each for each in parties if each is not None}
    tell(project, messages.TERMINATED.key, told.values(), reason=reason, now=now)


# ---- telling ------------------------------------------------------------------------------------------------------------


def runner_of(project: Project) -> Organisation:
    """Who works at the tender nodes."""
    return project.agent or project.procuring_entity


def companies(enrolments: QuerySet[Enrolment]) -> list[Organisation]:
    return [each.company for each in enrolments.select_related("company")]


def page(project: Project) -> str:
    return reverse("console:case", args=[project.pk])


def tell(
    project: Project, kind: str, to: Iterable[Organisation], *, now: datetime, **context: object
) -> None:
    send(
        kind,
        to=to,
        context={"title": project.title, **context},
        link=page(project),
        now=now,
        dedupe=f"project/{project.pk}/{project.round}/{kind}/{now:%Y%m%d%H%M%S%f}",
    )


CLOSES = register("smallworks.enrolment_closes", close, title="报名截止")
