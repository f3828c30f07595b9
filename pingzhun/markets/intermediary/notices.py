"""The notices of 中介超市: their kinds, and what each says."""

from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime

from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.documents.folders import copy_folder
from pingzhun.documents.models import Folder
from pingzhun.markets.intermediary.models import Enrolment, Job, Method
from pingzhun.notices.kinds import Call, NoticeKind, register
from pingzhun.notices.models import Notice
from pingzhun.notices.publication import publish


def enrol_url(notice: Notice) -> str:
    return reverse("console:case", args=[notice.case_id])


JOB = register(
    NoticeKind("intermediary.job", "采购公告", "ZJCG", "intermediary", call=Call("我要报名", enrol_url))
)
RESULT = register(NoticeKind("intermediary.result", "中选公告", "ZJZX", "intermediary"))
FAILURE = register(NoticeKind("intermediary.failure", "选取失败公告", "ZJSB", "intermediary"))
CANCELLATION = register(NoticeKind("intermediary.cancellation", "项目取消公告", "ZJQX", "intermediary"))
POSTPONEMENT = register(
    NoticeKind(
        "intermediary.postponement", "延期公告", "ZJYQ", "intermediary", call=Call("我要报名", enrol_url)
    )
)


def moment(value: datetime) -> str:
    return f"{localtime(value):%Y-%m-%d %H:%M}"


def facts_of(job: Job) -> list[tuple[str, str]]:
    """What every notice about a job says of it."""
    return [
        ("项目编号", job.code),
        ("项目名称", job.title),
        ("项目单位", job.procuring_entity.name),
        ("服务类型", str(job.service_type)),
        ("选取方式", job.get_method_display()),
        ("控制价", f"{format_yuan(job.ceiling)} 元"),
    ]


def publish_job(job: Job, *, folder: Folder | None, actor: Actor, now: datetime) -> Notice:
    """采购公告, at first and again; a later one points at the failure notice before it."""
    direct = job.method == Method.DIRECT
    facts = [
        *facts_of(job),
        ("资质要求", str(job.qualification) if job.qualification else "不要求"),
        ("服务期限", f"{job.service_days} 日"),
        ("服务地点", job.location),
        *([] if direct else [("报名截止时间", moment(job.enrol_until))]),
        ("联系人", job.contact_name),
        ("联系电话", job.contact_phone),
    ]
    again = f"（第{job.round}次）" if job.round > 1 else ""
    return publish(
        kind=JOB,
        title=f"{job.title}采购公告{again}",
        facts=facts,
        body=format_html("<h3>服务内容</h3>{}", mark_safe(linebreaks(job.content, autoescape=True))),  # noqa: S308 -- escaped
        case=job,
        jurisdiction=job.jurisdiction,
        organisation=job.procuring_entity,
        folder=copy_folder(folder, now=now) if folder else None,
        closes_at=None if direct else job.enrol_until,
        corrects=latest(job, FAILURE) if job.round > 1 else None,
        now=now,
    )


def publish_result(
    job: Job, enrolments: list[Enrolment], *, basis: str, actor: Actor, now: datetime
) -> Notice:
    """中选公告; where an earlier winner gave up, it corrects the earlier one. basis: how the winner was found, in a sentence."""
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        (
            (
                each.rank or "—",
                each.agency.name,
                f"{format_yuan(each.price)} 元" if each.price is not None else "—",
                each.invalid_reason
                or ("放弃中选" if each.gave_up_at else each.score if each.score is not None else "有效"),
            )
            for each in sorted(enrolments, key=lambda each: (each.rank is None, each.rank or 0, each.pk))
        ),
    )
    table = (
        format_html(
            "<h3>报名情况</h3><table><thead><tr><th>名次</th><th>机构</th><th>报价</th><th>结果或得分</th></tr></thead>"
            "<tbody>{}</tbody></table>",
            rows,
        )
        if enrolments
        else ""
    )
    return publish(
        kind=RESULT,
        title=f"{job.title}中选公告",
        facts=[
            *facts_of(job),
            ("中选机构", job.agency.name),
            ("统一社会信用代码", job.agency.credit_code),
            ("中选价", f"{format_yuan(job.price)} 元"),
        ],
        body=format_html("<p>{}</p>{}", basis, table),
        case=job,
        jurisdiction=job.jurisdiction,
        organisation=job.procuring_entity,
        corrects=latest(job, RESULT),
        now=now,
    )


def publish_postponement(job: Job, *, before: datetime, outage: str, actor: Actor, now: datetime) -> Notice:
    """延期公告: the deadline before and now. outage: what failed when, in a sentence."""
    return publish(
        kind=POSTPONEMENT,
        title=f"{job.title}延期公告",
        facts=[
            *facts_of(job),
            ("原报名截止时间", moment(before)),
            ("报名截止时间", moment(job.enrol_until)),
        ],
        body=format_html(
            "<p>{}报名截止时间对所有机构同样延后。</p><p>已递交的报价继续有效，新的截止时间之前可以修改或撤回。</p>",
            outage,
        ),
        case=job,
        jurisdiction=job.jurisdiction,
        organisation=job.procuring_entity,
        closes_at=job.enrol_until,
        corrects=last_of(job),
        now=now,
    )


def publish_failure(job: Job, *, actor: Actor, now: datetime) -> Notice:
    return _publish_end(job, FAILURE, "选取失败公告", corrects=latest(job, RESULT), actor=actor, now=now)


def publish_cancellation(job: Job, *, actor: Actor, now: datetime) -> Notice:
    return _publish_end(job, CANCELLATION, "项目取消公告", corrects=last_of(job), actor=actor, now=now)


def _publish_end(
    job: Job, kind: NoticeKind, name: str, *, corrects: Notice | None, actor: Actor, now: datetime
) -> Notice:
    return publish(
        kind=kind,
        title=f"{job.title}{name}",
        facts=[*facts_of(job), ("原因", job.failure_reason or "")],
        body=format_html("<p>{}</p>", job.failure_reason),
        case=job,
        jurisdiction=job.jurisdiction,
        organisation=job.procuring_entity,
        corrects=corrects,
        now=now,
    )


def latest(job: Job, kind: NoticeKind) -> Notice | None:
    """The last notice of this kind about the job that no other has corrected."""
    mine = Notice.objects.filter(case_id=job.pk, kind=kind.key, corrected_by=None)
    return mine.order_by("-published_at", "-pk").first()


def last_of(job: Job) -> Notice | None:
    mine = Notice.objects.filter(case_id=job.pk, corrected_by=None)
    return mine.order_by("-published_at", "-pk").first()
