"""The rosters of the cast, who is listed in them, and what the companies hold."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from pingzhun.base.localtime import local_date
from pingzhun.directory import services
from pingzhun.directory.models import Jurisdiction, QualificationType
from pingzhun.filings.casting import Player
from pingzhun.markets.smallworks import rosters
from pingzhun.markets.smallworks.market import AGENT, AUDITOR, BUILDER, SUPERVISOR
from pingzhun.markets.smallworks.models import Roster, WorkType

QUALIFICATIONS = (
    ("建筑工程施工总承包", "二级", 2),
    ("建筑工程施工总承包", "三级", 3),
    ("市政公用工程施工总承包", "三级", 3),
    ("园林绿化施工", "甲级", 1),
    ("工程监理（市政公用）", "乙级", 2),
    ("工程造价咨询", "乙级", 2),
)


def qualification_types(now: datetime) -> dict[str, QualificationType]:
    """By name, "市政公用工程施工总承包（三级）"; those that another market's cast has made already are taken."""
    made = [qualification_type(*each, now=now) for each in QUALIFICATIONS]
    return {str(each): each for each in made}


def qualification_type(family: str, grade: str, rank: int, *, now: datetime) -> QualificationType:
    made = QualificationType.objects.filter(family=family, rank=rank).first()
    return made or services.add_qualification_type(family=family, grade=grade, rank=rank, now=now)


def open_rosters(
    *, building: Player, landscape: Player, jurisdiction: Jurisdiction, now: datetime
) -> dict[str, Roster]:
    """By name. building, landscape: the two authorities; the second reviews the companies of 园林绿化."""
    said: tuple[tuple[str, str, Player, Iterable[str]], ...] = (
        ("散小工程施工企业名册库", BUILDER.key, building, ()),
        ("园林绿化施工企业名册库", BUILDER.key, landscape, (WorkType.LANDSCAPE,)),
        ("工程监理企业名册库", SUPERVISOR.key, building, ()),
        ("工程审计机构名册库", AUDITOR.key, building, ()),
        ("招标代理机构名册库", AGENT.key, building, ()),
    )
    return {
        name: rosters.open_roster(
            name=name,
            company_type=company_type,
            authority=authority.organisation,
            work_types=work_types,
            jurisdiction=jurisdiction,
            now=now,
        )
        for name, company_type, authority, work_types in said
    }


def hold(company: Player, held: QualificationType, number: str, *, days: int = 1200, now: datetime) -> None:
    """Give it a qualification that is valid for so many days more."""
    services.grant_qualification(
        organisation=company.organisation,
        data={
            "type": held,
            "certificate_number": number,
            "issued_by": "北京市住房和城乡建设委员会",
            "valid_until": local_date(now) + timedelta(days=days),
        },
        now=now,
    )


def settle(
    players: Mapping[str, Player], *, where: Mapping[str, Jurisdiction], now: datetime
) -> tuple[dict[str, Roster], dict[str, QualificationType]]:
    """Open the rosters, list the companies of the cast and give the builders what they need to enrol."""
    opened = open_rosters(
        building=players["authority"], landscape=players["landscape"], jurisdiction=where["怀柔区"], now=now
    )
    grades = qualification_types(now)
    listed = (
        ("yanbei", "散小工程施工企业名册库"),
        ("huaihe", "散小工程施工企业名册库"),
        ("changcheng", "园林绿化施工企业名册库"),
        ("changcheng", "散小工程施工企业名册库"),
        ("supervisor", "工程监理企业名册库"),
        ("auditor", "工程审计机构名册库"),
        ("agent", "招标代理机构名册库"),
        ("other_agent", "招标代理机构名册库"),
    )
    for name, roster in listed:
        rosters.enlist(organisation=players[name].organisation, roster=opened[roster], now=now)
    hold(players["yanbei"], grades["建筑工程施工总承包（三级）"], "D311000101", now=now)
    hold(players["yanbei"], grades["市政公用工程施工总承包（三级）"], "D311000102", days=20, now=now)
    hold(players["huaihe"], grades["市政公用工程施工总承包（三级）"], "D311000201", now=now)
    hold(players["changcheng"], grades["园林绿化施工（甲级）"], "YL11000301", now=now)
    hold(players["supervisor"], grades["工程监理（市政公用）（乙级）"], "E211000401", now=now)
    hold(players["auditor"], grades["工程造价咨询（乙级）"], "乙 110100501", now=now)
    hold(players["agent"], grades["工程造价咨询（乙级）"], "乙 110100601", now=now)
    return opened, grades
