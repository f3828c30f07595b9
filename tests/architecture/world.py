"""The casts of the markets with a case in every state: what the authorisation matrix and the query counts are measured on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.core.files.base import ContentFile
from django.test import Client

from pingzhun.accounts.models import User
from pingzhun.accounts.services import create_account
from pingzhun.cases.models import Case
from pingzhun.directory.actors import SYSTEM, Actor, actor_for
from pingzhun.directory.models import Jurisdiction
from pingzhun.documents import folders, uploads
from pingzhun.documents.models import Attachment, Folder
from pingzhun.filings import course, lifecycle
from pingzhun.filings.desks import Desk
from pingzhun.filings.driving import approve, submit
from pingzhun.filings.models import Decision, Deed, Filing, Review, Submission
from pingzhun.ledger import log
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.demo import cast as casting
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.publication import CancellationDesk, JobPublicationDesk
from pingzhun.markets.intermediary.models import Job, Method
from pingzhun.markets.smallworks.course import ProjectState
from pingzhun.markets.smallworks.demo import cast as works
from pingzhun.markets.smallworks.demo import steps as works_steps
from pingzhun.markets.smallworks.desks.termination import TerminationDesk
from pingzhun.markets.smallworks.models import Project
from pingzhun.markets.tendering.demo import cast as tendering
from pingzhun.regimes import clock
from pingzhun.sealing import files

from . import tenders

LONG = timedelta(days=120)  # longer than the clock is moved meanwhile, over whatever holidays
EMPTY = {"fields": [], "rows": [], "attachments": []}


@dataclass(frozen=True)
class Person:
    """Somebody who opens URLs. kind: the capacity they act in, where their organisation holds one."""

    title: str
    user: User | None = None
    kind: str | None = None
    member: bool = False
    manager: bool = False
    operator: bool = False

    @cached_property
    def actor(self) -> Actor:
        return actor_for(self.user) if self.user else Actor()

    def client(self) -> Client:
        client = Client()
        if self.user is not None:
            client.force_login(self.user, backend="django.contrib.auth.backends.ModelBackend")
        return client


@dataclass(frozen=True)
class World:
    cast: casting.Cast
    people: tuple[Person, ...]
    jobs: dict[str, Job]
    works: works.Cast
    projects: list[Project]
    buying: tendering.Cast
    tenders: tenders.Tenders

    def person(self, title: str) -> Person:
        return next(each for each in self.people if each.title == title)

    def filer(self, desk: Desk) -> Person:
        """Somebody of the cast who may file at the desk."""
        if desk.filed_by is None:
            alone, now = ("没有单位的人", "评审专家"), clock.now()
            people = [self.person(title) for title in alone]
            return next(each for each in people if desk.available(actor=each.actor, now=now))
        return next(each for each in self.people if desk.is_filed_by(each.kind) and each.actor.can_file)

    def reviewer(self, filing: Filing) -> Actor:
        """Somebody of the cast who may decide on the filing now."""
        awaited, place = filing.awaiting_organisation, filing.jurisdiction
        return next(
            player.reviews
            for player in self.players
            if player.kind.key == filing.awaiting_kind
            and (player.organisation == awaited if awaited else player.reviews.jurisdiction.covers(place))
        )

    @property
    def players(self) -> list[casting.Player]:
        held = [each for cast in (self.cast, self.works, self.buying) for each in vars(cast).values()]
        return [each for each in held if isinstance(each, casting.Player)]

    def who_meets(self, desk: Desk) -> list[Person]:
        """Those whom the URLs of a desk must tell apart: one of each kind of its market; of the kinds that act at it the others
        too, and of every kind where the desk itself says who reads; and some of those who are not in the market.
        """
        among = ["中选机构" if desk.market == "smallworks" else "街镇", "访客", "没有单位的人"]
        if desk.market == "tendering":
            among.append("评审专家")
        acting = {kind.key for kind in (*desk.filers, *(reviewer.kind for reviewer in desk.reviewed_by))}
        own_rules = desk.private or type(desk).addressed_to is not Desk.addressed_to
        first = {each.kind: each for each in reversed(self.people)}
        theirs = {
            each
            for each in self.people
            if (each.kind or "").startswith(f"{desk.market}.")
            and (own_rules or each.kind in acting or each is first[each.kind] or not each.manager)
        }
        return [each for each in self.people if each in theirs or each.title in among]

    def place(self, market: str) -> Jurisdiction:
        """Where the cases of a market lie."""
        return {
            "intermediary": self.cast.places["玉门市"],
            "smallworks": self.works.places["雁栖镇"],
            "tendering": self.buying.places["衡阳市"],
        }[market]


def build(now: datetime) -> World:
    """One job in each state, all in 玉门市, one project, all in 雁栖镇, and one lot, all in 衡阳市; the clock ends some months
    ahead.
    """
    cast, small, buying = casting.build(now), works.build(now), tendering.build(now)
    log.sequence(now=now)
    projects, jobs, lots = _projects(small), _jobs(cast), tenders.build(buying)
    projects += _enrolling(small)  # last: nothing moves the clock any more
    people = _people(cast, small, buying, lots.expert)
    return World(cast, tuple(people), jobs, small, projects, buying, lots)


def _people(cast: casting.Cast, small: works.Cast, buying: tendering.Cast, expert: User) -> list[Person]:
    now = clock.now()
    loner = create_account(
        username="sanren", password=casting.PASSWORD, name="白露", mobile="13893710091", now=now
    )
    operator = create_account(
        username="yunwei", password=casting.PASSWORD, name="尹伟", mobile="13893710092", now=now
    )
    User.objects.filter(pk=operator.pk).update(is_operator=True)
    people = [
        Person("访客"),
        Person("没有单位的人", loner),
        Person("评审专家", expert),
        Person("平台运维", operator, operator=True),
    ]
    for title, player in {
        "中选机构": cast.hengxin,
        "另一家机构": cast.mogao,
        "项目单位": cast.entity,
        "监管机构": cast.regulator,
        "管理人员": cast.administrator,
        "另一市监管机构": cast.dunhuang_regulator,
        "另一市管理人员": cast.dunhuang_administrator,
        "行业主管": small.authority,
        "街镇": small.town,
        "代理机构": small.agent,
        "施工单位": small.yanbei,
        "监理单位": small.supervisor,
        "审计单位": small.auditor,
        "另一街镇": small.other_town,
        "另一家代理机构": small.other_agent,
        "另一家施工单位": small.huaihe,
        "另一区行业主管": small.other_authority,
        "招标代理": buying.agent,
        "采购人": buying.entity,
        "供应商": buying.huaxing,
        "交易中心": buying.centre,
        "监督部门": buying.supervisor,
        "另一家招标代理": buying.other_agent,
        "另一个采购人": buying.other_entity,
        "另一家供应商": buying.xiangjiang,
        "另一市交易中心": buying.other_centre,
    }.items():
        people.append(Person(title, player.filer, player.kind.key, member=True, manager=True))
    reviewer = cast.hengxin.reviewer
    people.append(Person("中选机构审核岗", reviewer, cast.hengxin.kind.key, member=True))
    return people


def _jobs(cast: casting.Cast) -> dict[str, Job]:
    methods = {JobState.SELECTING: Method.COMPARISON}
    reached = tuple(
        JobState(state) for state in ("selecting", "selected", "serving", "completed", "rated", "failed")
    )
    jobs: dict[str, Job] = {
        state: steps.publish(cast, name=f"{state.label}的项目", method=methods.get(state, Method.BIDDING))
        for state in reached
    }
    for state in reached[:5]:
        steps.enrol(jobs[state], cast.hengxin, "98000", "方案一", [("方案.txt", "一、组织".encode())])
        steps.enrol(jobs[state], cast.qilian, "99000", "方案二")
    last = max(jobs.values(), key=lambda job: job.enrol_until)
    steps.pass_deadline(last)
    files.open_due(now=clock.now())
    jobs = {state: Job.objects.get(pk=job.pk) for state, job in jobs.items()}
    for state in (JobState.SERVING, JobState.COMPLETED, JobState.RATED):
        steps.file_contract(cast, jobs[state], cast.hengxin)
    for state in (JobState.COMPLETED, JobState.RATED):
        steps.complete(cast, Job.objects.get(pk=jobs[state].pk), cast.hengxin)
    steps.rate(cast, Job.objects.get(pk=jobs[JobState.RATED].pk))
    jobs[JobState.CANCELLED] = steps.publish(cast, name="已取消的项目")
    cancellation = submit(
        CancellationDesk, cast.entity.files, {"reason": "资金未落实"}, case=jobs[JobState.CANCELLED]
    )
    approve(cancellation, cast.administrator.reviews)
    jobs[JobState.ENROLLING] = _published_with_a_file(cast)
    steps.enrol(jobs[JobState.ENROLLING], cast.hengxin, "97000")
    return {state: Job.objects.get(pk=job.pk) for state, job in jobs.items()}


def _published_with_a_file(cast: casting.Cast) -> Job:
    now = clock.now()
    files = {"requirements": [("任务书.pdf", casting.scan())]}
    filing = submit(
        JobPublicationDesk,
        cast.entity.files,
        steps.terms(cast, now, name="报名中的项目", enrol_until=now + LONG),
        files=files,
    )
    approve(filing, cast.administrator.reviews)
    return Job.objects.get(filings=filing.pk)


def _projects(cast: works.Cast) -> list[Project]:
    """In every state; at the tender nodes one of each cast; those 资格审查 and beyond won by 雁北."""
    S = ProjectState  # noqa: N806 -- as the market calls it
    both = (None, cast.agent)
    made = [works_steps.register(cast, agent=agent, name="待发布的工程") for agent in both]
    named = {state: f"{state.label}的工程" for state in S}
    tendered = [
        works_steps.publish(cast, works_steps.register(cast, agent=agent, name=named[state]))
        for state in (S.EXAMINING, S.SELECTING)
        for agent in both
    ]
    tendered += [
        works_steps.publish(cast, works_steps.register(cast, name=named[state]))
        for state in (S.AWARDED, S.BUILDING, S.COMPLETED, S.RATED)
    ]
    failing = [
        works_steps.publish(cast, works_steps.register(cast, agent=agent, name=named[S.FAILED]))
        for agent in both
    ]
    for project in tendered:
        works_steps.enrol(project, cast.yanbei)
    works_steps.pass_deadline(max([*tendered, *failing], key=lambda each: each.tender_closes_at))
    examined = [works_steps.examine(cast, works_steps.again(each)) for each in tendered[2:]]
    awarded = [works_steps.award(cast, each, cast.yanbei) for each in examined[2:]]
    built = [works_steps.build(cast, each) for each in awarded[1:]]
    urgent = [works_steps.award_emergency(cast, name=f"应急{number}") for number in range(5)]
    built += [works_steps.build(cast, each) for each in urgent[1:4]]
    done = []
    for project in (*built[1:3], *built[4:]):
        works_steps.report_supervision(cast, project)
        works_steps.report_audit(cast, project)
        done.append(works_steps.complete(cast, project))
    works_steps.evaluate(cast, done[1])
    works_steps.evaluate(cast, done[3])
    ended = works_steps.register(cast, name=named[S.TERMINATED])
    for project in (ended, urgent[4]):
        submit(TerminationDesk, cast.town.files, {"reason": "资金未落实"}, case=project)
    everything = [*made, *tendered, *failing, *urgent, ended]
    return [works_steps.again(each) for each in everything]


def _enrolling(cast: works.Cast) -> list[Project]:
    """One of each cast, for which 怀河 has enrolled."""
    name = f"{ProjectState.ENROLLING.label}的工程"
    found = [
        works_steps.publish(cast, works_steps.register(cast, agent=agent, name=name))
        for agent in (None, cast.agent)
    ]
    for project in found:
        works_steps.enrol(project, cast.huaihe)
    return found


# ---- filings of any desk, without its form: heads, versions and reviews are the same for all -------------------------


def case_at(desk: Desk, actor: Actor) -> Case | None:
    """A case of the world that can be chosen at the desk. Fails where there is none: the world lacks a state."""
    if not desk.about_cases:
        return None
    case = desk.cases(actor).first()
    assert case is not None, f"no case of the world is at the node of {desk.key}"
    return case


def draft(desk: Desk, actor: Actor, case: Case | None) -> Filing:
    now = clock.now()
    filing = lifecycle.begin(desk, actor=actor, case=case, now=now)
    assert (filing.state, filing.version) == ("editing", 0)
    if desk.slots:
        first = desk.slots[0]
        uploads.create(
            folder=filing.folder,
            slots=desk.slots,
            slot=first.key,
            name=f"续传.{first.extensions[0]}",
            size=10,
            user=actor.user,
            now=now,
        )
    for slot in (each for each in desk.slots if not each.is_sealed):
        name, content = (
            ("成果.zip", steps.archive())
            if "zip" in slot.extensions
            else (f"{slot.key}.pdf", casting.scan(slot.key))
        )
        uploads.receive_whole(
            folder=filing.folder,
            slots=desk.slots,
            slot=slot.key,
            name=name,
            file=ContentFile(content),
            user=actor.user,
            now=now,
        )
    if desk.deed:
        Deed.objects.create(
            filing=filing,
            number=f"QZ-{filing.pk:08d}-1",
            url="http://testserver/verify/",
            text=Attachment.objects.create(
                folder=Folder.objects.create(created_at=now),
                slot="deed",
                name="文书.pdf",
                blob=uploads.keep(casting.scan(desk.key), media_type="application/pdf", now=now),
                uploaded_by=actor.user,
                created_at=now,
            ),
            sha256="0" * 64,
            created_by=actor.user,
            created_at=now,
        )
    return filing


def send(filing: Filing, desk: Desk, actor: Actor) -> Filing:
    """Submit the head with an empty version, as far as its first reviewer."""
    now = clock.now()
    if filing.jurisdiction is None:  # of a registration, whose form asks for it
        place = {"smallworks": "怀柔区", "tendering": "衡阳市"}.get(desk.market, "玉门市")
        filing.jurisdiction = Jurisdiction.objects.get(name=place)
        filing.save(update_fields=["jurisdiction"])
    course.submit(filing, actor=actor, now=now, awaiting=lifecycle.awaited(filing, desk, step=0))
    folders.freeze(filing.folder, now=now)
    Submission.objects.create(
        filing=filing,
        version=filing.version,
        content=EMPTY,
        sha256="0" * 64,
        submitted_by=actor.user,
        submitted_at=now,
    )
    return filing


def decide(filing: Filing, desk: Desk, world: World) -> Filing:
    """Let every reviewer approve the head; what the desk would do on approval is left out."""
    now = clock.now()
    for step in range(len(desk.reviewed_by)):
        reviewer = world.reviewer(filing)
        Review.objects.create(
            filing=filing,
            version=filing.version,
            step=step,
            decision=Decision.APPROVE,
            kind=reviewer.kind,
            reviewer=reviewer.user,
            organisation=reviewer.organisation,
            decided_at=now,
        )
        if step + 1 < len(desk.reviewed_by):
            awaiting = lifecycle.awaited(filing, desk, step=step + 1)
            course.pass_on(filing, actor=reviewer, now=now, awaiting=awaiting)
    return course.approve(filing, actor=SYSTEM, now=now)
