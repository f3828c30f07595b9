"""入驻, and what organisations change of themselves afterwards."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from pingzhun.accounts.models import User
from pingzhun.base.localtime import local_date
from pingzhun.directory.models import OrganisationData, PersonData
from pingzhun.directory.services import values_of
from pingzhun.filings.diary import TODAY, Act
from pingzhun.filings.driving import actor_for, approve, give, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.demo import papers
from pingzhun.markets.intermediary.demo.cast import Player
from pingzhun.markets.intermediary.demo.data import Agency, Entity
from pingzhun.markets.intermediary.demo.steps import draft
from pingzhun.markets.intermediary.demo.world import World
from pingzhun.markets.intermediary.desks.people import PersonAdditionDesk, PersonChangeDesk, PersonRemovalDesk
from pingzhun.markets.intermediary.desks.profile import AgencyProfileDesk, EntityProfileDesk, ProfileDesk
from pingzhun.markets.intermediary.desks.qualifications import (
    QualificationAdditionDesk,
    QualificationRemovalDesk,
)
from pingzhun.markets.intermediary.desks.registration import AgencyRegistrationDesk, EntityRegistrationDesk
from pingzhun.markets.intermediary.desks.scope import ScopeAdditionDesk, ScopeRemovalDesk
from pingzhun.markets.intermediary.market import AGENCY, ENTITY
from pingzhun.regimes import clock

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
CONSTRUCTION, PERSONNEL = "甘肃省住房和城乡建设厅", "中华人民共和国人力资源和社会保障部"


# ---- 入驻 ----------------------------------------------------------------------------------------------------------


def enters(world: World, new: Entity | Agency) -> Act:
    """Register, and be approved the same day."""
    filing, founder, _ = _file(world, new)
    yield 3 * HOURS
    _admit(world, new, filing, founder)


def enters_at_the_second_try(world: World, new: Entity | Agency) -> Act:
    filing, founder, data = _file(world, new)
    administrator = world.officials_of(world.places[new.place]).administrator
    yield 4 * HOURS
    reject(filing, administrator.reviews, "营业执照扫描件不清晰，无法辨认登记机关印章，请重新上传后提交。")
    yield 5 * HOURS
    again = {"licence": [("营业执照（重新扫描）.pdf", _licence(new, data, note="（重新扫描）"))]}
    desk = AgencyRegistrationDesk if isinstance(new, Agency) else EntityRegistrationDesk
    filing = submit(desk, actor_for(founder), data, files=again, filing=filing)
    yield 3 * HOURS
    _admit(world, new, filing, founder)


def waits_to_enter(world: World, new: Entity | Agency) -> Act:
    yield TODAY
    _file(world, new)


def is_turned_away(world: World, new: Entity | Agency) -> Act:
    filing, _, _ = _file(world, new)
    yield 1 * DAYS
    administrator = world.officials_of(world.places[new.place]).administrator
    reject(filing, administrator.reviews, "公司资质证书与填报的等级不一致，请核对后重新提交。")


def begins_to_enter(world: World, new: Agency) -> Act:
    """A registration that is still being written."""
    yield TODAY
    founder = world.person(new.login)
    draft(
        AgencyRegistrationDesk,
        actor_for(founder),
        {
            "name": new.name,
            "contact_name": founder.name,
            "contact_mobile": founder.mobile,
            "address": new.address,
        },
    )


def _file(world: World, new: Entity | Agency) -> tuple[Filing, User, dict[str, Any]]:
    founder = world.person(new.login)
    code = next(world.credit_codes if isinstance(new, Agency) else world.government_codes)
    data = _data(world, new, founder, code=code)
    licence = {"licence": [("营业执照.pdf", _licence(new, data))]}
    if isinstance(new, Entity):
        return submit(EntityRegistrationDesk, actor_for(founder), data, files=licence), founder, data
    files = licence | {
        "qualifications": [_certificate(str(row["type"]), new.name, row) for row in data["qualifications"]],
        "people": [_certificate(row["certificate_type"], row["name"], row) for row in data["people"]],
    }
    return submit(AgencyRegistrationDesk, actor_for(founder), data, files=files), founder, data


def _certificate(title: str, holder: str, row: Mapping[str, Any]) -> tuple[str, bytes]:
    scan = papers.certificate(
        title, holder=holder, number=row["certificate_number"], issued_by=row["issued_by"]
    )
    return f"{holder}{title}.pdf", scan


def _licence(new: Entity | Agency, data: Mapping[str, Any], *, note: str = "") -> bytes:
    return papers.licence(
        new.name + note,
        credit_code=data["credit_code"],
        representative=data["legal_representative"],
        address=new.address,
        of_government=isinstance(new, Entity),
    )


def _data(world: World, new: Entity | Agency, founder: User, *, code: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "name": new.name,
        "credit_code": code,
        "legal_representative": founder.name,
        "registered_in": world.places[new.place],
        "address": new.address,
        "contact_name": founder.name,
        "contact_mobile": founder.mobile,
    }
    if isinstance(new, Entity):
        return data
    offered = [world.services[name] for name in new.services]
    today = local_date(clock.now())
    return data | {
        "introduction": f"{new.name}主要从事{'、'.join(new.services)}，服务酒泉及周边地区。",
        "types": list({each.parent.pk: each.parent for each in offered}.values()),
        "services": offered,
        "qualifications": [
            {
                "type": world.qualifications[name],
                "certificate_number": f"DEM0-{code[-4:]}-{number:02d}",
                "issued_by": CONSTRUCTION,
                "valid_until": today + timedelta(days=days),
            }
            for number, (name, days) in enumerate(new.qualifications, start=1)
        ],
        "people": [
            {
                "name": founder.name if number == 1 else next(world.people)[0],
                "certificate_type": title,
                "certificate_number": f"RY-{code[-4:]}-{number:02d}",
                "speciality": speciality,
                "issued_by": PERSONNEL,
                "valid_until": date(today.year + 3, 6, 30),
            }
            for number, (title, speciality) in enumerate(new.people, start=1)
        ],
    }


def _admit(world: World, new: Entity | Agency, filing: Filing, founder: User) -> None:
    administrator = world.officials_of(world.places[new.place]).administrator
    approve(filing, administrator.reviews, opinion="资料齐全、信息一致，同意入驻。")
    founder.refresh_from_db()
    if isinstance(new, Agency):
        world.agencies[new.login] = world.join(founder, AGENCY)
    else:
        world.entities[new.login] = world.join(founder, ENTITY)


# ---- 机构信息 ------------------------------------------------------------------------------------------------------


def profile(player: Player, desk: type[ProfileDesk], **changes: Any) -> Filing:
    data = values_of(player.organisation, OrganisationData)
    player.organisation.refresh_from_db()
    return submit(desk, player.files, data | changes)


def person(player: Player, name: str, title: str, number: str, speciality: str) -> Filing:
    data = {
        "name": name,
        "certificate_type": title,
        "certificate_number": number,
        "speciality": speciality,
        "issued_by": PERSONNEL,
        "valid_until": date(local_date(clock.now()).year + 2, 12, 31),
    }
    return submit(
        PersonAdditionDesk, player.files, data, files={"certificate": [_certificate(title, name, data)]}
    )


def person_changed(player: Player, number: str) -> Filing:
    """The first of the people has a new certificate."""
    listed = player.organisation.people.held().first()
    data = values_of(listed, PersonData) | {"person": listed, "certificate_number": number}
    scan = papers.certificate(listed.certificate_type, holder=listed.name, number=number, issued_by=PERSONNEL)
    files = {"certificate": [(f"{listed.name}（换发）.pdf", scan)]}
    return submit(PersonChangeDesk, player.files, data, files=files)


def qualification(world: World, player: Player, name: str, number: str) -> Filing:
    data = {
        "type": world.qualifications[name],
        "certificate_number": number,
        "issued_by": CONSTRUCTION,
        "valid_until": local_date(clock.now()) + timedelta(days=1000),
    }
    files = {"certificate": [_certificate(name, player.organisation.name, data)]}
    return submit(QualificationAdditionDesk, player.files, data, files=files)


def scope(world: World, player: Player, *names: str, note: str) -> Filing:
    return submit(
        ScopeAdditionDesk, player.files, {"services": [world.services[name] for name in names], "note": note}
    )


def hengxin_keeps_its_data(world: World) -> Act:
    """One of each kind of change, approved, refused or taken back."""
    hengxin, reviews = world.agencies["hengxin"], world.offices["玉门市"].administrator.reviews
    changed = profile(
        hengxin,
        AgencyProfileDesk,
        address="玉门市新市区昌盛路 18 号 3 楼",
        contact_email="hengxin@example.com",
    )
    added = person(hengxin, "霍建军", "二级造价工程师", "RY-DEM0-91", "安装工程")
    leaving = person(hengxin, "穆晓晨", "二级造价工程师", "RY-DEM0-92", "土木建筑工程")
    new_scope = scope(
        world, hengxin, "政府采购代理", "工程招标代理", note="新增招标代理业务，已配备专职人员三名。"
    )
    yield 1 * DAYS
    approve(changed, reviews)
    approve(added, reviews)
    approve(leaving, reviews)
    approve(new_scope, reviews)
    yield 2 * DAYS
    refused = scope(world, hengxin, "工程测量", note="拟开展工程测量业务。")
    renewed = person_changed(hengxin, "RY-DEM0-93")
    bought = qualification(world, hengxin, "工程监理（甲级）", "DEM0-HX-88")
    wrong = qualification(world, hengxin, "测绘（乙级）", "DEM0-HX-89")
    yield 1 * DAYS
    reject(refused, reviews, "未取得测绘资质，不能新增工程测量服务。取得资质并登记后再申请。")
    approve(renewed, reviews)
    approve(bought, reviews)
    approve(wrong, reviews)
    yield 3 * DAYS
    people, scopes = hengxin.organisation.people.held(), hengxin.organisation.service_scopes.held()
    held = hengxin.organisation.qualifications.held()
    give(PersonRemovalDesk, hengxin.files, {"person": people.get(name="穆晓晨")})
    give(ScopeRemovalDesk, hengxin.files, {"scope": scopes.get(service_type__name="政府采购代理")})
    give(
        QualificationRemovalDesk,
        hengxin.files,
        {"qualification_held": held.get(certificate_number="DEM0-HX-89")},
    )


def entities_keep_their_data(world: World) -> Act:
    zhujian, reviews = world.entities["zhujian"], world.offices["玉门市"].administrator.reviews
    changed = profile(zhujian, EntityProfileDesk, address="玉门市新市区铁人路 6 号政务大楼 5 楼")
    yield 5 * HOURS
    approve(changed, reviews)


def changes_wait(world: World) -> Act:
    """Something in each of the reviewers' lists about organisations."""
    yield TODAY
    agencies = world.agencies
    profile(agencies["qilian"], AgencyProfileDesk, contact_name="霍文静", contact_mobile="13800009001")
    profile(agencies["beidou"], AgencyProfileDesk, address="酒泉市肃州区飞天路 72 号 2 栋")
    yield 1 * HOURS
    profile(
        world.entities["jiaotong"],
        EntityProfileDesk,
        contact_name="穆志远",
        contact_mobile="13800009002",
    )
    scope(world, agencies["zhengxin"], "全过程造价咨询", note="已完成同类项目四项，配备一级造价工程师两名。")
    scope(world, agencies["hexi"], "村庄规划编制", note="新聘注册城乡规划师一名。")
    yield 1 * HOURS
    person(agencies["longyuan"], "封志强", "监理工程师", "RY-DEM0-94", "市政公用工程")
    person(agencies["hexi"], "屈红霞", "注册测绘师", "RY-DEM0-95", "不动产测绘")
    person_changed(agencies["qilian"], "RY-DEM0-96")
    yield 1 * HOURS
    qualification(world, agencies["beidou"], "工程设计（甲级）", "DEM0-BD-87")
    draft(
        PersonAdditionDesk,
        agencies["hengxin"].files,
        {"name": "闵晓东", "certificate_type": "监理工程师", "speciality": "房屋建筑工程"},
    )
