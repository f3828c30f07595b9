"""A project from 立项 to its evaluation, as chapters 3 to 5 of manual 002 have it, with both casts."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pingzhun.contracts.models import Contract
from pingzhun.directory import services
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, submit
from pingzhun.filings.lifecycle import begin
from pingzhun.flow.guards import Refused
from pingzhun.flow.models import TransitionRecord
from pingzhun.markets.smallworks import rosters
from pingzhun.markets.smallworks.course import ProjectState, course
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.steps import again
from pingzhun.markets.smallworks.desks.construction import ConstructionDesk
from pingzhun.markets.smallworks.desks.evaluation import EvaluationDesk
from pingzhun.markets.smallworks.desks.initiation import ProjectRegistrationDesk
from pingzhun.markets.smallworks.desks.selection import AwardDesk, PrequalificationDesk
from pingzhun.markets.smallworks.desks.tender import TenderCorrectionDesk, TenderNoticeDesk
from pingzhun.markets.smallworks.market import SUPERVISOR
from pingzhun.markets.smallworks.models import Organising, Project
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock

S = ProjectState


def history(project: Project) -> list[str]:
    records = TransitionRecord.objects.filter(course="smallworks.project", object_id=project.pk)
    return list(records.order_by("pk").values_list("transition", flat=True))


SMALL = [
    "start",
    "publish",
    "close_enrolment",
    "examine",
    "award",
    "begin_construction",
    "receive_supervision_report",
    "receive_audit_report",
    "complete",
    "rate",
]


@pytest.mark.covers("R1", "R19", "R20", "R21", "R23", "R26", "R27", "R28", "R29", "R30", "R31", "R32")
@pytest.mark.parametrize("entrusted", [False, True], ids=["自行发包", "委托发包"])
def test_a_project_runs_from_registration_to_its_evaluation_with_either_cast(cast, entrusted):
    """The same course, step by step; only who works at the tender nodes differs."""
    agent = cast.agent if entrusted else None
    project = steps.run_to_award(cast, agent=agent)
    assert (project.state, project.builder, project.price) == (
        S.AWARDED,
        cast.yanbei.organisation,
        Decimal("450000.00"),
    )
    project = steps.run_to_completion(cast, project, "441000")
    assert (project.state, project.settlement) == (S.COMPLETED, Decimal("441000.00"))
    project = steps.evaluate(cast, project)
    assert (project.state, project.ratings.get().score) == (S.RATED, Decimal("90.00"))
    assert history(project) == SMALL
    runner = (cast.agent if entrusted else cast.town).organisation
    by = dict(project.filings.values_list("desk", "organisation"))
    at_tender = ("tender-notice", "prequalification", "award")
    assert {by[f"smallworks.{desk}"] for desk in at_tender} == {runner.pk}
    at_works = ("construction", "completion", "evaluation", "project-registration")
    assert {by[f"smallworks.{desk}"] for desk in at_works} == {cast.town.organisation.pk}


@pytest.mark.covers("R20")
def test_each_cast_is_refused_at_the_other_ones_nodes(cast):
    own, entrusted = steps.register(cast), steps.register(cast, agent=cast.agent)
    for actor, project in (
        (cast.agent.files, own),
        (cast.town.files, entrusted),
        (cast.other_agent.files, entrusted),
        (cast.other_town.files, own),
    ):
        with pytest.raises(Refused, match="不在此环节"):
            submit(TenderNoticeDesk, actor, {}, case=project)


@pytest.mark.covers("R19")
def test_an_agency_is_named_only_where_the_project_is_entrusted(cast):
    with pytest.raises(FormRefused) as refused:
        steps.register(cast, organising=Organising.ENTRUSTED)
    assert refused.value.errors == {"agent": ["组织形式为委托发包时，请选择代理机构。"]}
    project = steps.register(cast, agent=cast.agent, organising=Organising.SELF)
    assert (project.organising, project.agent) == (Organising.SELF, None)


@pytest.mark.covers("R21")
def test_the_tender_notice_stands_on_the_portal_as_soon_as_it_is_submitted(cast, client):
    project = steps.publish(cast, steps.register(cast, agent=cast.agent))
    notice = project.notices.get()
    assert (notice.kind, notice.publisher) == ("smallworks.tender", cast.agent.organisation.name)
    facts = dict(notice.facts)
    assert facts["建设单位"] == "雁栖镇范各庄村民委员会"
    assert facts["代理机构"] == cast.agent.organisation.name
    assert [file.name for file in notice.attachments] == ["工程量清单.pdf"]
    page = client.get(notice.get_absolute_url()).content.decode()
    assert "三级及以上资质" in page
    assert notice.title in client.get("/").content.decode()


@pytest.mark.covers("R21")
def test_enrolment_lasts_at_least_as_long_as_the_place_has_it(cast, now):
    project = steps.register(cast)
    with pytest.raises(FormRefused, match="报名期限不得少于 3 工作日"):
        steps.publish(cast, project, tender_closes_at=now + timedelta(days=1))


@pytest.mark.covers("R22")
def test_a_correction_replaces_the_notice_moves_the_deadline_and_tells_who_has_enrolled(cast):
    project = steps.publish(cast, steps.register(cast))
    steps.enrol(project, cast.yanbei)
    later = project.tender_closes_at + timedelta(days=2)
    data = {"explanation": "工程量清单有误", "tender_closes_at": later, "conditions": "资质二级及以上"}
    with pytest.raises(FormRefused, match="只能推迟"):
        earlier = project.tender_closes_at - timedelta(hours=1)
        submit(TenderCorrectionDesk, cast.town.files, data | {"tender_closes_at": earlier}, case=project)
    submit(TenderCorrectionDesk, cast.town.files, data, case=project)
    project = again(project)
    first, second = project.notices.order_by("pk")
    assert (second.kind, second.corrects) == ("smallworks.correction", first)
    assert (project.tender_closes_at, project.conditions) == (later, "资质二级及以上")
    told = cast.yanbei.filer.messages.get(kind="smallworks.corrected")
    assert project.title[:10] in told.text
    project = steps.pass_deadline(project)
    assert (project.state, project.enrolments.count()) == (S.EXAMINING, 1)


@pytest.mark.covers("R27")
def test_the_award_is_published_at_once_and_costs_no_more_than_the_budget(cast):
    project = steps.publish(cast, steps.register(cast))
    steps.enrol(project, cast.yanbei)
    project = steps.examine(cast, steps.pass_deadline(project))
    with pytest.raises(FormRefused, match="不得超过工程预算"):
        steps.award(cast, project, cast.yanbei, "480000.01")
    project = steps.award(cast, project, cast.yanbei, "480000")
    notice = Notice.objects.get(case=project, kind="smallworks.result")
    assert dict(notice.facts)["中选单位"] == cast.yanbei.organisation.name
    assert notice.kind_title == "中选公示"


@pytest.mark.covers("R27")
def test_the_award_needs_its_letter(cast):
    project = steps.publish(cast, steps.register(cast))
    steps.enrol(project, cast.yanbei)
    project = steps.examine(cast, steps.pass_deadline(project))
    data = {"winner": project.enrolments.get(), "price": "450000", "basis": "最低价"}
    with pytest.raises(Refused, match="请上传「中选通知书」"):
        submit(AwardDesk, cast.town.files, data, case=project)


@pytest.mark.covers("R28")
def test_the_contract_costs_no_more_than_the_award_and_is_recorded(cast):
    project = steps.run_to_award(cast)
    with pytest.raises(FormRefused, match="不得超过中选价"):
        steps.build(cast, project, amount="450000.01")
    auditor = cast.auditor.organisation
    services.grant_capacity(
        organisation=auditor, kind=SUPERVISOR.key, jurisdiction=auditor.jurisdiction, now=clock.now()
    )
    rosters.enlist(organisation=auditor, roster=cast.rosters["工程监理企业名册库"], now=clock.now())
    with pytest.raises(FormRefused, match="同一家"):
        steps.build(cast, project, supervisor=auditor)
    project = steps.build(cast, project, amount="445000")
    contract = Contract.objects.get(case=project)
    assert (project.state, contract.amount, contract.supplier) == (
        S.BUILDING,
        Decimal(445000),
        cast.yanbei.organisation,
    )


@pytest.mark.covers("R26")
def test_a_company_that_fails_is_told_why_and_those_that_pass_when_and_where_they_are_compared(cast):
    project = steps.publish(cast, steps.register(cast))
    for company in (cast.yanbei, cast.huaihe):
        steps.enrol(project, company)
    project = steps.examine(cast, steps.pass_deadline(project), failed=[cast.huaihe])
    assert (project.state, project.compare_place) == (S.SELECTING, "镇政府二楼会议室")
    verdicts = {each.company_id: (each.passed, each.fail_reason) for each in project.enrolments.all()}
    assert verdicts == {
        cast.yanbei.organisation.pk: (True, None),
        cast.huaihe.organisation.pk: (False, "资质等级不符合公告要求"),
    }
    assert "镇政府二楼会议室" in cast.yanbei.filer.messages.get(kind="smallworks.passed").text
    assert "资质等级不符合公告要求" in cast.huaihe.filer.messages.get(kind="smallworks.not_passed").text


@pytest.mark.covers("R26")
def test_the_prequalification_judges_every_company_once_and_gives_reasons(cast):
    project = steps.publish(cast, steps.register(cast))
    for company in (cast.yanbei, cast.huaihe):
        steps.enrol(project, company)
    project = steps.pass_deadline(project)
    first, second = project.enrolments.all()
    row = {"enrolment": first, "verdict": "passed", "reason": ""}
    with pytest.raises(FormRefused, match="各审查一次"):
        steps.examine(cast, project, verdicts=[row, row])
    with pytest.raises(FormRefused, match="不通过的请填写原因"):
        steps.examine(cast, project, verdicts=[row, row | {"enrolment": second, "verdict": "failed"}])
    with pytest.raises(FormRefused, match="请填写比选地点"):
        steps.examine(cast, project, compare_place="")
    assert again(project).state == S.EXAMINING


@pytest.mark.covers("R34")
def test_an_emergency_runs_from_its_result_to_its_evaluation_without_a_tender(cast):
    project = steps.award_emergency(cast)
    notice = project.notices.get()
    assert (project.state, project.builder, notice.kind) == (
        S.AWARDED,
        cast.huaihe.organisation,
        "smallworks.emergency",
    )
    assert "山洪" in notice.body_html
    project = steps.evaluate(cast, steps.run_to_completion(cast, project))
    assert (project.state, project.settlement) == (S.RATED, Decimal(300000))
    records = TransitionRecord.objects.filter(course="smallworks.project", object_id=project.pk)
    stages = {stage.title: stage.status for stage in course.progress(project.state, records)}
    skipped = [title for title, status in stages.items() if status == "skipped"]
    assert skipped == ["报名", "资格审查", "比选中选"]
    assert history(project) == ["start", "award_directly", *SMALL[5:]]


def test_each_desk_lists_only_its_own_sort_of_project(cast):
    """小型工程 and 应急工程 have their own menus and share everything else (R34)."""
    small, emergency = steps.run_to_award(cast), steps.award_emergency(cast)
    with pytest.raises(Refused, match="不在此环节"):
        submit(ConstructionDesk, cast.town.files, {}, case=emergency)
    for project in (small, emergency):
        steps.run_to_completion(cast, project)
    with pytest.raises(Refused, match="不在此环节"):
        submit(EvaluationDesk, cast.town.files, {}, case=emergency)


def test_two_people_at_one_desk_work_on_the_same_filing(cast):
    """What a colleague has begun about a project is gone on with, and submitted once."""
    project = steps.register(cast)
    colleague = replace(cast.town.files, user=cast.town.reviewer)
    data = {"tender_closes_at": project.tender_closes_at, "conditions": "三级资质"}
    first = begin(desk_of(TenderNoticeDesk), actor=cast.town.files, case=project, now=clock.now())
    second = begin(desk_of(TenderNoticeDesk), actor=colleague, case=project, now=clock.now())
    assert first.pk == second.pk
    submit(TenderNoticeDesk, cast.town.files, data, case=project, filing=first)
    with pytest.raises(Refused, match="不能修改"):
        submit(TenderNoticeDesk, colleague, data, case=project, filing=second)
    assert (again(project).round, project.notices.count()) == (1, 1)


def test_a_second_prequalification_is_refused(cast):
    project = steps.publish(cast, steps.register(cast))
    steps.enrol(project, cast.yanbei)
    project = steps.examine(cast, steps.pass_deadline(project))
    with pytest.raises(Refused, match="不在此环节"):
        submit(PrequalificationDesk, cast.town.files, {}, case=project)


def test_a_registration_whose_tender_ends_before_it_begins_is_refused(cast, now):
    with pytest.raises(FormRefused, match="须晚于发包开始时间"):
        steps.register(
            cast, tender_opens_at=now + timedelta(days=9), tender_closes_at=now + timedelta(days=8)
        )
    assert not Project.objects.exists()
    assert ProjectRegistrationDesk.filed_by.key == "smallworks.town"
