from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pingzhun.directory.models import (
    Capacity,
    Person,
    Qualification,
    QualificationType,
    ServiceScope,
    ServiceType,
    Suspension,
)
from pingzhun.notices.tests.conftest import NOON


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def names(client, **query):
    page = text_of(client.get("/organisations/", query))
    return [name for name in ("甲公司", "乙公司", "丙局") if name in page]


@pytest.fixture
def roster(join, city):
    return join(1, "甲公司"), join(2, "乙公司", jurisdiction=city), join(3, "丙局", kind="tests.office")


@pytest.mark.covers("P2")
def test_the_roster_holds_participants_and_not_those_who_oversee_them(client, roster):
    assert names(client) == ["甲公司", "乙公司"]


@pytest.mark.covers("P2")
def test_the_roster_is_filtered_by_name_code_role_place_and_service(client, roster):
    first, _, _ = roster
    group = ServiceType.objects.create(code="01", name="造价")
    service = ServiceType.objects.create(code="0101", name="结算审核", parent=group)
    ServiceScope.objects.create(organisation=first, service_type=service, granted_at=NOON)
    assert names(client, q="乙") == ["乙公司"]
    assert names(client, q=first.credit_code) == ["甲公司"]
    assert names(client, kind="tests.agency") == ["甲公司", "乙公司"]
    assert names(client, jurisdiction="620900") == ["甲公司", "乙公司"]
    assert names(client, jurisdiction="620981") == ["甲公司"]
    assert names(client, service="0101") == names(client, service="01") == ["甲公司"]
    ServiceScope.objects.update(removed_at=NOON)
    assert names(client, service="0101") == []


@pytest.mark.covers("P2")
def test_the_roster_shows_who_is_suspended_as_long_as_it_lasts(client, roster, water_bureau):
    _, second, _ = roster
    suspension = Suspension.objects.create(
        organisation=second,
        kind="tests.agency",
        reason="逾期未交成果",
        days=10,
        starts_at=NOON - timedelta(days=1),
        ends_at=NOON + timedelta(days=9),
        imposed_by=water_bureau,
    )
    assert names(client, suspended="on") == ["乙公司"]
    page = text_of(client.get(f"/organisations/{second.credit_code}/"))
    assert "停用中" in page
    assert "逾期未交成果" in page
    Suspension.objects.filter(pk=suspension.pk).update(ends_at=NOON)
    assert names(client, suspended="on") == []
    page = text_of(client.get(f"/organisations/{second.credit_code}/"))
    assert "停用中" not in page
    assert "逾期未交成果" in page  # the record stays


@pytest.mark.covers("P2", "Y24")
def test_an_organisation_shows_its_qualifications_and_people(client, roster):
    first, _, _ = roster
    kind = QualificationType.objects.create(family="工程造价咨询", grade="甲级", rank=1)
    held = {"organisation": first, "issued_by": "住建部", "granted_at": NOON}
    Qualification.objects.create(
        type=kind, certificate_number="甲0001", valid_until=date(2026, 11, 19), **held
    )
    Person.objects.create(name="吴国强", certificate_type="一级造价工程师", certificate_number="A1", **held)
    Person.objects.create(
        name="钱离职", certificate_type="测绘师", certificate_number="A2", removed_at=NOON, **held
    )
    page = text_of(client.get(f"/organisations/{first.credit_code}/"))
    assert "工程造价咨询（甲级）" in page
    assert page.count("已过期") == 1
    assert "吴国强" in page
    assert "长期有效" in page
    assert "钱离职" not in page


def test_the_contacts_name_and_mobile_are_not_published(client, roster):
    first, _, _ = roster
    for url in ("/organisations/", f"/organisations/{first.credit_code}/"):
        page = text_of(client.get(url))
        assert "甲公司" in page
        assert first.contact_mobile not in page
        assert first.contact_name not in page


def test_who_holds_no_public_capacity_has_no_page(client, roster):
    first, _, office = roster
    assert client.get(f"/organisations/{office.credit_code}/").status_code == 404
    assert client.get("/organisations/91620981000000009X/").status_code == 404
    Capacity.objects.filter(organisation=first).update(revoked_at=NOON)
    assert client.get(f"/organisations/{first.credit_code}/").status_code == 404


def test_thirty_organisations_cost_as_many_queries_as_one(client, join):
    service = ServiceType.objects.create(code="01", name="造价")

    def add(number):
        ServiceScope.objects.create(
            organisation=join(number, f"公司 {number}"), service_type=service, granted_at=NOON
        )

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/organisations/")
        return len(captured)

    add(1)
    one = queries()
    for number in range(2, 31):
        add(number)
    assert queries() == one
