"""A project under way in the demonstration, from 立项 to 施工评价, step by step."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from pingzhun.base.localtime import SHANGHAI, local_date
from pingzhun.filings import lifecycle, reminding
from pingzhun.filings.casting import Player
from pingzhun.filings.desks import desk_of
from pingzhun.filings.diary import Act
from pingzhun.filings.driving import querydict, submit, typed
from pingzhun.filings.models import Filing
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.demo.county import County
from pingzhun.markets.smallworks.demo.data import Brief
from pingzhun.markets.smallworks.desks.completion import CompletionDesk, EmergencyCompletionDesk
from pingzhun.markets.smallworks.desks.initiation import MandateChangeDesk
from pingzhun.markets.smallworks.desks.selection import AwardWithdrawalDesk
from pingzhun.markets.smallworks.desks.termination import TerminationDesk
from pingzhun.markets.smallworks.models import Organising, Project
from pingzhun.regimes import clock
from pingzhun.regimes.calendar import deadline_after

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
CONDITIONS = (
    "一、在怀柔区散小工程名册库中，具有与工程相适应的施工资质，且在有效期内。\n"
    "二、近三年承担过类似工程，项目负责人具有二级及以上注册建造师资格。\n"
    "三、报名时提交资质证书、项目负责人证书和类似业绩的扫描件。"
)
BASIS = "比选小组三人逐家审阅报价、工期和业绩，{winner}报价合理、类似业绩较多，确定为中选单位。"
COMMENTS = (
    "施工规范，按期完工，村民反映良好，建议加强现场围挡管理。",
    "工程质量好，文明施工到位，资料移交略晚。",
    "能按要求整改，配合度高，建议合理安排夜间施工。",
    "工序衔接紧凑，提前完工，安全管理到位。",
)


class Run:
    """One project under way: each method is one step of its people."""

    def __init__(self, county: County, brief: Brief) -> None:
        self.county, self.brief = county, brief
        self.pk: int | None = None

    @property
    def project(self) -> Project:
        return Project.objects.get(pk=self.pk)

    @property
    def town(self) -> Player:
        return self.county.towns[self.brief.town]

    @property
    def companies(self) -> list[Player]:
        return [self.county.companies[login] for login in self.brief.companies]

    @property
    def sides(self) -> Any:
        """Who takes the steps of this project, as `steps` asks for them."""
        agent, everybody = self.project.agent_id, self.county.companies.values()
        mine = next((each for each in everybody if each.organisation.pk == agent), self.town)
        return SimpleNamespace(
            town=self.town,
            agent=mine,
            other_agent=mine,
            supervisor=self.county.companies[self.brief.supervisor],
            auditor=self.county.companies[self.brief.auditor],
        )

    def price(self, place: int) -> Decimal:
        """What the company in that place asks: a little less than the budget, in full hundreds."""
        share = Decimal(90 + place * 3) / 100
        return Decimal(int(self.brief.budget * share / 100) * 100)

    def closing(self, days: int = 8) -> datetime:
        """Five in the afternoon of that day from now, or of a later one where holidays leave too few workdays."""
        now = clock.now()
        soonest = local_date(deadline_after(now, workdays=4, until="end_of_day"))
        day = max(local_date(now) + timedelta(days=days), soonest)
        return datetime.combine(day, time(17, 0), tzinfo=SHANGHAI)

    # 承发包阶段

    def terms(self) -> dict[str, Any]:
        brief, town = self.brief, self.town
        return {
            "name": brief.name,
            "work_type": brief.work_type,
            "location": brief.location,
            "content": brief.content,
            "budget": brief.budget,
            "work_days": brief.days,
            "owner_name": brief.owner,
            "owner_contact": town.filer.name,
            "owner_phone": town.filer.mobile,
        }

    def register(self) -> None:
        agent = self.county.companies[self.brief.agent] if self.brief.agent else None
        planned = {"tender_closes_at": self.closing(12)}
        self.pk = steps.register(self._town_only, agent=agent, **self.terms(), **planned).pk

    @property
    def _town_only(self) -> Any:
        return SimpleNamespace(town=self.town)

    def publish(self, days: int = 8) -> None:
        steps.publish(self.sides, self.project, conditions=CONDITIONS, tender_closes_at=self.closing(days))

    def enrol(self, company: Player) -> None:
        steps.enrol(
            self.project,
            company,
            manager_name=company.reviewer.name,
            manager_certificate=f"京 2110{company.organisation.pk:06d}",
        )

    def all_enrol(self) -> Act:
        for company in self.companies:
            yield 9 * HOURS
            self.enrol(company)

    def close(self) -> Act:
        yield self.project.tender_closes_at + timedelta(minutes=5)

    def examine(self) -> None:
        """Where more than two enrolled, the last one's papers do not do."""
        failed = self.companies[2:]
        steps.examine(
            self.sides,
            self.project,
            failed=failed,
            compare_at=clock.now() + 2 * DAYS,
            compare_place=f"{self.town.organisation.name}二楼会议室",
        )

    def award(self, place: int = 0) -> None:
        winner = self.companies[place]
        steps.award(
            self.sides,
            self.project,
            winner,
            self.price(place),
            basis=BASIS.format(winner=winner.organisation.name),
        )

    def tender(self) -> Act:
        """To the end of enrolment."""
        self.register()
        yield 1 * DAYS
        self.publish()
        yield from self.all_enrol()
        yield from self.close()

    def select(self) -> Act:
        yield from self.tender()
        yield 1 * DAYS
        self.examine()
        yield 2 * DAYS
        self.award()

    def withdraw(self, company: Player) -> Filing:
        reason = "项目负责人突发疾病住院，公司无其他符合条件的人员，申请放弃中选。"
        return submit(AwardWithdrawalDesk, company.files, {"reason": reason}, case=self.project)

    # 施工阶段 and 验收阶段

    def build(self) -> None:
        project = self.project
        ends_on = local_date(clock.now()) + timedelta(days=self.brief.days)
        steps.build(self.sides, project, number=f"SG-{project.code}", ends_on=ends_on)

    def report(self, settlement: object = None) -> None:
        steps.report_supervision(self.sides, self.project)
        steps.report_audit(self.sides, self.project, settlement)

    def begin_completion(self) -> Filing:
        """项目竣工信息填报 is filled in and cannot be submitted yet."""
        at = EmergencyCompletionDesk if self.project.is_emergency else CompletionDesk
        desk, actor, now = desk_of(at), self.town.files, clock.now()
        filing = lifecycle.begin(desk, actor=actor, case=self.project, now=now)
        posted = querydict(typed(steps.completion(now)))
        form = desk.form_for(filing, actor=actor, now=now, data=posted)
        lifecycle.save_draft(filing, form=form, data=posted, actor=actor, now=now)
        return filing

    def finish_completion(self, filing: Filing) -> None:
        at = EmergencyCompletionDesk if self.project.is_emergency else CompletionDesk
        data = steps.completion(clock.now())
        submit(at, self.town.files, data, filing=filing, files={"acceptance": steps.paper("竣工验收报告")})

    def remind(self, filing: Filing) -> None:
        reminding.remind(filing, actor=self.town.files, now=clock.now())

    def complete(self, settlement: object = None, **more: Any) -> Act:
        yield 12 * DAYS
        self.report(settlement)
        yield 1 * DAYS
        conclusion = "工程已按合同完成全部内容，质量合格，资料齐全，同意验收。"
        steps.complete(self.sides, self.project, conclusion=conclusion, **more)

    def evaluate(self) -> Act:
        yield 2 * DAYS
        steps.evaluate(self.sides, self.project, COMMENTS[(self.pk or 0) % len(COMMENTS)])

    def terminate(self, reason: str = "年度资金计划调整，本项目暂缓实施。") -> None:
        submit(TerminationDesk, self.town.files, {"reason": reason}, case=self.project)

    def change_mandate(self, agent: Player | None) -> None:
        submit(
            MandateChangeDesk,
            self.town.files,
            {
                "organising": Organising.ENTRUSTED if agent else Organising.SELF,
                "agent": agent.organisation if agent else "",
                "reason": "原代理机构被停用，不能继续代理。",
            },
            case=self.project,
        )

    # 应急工程

    def let_urgently(self) -> None:
        builder = self.companies[0]
        self.pk = steps.award_emergency(
            self._town_only,
            **self.terms(),
            emergency=self.brief.emergency,
            builder=builder.organisation,
            price=self.price(1),
        ).pk
