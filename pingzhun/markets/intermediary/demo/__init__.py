"""The demonstration of 中介超市: a county-level city some weeks after the platform went into service.

Nothing is loaded: everything is filed, reviewed and published at the real desks, by the people who would do it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from pingzhun.accounts.models import DemoAccount, User
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Capacity
from pingzhun.documents.seals.keys import Signer
from pingzhun.filings.diary import TODAY, Act, Diary
from pingzhun.filings.driving import actor_for, approve, submit
from pingzhun.markets.intermediary.course import JobState
from pingzhun.markets.intermediary.demo import data, entering, offices, plot, steps
from pingzhun.markets.intermediary.demo.cast import PASSWORD, Player
from pingzhun.markets.intermediary.demo.world import World, found
from pingzhun.markets.intermediary.desks.announcements import AnnouncementDesk
from pingzhun.markets.intermediary.desks.contract import ContractFilingDesk
from pingzhun.markets.intermediary.market import ADMINISTRATOR, AGENCY, ENTITY, REGULATOR
from pingzhun.markets.intermediary.models import Job
from pingzhun.messages.inbox import mark_all_read
from pingzhun.regimes import clock

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


def plan(diary: Diary) -> Callable[[], list[DemoAccount]]:
    """Plan everything; ask what this returns for the accounts of the log-in page when it has taken place."""
    world = found(diary, clock.now())
    for after, act in acts(world):
        diary.plan(act, after=after)
    return lambda: accounts(world)


def seal(signers: Mapping[str, Signer]) -> None:
    """One contract is signed online: written by the platform, sealed by 恒信 and by the 住建局, filed with the 监管机构. And the
    管理人员 publish an announcement under their seal.
    """
    entity, agency = (found_player(login, kind) for login, kind in (("zhujian", ENTITY), ("hengxin", AGENCY)))
    job = (
        Job.objects.of_agency(agency.organisation.pk)
        .filter(state=JobState.SELECTED, procuring_entity=entity.organisation)
        .exclude(filings__desk=ContractFilingDesk.key)
        .latest("pk")
    )
    filing = steps.submit_contract(job, agency, signer=signers[agency.filer.username])
    approve(filing, entity.reviews, opinion="同意签订。", signer=signers[entity.reviewer.username])
    regulator = Capacity.objects.of_kind(REGULATOR.key).filter(jurisdiction=job.jurisdiction).get()
    reviewer = regulator.organisation.members.filter(can_review=True).order_by("pk").last()
    approve(filing, actor_for(reviewer.user, REGULATOR), opinion="同意备案。")
    administrator = Capacity.objects.of_kind(ADMINISTRATOR.key).filter(jurisdiction=job.jurisdiction).get()
    user = administrator.organisation.members.filter(can_file=True).earliest("pk").user
    heading, text = data.SEALED_ANNOUNCEMENT
    said = {"heading": heading, "text": text}
    submit(AnnouncementDesk, actor_for(user, ADMINISTRATOR), said, signer=signers[user.username])


def found_player(login: str, kind: CapacityKind) -> Player:
    """As `World.join` made them."""
    founder, colleague = (User.objects.get(username=name) for name in (login, f"{login}-shenhe"))
    return Player(founder.membership.organisation, founder, colleague, kind)


def acts(world: World) -> Iterable[tuple[timedelta, Act]]:
    newcomers = [*data.ENTITIES, *data.AGENCIES]
    second_try = {"shule", "zhongheng", "wenlv"}
    for number, new in enumerate(newcomers):
        enters = entering.enters_at_the_second_try if new.login in second_try else entering.enters
        yield number * HOURS, enters(world, new)
    yield 0 * HOURS, everybody_reads_their_messages()
    yield 1 * HOURS, offices.maintains_the_catalogue(world)
    yield 2 * HOURS, offices.announces(world)
    yield 8 * DAYS, entering.hengxin_keeps_its_data(world)
    yield 9 * DAYS, entering.entities_keep_their_data(world)
    yield 13 * DAYS, offices.suspends(world)
    yield 30 * DAYS, entering.changes_wait(world)
    for entity in data.ENTITIES_ON_THE_WAY:
        yield 30 * DAYS, entering.waits_to_enter(world, entity)
    anze, yangguan, dingli, xiongguan = data.AGENCIES_ON_THE_WAY
    yield 30 * DAYS, entering.waits_to_enter(world, anze)
    yield 30 * DAYS, entering.waits_to_enter(world, yangguan)
    yield 32 * DAYS, entering.is_turned_away(world, dingli)
    yield 30 * DAYS, entering.begins_to_enter(world, xiongguan)
    yield from plot.jobs(world)


def everybody_reads_their_messages() -> Act:
    """So that only what is new today is unread."""
    yield TODAY
    for user in User.objects.all():
        mark_all_read(user=user, now=clock.now())


def accounts(world: World) -> list[DemoAccount]:
    """One of each role: the first files and reviews, as whoever registers an organisation does; the second only reviews."""
    shown = (
        ("中介机构", world.agencies["hengxin"]),
        ("项目单位", world.entities["zhujian"]),
        ("监管机构", world.offices["玉门市"].regulator),
        ("管理人员", world.offices["玉门市"].administrator),
    )
    found = [account for title, player in shown for account in _both(title, player)]
    return [*found, _account("管理人员（敦煌市）", world.offices["敦煌市"].administrator, "filer")]


def _both(title: str, player: Player) -> list[DemoAccount]:
    return [
        _account(f"{title}（经办、审核）", player, "filer"),
        _account(f"{title}（审核）", player, "reviewer"),
    ]


def _account(title: str, player: Player, duty: str) -> DemoAccount:
    return DemoAccount(
        user=getattr(player, duty),
        password=PASSWORD,
        role_title=title,
        organisation_name=player.organisation.name,
    )
