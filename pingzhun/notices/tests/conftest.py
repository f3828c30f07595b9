from datetime import UTC, datetime

import pytest
from django.db import transaction

from pingzhun.directory.capacities import CapacityKind
from pingzhun.directory.capacities import kinds as capacity_kinds
from pingzhun.directory.models import Capacity, Jurisdiction, Organisation
from pingzhun.notices.kinds import Call, NoticeKind, kinds
from pingzhun.notices.publication import publish

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Asia/Shanghai


@pytest.fixture
def kind(monkeypatch):
    kind = NoticeKind("tests.call", "测试采购公告", "CSCG", call=Call("应征", lambda notice: "/", "应征中"))
    monkeypatch.setitem(kinds._entries, kind.key, kind)
    return kind


@pytest.fixture
def correction(monkeypatch):
    kind = NoticeKind("tests.correction", "测试更正公告", "CSGZ")
    monkeypatch.setitem(kinds._entries, kind.key, kind)
    return kind


@pytest.fixture
def city(db):
    return Jurisdiction.objects.create(code="620900", name="酒泉市", path="620900/")


@pytest.fixture
def county(city):
    return Jurisdiction.objects.create(code="620981", name="玉门市", parent=city, path="620900/620981/")


@pytest.fixture
def water_bureau(county):
    return Organisation.objects.create(
        credit_code="11620981013955217K",
        name="玉门市水务局",
        legal_representative="王建国",
        address="玉门市北坪路 18 号",
        contact_name="周洁",
        contact_mobile="13800000000",
        jurisdiction=county,
    )


@pytest.fixture
def announce(kind, county, water_bureau):
    """Publish a notice; every argument has a value that a test need not care about."""

    def announce(**given):
        said = {
            "kind": kind,
            "title": "灌区改造可行性研究报告编制采购公告",
            "facts": [("控制价", "320,000.00 元"), ("选取方式", "竞价")],
            "body": "<p>欢迎报名。</p>",
            "jurisdiction": county,
            "organisation": water_bureau,
            "now": NOON,
        }
        with transaction.atomic():
            return publish(**said | given)

    return announce


@pytest.fixture
def capacities(monkeypatch):
    for held in (
        CapacityKind("tests.agency", "测试机构"),
        CapacityKind("tests.office", "测试机关", official=True),
    ):
        monkeypatch.setitem(capacity_kinds._entries, held.key, held)


@pytest.fixture
def join(capacities, county):
    """Register an organisation and give it a capacity."""

    def join(number: int, name: str, *, kind: str = "tests.agency", jurisdiction: Jurisdiction = county):
        organisation = Organisation.objects.create(
            credit_code=f"9162098{number:011}",
            name=name,
            legal_representative="李海燕",
            address="玉门市北坪路 20 号",
            contact_name="赵联系",
            contact_mobile="13911112222",
            jurisdiction=jurisdiction,
        )
        Capacity.objects.create(
            organisation=organisation, kind=kind, jurisdiction=jurisdiction, granted_at=NOON
        )
        return organisation

    return join
