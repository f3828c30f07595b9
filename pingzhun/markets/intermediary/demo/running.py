"""A job of the demonstration under way, from the 任务书 to the ratings, step by step."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pingzhun.base.localtime import SHANGHAI, local_date
from pingzhun.filings.diary import Act
from pingzhun.filings.driving import approve, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.demo import papers, steps
from pingzhun.markets.intermediary.demo.cast import Player
from pingzhun.markets.intermediary.demo.data import Brief
from pingzhun.markets.intermediary.demo.world import World
from pingzhun.markets.intermediary.desks.changes import CHANGEABLE, EntityTerminationDesk, JobChangeDesk
from pingzhun.markets.intermediary.desks.publication import (
    CancellationDesk,
    JobPublicationDesk,
    RepublicationDesk,
)
from pingzhun.markets.intermediary.desks.ratings import AdministratorRatingDesk, EntityRatingDesk
from pingzhun.markets.intermediary.desks.selection import ComparisonDesk, DecliningDesk, valid_enrolments
from pingzhun.markets.intermediary.desks.serving import (
    AgencyTerminationDesk,
    CompletionDesk,
    ContractSupplementDesk,
)
from pingzhun.markets.intermediary.models import Job, Method
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import deadline_after
from pingzhun.sealing import driving
from pingzhun.sealing.models import Box

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)

PLAN = (
    "一、组织：成立由{leader}任负责人的项目组，投入专业人员四名，均持相应资格证书。\n"
    "二、进度：自合同签订之日起 {days} 日内提交全部成果，每周报送进展。\n"
    "三、质量：实行编制、校核、审定三级复核，成果差错由我单位无偿修正。"
)
REASONS = (
    "项目组人员专业齐全，方案针对性强，进度安排合理。",
    "方案完整，同类业绩较多，报价适中。",
    "方案基本可行，人员投入偏少，进度保障措施不够具体。",
)
COMMENTS = (
    ((5, 5, 5, 5), "成果质量高，按期交付，配合评审积极主动。"),
    ((5, 4, 5, 5), "专业能力强，个别资料提交略晚，整体满意。"),
    ((4, 5, 5, 4), "响应及时，成果满足要求，建议进一步细化说明。"),
    ((4, 4, 4, 5), "服务规范，收费合理，按合同完成了全部工作。"),
    ((3, 4, 4, 4), "成果经一次修改后通过验收，沟通尚可。"),
)


def enrolment_end(workdays: int) -> datetime:
    """Five in the afternoon of that day from now."""
    day = local_date(deadline_after(clock.now(), workdays=workdays, until="end_of_day"))
    return datetime.combine(day, time(17, 0), tzinfo=SHANGHAI)


class Run:
    """One job under way: each method is one step of its people."""

    def __init__(self, world: World, brief: Brief) -> None:
        self.world, self.brief = world, brief
        self.pk: int | None = None

    @property
    def enrolment_end(self) -> datetime:
        return enrolment_end(4 + sum(map(ord, self.brief.subject)) % 4)

    @property
    def job(self) -> Job:
        return Job.objects.get(pk=self.pk)

    @property
    def entity(self) -> Player:
        return self.world.entities[self.brief.entity]

    @property
    def administrator(self) -> Player:
        return self.world.officials_of(self.entity.organisation.jurisdiction).administrator

    @property
    def regulator(self) -> Player:
        return self.world.officials_of(self.entity.organisation.jurisdiction).regulator

    @property
    def agency(self) -> Player:
        """The selected one."""
        return self.world.agency_of(self.job.agency)

    # publication

    def terms(self, **changes: Any) -> dict[str, Any]:
        brief, entity = self.brief, self.entity
        found: dict[str, Any] = {
            "name": brief.name,
            "service_type": self.world.services[brief.service],
            "qualification": self.world.qualifications[brief.qualification] if brief.qualification else "",
            "content": brief.content,
            "service_days": brief.days,
            "location": brief.location,
            "method": brief.method,
            "ceiling": brief.ceiling,
            "contact_name": entity.filer.name,
            "contact_phone": entity.filer.mobile,
        }
        if brief.method == Method.DIRECT:
            agency = self.world.agencies[brief.agencies[0]].organisation
            reason = f"{agency.name}承担了本项目前期工作，更换机构将造成重复投入，且金额在直接选取限额之内。"
            found |= {"direct_agency": agency, "direct_price": brief.price(0), "direct_reason": reason}
        else:
            found["enrol_until"] = self.enrolment_end
        return found | changes

    def submit(self, **changes: Any) -> Filing:
        brief = self.brief
        task = papers.brief(
            brief.name,
            entity=self.entity.organisation,
            content=brief.content,
            location=brief.location,
            days=brief.days,
        )
        files = {"requirements": [("任务书.pdf", task)]}
        return submit(JobPublicationDesk, self.entity.files, self.terms(**changes), files=files)

    def publish(self, **changes: Any) -> Act:
        filing = self.submit(**changes)
        yield 2 * HOURS
        approve(filing, self.administrator.reviews, opinion="项目资料齐全，选取方式符合规定，同意发布。")
        self.pk = Job.objects.get(filings=filing.pk).pk

    def enrol(self, place: int, price: Decimal | None = None) -> None:
        """The agency in that place of the brief enrols."""
        agency = self.world.agencies[self.brief.agencies[place]]
        plan = PLAN.format(leader=agency.filer.name, days=self.brief.days)
        compared = self.brief.method == Method.COMPARISON
        files = []
        if compared and place == 0:  # the best plan is also a file
            files = [("服务方案.pdf", papers.plan(self.job, agency=agency.organisation, text=plan))]
        steps.enrol(
            self.job,
            agency,
            price or self.brief.price(place),
            plan if compared else "",
            files,
        )

    def all_enrol(self) -> Act:
        for place in range(len(self.brief.agencies)):
            yield 7 * HOURS
            self.enrol(place)

    def close(self) -> Act:
        """The deadline passes, and two of the three holders open the quotes."""
        yield self.job.enrol_until + timedelta(minutes=5)
        for holder in (self.entity, self.regulator):
            yield timedelta(minutes=20)
            self.open(holder)

    def open(self, holder: Player) -> None:
        held = Box.objects.waiting().filter(case=self.job, round=self.job.round).first()
        if held is not None:
            driving.release(held, holder.organisation)

    def compare(self) -> Act:
        yield 1 * DAYS
        best_first = {
            self.world.agencies[login].organisation.pk: place
            for place, login in enumerate(self.brief.agencies)
        }
        rows = []
        for enrolment in valid_enrolments(self.job):
            place = best_first[enrolment.agency_id]
            rows.append(
                {
                    "enrolment": enrolment.pk,
                    "score": Decimal("92.50") - 5 * place,
                    "reason": REASONS[min(place, len(REASONS) - 1)],
                }
            )
        summary = "评审组由三人组成，逐家审阅服务方案和报价，经讨论形成一致意见，按得分确定中选机构。"
        submit(ComparisonDesk, self.entity.files, {"summary": summary, "scores": rows}, case=self.job)

    def select(self) -> Act:
        yield from self.publish()
        if self.brief.method == Method.DIRECT:
            return
        yield from self.all_enrol()
        yield from self.close()
        if self.brief.method == Method.COMPARISON:
            yield from self.compare()

    # contract and service

    def submit_contract(self) -> Filing:
        job = self.job
        number = f"HT-{job.code}"
        scan = papers.contract(job, number=number, amount=job.price, signed_on=local_date(clock.now()))
        return steps.submit_contract(job, self.agency, number=number, file=scan)

    def file_contract(self) -> Act:
        yield 2 * DAYS
        filing = self.submit_contract()
        yield 5 * HOURS
        approve(filing, self.entity.reviews, opinion="合同内容与中选结果一致。")
        yield 4 * HOURS
        approve(filing, self.regulator.reviews, opinion="同意备案。")

    def serve(self) -> Act:
        yield from self.select()
        yield from self.file_contract()

    def upload(self) -> None:
        job = self.job
        text = f"提交{job.title}全部成果，含成果报告和成果清单。"
        steps.upload_results(job, self.agency, description=text, file=papers.results(job))

    def ask_for_completion(self) -> Filing:
        statement = "已按合同完成全部服务内容，成果经项目单位验收合格，申请办结。"
        return submit(CompletionDesk, self.agency.files, {"statement": statement}, case=self.job)

    def complete(self) -> Act:
        yield 7 * DAYS
        self.upload()
        yield 3 * HOURS
        filing = self.ask_for_completion()
        yield 1 * DAYS
        approve(filing, self.entity.reviews, opinion="成果已验收，同意办结。")

    def rate_as_entity(self) -> None:
        submit(EntityRatingDesk, self.entity.files, self._stars(0), case=self.job)

    def rate_as_administrator(self) -> None:
        submit(AdministratorRatingDesk, self.administrator.files, self._stars(2), case=self.job)

    def _stars(self, start: int) -> dict[str, Any]:
        stars, comment = COMMENTS[(self.job.pk + start) % len(COMMENTS)]
        return dict(zip(steps.STARS, stars, strict=True)) | {"comment": comment}

    def supplement(self) -> Filing:
        job, share = self.job, Decimal("0.06")
        added = (job.price * share / 100).quantize(Decimal(1)) * 100
        number, today = f"BC-{job.code}", local_date(clock.now())
        text = "因设计变更增加服务内容，经双方协商追加服务费用，服务期限不变。"
        scan = papers.supplement(job, number=number, added=added, signed_on=today, text=text)
        data = {"number": number, "added_amount": added, "signed_on": today, "description": text}
        files = {"contract": [("补充协议.pdf", scan)]}
        return submit(ContractSupplementDesk, self.agency.files, data, case=job, files=files)

    def change(self) -> Filing:
        job = self.job
        data = {name: getattr(job, name) for name in CHANGEABLE} | {
            "service_days": job.service_days + 15,
            "location": f"{job.location}及周边",
            "reason": "施工图设计调整，服务范围相应扩大，经会议研究顺延服务期限。",
        }
        return submit(JobChangeDesk, self.entity.files, data, case=job)

    def terminate_as_agency(self) -> Filing:
        reason = "因项目用地手续未落实，现场条件不具备，合同已无法继续履行，经协商申请解除。"
        return submit(AgencyTerminationDesk, self.agency.files, {"reason": reason}, case=self.job)

    def terminate_as_entity(self) -> Filing:
        reason = "因年度投资计划调整，本项目暂缓实施，经研究申请解除合同，已完成工作据实结算。"
        return submit(EntityTerminationDesk, self.entity.files, {"reason": reason}, case=self.job)

    def cancel(self) -> Filing:
        reason = "项目资金来源发生变化，本年度不再实施。"
        return submit(CancellationDesk, self.entity.files, {"reason": reason}, case=self.job)

    def republish(self) -> Filing:
        data = {"reason": "首次公告报名机构不足，现重新发布。", "enrol_until": self.enrolment_end}
        return submit(RepublicationDesk, self.entity.files, data, case=self.job)

    def decline(self) -> Filing:
        reason = "我单位项目负责人因病住院，现有人员不足以按期完成服务，申请放弃中选。"
        return submit(DecliningDesk, self.agency.files, {"reason": reason}, case=self.job)
