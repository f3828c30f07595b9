"""The notices of 中介超市: their kinds, and what each says."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import mark_safe

from pingzhun.base.localtime import moment
from pingzhun.base.money import format_yuan
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.documents.folders import copy_folder
from pingzhun.documents.models import Folder
from pingzhun.filings.models import Deed
from pingzhun.markets.intermediary.models import Enrolment, Job, JobPublication, Method
from pingzhun.notices.kinds import Call, NoticeKind, register
from pingzhun.notices.models import Notice
from pingzhun.notices.pdf import Wording
from pingzhun.notices.publication import publish

Terms = Job | JobPublication


def enrol_url(notice: Notice) -> str:
    return reverse("console:case", args=[notice.case_id])


ENROL = Call("我要报名", enrol_url, "报名中")
JOB = register(NoticeKind("intermediary.job", "采购公告", "ZJCG", "intermediary", call=ENROL))
RESULT = register(NoticeKind("intermediary.result", "中选公告", "ZJZX", "intermediary"))
FAILURE = register(NoticeKind("intermediary.failure", "选取失败公告", "ZJSB", "intermediary"))
CANCELLATION = register(NoticeKind("intermediary.cancellation", "项目取消公告", "ZJQX", "intermediary"))
POSTPONEMENT = register(
    NoticeKind("intermediary.postponement", "延期公告", "ZJYQ", "intermediary", call=ENROL)
)


def code_of(job: Job) -> list[tuple[str, str]]:
    """What the platform gives, and nobody could have sealed before."""
    return [("项目编号", job.code)]


def facts_of(job: Job) -> list[tuple[str, str]]:
    """What every notice about a job says of it."""
    return code_of(job) + terms_of(job, title=job.title, entity=job.procuring_entity)


def terms_of(terms: Terms, *, title: str, entity: Organisation) -> list[tuple[str, str]]:
    return [
        ("项目名称", title),
        ("项目单位", entity.name),
        ("服务类型", str(terms.service_type)),
        ("选取方式", Method(terms.method).label),
        ("控制价", f"{format_yuan(terms.ceiling)} 元"),
    ]


def job_wording(
    terms: Terms, *, title: str, entity: Organisation, enrol_until: datetime | None, round: int = 1
) -> Wording:
    """采购公告, of a job or of what its 项目单位 files before there is one."""
    facts = [
        *terms_of(terms, title=title, entity=entity),
        ("资质要求", str(terms.qualification) if terms.qualification else "不要求"),
        ("服务期限", f"{terms.service_days} 日"),
        ("服务地点", terms.location),
        *([("报名截止时间", moment(enrol_until))] if enrol_until else []),
        ("联系人", terms.contact_name),
        ("联系电话", terms.contact_phone),
    ]
    again = f"（第{round}次）" if round > 1 else ""
    content = mark_safe(linebreaks(terms.content, autoescape=True))  # noqa: S308 -- escaped
    return Wording(f"{title}采购公告{again}", facts, format_html("<h3>服务内容</h3>{}", content))


def publish_job(job: Job, *, folder: Folder | None, deed: Deed | None, actor: Actor, now: datetime) -> Notice:
    """采购公告, at first and again; a later one points at the failure notice before it."""
    closes_at = None if job.method == Method.DIRECT else job.enrol_until
    wording = job_wording(
        job, title=job.title, entity=job.procuring_entity, enrol_until=closes_at, round=job.round
    )
    return _publish(
        JOB,
        job,
        wording,
        folder=copy_folder(folder, now=now) if folder else None,
        deed=deed,
        closes_at=closes_at,
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
    facts = [
        *terms_of(job, title=job.title, entity=job.procuring_entity),
        ("中选机构", job.agency.name),
        ("统一社会信用代码", job.agency.credit_code),
        ("中选价", f"{format_yuan(job.price)} 元"),
    ]
    wording = Wording(f"{job.title}中选公告", facts, format_html("<p>{}</p>{}", basis, table))
    return _publish(RESULT, job, wording, corrects=latest(job, RESULT), now=now)


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
    wording = end_wording(job, "选取失败公告", reason=job.failure_reason or "")
    return _publish(FAILURE, job, wording, corrects=latest(job, RESULT), now=now)


def publish_cancellation(job: Job, *, deed: Deed | None, actor: Actor, now: datetime) -> Notice:
    wording = end_wording(job, "项目取消公告", reason=job.failure_reason or "")
    return _publish(CANCELLATION, job, wording, deed=deed, corrects=last_of(job), now=now)


def end_wording(job: Job, name: str, *, reason: str) -> Wording:
    facts = [*terms_of(job, title=job.title, entity=job.procuring_entity), ("原因", reason)]
    return Wording(f"{job.title}{name}", facts, format_html("<p>{}</p>", reason))


def _publish(kind: NoticeKind, job: Job, wording: Wording, *, now: datetime, **more: Any) -> Notice:
    return publish(
        kind=kind,
        title=wording.title,
        given=code_of(job),
        facts=wording.facts,
        body=wording.body,
        case=job,
        jurisdiction=job.jurisdiction,
        organisation=job.procuring_entity,
        now=now,
        **more,
    )


def latest(job: Job, kind: NoticeKind) -> Notice | None:
    """The last notice of this kind about the job that no other has corrected."""
    mine = Notice.objects.filter(case_id=job.pk, kind=kind.key, corrected_by=None)
    return mine.order_by("-published_at", "-pk").first()


def last_of(job: Job) -> Notice | None:
    mine = Notice.objects.filter(case_id=job.pk, corrected_by=None)
    return mine.order_by("-published_at", "-pk").first()
