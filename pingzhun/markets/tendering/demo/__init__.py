"""The demonstration of 政府采购: a city with its trading centre, six procuring entities and thirteen suppliers.

Nothing is loaded: everything is filed, reviewed, sealed, opened and scored at the real desks, by the people who would do it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from pingzhun.accounts.models import DemoAccount, User
from pingzhun.documents.seals.keys import Signer
from pingzhun.filings.casting import Player
from pingzhun.filings.diary import Act, Diary
from pingzhun.markets.tendering.capacities import AGENT, ENTITY, SUPPLIER
from pingzhun.markets.tendering.demo import city as life
from pingzhun.markets.tendering.demo import data, fates
from pingzhun.markets.tendering.demo.city import City
from pingzhun.markets.tendering.demo.running import Slots, TenderRun

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


def plan(diary: Diary) -> Callable[[], list[DemoAccount]]:
    """Plan everything; ask what this returns for the accounts of the log-in page when it has taken place."""
    city = life.found(diary)
    for after, act in acts(city):
        diary.plan(act, after=after)
    return lambda: accounts(city)


def seal(signers: Mapping[str, Signer]) -> None:
    """Nothing here is sealed online in advance."""


def acts(city: City) -> Iterable[tuple[timedelta, Act]]:
    for kind, names in ((AGENT, data.AGENTS), (ENTITY, data.ENTITIES), (SUPPLIER, data.SUPPLIERS)):
        for login, name in names.items():
            yield 1 * HOURS, life.enters(city, kind, login, name)
    for number in range(data.EXPERTS):
        yield 1 * DAYS, life.expert_enters(city, number)
    yield 0 * HOURS, life.centre_keeps_a_room(city)
    yield 0 * HOURS, life.office_minds_the_roster(city)
    slots = Slots(city)
    for brief in data.briefs():
        yield (2 + brief.day) * DAYS, fates.FATES[brief.fate](TenderRun(city, slots, brief))


def accounts(city: City) -> list[DemoAccount]:
    """One of each role: the first files and reviews, the second only reviews."""
    shown = (
        ("招标代理", city.agents["hengxin-zb"]),
        ("采购人", city.entities["yanhui"]),
        ("交易中心", city.centre),
        ("监督部门", city.supervisor),
        ("供应商", city.suppliers["huaxing-xinxi"]),
    )
    found = [_account(f"{title}（经办、审核）", player, player.filer) for title, player in shown]
    found += [_account(f"{title}（审核）", player, player.reviewer) for title, player in shown[:4]]
    expert = DemoAccount(user=city.experts[0], role_title="评审专家", organisation_name="个人")
    return [*found, expert]


def _account(title: str, player: Player, user: User) -> DemoAccount:
    return DemoAccount(user=user, role_title=title, organisation_name=player.organisation.name)
