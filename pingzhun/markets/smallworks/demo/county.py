"""怀柔区 in the demonstration: its authorities, towns and companies, as they come in one after another and as they live."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pingzhun.accounts.models import User
from pingzhun.base.localtime import local_date
from pingzhun.directory import services
from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.models import Jurisdiction, OrganisationData, QualificationType
from pingzhun.directory.services import values_of
from pingzhun.filings import lifecycle
from pingzhun.filings.casting import Player, account, colleague, player, scan
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.diary import TODAY, Act, Diary
from pingzhun.filings.driving import actor_for, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.smallworks.demo import data
from pingzhun.markets.smallworks.demo.companies import qualification_type
from pingzhun.markets.smallworks.desks.basics import CompanyBasicDataDesk, TownBasicDataDesk
from pingzhun.markets.smallworks.desks.bulletins import BulletinDesk
from pingzhun.markets.smallworks.desks.commitments import CommitmentDesk
from pingzhun.markets.smallworks.desks.materials import OtherMaterialDesk
from pingzhun.markets.smallworks.desks.qualifications import (
    QualificationAdditionDesk,
    QualificationChangeDesk,
)
from pingzhun.markets.smallworks.desks.registration import CompanyRegistrationDesk, TownRegistrationDesk
from pingzhun.markets.smallworks.desks.roster import (
    RosterApplicationDesk,
    RosterClosingDesk,
    RosterOpeningDesk,
)
from pingzhun.markets.smallworks.desks.suspension import CompanyReinstatementDesk, CompanySuspensionDesk
from pingzhun.markets.smallworks.market import AUTHORITY, COMPANIES, TOWN
from pingzhun.markets.smallworks.models import Roster, WorkType
from pingzhun.markets.smallworks.models.bulletins import PUBLIC
from pingzhun.regimes import clock

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
KINDS: dict[str, CapacityKind] = {kind.key: kind for kind in COMPANIES}


@dataclass
class County:
    """towns, companies: by log-in name, once they have come in."""

    diary: Diary
    places: Mapping[str, Jurisdiction]
    grades: Mapping[str, QualificationType]
    authority: Player
    landscape: Player
    people: Iterator[tuple[str, str]] = field(default_factory=data.people)
    credit_codes: Iterator[str] = field(default_factory=data.credit_codes)
    government_codes: Iterator[str] = field(default_factory=data.government_codes)
    towns: dict[str, Player] = field(default_factory=dict)
    companies: dict[str, Player] = field(default_factory=dict)

    def founder(self, login: str) -> User:
        name, mobile = next(self.people)
        return account(login, name, mobile, now=clock.now())

    def join(self, founder: User, kind: CapacityKind) -> Player:
        """The organisation that `founder` has registered, with a colleague who reviews."""
        name, mobile = next(self.people)
        organisation = founder.membership.organisation
        second = colleague(organisation, f"{founder.username}-shenhe", name, mobile, now=clock.now())
        return Player(organisation, founder, second, kind)

    def reviewer_of(self, roster: str) -> Player:
        return self.landscape if roster == data.LANDSCAPE else self.authority


def found(diary: Diary) -> County:
    """What an operator sets up before anybody can register: places, grades, and the authorities."""
    now = clock.now()
    beijing = services.add_jurisdiction(code="110000", name="北京市", parent=None, now=now)
    huairou = services.add_jurisdiction(code="110116", name="怀柔区", parent=beijing, now=now)
    places = {"怀柔区": huairou}
    for _, name, code in data.TOWNS:
        places[name] = services.add_jurisdiction(code=code, name=name, parent=huairou, now=now)
    grades = {roster: qualification_type(*grade, now=now) for roster, grade in data.GRADES.items()}
    codes, people = data.government_codes(), data.people()

    def office(login: str, name: str, address: str) -> Player:
        made = player(
            AUTHORITY,
            name=name,
            credit_code=next(codes),
            place=huairou,
            address=address,
            filer=(login, *next(people)),
            reviewer=(f"{login}-shenhe", *next(people)),
            now=now,
        )
        services.set_duties(member=made.filer.membership, duties=services.DUTIES, now=now)
        return made

    return County(
        diary=diary,
        places=places,
        grades=grades,
        authority=office("jianwei", "怀柔区住房和城乡建设委员会", "北京市怀柔区府前街 15 号"),
        landscape=office("yuanlin", "怀柔区园林绿化局", "北京市怀柔区青春路 22 号"),
        people=people,
        government_codes=codes,
    )


def opens_the_rosters(county: County) -> Act:
    for name, company_type, of_landscape in data.ROSTERS:
        authority = county.landscape if of_landscape else county.authority
        submit(
            RosterOpeningDesk,
            county.authority.files,
            {
                "name": name,
                "company_type": company_type.key,
                "authority": authority.organisation,
                "work_types": [WorkType.LANDSCAPE.value] if of_landscape else [],
            },
        )
    yield 20 * DAYS
    old = {"name": "零星修缮企业名册库（试用）", "company_type": "smallworks.builder", "work_types": []}
    submit(RosterOpeningDesk, county.authority.files, old | {"authority": county.authority.organisation})
    yield 1 * DAYS
    roster = Roster.objects.get(name=old["name"])
    reason = "与散小工程施工企业名册库合并，停止使用。"
    submit(RosterClosingDesk, county.authority.files, {"roster": roster, "reason": reason})


# ---- 新用户注册 -------------------------------------------------------------------------------------------------------


def _register(
    county: County, desk: type[Desk], login: str, name: str, code: str, more: Mapping[str, Any], address: str
) -> tuple[Filing, User, dict[str, Any]]:
    founder = county.founder(login)
    said: dict[str, Any] = {
        "name": name,
        "credit_code": code,
        "legal_representative": founder.name,
        "address": address,
        "contact_name": founder.name,
        "contact_mobile": founder.mobile,
        **more,
    }
    licence = {"licence": [("营业执照.pdf", scan(f"{name}\n统一社会信用代码 {code}"))]}
    return submit(desk, actor_for(founder), said, files=licence), founder, said


def town_enters(county: County, login: str, place: str) -> Act:
    filing, founder, _ = _register(
        county,
        TownRegistrationDesk,
        login,
        f"{place}人民政府",
        next(county.government_codes),
        {"registered_in": county.places[place]},
        f"北京市怀柔区{place}政府路 1 号",
    )
    yield 2 * HOURS
    approve(filing, county.authority.reviews, opinion="核验无误。")
    county.towns[login] = county.join(founder, TOWN)


def _company(county: County, login: str, name: str, roster: str) -> tuple[Filing, User, dict[str, Any]]:
    number = len(county.companies) + 1
    return _register(
        county,
        CompanyRegistrationDesk,
        login,
        name,
        next(county.credit_codes),
        {
            "roster": Roster.objects.get(name=roster),
            "introduction": f"{name}成立于 {2004 + number % 16} 年，长期服务怀柔及周边地区。",
        },
        f"北京市怀柔区雁栖大街 {number} 号",
    )


def company_enters(county: County, login: str, name: str, roster: str) -> Act:
    """Registers, is let in, and files its certificate and its commitment."""
    filing, founder, said = _company(county, login, name, roster)
    reviews = county.reviewer_of(roster).reviews
    yield 2 * HOURS
    if login in ("tanghe", "xiguan"):
        reject(filing, reviews, "营业执照扫描件不清晰，请重新扫描后提交。")
        yield 3 * HOURS
        filing = submit(CompanyRegistrationDesk, actor_for(founder), said, filing=filing)
        yield 2 * HOURS
    approve(filing, reviews, opinion="资料齐全，同意入库。")
    joined = county.join(founder, KINDS[Roster.objects.get(name=roster).company_type])
    county.companies[login] = joined
    addition = hold(county, joined, roster, 1000)
    yield 2 * HOURS
    approve(addition, reviews, opinion="证书有效。")
    commit(joined)


def hold(county: County, company: Player, roster: str, days: int) -> Filing:
    """企业资质 新增; one that is valid for so many days."""
    grade, code = county.grades[roster], company.organisation.credit_code
    said = {
        "type": grade,
        "certificate_number": f"DEM0-{code[-4:]}",
        "issued_by": "北京市住房和城乡建设委员会",
        "valid_until": local_date(clock.now()) + timedelta(days=days),
    }
    files = {"certificate": [("资质证书.pdf", scan(f"{grade}\n{company.organisation.name}"))]}
    return submit(QualificationAdditionDesk, company.files, said, files=files)


def commit(company: Player) -> None:
    desk = desk_of(CommitmentDesk)
    said = desk.initial(actor=company.files, case=None, now=clock.now())
    letter = [("承诺书.pdf", scan(f"散小工程诚信承诺书\n{company.organisation.name}"))]
    submit(CommitmentDesk, company.files, said, files={"letter": letter})


def newcomers_wait(county: County) -> Act:
    yield TODAY
    for login, name, roster in data.NEWCOMERS:
        _company(county, login, name, roster)
    _register(
        county,
        TownRegistrationDesk,
        "liulimiao",
        "琉璃庙镇人民政府",
        next(county.government_codes),
        {"registered_in": county.places["怀柔区"]},
        "北京市怀柔区琉璃庙镇政府路 1 号",
    )


# ---- 名册库信息管理 ---------------------------------------------------------------------------------------------------


def shown_companies_live(county: County) -> Act:
    """Those of the log-in page have used every entry of their menu."""
    reasons = {
        "yanbei": "登记的联系电话无法接通，暂停至核实为止。",
        "hengzheng": "未按要求报送总监理工程师变更，暂停至补报为止。",
        "xinda": "未按期报送年度业绩，暂停至补报为止。",
        "jingcheng": "未按要求公示代理收费标准，暂停至公示为止。",
    }
    shown = [county.companies[login] for login in data.SHOWN]
    for company in shown:
        suspend(county, company, 5, reasons[company.filer.username])
    yield 1 * DAYS
    for company in shown:
        suspension = company.organisation.suspensions.get()
        submit(
            CompanyReinstatementDesk,
            county.authority.files,
            {"suspension": suspension, "reason": "已按要求整改，予以恢复。"},
        )
        material = [("业绩表.pdf", scan(f"近三年业绩\n{company.organisation.name}"))]
        submit(OtherMaterialDesk, company.files, {"name": "近三年业绩"}, files={"files": material})
        filing = submit(
            CompanyBasicDataDesk, company.files, changed(company, contact_email="lianxi@example.com")
        )
        approve(filing, county.authority.reviews)
    yield TODAY
    for login, valid in zip(data.SHOWN, (1500, 1400, 1300, 1200), strict=True):
        change_certificate(county, county.companies[login], valid)
    ask_for(county.companies["xianghe"], data.BUILDING)
    ask_for(county.companies["yanbei"], data.LANDSCAPE)
    for login in ("huaihe", "zhongshen"):
        company = county.companies[login]
        address = "北京市怀柔区开放东路 8 号院"
        submit(CompanyBasicDataDesk, company.files, changed(company, address=address))
    roster = data.BUILDING
    another = county.grades[data.LANDSCAPE]
    said = {
        "type": another,
        "certificate_number": "DEM0-YL-0001",
        "issued_by": "北京市园林绿化局",
        "valid_until": local_date(clock.now()) + 400 * DAYS,
    }
    files = {"certificate": [("资质证书.pdf", scan(f"{another}\n{roster}"))]}
    submit(QualificationAdditionDesk, county.companies["yanbei"].files, said, files=files)


def changed(company: Player, **changes: str) -> dict[str, Any]:
    company.organisation.refresh_from_db()
    return values_of(company.organisation, OrganisationData) | changes


def change_certificate(county: County, company: Player, days: int) -> None:
    """企业资质 变更, which waits."""
    held = company.organisation.qualifications.held().order_by("pk").first()
    assert held is not None  # noqa: S101 -- it came in with one
    said = {
        "qualification_held": held,
        "type": held.type,
        "certificate_number": f"{held.certificate_number}-2",
        "issued_by": held.issued_by,
        "valid_until": local_date(clock.now()) + timedelta(days=days),
    }
    files = {"certificate": [("换发证书.pdf", scan(f"{held.type}（换发）\n{company.organisation.name}"))]}
    submit(QualificationChangeDesk, company.files, said, files=files)


def ask_for(company: Player, roster: str) -> None:
    said = {"roster": Roster.objects.get(name=roster), "note": "已取得相应资质，申请入库。"}
    submit(RosterApplicationDesk, company.files, said)


def suspend(county: County, company: Player, days: int, reason: str) -> None:
    said = {"capacity": company.organisation.capacities.get(), "days": days, "reason": reason}
    submit(CompanySuspensionDesk, county.authority.files, said)


def applications_decided(county: County) -> Act:
    """Each shown company has asked once for another roster; there is none of its type but for builders."""
    ask_for(county.companies["qingshan"], data.BUILDING)
    yield 1 * DAYS
    filing = Filing.objects.get(
        desk=RosterApplicationDesk.key, organisation=county.companies["qingshan"].organisation
    )
    approve(filing, county.authority.reviews, opinion="同意入库。")


def towns_live(county: County) -> Act:
    for town in county.towns.values():
        submit(TownBasicDataDesk, town.files, changed(town, contact_email="zhen@example.com"))
    yield 0 * DAYS


# ---- 通知浏览与发布 ---------------------------------------------------------------------------------------------------


def tells(county: County) -> Act:
    for whose, heading, kinds, text in data.BULLETINS:
        teller = {"authority": county.authority, **county.towns, **county.companies}[whose]
        tell(teller, heading, kinds, text)
        yield 6 * DAYS
    yield TODAY
    town = county.towns["yanqi"]
    lifecycle.begin(
        desk_of(BulletinDesk),
        actor=town.files,
        case=None,
        given={"heading": ["关于雨季停工安排的通知（草稿）"]},
        now=clock.now(),
    )


def tell(teller: Player, heading: str, kinds: Sequence[CapacityKind | None], text: str) -> None:
    audience = [kind.key if kind else PUBLIC for kind in kinds]
    attached = [("通知全文.pdf", scan(f"{heading}\n\n{text}"))]
    submit(
        BulletinDesk,
        teller.files,
        {"heading": heading, "text": text, "audience": audience},
        files={"attachments": attached},
    )
