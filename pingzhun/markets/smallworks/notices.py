"""The notices of 散小工程: their kinds, and what each says."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from pingzhun.base.localtime import moment
from pingzhun.base.money import format_yuan
from pingzhun.documents.folders import copy_folder
from pingzhun.documents.models import Folder
from pingzhun.filings.models import Deed
from pingzhun.markets.smallworks.models import Project
from pingzhun.notices.body import section
from pingzhun.notices.kinds import Call, NoticeKind, register
from pingzhun.notices.models import Notice
from pingzhun.notices.pdf import Wording
from pingzhun.notices.publication import publish


def enrol_url(notice: Notice) -> str:
    return reverse("console:case", args=[notice.case_id])


ENROL = Call("报名", enrol_url, "报名中")
TENDER = register(NoticeKind("smallworks.tender", "发包公告", "SXFB", "smallworks", call=ENROL))
CORRECTION = register(NoticeKind("smallworks.correction", "更正公告", "SXGZ", "smallworks", call=ENROL))
RESULT = register(NoticeKind("smallworks.result", "中选公示", "SXZX", "smallworks"))
EMERGENCY = register(NoticeKind("smallworks.emergency", "应急工程发包结果公告", "SXYJ", "smallworks"))
FAILURE = register(NoticeKind("smallworks.failure", "发包失败公告", "SXSB", "smallworks"))
TERMINATION = register(NoticeKind("smallworks.termination", "终止公告", "SXZZ", "smallworks"))


def facts_of(project: Project) -> list[tuple[str, str]]:
    """What every notice about a project says of it."""
    return [("项目编号", project.code), *terms_of(project)]


def terms_of(project: Project) -> list[tuple[str, str]]:
    return [
        ("项目名称", project.title),
        ("建设单位", project.owner_name),
        ("工程类型", project.get_work_type_display()),
        ("工程地点", project.location),
        ("工程预算", f"{format_yuan(project.budget)} 元"),
        *([] if project.is_emergency else [("组织形式", project.get_organising_display())]),
        *([("代理机构", project.agent.name)] if project.agent else []),
    ]


def tender_wording(
    project: Project, *, conditions: str, closes_at: datetime, round: int, correction: str | None = None
) -> Wording:
    """发包公告, at first and again, or 更正公告 (the whole anew): what its publisher may seal before it is published."""
    again = f"（第{round}次）" if round > 1 else ""
    name = f"发包公告{again}" if correction is None else "更正公告"
    return Wording(
        f"{project.title}{name}",
        [
            *terms_of(project),
            ("计划工期", f"{project.work_days} 日"),
            ("发包结束时间", moment(closes_at)),
            ("联系人", project.owner_contact),
            ("联系电话", project.owner_phone),
        ],
        (section("更正说明", correction) if correction is not None else "")
        + section("工程内容", project.content)
        + section("报名条件", conditions),
    )


def publish_tender(
    project: Project, *, correction: str | None = None, folder: Folder, deed: Deed | None, now: datetime
) -> Notice:
    """发包公告 or, with what was corrected and why, 更正公告; the latter, and a later round, point at the notice before it."""
    wording = tender_wording(
        project,
        conditions=project.conditions,
        closes_at=project.tender_closes_at,
        round=project.round,
        correction=correction,
    )
    return _publish(
        project,
        TENDER if correction is None else CORRECTION,
        title=wording.title,
        given=[("项目编号", project.code), ("发包开始时间", moment(project.tender_opens_at))],
        facts=wording.facts,
        body=wording.body,
        folder=folder,
        deed=deed,
        closes_at=project.tender_closes_at,
        corrects=last_of(project) if correction is not None or project.round > 1 else None,
        now=now,
    )


def publish_result(project: Project, *, basis: str, now: datetime) -> Notice:
    """中选公示; where an earlier winner gave up, it corrects the earlier one. basis: how the winner was found."""
    earlier = Notice.objects.filter(case_id=project.pk, kind=RESULT.key, corrected_by=None).first()
    return _publish(
        project,
        RESULT,
        title=f"{project.title}中选公示",
        facts=facts_of(project) + _award_facts(project, "中选单位"),
        body=section("比选结果", basis),
        corrects=earlier,
        now=now,
    )


def publish_emergency(project: Project, *, emergency: str, folder: Folder, now: datetime) -> Notice:
    return _publish(
        project,
        EMERGENCY,
        title=f"{project.title}应急工程发包结果公告",
        facts=facts_of(project) + _award_facts(project, "施工单位"),
        body=section("应急情况说明", emergency) + section("工程内容", project.content),
        folder=folder,
        now=now,
    )


def _award_facts(project: Project, label: str) -> list[tuple[str, str]]:
    return [
        ("计划工期", f"{project.work_days} 日"),
        (label, project.builder.name),
        ("统一社会信用代码", project.builder.credit_code),
        ("中选价", f"{format_yuan(project.price)} 元"),
    ]


def end_wording(project: Project, kind: NoticeKind, *, reason: str) -> Wording:
    return Wording(
        f"{project.title}{kind.title}", [*terms_of(project), ("原因", reason)], section("原因", reason)
    )


def publish_end(project: Project, kind: NoticeKind, *, deed: Deed | None = None, now: datetime) -> Notice:
    """发包失败公告, 终止公告: they point at what was published last."""
    wording = end_wording(project, kind, reason=project.failure_reason)
    return _publish(
        project,
        kind,
        title=wording.title,
        given=[("项目编号", project.code)],
        facts=wording.facts,
        body=wording.body,
        deed=deed,
        corrects=last_of(project),
        now=now,
    )


def _publish(
    project: Project,
    kind: NoticeKind,
    *,
    now: datetime,
    folder: Folder | None = None,
    **said: Any,
) -> Notice:
    """By whoever lets the work; that it ends, by the 街镇."""
    by_town = kind in (EMERGENCY, TERMINATION)
    return publish(
        kind=kind,
        case=project,
        jurisdiction=project.jurisdiction,
        organisation=project.procuring_entity if by_town else project.agent or project.procuring_entity,
        folder=copy_folder(folder, now=now) if folder else None,
        now=now,
        **said,
    )


def last_of(project: Project) -> Notice | None:
    """The last notice about the project that no other has corrected."""
    mine = Notice.objects.filter(case_id=project.pk, corrected_by=None)
    return mine.order_by("-published_at", "-pk").first()
