"""What can go wrong with a project: each ends, or goes on, as ADR 0033 says."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from pingzhun.deadlines import schedule
from pingzhun.directory import services
from pingzhun.directory.actors import SYSTEM
from pingzhun.directory.models import Organisation
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks.course import ProjectState, course
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.steps import again
from pingzhun.markets.smallworks.desks.enrolment import EnrolmentDesk
from pingzhun.markets.smallworks.desks.initiation import MandateChangeDesk
from pingzhun.markets.smallworks.desks.selection import AwardWithdrawalDesk
from pingzhun.markets.smallworks.desks.tender import TenderNoticeDesk
from pingzhun.markets.smallworks.desks.termination import TerminationDesk
from pingzhun.markets.smallworks.market import AGENT, BUILDER
from pingzhun.markets.smallworks.models import Enrolment, Organising, Project
from pingzhun.regimes import clock

S = ProjectState


def suspend(cast, organisation: Organisation, kind: str) -> None:
    services.suspend(
        organisation=organisation,
        kind=kind,
        days=30,
        reason="弄虚作假",
        imposed_by=cast.authority.organisation,
        now=clock.now(),
    )


def terminate(cast, project: Project) -> Project:
    submit(TerminationDesk, cast.town.files, {"reason": "资金未落实"}, case=project)
    return again(project)


# ---- the tender fails -------------------------------------------------------------------------------------------------


@pytest.mark.covers("R23")
def test_a_tender_for_which_nobody_enrolled_fails_and_can_be_published_again(cast):
    project = steps.pass_deadline(steps.publish(cast, steps.register(cast, agent=cast.agent)))
    assert (project.state, project.failure_reason) == (S.FAILED, "没有单位报名。")
    failure = project.notices.get(kind="smallworks.failure")
    assert failure.corrects == project.notices.get(kind="smallworks.tender")
    for player in (cast.town, cast.agent):
        assert player.filer.messages.filter(kind="smallworks.failed").exists()
    project = steps.publish(cast, project)
    assert (project.state, project.round, project.failure_reason) == (S.ENROLLING, 2, None)
    again_published = project.notices.get(title__contains="第2次")
    assert again_published.corrects == failure


@pytest.mark.covers("R26")
def test_a_tender_in_which_all_fail_the_prequalification_fails_and_everybody_may_enrol_anew(cast):
    project = steps.publish(cast, steps.register(cast))
    steps.enrol(project, cast.yanbei)
    project = steps.pass_deadline(project)
    project = steps.examine(cast, project, failed=[cast.yanbei], compare_at="", compare_place="")
    assert (project.state, project.failure_reason) == (S.FAILED, "报名单位均未通过资格审查。")
    project = steps.publish(cast, project)
    steps.enrol(project, cast.yanbei)
    assert [each.round for each in project.enrolments.order_by("round")] == [1, 2]


@pytest.mark.covers("R27")
def test_when_the_winner_withdraws_another_that_passed_is_selected_and_the_result_corrected(cast):
    project = steps.run_to_award(cast)
    begun = lifecycle.begin(
        desk_of(steps.ConstructionDesk), actor=cast.town.files, case=project, now=clock.now()
    )
    filing = submit(AwardWithdrawalDesk, cast.yanbei.files, {"reason": "人员不足"}, case=project)
    reject(filing, cast.town.reviews, "请先协商")
    assert again(project).state == S.AWARDED
    filing = submit(
        AwardWithdrawalDesk, cast.yanbei.files, {"reason": "人员不足"}, case=project, filing=filing
    )
    approve(filing, cast.town.reviews)
    project = again(project)
    assert (project.state, project.builder, project.price) == (S.SELECTING, None, None)
    begun.refresh_from_db()
    assert begun.state == "lapsed"
    with pytest.raises(FormRefused, match="winner"):
        steps.award(cast, project, cast.yanbei)
    project = steps.award(cast, project, cast.huaihe)
    first, second = project.notices.filter(kind="smallworks.result").order_by("pk")
    assert (project.builder, second.corrects) == (cast.huaihe.organisation, first)


def test_when_the_last_that_passed_withdraws_the_tender_fails(cast):
    project = steps.publish(cast, steps.register(cast))
    steps.enrol(project, cast.yanbei)
    project = steps.award(cast, steps.examine(cast, steps.pass_deadline(project)), cast.yanbei)
    filing = submit(AwardWithdrawalDesk, cast.yanbei.files, {"reason": "人员不足"}, case=project)
    approve(filing, cast.town.reviews)
    project = again(project)
    assert (project.state, project.failure_reason) == (S.FAILED, "通过资格审查的单位均已放弃中选。")


def test_nobody_withdraws_from_work_that_has_begun(cast):
    project = steps.run_to_award(cast)
    filing = submit(AwardWithdrawalDesk, cast.yanbei.files, {"reason": "人员不足"}, case=project)
    project = steps.build(cast, project)
    filing.refresh_from_db()
    assert filing.state == "lapsed"
    with pytest.raises(Refused):
        approve(filing, cast.town.reviews)
    with pytest.raises(Refused, match="不在此环节"):
        submit(AwardWithdrawalDesk, cast.yanbei.files, {"reason": "人员不足"}, case=project)


# ---- terminated at each node -----------------------------------------------------------------------------------------


def at_node(cast, state: str) -> Project:
    """A project that has come as far as `state`."""
    match state:
        case S.REGISTERED:
            return steps.register(cast, agent=cast.agent)
        case S.ENROLLING:
            project = steps.publish(cast, steps.register(cast))
            steps.enrol(project, cast.yanbei)
            return project
        case S.EXAMINING:
            return steps.pass_deadline(at_node(cast, S.ENROLLING))
        case S.SELECTING:
            return steps.examine(cast, at_node(cast, S.EXAMINING))
        case S.AWARDED:
            return steps.run_to_award(cast)
        case S.BUILDING:
            return steps.build(cast, steps.run_to_award(cast))
        case S.FAILED:
            return steps.pass_deadline(steps.publish(cast, steps.register(cast)))
    raise LookupError(state)


@pytest.mark.covers("R33")
@pytest.mark.parametrize(
    "state",
    [S.REGISTERED, S.ENROLLING, S.EXAMINING, S.SELECTING, S.AWARDED, S.BUILDING, S.FAILED],
    ids=lambda state: state.label,
)
def test_a_project_is_terminated_at_each_node(cast, state):
    """The reason is published, what was open lapses, everybody who takes part is told, and nothing goes on."""
    project = at_node(cast, state)
    assert project.state == state
    last = project.notices.order_by("-pk").first()
    draft = lifecycle.begin(
        desk_of(MandateChangeDesk if state != S.AWARDED and state != S.BUILDING else TerminationDesk),
        actor=cast.town.files,
        case=project,
        now=clock.now(),
    )
    if draft.desk == "smallworks.termination":
        lifecycle.discard(draft, actor=cast.town.files, now=clock.now())
    project = terminate(cast, project)
    notice = project.notices.get(kind="smallworks.termination")
    assert (project.state, project.failure_reason) == (S.TERMINATED, "资金未落实")
    assert (notice.corrects, dict(notice.facts)["原因"]) == (last, "资金未落实")
    draft.refresh_from_db()
    assert draft.state in ("lapsed", "discarded")
    parties = [project.agent, project.builder, project.supervisor, project.auditor]
    parties += [each.company for each in project.enrolments.all()]
    for party in {each for each in parties if each}:
        assert party.members.first().user.messages.filter(kind="smallworks.terminated").count() == 1
    schedule.fire_due(now=clock.now() + timedelta(days=30))
    assert again(project).state == S.TERMINATED
    assert not desk_of(EnrolmentDesk).cases(cast.huaihe.files).filter(pk=project.pk).exists()


@pytest.mark.covers("R33")
def test_a_completed_project_is_not_terminated_and_an_emergency_is(cast):
    done = steps.run_to_completion(cast, steps.run_to_award(cast))
    with pytest.raises(Refused, match="不在此环节"):
        terminate(cast, done)
    assert terminate(cast, steps.award_emergency(cast)).state == S.TERMINATED


def test_only_the_town_itself_terminates(cast):
    project = steps.publish(cast, steps.register(cast, agent=cast.agent))
    with pytest.raises(Refused, match="不在此环节"):
        submit(TerminationDesk, cast.other_town.files, {"reason": "x"}, case=project)


# ---- suspended in the middle --------------------------------------------------------------------------------------------


@pytest.mark.covers("R37")
def test_a_suspended_company_cannot_enrol(cast):
    project = steps.publish(cast, steps.register(cast))
    suspend(cast, cast.yanbei.organisation, BUILDER.key)
    with pytest.raises(Refused, match="您单位已被停用至"):
        steps.enrol(project, cast.yanbei)
    steps.enrol(project, cast.huaihe)


@pytest.mark.covers("R37")
def test_a_company_that_is_suspended_after_enrolling_is_not_selected(cast):
    project = steps.publish(cast, steps.register(cast))
    for company in (cast.yanbei, cast.huaihe):
        steps.enrol(project, company)
    project = steps.examine(cast, steps.pass_deadline(project))
    suspend(cast, cast.yanbei.organisation, BUILDER.key)
    with pytest.raises(FormRefused, match="北京雁北建筑工程有限公司已被停用至"):
        steps.award(cast, project, cast.yanbei)
    draft = Filing.objects.get(desk="smallworks.award")
    lifecycle.discard(draft, actor=cast.town.files, now=clock.now())
    assert steps.award(cast, project, cast.huaihe).builder == cast.huaihe.organisation


def test_what_a_company_has_in_hand_when_it_is_suspended_goes_on(cast):
    project = steps.run_to_award(cast)
    suspend(cast, cast.yanbei.organisation, BUILDER.key)
    assert steps.evaluate(cast, steps.run_to_completion(cast, project)).state == S.RATED


def test_a_suspended_company_is_given_no_emergency_and_oversees_no_other_work(cast):
    project = steps.award_emergency(cast)
    for player in (cast.huaihe, cast.supervisor, cast.auditor):
        suspend(cast, player.organisation, player.kind.key)
    with pytest.raises(FormRefused, match="请另选一家"):
        steps.award_emergency(cast)
    with pytest.raises(FormRefused) as refused:
        steps.build(cast, project)
    assert set(refused.value.errors) == {"supervisor", "auditor"}


@pytest.mark.covers("R20")
def test_when_the_agency_is_suspended_the_town_takes_the_tender_back_at_the_node_where_it_stands(cast):
    project = steps.publish(cast, steps.register(cast, agent=cast.agent))
    steps.enrol(project, cast.yanbei)
    project = steps.pass_deadline(project)
    begun = lifecycle.begin(
        desk_of(steps.PrequalificationDesk), actor=cast.agent.files, case=project, now=clock.now()
    )
    suspend(cast, cast.agent.organisation, AGENT.key)
    with pytest.raises(Refused, match="停用期间不能代理发包"):
        steps.examine(cast, project)
    change = {"organising": Organising.SELF, "agent": None, "reason": "代理机构被停用"}
    submit(MandateChangeDesk, cast.town.files, change, case=project)
    begun.refresh_from_db()
    project = again(project)
    assert (begun.state, project.state, project.agent) == ("lapsed", S.EXAMINING, None)
    with pytest.raises(Refused, match="不在此环节"):
        submit(steps.PrequalificationDesk, cast.agent.files, {}, case=project)
    assert steps.award(cast, steps.examine(cast, project), cast.yanbei).state == S.AWARDED
    assert cast.agent.filer.messages.get(kind="smallworks.mandate_ended").text.endswith("代理机构被停用")


def test_a_suspended_agency_is_entrusted_with_nothing_and_another_goes_on(cast):
    suspend(cast, cast.other_agent.organisation, AGENT.key)
    with pytest.raises(FormRefused, match="北京瑞达项目管理有限公司已被停用至"):
        steps.register(cast, agent=cast.other_agent)
    project = steps.register(cast, agent=cast.agent, name="另一个工程")
    change = {"organising": Organising.ENTRUSTED, "agent": cast.agent.organisation, "reason": "换"}
    with pytest.raises(FormRefused, match="没有需要变更的内容"):
        submit(MandateChangeDesk, cast.town.files, change, case=project)


# ---- what the database holds ------------------------------------------------------------------------------------------


def pass_by(project: Project, source: str, target: str, **values: object) -> None:
    """Set the state with its record but without the course."""
    course.record(
        project,
        transition="award",
        title="试",
        source=source,
        target=target,
        actor=SYSTEM,
        note=None,
        changes={},
        now=clock.now(),
    )
    Project.objects.filter(pk=project.pk).update(state=target, awarded_at=clock.now(), price=1, **values)


@pytest.mark.covers("R34")
def test_the_database_lets_only_an_emergency_without_a_tender(cast):
    project = steps.register(cast)
    builder = {"builder": cast.huaihe.organisation}
    with pytest.raises(IntegrityError, match="only an emergency is let"), transaction.atomic():
        pass_by(project, S.REGISTERED, S.AWARDED, **builder)
    with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(is_emergency=True)
    assert steps.award_emergency(cast).state == S.AWARDED


@pytest.mark.covers("R26")
def test_the_database_gives_work_only_to_who_enrolled_and_passed(cast):
    project = steps.publish(cast, steps.register(cast))
    for company in (cast.yanbei, cast.huaihe):
        steps.enrol(project, company)
    project = steps.examine(cast, steps.pass_deadline(project), failed=[cast.huaihe])
    for company in (cast.huaihe, cast.changcheng):
        with pytest.raises(IntegrityError, match="enrolled and passed"), transaction.atomic():
            pass_by(project, S.SELECTING, S.AWARDED, builder=company.organisation)
    pass_by(project, S.SELECTING, S.AWARDED, builder=cast.yanbei.organisation)
    assert again(project).builder == cast.yanbei.organisation


@pytest.mark.covers("R23")
def test_the_database_takes_no_enrolment_after_the_deadline_or_in_another_round(cast):
    project = steps.publish(cast, steps.register(cast))
    first = steps.enrol(project, cast.yanbei)
    late = lifecycle.begin(desk_of(EnrolmentDesk), actor=cast.huaihe.files, case=project, now=clock.now())
    row = {"project": project, "company": cast.huaihe.organisation, "enrolled_at": clock.now()}
    typed = steps.Enrolment.objects.get().filing
    with pytest.raises(IntegrityError, match="while enrolment is open"), transaction.atomic():
        Enrolment.objects.create(**row, round=2, filing=typed)
    left = project.tender_closes_at - clock.now() + timedelta(minutes=1)
    clock.shift_forward(left, actor_user=cast.town.filer)
    with pytest.raises(IntegrityError, match="while enrolment is open"), transaction.atomic():
        Enrolment.objects.create(**row, round=1, filing=typed)
    with pytest.raises(Refused, match="报名已经截止"):
        submit(
            EnrolmentDesk,
            cast.huaihe.files,
            {"contact_name": "邵刚", "contact_mobile": "13811005001", "manager_name": "项目经理"},
            case=project,
            filing=late,
        )
    assert first.state == "approved"


def test_the_database_lets_an_enrolment_stand_as_it_was_made(cast):
    project = steps.publish(cast, steps.register(cast))
    steps.enrol(project, cast.yanbei)
    with pytest.raises(IntegrityError, match="a_company_enrols_once_in_a_round"), transaction.atomic():
        enrolment = Enrolment.objects.get()
        enrolment.pk = None
        enrolment.save(force_insert=True)
    with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
        Enrolment.objects.update(company=cast.huaihe.organisation)
    assert TenderNoticeDesk.filing.objects.count() == 1
