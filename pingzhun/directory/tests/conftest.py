from datetime import datetime

import pytest

from pingzhun.accounts.models import User
from pingzhun.directory import services
from pingzhun.directory.capacities import CapacityKind, kinds
from pingzhun.directory.models import Jurisdiction, Member, Organisation, QualificationType, ServiceType
from pingzhun.regimes import clock

PASSWORD = "yumen-2026-spring"
AGENCY = CapacityKind("directory-tests.agency", "中介机构")
SUPERVISOR = CapacityKind("directory-tests.supervisor", "监管机构", official=True)
DATA = {
    "name": "祁连工程咨询有限公司",
    "legal_representative": "陈静",
    "address": "玉门市新市区昌盛路 18 号",
    "contact_name": "陈静",
    "contact_mobile": "13809371001",
    "contact_email": "",
    "introduction": "",
}


@pytest.fixture(scope="session", autouse=True)
def capacity_kinds() -> None:
    for kind in (AGENCY, SUPERVISOR):
        kinds.register(kind)


@pytest.fixture
def now(db) -> datetime:
    return clock.now()


@pytest.fixture
def places(now) -> dict[str, Jurisdiction]:
    """甘肃省 > 酒泉市 > 玉门市 > 赤金镇, and 敦煌市 beside 玉门市."""
    places: dict[str, Jurisdiction] = {}
    for code, name, parent in (
        ("620000", "甘肃省", None),
        ("620900", "酒泉市", "甘肃省"),
        ("620981", "玉门市", "酒泉市"),
        ("620981101", "赤金镇", "玉门市"),
        ("620982", "敦煌市", "酒泉市"),
    ):
        places[name] = services.add_jurisdiction(
            code=code, name=name, parent=places[parent] if parent else None, now=now
        )
    return places


@pytest.fixture
def chen(db) -> User:
    return User.objects.create_user("chenjing", PASSWORD, name="陈静", mobile="13809371001")


@pytest.fixture
def qilian(places, chen, now) -> Organisation:
    """祁连工程咨询, founded by 陈静."""
    return services.found_organisation(
        data=DATA, credit_code="91620981MA73L8A00G", jurisdiction=places["玉门市"], founder=chen, now=now
    )


@pytest.fixture
def mogao(places, now) -> Organisation:
    """莫高工程咨询, another agency, founded by 高敏."""
    gao = User.objects.create_user("gaomin", PASSWORD, name="高敏", mobile="13809371009")
    return services.found_organisation(
        data=DATA | {"name": "莫高工程咨询有限公司"},
        credit_code="91620982MA73L8B00L",
        jurisdiction=places["敦煌市"],
        founder=gao,
        now=now,
    )


@pytest.fixture
def colleague(qilian, now) -> Member:
    """刘洋 of 祁连, 经办 only."""
    member = services.add_member(
        organisation=qilian,
        username="liuyang",
        name="刘洋",
        mobile="13809371003",
        duties=["can_file"],
        initial_password="initial-pass-77",
        now=now,
    )
    User.objects.filter(pk=member.user_id).update(must_change_password=False)
    member.user.refresh_from_db()
    return member


@pytest.fixture
def cost_consulting(now) -> ServiceType:
    """工程造价咨询, a service of the 机构类型 造价咨询机构."""
    category = services.add_service_type(code="ZJ", name="造价咨询机构", parent=None, now=now)
    return services.add_service_type(code="ZJ01", name="工程造价咨询", parent=category, now=now)


@pytest.fixture
def grades(now) -> dict[str, QualificationType]:
    return {
        grade: services.add_qualification_type(family="工程咨询", grade=grade, rank=rank, now=now)
        for rank, grade in enumerate(("甲级", "乙级", "丙级"), 1)
    }
