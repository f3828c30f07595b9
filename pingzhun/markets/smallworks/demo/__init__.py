"""The demonstration of 散小工程: a suburban district of eight towns, some weeks after the system went into service.

Nothing is loaded: everything is filed, reviewed and published at the real desks, by the people who would do it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from pingzhun.accounts.models import DemoAccount
from pingzhun.documents.seals.keys import Signer
from pingzhun.filings.casting import PASSWORD, Player
from pingzhun.filings.diary import Act, Diary
from pingzhun.markets.smallworks.demo import county as life
from pingzhun.markets.smallworks.demo import data, fates
from pingzhun.markets.smallworks.demo.county import County
from pingzhun.markets.smallworks.demo.running import Run

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)


def plan(diary: Diary) -> Callable[[], list[DemoAccount]]:
    """Plan everything; ask what this returns for the accounts of the log-in page when it has taken place."""
    county = life.found(diary)
    for after, act in acts(county):
        diary.plan(act, after=after)
    return lambda: accounts(county)


def seal(signers: Mapping[str, Signer]) -> None:
    """Nothing here is sealed online in advance."""


def acts(county: County) -> Iterable[tuple[timedelta, Act]]:
    yield 0 * HOURS, life.opens_the_rosters(county)
    for login, place, _ in data.TOWNS:
        yield 1 * HOURS, life.town_enters(county, login, place)
    for login, name, roster in data.companies():
        yield 2 * HOURS, life.company_enters(county, login, name, roster)
    for after, act in (
        (2 * DAYS, life.shown_companies_live(county)),
        (2 * DAYS, life.towns_live(county)),
        (2 * DAYS, life.applications_decided(county)),
        (2 * DAYS, life.tells(county)),
        (30 * DAYS, life.newcomers_wait(county)),
    ):
        yield after, when_all_are_in(county, act)
    for brief in data.briefs():
        fate = getattr(fates, brief.fate)(Run(county, brief))
        yield timedelta(days=(brief.day or 0) + 2), when_all_are_in(county, fate)


def when_all_are_in(county: County, act: Act) -> Act:
    """`act`, once towns and companies are there: a weekend or a holiday may have held some of them up."""
    everybody = len(data.TOWNS) + len(list(data.companies()))
    while len(county.towns) + len(county.companies) < everybody:
        yield 2 * HOURS
    yield from act


def accounts(county: County) -> list[DemoAccount]:
    """One of each role: the first files and reviews, the second only reviews."""
    shown = (
        ("行业主管", county.authority),
        ("街镇", county.towns["yanqi"]),
        ("代理机构", county.companies["jingcheng"]),
        ("施工单位", county.companies["yanbei"]),
        ("监理单位", county.companies["hengzheng"]),
        ("审计单位", county.companies["xinda"]),
    )
    found = [_account(f"{title}（经办、审核）", player, "filer") for title, player in shown]
    found += [_account(f"{title}（审核）", player, "reviewer") for title, player in shown[:2]]
    return [*found, _account("行业主管（园林绿化）", county.landscape, "filer")]


def _account(title: str, player: Player, duty: str) -> DemoAccount:
    return DemoAccount(
        user=getattr(player, duty),
        password=PASSWORD,
        role_title=title,
        organisation_name=player.organisation.name,
    )
