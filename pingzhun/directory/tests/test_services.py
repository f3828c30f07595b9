import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils.timezone import localdate, localtime

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.directory import entries as entries_of
from pingzhun.directory import services
from pingzhun.directory.models import Capacity, Jurisdiction, Member, Organisation, Suspension
from pingzhun.directory.tests.conftest import AGENCY, DATA, SUPERVISOR
from pingzhun.flow.guards import Refused


def recorded(organisation: Organisation) -> list[tuple[str, dict]]:
    """What the ledger holds of an organisation, oldest first."""
    entries = sorted(ledger.find(entries_of.subject(organisation)), key=lambda entry: entry.pk)
    return [(entry.kind, json.loads(entry.data)) for entry in entries]


@pytest.mark.covers("P1")
def test_an_organisation_is_founded_once_and_its_founder_has_every_duty(qilian, chen, places, now):
    founder = Member.objects.get(user=chen)
    assert (founder.can_file, founder.can_review, founder.is_manager) == (True, True, True)
    assert qilian.contact_email is None
    other = User.objects.create_user("zhao", "x", name="赵玉兰", mobile="13809371005")
    with pytest.raises(Refused, match="已登记"):
        services.found_organisation(
            data=DATA,
            credit_code="９１６２０９８１ma73l8a00g",
            jurisdiction=places["玉门市"],
            founder=other,
            now=now,
        )
    assert Organisation.objects.count() == 1


def test_a_person_belongs_to_one_organisation(qilian, chen, places, now):
    with pytest.raises(Refused, match="您已属于一个单位"):
        services.found_organisation(
            data=DATA,
            credit_code="91620981MA73L8C00U",
            jurisdiction=places["玉门市"],
            founder=chen,
            now=now,
        )


def test_the_ledger_knows_an_organisation_but_none_of_its_people(qilian, colleague, now):
    services.change_data(organisation=qilian, data={"contact_mobile": "13809371777"}, now=now)
    services.grant_person(
        organisation=qilian,
        data={
            "name": "周海燕",
            "certificate_type": "注册造价工程师",
            "certificate_number": "B1120620000123",
            "issued_by": "住房和城乡建设部",
        },
        now=now,
    )
    entries = recorded(qilian)
    assert [kind for kind, _ in entries] == [
        "directory.organisation.founded",
        "directory.member.added",
        "directory.organisation.changed",
        "directory.person.granted",
    ]
    assert entries[0][1]["name"] == "祁连工程咨询有限公司"
    assert entries[2][1] == {"fields": ["contact_mobile"]}
    text = json.dumps(entries, ensure_ascii=False)
    assert [
        said for said in ("13809371", "刘洋", "liuyang", "周海燕", "B1120620000123") if said in text
    ] == []


def test_nothing_is_recorded_of_what_did_not_happen(qilian, now):
    services.grant_capacity(organisation=qilian, kind=AGENCY.key, jurisdiction=qilian.jurisdiction, now=now)
    before = recorded(qilian)
    with pytest.raises(Refused, match="该单位已具有“中介机构”角色。"):
        services.grant_capacity(
            organisation=qilian, kind=AGENCY.key, jurisdiction=qilian.jurisdiction, now=now
        )
    assert recorded(qilian) == before


@pytest.mark.covers("P1")
def test_an_organisation_holds_several_capacities_each_once(qilian, cost_consulting, now):
    categories = [cost_consulting.parent]
    agency = services.grant_capacity(
        organisation=qilian,
        kind=AGENCY.key,
        jurisdiction=qilian.jurisdiction,
        categories=iter(categories),
        now=now,
    )
    services.grant_capacity(
        organisation=qilian, kind=SUPERVISOR.key, jurisdiction=qilian.jurisdiction, now=now
    )
    assert list(agency.categories.all()) == categories
    assert recorded(qilian)[1][1]["categories"] == ["ZJ"]
    services.revoke_capacity(capacity=agency, now=now)
    with pytest.raises(Refused, match="已收回"):
        services.revoke_capacity(capacity=agency, now=now)
    services.grant_capacity(organisation=qilian, kind=AGENCY.key, jurisdiction=qilian.jurisdiction, now=now)
    assert Capacity.objects.of_kind(AGENCY.key).count() == 1
    with pytest.raises(IntegrityError, match="a_capacity_is_held_once"), transaction.atomic():
        Capacity.objects.create(
            organisation=qilian, kind=AGENCY.key, jurisdiction=qilian.jurisdiction, granted_at=now
        )


def test_a_kind_of_capacity_that_no_market_registers_is_an_error(qilian, now):
    with pytest.raises(KeyError):
        services.grant_capacity(
            organisation=qilian, kind="no.such", jurisdiction=qilian.jurisdiction, now=now
        )


def test_a_change_of_data_leaves_the_rest_alone(qilian, now):
    services.change_data(organisation=qilian, data={"name": "祁连咨询集团", "introduction": ""}, now=now)
    qilian.refresh_from_db()
    assert (qilian.name, qilian.address, qilian.introduction) == ("祁连咨询集团", DATA["address"], None)
    assert recorded(qilian)[-1] == (
        "directory.organisation.changed",
        {"fields": ["name"], "name": "祁连咨询集团"},
    )


# Suspension


def suspend(organisation: Organisation, now: datetime, days: int = 10) -> Suspension:
    return services.suspend(
        organisation=organisation,
        kind=AGENCY.key,
        days=days,
        reason="弄虚作假",
        imposed_by=organisation,
        now=now,
    )


def test_a_suspension_runs_to_the_end_of_its_last_day_and_ends_by_itself(qilian):
    start = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)  # 09:30 in Shanghai
    suspension = suspend(qilian, start)
    assert localtime(suspension.ends_at).isoformat() == "2026-12-02T00:00:00+08:00"
    last_moment = suspension.ends_at - timedelta(seconds=1)
    assert services.suspension_of(qilian, AGENCY.key, start) == suspension
    assert services.suspension_of(qilian, AGENCY.key, last_moment) == suspension
    assert services.suspension_of(qilian, AGENCY.key, suspension.ends_at) is None
    assert services.suspension_of(qilian, SUPERVISOR.key, start) is None


def test_an_organisation_is_not_suspended_twice_at_once(qilian, mogao, now):
    first = suspend(qilian, now)
    with pytest.raises(Refused, match=f"该单位已被停用，至 {localdate(now) + timedelta(days=10)} 止"):
        suspend(qilian, now + timedelta(days=1))
    with pytest.raises(IntegrityError, match="suspensions_do_not_overlap"), transaction.atomic():
        Suspension.objects.create(
            organisation=qilian,
            kind=AGENCY.key,
            reason="同上",
            days=1,
            starts_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=2),
            imposed_by=qilian,
        )
    assert suspend(mogao, now).organisation == mogao
    assert suspend(qilian, first.ends_at).starts_at == first.ends_at


def test_a_suspension_is_lifted_once_with_a_reason(qilian, now):
    suspension = suspend(qilian, now)
    later = now + timedelta(days=2)
    with pytest.raises(Refused, match="恢复原因"):
        services.lift(suspension=suspension, reason=" ", now=later)
    services.lift(suspension=suspension, reason="整改合格", now=later)
    assert services.suspension_of(qilian, AGENCY.key, later) is None
    with pytest.raises(Refused, match="停用已结束"):
        services.lift(suspension=suspension, reason="再次", now=later)
    assert recorded(qilian)[-1][1] == {"suspension": suspension.pk, "reason": "整改合格"}


@pytest.mark.parametrize(("days", "reason"), [(0, "弄虚作假"), (-1, "弄虚作假"), (5, "  ")])
def test_a_suspension_has_days_and_a_reason(qilian, now, days, reason):
    with pytest.raises(Refused):
        services.suspend(
            organisation=qilian, kind=AGENCY.key, days=days, reason=reason, imposed_by=qilian, now=now
        )


# Members


@pytest.mark.covers("P1")
def test_a_new_member_has_the_duties_given_and_must_change_the_password(qilian, now):
    member = services.add_member(
        organisation=qilian,
        username="sunli",
        name="孙莉",
        mobile="13809371004",
        duties=["can_review"],
        initial_password="initial-pass-77",
        now=now,
    )
    assert (member.can_file, member.can_review, member.is_manager) == (False, True, False)
    assert member.user.must_change_password is True
    assert recorded(qilian)[-1] == (
        "directory.member.added",
        {"member": member.pk, "duties": ["can_review"]},
    )


def test_a_member_with_a_taken_name_is_not_half_added(qilian, chen, now):
    with pytest.raises(ValidationError):
        services.add_member(
            organisation=qilian,
            username="ChenJing",
            name="陈晶",
            mobile="13809371006",
            duties=[],
            initial_password="initial-pass-77",
            now=now,
        )
    assert (User.objects.count(), Member.objects.count()) == (1, 1)


def test_the_last_manager_stays(qilian, chen, colleague, now):
    manager = chen.membership
    with pytest.raises(Refused, match="至少须有一名在岗的单位管理员"):
        services.deactivate_member(member=manager, now=now)
    with pytest.raises(Refused, match="至少须有一名在岗的单位管理员"):
        services.set_duties(member=manager, duties=["can_file"], now=now)
    services.set_duties(member=colleague, duties=["is_manager"], now=now)
    services.deactivate_member(member=manager, now=now)
    with pytest.raises(Refused, match="至少须有一名在岗的单位管理员"):
        services.set_duties(member=colleague, duties=[], now=now)
    manager.refresh_from_db()
    assert (manager.is_active, User.objects.get(pk=chen.pk).is_active) == (False, False)


def test_a_duty_that_there_is_not_is_an_error(colleague, now):
    with pytest.raises(ValueError, match="can_do_anything"):
        services.set_duties(member=colleague, duties=["can_do_anything"], now=now)


# What is held


CERTIFICATE = {"certificate_number": "A-100", "issued_by": "住房和城乡建设部"}


def test_a_qualification_is_granted_changed_and_removed(qilian, grades, now):
    held = services.grant_qualification(
        organisation=qilian, data=CERTIFICATE | {"type": grades["乙级"]}, now=now
    )
    with pytest.raises(Refused, match="证书编号 A-100 已登记"):
        services.grant_qualification(
            organisation=qilian, data=CERTIFICATE | {"type": grades["乙级"]}, now=now
        )
    services.change_qualification(qualification=held, data={"type": grades["甲级"]}, now=now)
    held.refresh_from_db()
    assert str(held.type) == "工程咨询（甲级）"
    services.remove_qualification(qualification=held, now=now)
    with pytest.raises(Refused, match="已删除"):
        services.change_qualification(qualification=held, data={"issued_by": "他"}, now=now)
    with pytest.raises(Refused, match="已删除"):
        services.remove_qualification(qualification=held, now=now)
    services.grant_qualification(organisation=qilian, data=CERTIFICATE | {"type": grades["甲级"]}, now=now)
    assert qilian.qualifications.held().count() == 1


def test_a_change_does_not_make_a_certificate_a_double(qilian, now):
    person = {"name": "周海燕", "certificate_type": "注册造价工程师", "issued_by": "住建部"}
    services.grant_person(organisation=qilian, data=person | {"certificate_number": "B-1"}, now=now)
    second = services.grant_person(organisation=qilian, data=person | {"certificate_number": "B-2"}, now=now)
    with pytest.raises(Refused, match="证书编号 B-1 已登记"):
        services.change_person(person=second, data={"certificate_number": "B-1"}, now=now)
    services.change_person(person=second, data={"name": "周海鹰", "certificate_number": "B-2"}, now=now)
    services.remove_person(person=second, now=now)
    assert [person.certificate_number for person in qilian.people.held()] == ["B-1"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM directory_organisation",
        "DELETE FROM directory_capacity",
        "DELETE FROM directory_servicescope",
        "DELETE FROM directory_qualification",
        "DELETE FROM directory_person",
        "DELETE FROM directory_suspension",
    ],
)
def test_the_database_keeps_what_was_held_for_the_record(qilian, cost_consulting, grades, now, statement):
    services.grant_capacity(organisation=qilian, kind=AGENCY.key, jurisdiction=qilian.jurisdiction, now=now)
    services.grant_scope(organisation=qilian, service_type=cost_consulting, now=now)
    services.grant_qualification(organisation=qilian, data=CERTIFICATE | {"type": grades["乙级"]}, now=now)
    person = CERTIFICATE | {"name": "周海燕", "certificate_type": "注册造价工程师"}
    services.grant_person(organisation=qilian, data=person, now=now)
    suspend(qilian, now)
    with (
        pytest.raises(DatabaseError, match="Cannot delete rows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# Catalogues and places


def test_the_catalogue_has_two_levels_and_keeps_what_is_retired(cost_consulting, now):
    with pytest.raises(Refused, match="只有两级"):
        services.add_service_type(code="ZJ0101", name="预算编制", parent=cost_consulting, now=now)
    with pytest.raises(Refused, match="编码 ZJ01 已被使用"):
        services.add_service_type(code="ZJ01", name="造价", parent=None, now=now)
    with pytest.raises(Refused, match="请先停用它们"):
        services.retire_service_type(service_type=cost_consulting.parent, now=now)
    services.retire_service_type(service_type=cost_consulting, now=now)
    services.retire_service_type(service_type=cost_consulting.parent, now=now)
    services.rename_service_type(service_type=cost_consulting, name="造价咨询服务", now=now)
    cost_consulting.refresh_from_db()
    assert (cost_consulting.name, cost_consulting.is_active) == ("造价咨询服务", False)


def test_a_family_has_one_grade_at_each_rank(grades, now):
    with pytest.raises(Refused, match="第 1 级已存在"):
        services.add_qualification_type(family="工程咨询", grade="特级", rank=1, now=now)
    services.retire_qualification_type(qualification_type=grades["丙级"], now=now)
    grades["丙级"].refresh_from_db()
    assert grades["丙级"].is_active is False


@pytest.mark.covers("P9")
def test_the_default_places_are_a_tree_of_province_city_county_and_town(now):
    out = StringIO()
    call_command("load_jurisdictions", stdout=out)
    assert out.getvalue() == f"新增 {Jurisdiction.objects.count()} 个辖区，更名 0 个。\n"
    town = Jurisdiction.objects.get(name="赤金镇")
    assert town.path == "620000/620900/620981/620981101/"
    assert [place.name for place in Jurisdiction.objects.within(town.parent.parent)][:2] == [
        "酒泉市",
        "肃州区",
    ]
    call_command("load_jurisdictions", stdout=out)
    assert out.getvalue().endswith("新增 0 个辖区，更名 0 个。\n")


def test_loading_places_renames_but_never_moves_them(places, tmp_path):
    file = tmp_path / "places.csv"
    file.write_text("\ufeffcode,name,parent\n620981,玉门,620900\n620981102,花海镇,620981\n", "utf-8")
    out = StringIO()
    call_command("load_jurisdictions", file, stdout=out)
    assert out.getvalue() == "新增 1 个辖区，更名 1 个。\n"
    for rows, sentence in (
        ("620981101,赤金镇,620982", "不能移动"),
        ("620983,某县,629999", "上级 629999 不存在"),
    ):
        file.write_text(f"code,name,parent\n620984,新县,620900\n{rows}\n", "utf-8")
        with pytest.raises(CommandError, match=sentence):
            call_command("load_jurisdictions", file)
    assert not Jurisdiction.objects.filter(code="620984").exists()


def test_the_database_refuses_a_place_whose_path_is_not_its_own(places):
    with pytest.raises(IntegrityError, match="a_path_ends_with_its_code"), transaction.atomic():
        Jurisdiction.objects.create(code="620985", name="某县", path="620000/620986/")
