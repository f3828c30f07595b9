"""名册库, and who may enrol: the sentences of the guards, and PostgreSQL behind them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.directory import services
from pingzhun.filings.driving import FormRefused, approve, submit
from pingzhun.flow.guards import Refused, refusals_of
from pingzhun.ledger.audit import faults
from pingzhun.markets.smallworks import rosters
from pingzhun.markets.smallworks.demo import steps
from pingzhun.markets.smallworks.desks.enrolment import EnrolmentDesk
from pingzhun.markets.smallworks.desks.roster import (
    RosterApplicationDesk,
    RosterOpeningDesk,
    RosterRemovalDesk,
)
from pingzhun.markets.smallworks.market import AUDITOR, BUILDER
from pingzhun.markets.smallworks.models import Enrolment, Listing, Roster
from pingzhun.regimes import clock


def strike(cast, player, now, roster="散小工程施工企业名册库") -> None:
    listing = Listing.objects.held().get(organisation=player.organisation, roster__name=roster)
    rosters.strike(listing=listing, reason="试", now=now)


def suspend(cast, player, now) -> None:
    services.suspend(
        organisation=player.organisation,
        kind=BUILDER.key,
        days=30,
        reason="拖欠农民工工资",
        imposed_by=cast.authority.organisation,
        now=now,
    )


def expire(cast, player, now) -> None:
    for held in player.organisation.qualifications.held():
        services.change_qualification(
            qualification=held, data={"valid_until": local_date(now) - timedelta(days=1)}, now=now
        )


CAUSES = {
    "not in the roster": (strike, "不在散小工程施工单位名册库中", "only companies of the roster enrol"),
    "suspended": (suspend, "拖欠农民工工资", "a suspended company does not enrol"),
    "expired": (expire, "企业资质已全部过期", "a company enrols with a valid qualification"),
}
every_cause = pytest.mark.parametrize(("bring_about", "sentence", "by_database"), CAUSES.values(), ids=CAUSES)


@pytest.fixture
def project(cast):
    return steps.publish(cast, steps.register(cast))


@pytest.mark.covers("R37", "R16")
@every_cause
def test_a_company_that_may_not_enrol_is_told_why(cast, project, bring_about, sentence, by_database):
    actor = cast.yanbei.files
    assert refusals_of(rosters.MAY_ENROL, project, actor=actor, now=clock.now()) == []
    bring_about(cast, cast.yanbei, clock.now())
    assert len(refusals_of(rosters.MAY_ENROL, project, actor=actor, now=clock.now())) == 1
    with pytest.raises(Refused, match=sentence):
        steps.enrol(project, cast.yanbei)
    steps.enrol(project, cast.huaihe)
    assert [each.company for each in Enrolment.objects.all()] == [cast.huaihe.organisation]


@pytest.mark.covers("R37", "R16")
@every_cause
def test_past_the_guards_the_database_refuses_it_as_well(
    cast, project, monkeypatch, bring_about, sentence, by_database
):
    bring_about(cast, cast.yanbei, clock.now())
    monkeypatch.setattr(EnrolmentDesk, "guards", ())
    with pytest.raises(IntegrityError, match=by_database), transaction.atomic():
        steps.enrol(project, cast.yanbei)
    table = Enrolment._meta.db_table
    with connection.cursor() as cursor:  # the control: it is the triggers that refuse
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        steps.enrol(project, cast.yanbei)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert [each.company for each in Enrolment.objects.all()] == [cast.yanbei.organisation]


@pytest.mark.covers("R37", "R14")
def test_when_the_days_are_over_the_company_enrols_again_by_itself(cast, project, now):
    services.suspend(
        organisation=cast.yanbei.organisation,
        kind=BUILDER.key,
        days=1,
        reason="试",
        imposed_by=cast.authority.organisation,
        now=clock.now(),
    )
    with pytest.raises(Refused, match="停用期间不能报名"):
        steps.enrol(project, cast.yanbei)
    clock.shift_forward(timedelta(days=2), actor_user=cast.authority.filer)
    steps.enrol(project, cast.yanbei)


@pytest.mark.covers("R37")
def test_a_roster_for_one_type_of_work_does_not_do_for_another(cast, project, now):
    strike(cast, cast.changcheng, now)  # it stays in 园林绿化施工企业名册库
    with pytest.raises(Refused, match="不含“市政道路”"):
        steps.enrol(project, cast.changcheng)
    landscape = steps.publish(cast, steps.register(cast, work_type="landscape"))
    steps.enrol(landscape, cast.changcheng)


@pytest.mark.covers("R16")
def test_one_valid_qualification_of_several_will_do(cast, project, now):
    soon = cast.yanbei.organisation.qualifications.held().get(certificate_number="D311000102")
    services.change_qualification(
        qualification=soon, data={"valid_until": local_date(now) - timedelta(days=1)}, now=now
    )
    steps.enrol(project, cast.yanbei)


def test_a_town_chooses_among_the_companies_of_its_districts_rosters(cast, now):
    strike(cast, cast.huaihe, now)
    here = cast.places["雁栖镇"]
    assert set(rosters.listed(BUILDER.key, here)) == {
        cast.yanbei.organisation,
        cast.changcheng.organisation,
    }
    assert set(rosters.listed(AUDITOR.key, here)) == {cast.auditor.organisation}
    assert set(rosters.listed(BUILDER.key, cast.places["密云区"])) == set()


@pytest.mark.covers("R12")
def test_a_company_asks_to_be_in_another_roster_and_its_authority_decides(cast):
    landscape = cast.rosters["园林绿化施工企业名册库"]
    filing = submit(RosterApplicationDesk, cast.yanbei.files, {"roster": landscape, "note": ""})
    with pytest.raises(Refused, match="不由您审核"):
        approve(filing, cast.authority.reviews)
    approve(filing, cast.landscape.reviews)
    names = {each.roster.name for each in rosters.listings_of(cast.yanbei.organisation)}
    assert names == {"散小工程施工企业名册库", "园林绿化施工企业名册库"}
    with pytest.raises(FormRefused) as refused:
        submit(RosterApplicationDesk, cast.yanbei.files, {"roster": landscape, "note": ""})
    assert "已在该名册库中" in refused.value.errors["roster"][0]
    with pytest.raises(FormRefused):
        other = {"roster": cast.rosters["工程审计机构名册库"], "note": ""}
        submit(RosterApplicationDesk, cast.yanbei.files, other)


@pytest.mark.covers("R37")
def test_only_the_authority_of_a_roster_takes_a_company_out_of_it(cast):
    listing = Listing.objects.get(organisation=cast.huaihe.organisation)
    data = {"listing": listing, "reason": "资质被吊销"}
    with pytest.raises(FormRefused) as refused:
        submit(RosterRemovalDesk, cast.landscape.files, data)
    assert refused.value.errors == {"listing": ["该企业不在您单位审核的名册库中，或已经移出。"]}
    submit(RosterRemovalDesk, cast.authority.files, data)
    listing.refresh_from_db()
    assert listing.removal_reason == "资质被吊销"
    assert not rosters.listings_of(cast.huaihe.organisation).exists()


def test_a_roster_is_opened_for_an_authority_and_only_builders_have_types_of_work(cast):
    data = {
        "name": "水务施工企业名册库",
        "company_type": BUILDER.key,
        "authority": cast.landscape.organisation,
        "work_types": ["water"],
    }
    submit(RosterOpeningDesk, cast.authority.files, data)
    roster = Roster.objects.get(name="水务施工企业名册库")
    assert (roster.authority, roster.work_types, roster.jurisdiction) == (
        cast.landscape.organisation,
        ["water"],
        cast.places["怀柔区"],
    )
    with pytest.raises(FormRefused) as refused:
        submit(
            RosterOpeningDesk, cast.authority.files, data | {"company_type": AUDITOR.key, "name": "另一个"}
        )
    assert list(refused.value.errors) == ["work_types"]
    with pytest.raises(FormRefused) as refused:
        submit(RosterOpeningDesk, cast.authority.files, data)
    assert list(refused.value.errors) == ["name"]
    with pytest.raises(FormRefused) as refused:
        submit(RosterOpeningDesk, cast.other_authority.files, data)
    assert list(refused.value.errors) == ["authority"]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE smallworks_roster SET company_type = 'smallworks.auditor'",
        "DELETE FROM smallworks_listing",
        "UPDATE smallworks_listing SET listed_at = now()",
    ],
)
def test_rosters_and_listings_are_kept_as_they_were(cast, sql):
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match=r"Cannot (update|delete)"),
        transaction.atomic(),
    ):
        cursor.execute(sql)


def altered() -> list[str]:
    return [fault for fault in faults() if "名册库" in fault or "smallworks.listing" in fault]


@pytest.mark.covers("P12")
def test_a_company_slipped_into_a_roster_or_out_of_it_behind_the_triggers_is_found(cast, now):
    strike(cast, cast.huaihe, now)
    assert altered() == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE smallworks_listing SET removed_at = NULL, removal_reason = NULL WHERE organisation_id = %s",
            [cast.huaihe.organisation.pk],
        )
        cursor.execute(
            "UPDATE smallworks_listing SET organisation_id = %s WHERE organisation_id = %s",
            [cast.town.organisation.pk, cast.yanbei.organisation.pk],
        )
        cursor.execute("SET LOCAL session_replication_role = origin")
    found = "".join(altered())
    assert "smallworks.listing.struck" in found
    assert cast.town.organisation.name in found


@pytest.mark.covers("R36")
def test_a_town_looks_up_companies_by_type_and_roster(cast, now):
    client = Client()
    client.force_login(cast.town.filer)
    page = reverse("desks:smallworks.town-roster-query")
    shown = client.get(page).content.decode()
    assert "散小工程所属名册库查询" in shown
    names = {each.organisation.name for each in (cast.yanbei, cast.huaihe, cast.changcheng, cast.auditor)}
    assert {name for name in names if name in shown} == names
    by_type = client.get(page, {"company_type": AUDITOR.key}).content.decode()
    assert {name for name in names if name in by_type} == {cast.auditor.organisation.name}
    roster = cast.rosters["园林绿化施工企业名册库"].pk
    by_roster = client.get(page, {"roster": roster}).content.decode()
    assert {name for name in names if name in by_roster} == {cast.changcheng.organisation.name}
    suspend(cast, cast.yanbei, now)
    assert "停用中" in client.get(page, {"name": "雁北"}).content.decode()
    client.force_login(cast.yanbei.filer)
    assert client.get(page).status_code == 403


@pytest.mark.covers("R36")
def test_another_districts_rosters_are_not_shown(cast, now):
    client = Client()
    client.force_login(cast.other_authority.filer)
    shown = client.get(reverse("desks:smallworks.authority-roster-query")).content.decode()
    assert cast.yanbei.organisation.name not in shown
