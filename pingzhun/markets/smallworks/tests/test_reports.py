"""竣工: both reports first, reminders, and what was settled beside what was contracted (R29–R31)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from pingzhun.directory.actors import SYSTEM
from pingzhun.filings import lifecycle, reminding
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, submit
from pingzhun.filings.models import Filing, Reminder
from pingzhun.filings.reminding import remind, waits_of
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks.course import ProjectState, course
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.steps import again
from pingzhun.markets.smallworks.desks.completion import (
    AuditReportDesk,
    CompletionDesk,
    EmergencyAuditReportDesk,
    EmergencySupervisionReportDesk,
    SupervisionReportDesk,
)
from pingzhun.markets.smallworks.models import Project, ProjectCompletion
from pingzhun.markets.smallworks.settlement import difference_of
from pingzhun.regimes import clock

S = ProjectState


@pytest.fixture
def project(cast) -> Project:
    return steps.build(cast, steps.run_to_award(cast))


def file_completion(cast, project: Project, **changes) -> Filing:
    files = {"acceptance": steps.paper("竣工验收报告")}
    data = steps.completion(clock.now(), **changes)
    return submit(CompletionDesk, cast.town.files, data, case=project, files=files)


@pytest.mark.covers("R29")
def test_the_completion_is_refused_until_both_reports_are_in_and_then_submitted_from_the_draft(cast, project):
    """等待监理单位上传《监理报告》，审计单位上传《审计报告》后方可提交; then 已填报 → 编辑 → 提交."""
    with pytest.raises(Refused) as refused:
        file_completion(cast, project)
    assert [sentence[:9] for sentence in map(str, refused.value.refusals)] == [
        "监理单位（北京恒正",
        "审计单位（北京信达",
    ]
    steps.report_supervision(cast, project)
    with pytest.raises(Refused, match="尚未上传《审计报告》"):
        file_completion(cast, project)
    steps.report_audit(cast, project)
    draft = Filing.objects.get(desk="smallworks.completion")
    assert draft.state == "editing"
    submit(CompletionDesk, cast.town.files, steps.completion(clock.now()), case=project, filing=draft)
    assert again(project).state == S.COMPLETED


@pytest.mark.covers("R29")
@pytest.mark.parametrize("missing", ["supervision", "audit"])
def test_the_database_takes_no_completion_without_both_reports(cast, project, missing):
    """Whatever the program says: neither the filing nor the state."""
    if missing == "audit":
        steps.report_supervision(cast, project)
    else:
        steps.report_audit(cast, project)
    filing = lifecycle.begin(desk_of(CompletionDesk), actor=cast.town.files, case=project, now=clock.now())
    row = {"finished_on": "2026-12-01", "accepted_on": "2026-12-01", "conclusion": "合格"}
    with pytest.raises(IntegrityError, match="completion needs both reports"), transaction.atomic():
        written = ProjectCompletion(filing_ptr=filing, **row)
        for field in Filing._meta.concrete_fields:
            setattr(written, field.attname, getattr(filing, field.attname))
        written.save_base(raw=True, force_insert=True)
    with pytest.raises(IntegrityError, match="completes_with_both_reports"), transaction.atomic():
        walk_to_completed(project)


def walk_to_completed(project: Project) -> None:
    """Behind the course's back, but with its record, so that only the reports are missing."""
    course.record(
        project,
        transition="complete",
        title="项目竣工信息填报",
        source=S.BUILDING,
        target=S.COMPLETED,
        actor=SYSTEM,
        note=None,
        changes={},
        now=clock.now(),
    )
    Project.objects.filter(pk=project.pk).update(state=S.COMPLETED, completed_at=clock.now())


@pytest.mark.covers("R29")
def test_the_database_takes_a_completion_with_both(cast, project):
    """Control: the same way is open once both reports are in."""
    steps.report_supervision(cast, project)
    steps.report_audit(cast, project)
    walk_to_completed(again(project))
    assert again(project).state == S.COMPLETED


def test_a_report_of_another_project_is_refused_by_the_database(cast, project):
    other = steps.build(cast, steps.run_to_award(cast, name="另一个工程"), number="HT-2")
    steps.report_supervision(cast, other)
    report = again(other).supervision_report_id
    with pytest.raises(IntegrityError, match="a report is of its project"), transaction.atomic():
        Project.objects.filter(pk=other.pk).update(supervision_report=None)
        Project.objects.filter(pk=project.pk).update(supervision_report=report)
    steps.report_supervision(cast, project)
    assert again(project).supervision_report_id


@pytest.mark.covers("R30", "R31")
@pytest.mark.parametrize("emergency", [False, True], ids=["小型工程", "应急工程"])
def test_a_report_is_uploaded_by_the_projects_own_party_in_its_own_menu(cast, emergency):
    project = steps.award_emergency(cast) if emergency else steps.run_to_award(cast)
    project = steps.build(cast, project)
    right = (
        (EmergencySupervisionReportDesk, EmergencyAuditReportDesk)
        if emergency
        else (SupervisionReportDesk, AuditReportDesk)
    )
    for at in (SupervisionReportDesk, EmergencySupervisionReportDesk):
        offered = desk_of(at).cases(cast.supervisor.files)
        assert [each.pk for each in offered] == ([project.pk] if at in right else [])
        assert not desk_of(at).cases(cast.auditor.files).exists()
    steps.report_supervision(cast, project)
    steps.report_audit(cast, project, "290000")
    project = again(project)
    assert project.supervision_report.folder.attachments.get().name == "监理报告.pdf"
    assert (project.settlement, project.state) == (Decimal(290000), S.BUILDING)


@pytest.mark.covers("R30")
def test_a_wrong_report_is_replaced_until_the_work_is_completed(cast, project):
    first = steps.report_audit(cast, project, "440000")
    second = steps.report_audit(cast, project, "430000")
    project = again(project)
    assert (project.audit_report_id, project.settlement) == (second.pk, Decimal(430000))
    assert first.submissions.count() == 1, "what was submitted stays"
    steps.report_supervision(cast, project)
    steps.complete(cast, project)
    with pytest.raises(Refused, match="不在此环节"):
        steps.report_audit(cast, project)


@pytest.mark.covers("R29")
@pytest.mark.parametrize(
    ("settlement", "share", "large"),
    [
        ("495000", "+10.0", False),
        ("495000.01", "+10.0", True),
        ("404999.99", "-10.0", True),
        ("450000", "+0.0", False),
    ],
)
def test_a_settlement_that_differs_by_more_than_a_tenth_must_be_explained(
    cast, project, settlement, share, large
):
    steps.report_supervision(cast, project)
    steps.report_audit(cast, project, settlement)
    if large:
        with pytest.raises(FormRefused, match="请说明原因"):
            file_completion(cast, project)
    draft = Filing.objects.filter(desk="smallworks.completion").first()
    data = steps.completion(clock.now(), difference_reason="设计变更" if large else "")
    files = {} if draft else {"acceptance": steps.paper("竣工验收报告")}
    submit(CompletionDesk, cast.town.files, data, case=project, filing=draft, files=files)
    project = again(project)
    difference = difference_of(project)
    assert (f"{difference.share:+.1f}", difference.is_large) == (share, large)
    assert project.state == S.COMPLETED


# ---- 通知 and 催办 -----------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(cast, project) -> Filing:
    return lifecycle.begin(desk_of(CompletionDesk), actor=cast.town.files, case=project, now=clock.now())


@pytest.mark.covers("R29")
def test_a_draft_says_for_whom_it_waits_and_since_when(cast, draft):
    wait = waits_of(desk_of(CompletionDesk), [draft])[draft.pk]
    names = f"{cast.supervisor.organisation}、{cast.auditor.organisation}"
    assert (wait.who, wait.since, wait.verb) == (names, draft.created_at, "通知")
    steps.report_supervision(cast, draft.about)
    assert waits_of(desk_of(CompletionDesk), [draft])[draft.pk].who == str(cast.auditor.organisation)
    steps.report_audit(cast, draft.about)
    assert waits_of(desk_of(CompletionDesk), [draft]) == {}


@pytest.mark.covers("R29")
def test_both_are_reminded_once_a_day_and_who_has_uploaded_no_more(cast, draft):
    now = clock.now()
    told = remind(draft, actor=cast.town.files, now=now)
    assert told == [cast.supervisor.organisation, cast.auditor.organisation]
    message = cast.auditor.filer.messages.get(kind="filing.reminded")
    assert "雁栖镇人民政府提醒" in message.text
    assert message.link == f"/console/cases/{draft.case_id}/"
    with pytest.raises(Refused, match="24 小时内已经提醒过"):
        remind(draft, actor=cast.town.files, now=now + timedelta(hours=23))
    steps.report_supervision(cast, draft.about)
    assert remind(draft, actor=cast.town.files, now=now + timedelta(hours=24)) == [cast.auditor.organisation]
    steps.report_audit(cast, draft.about)
    with pytest.raises(Refused, match="不必提醒"):
        remind(draft, actor=cast.town.files, now=now + timedelta(hours=72))


def test_nobody_else_reminds(cast, draft):
    for outsider in (cast.other_town, cast.supervisor, cast.authority):
        with pytest.raises(Refused, match="只能催办本单位"):
            remind(draft, actor=outsider.files, now=clock.now())


def test_the_database_reminds_nobody_twice_within_a_day(cast, draft):
    row = {
        "filing": draft,
        "organisation": cast.auditor.organisation,
        "sent_by": cast.town.filer,
    }
    now = clock.now()
    Reminder.objects.create(**row, sent_at=now, next_at=now + reminding.APART)
    for later, ends, why in (
        (timedelta(hours=23), reminding.APART, "nobody_is_reminded_again"),
        (timedelta(hours=30), timedelta(hours=1), "a_reminder_lasts_a_day"),
    ):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            Reminder.objects.create(**row, sent_at=now + later, next_at=now + later + ends)
    Reminder.objects.create(**row, sent_at=now + reminding.APART, next_at=now + 2 * reminding.APART)
    with (
        pytest.raises(IntegrityError, match="only ever added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM filings_reminder")
