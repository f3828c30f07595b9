"""名册库信息管理 and 街镇信息管理 (manual 002 §2.5, §3.4, §4.12, §5.5)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.directory.models import Organisation, OrganisationData, Suspension
from pingzhun.directory.queries import qualifies, suspension_of
from pingzhun.directory.services import values_of
from pingzhun.filings.casting import scan
from pingzhun.filings.driving import FormRefused, approve, submit
from pingzhun.filings.models import Filing
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks.desks.basics import CompanyBasicDataDesk, TownBasicDataDesk
from pingzhun.markets.smallworks.desks.commitments import CONTENT, CommitmentDesk
from pingzhun.markets.smallworks.desks.materials import OtherMaterialDesk
from pingzhun.markets.smallworks.desks.qualifications import (
    QualificationAdditionDesk,
    QualificationChangeDesk,
)
from pingzhun.markets.smallworks.desks.suspension import CompanySuspensionDesk
from pingzhun.markets.smallworks.market import BUILDER
from pingzhun.messages.models import Message

SCAN = {"certificate": [("证书.pdf", scan())]}


def text(client: Client, player, page: str, **query) -> str:
    client.force_login(player.filer)
    return client.get(reverse(f"desks:smallworks.{page}"), query).content.decode()


def changed(player, **changes):
    return values_of(player.organisation, OrganisationData) | changes


def address_of(player) -> str:
    return Organisation.objects.get(pk=player.organisation.pk).address


# ---- 基本信息 --------------------------------------------------------------------------------------------------------


@pytest.mark.covers("R15")
def test_a_companys_change_waits_for_the_authority_that_first_listed_it(cast):
    before = address_of(cast.changcheng)
    filing = submit(
        CompanyBasicDataDesk, cast.changcheng.files, changed(cast.changcheng, address="新址 1 号")
    )
    with pytest.raises(Refused, match="不由您审核"):
        approve(filing, cast.authority.reviews)
    assert address_of(cast.changcheng) == before
    approve(filing, cast.landscape.reviews)
    assert address_of(cast.changcheng) == "新址 1 号"


@pytest.mark.covers("R15")
@pytest.mark.parametrize("name", ["yanbei", "supervisor", "auditor", "agent"])
def test_every_kind_of_company_changes_its_data(cast, name):
    player = getattr(cast, name)
    approve(
        submit(CompanyBasicDataDesk, player.files, changed(player, contact_name="新联系人")),
        cast.authority.reviews,
    )
    assert Organisation.objects.get(pk=player.organisation.pk).contact_name == "新联系人"


@pytest.mark.covers("R15")
def test_a_towns_change_takes_effect_at_once(cast):
    filing = submit(TownBasicDataDesk, cast.town.files, changed(cast.town, address="雁栖镇新址"))
    assert (filing.get_state_display(), address_of(cast.town)) == ("审核通过", "雁栖镇新址")


# ---- 企业资质 --------------------------------------------------------------------------------------------------------


@pytest.fixture
def certificate(cast, now):
    return {
        "type": cast.qualifications["建筑工程施工总承包（二级）"],
        "certificate_number": "D211000777",
        "issued_by": "北京市住房和城乡建设委员会",
        "valid_until": local_date(now) + timedelta(days=700),
    }


@pytest.mark.covers("R16")
def test_a_qualification_is_added_after_review(cast, certificate, now):
    filing = submit(QualificationAdditionDesk, cast.huaihe.files, certificate, files=SCAN)
    assert not qualifies(cast.huaihe.organisation, certificate["type"], now)
    approve(filing, cast.authority.reviews)
    assert qualifies(cast.huaihe.organisation, certificate["type"], now)


@pytest.mark.covers("R16")
def test_a_renewed_certificate_takes_the_place_of_the_old_one_after_review(cast, now):
    soon = cast.yanbei.organisation.qualifications.held().get(certificate_number="D311000102")
    until = local_date(now) + timedelta(days=1800)
    data = {
        "qualification_held": soon,
        "type": soon.type,
        "certificate_number": soon.certificate_number,
        "issued_by": soon.issued_by,
        "valid_until": until,
    }
    filing = submit(QualificationChangeDesk, cast.yanbei.files, data, files=SCAN)
    compared = {field["name"]: field for field in filing.submissions.get().compared}
    assert compared["valid_until"]["differs"] is True
    with pytest.raises(FormRefused) as refused:
        submit(QualificationChangeDesk, cast.yanbei.files, data, files=SCAN)
    assert "已有修改待审核" in refused.value.errors["__all__"][0]
    approve(filing, cast.authority.reviews)
    soon.refresh_from_db()
    assert soon.valid_until == until


def test_another_companys_qualification_cannot_be_changed(cast, certificate):
    theirs = cast.huaihe.organisation.qualifications.held().get()
    with pytest.raises(FormRefused) as refused:
        submit(
            QualificationChangeDesk,
            cast.yanbei.files,
            certificate | {"qualification_held": theirs},
            files=SCAN,
        )
    assert refused.value.errors == {"qualification_held": ["该资质不在您单位名下，或已经删除。"]}


@pytest.mark.covers("R16")
def test_the_page_warns_of_what_expires_and_leads_to_its_change(cast, client):
    shown = text(client, cast.yanbei, "qualification-addition.list")
    assert "1 项企业资质已过期或将在 30 天内到期" in shown
    assert "新增资质" in shown
    soon = cast.yanbei.organisation.qualifications.held().get(certificate_number="D311000102")
    begun = client.post(
        reverse("desks:smallworks.qualification-change.begin"), {"qualification_held": soon.pk}, follow=True
    )
    assert 'value="D311000102"' in begun.content.decode()


# ---- 企业承诺, 其他资料, 企业CA管理 -------------------------------------------------------------------------------------


@pytest.mark.covers("R13")
def test_a_commitment_is_listed_and_read_by_the_authorities_of_the_district(cast, client, now):
    data = {
        "subject": "散小工程诚信承诺",
        "content": CONTENT,
        "signatory": "石磊",
        "made_on": local_date(now),
    }
    with pytest.raises(Refused, match="承诺书"):
        submit(CommitmentDesk, cast.yanbei.files, data)
    filing = submit(CommitmentDesk, cast.yanbei.files, data, files={"letter": [("承诺书.pdf", scan())]})
    assert "散小工程诚信承诺" in text(client, cast.yanbei, "commitment.list")
    shown = text(client, cast.authority, "commitments")
    page = reverse("desks:smallworks.commitment.page", args=[filing.pk])
    assert cast.yanbei.organisation.name in shown
    assert page in shown
    assert "不转包" in client.get(page).content.decode()
    assert cast.yanbei.organisation.name not in text(client, cast.other_authority, "commitments")
    assert client.get(page).status_code == 404
    client.force_login(cast.huaihe.filer)
    assert client.get(page).status_code == 404


@pytest.mark.covers("R18")
def test_other_material_is_added_and_read_by_the_authorities(cast, client):
    filing = submit(
        OtherMaterialDesk,
        cast.supervisor.files,
        {"name": "近三年业绩", "note": ""},
        files={"files": [("业绩.pdf", scan())]},
    )
    shown = text(client, cast.supervisor, "other-material.list")
    assert "新增其他资料" in shown
    assert "近三年业绩" in shown
    assert "近三年业绩" in text(client, cast.authority, "other-materials")
    client.force_login(cast.auditor.filer)
    page = reverse("desks:smallworks.other-material.page", args=[filing.pk])
    assert client.get(page).status_code == 404


@pytest.mark.covers("R17")
def test_the_page_of_certificates_stands_in_the_menu_of_companies_and_towns(cast, client):
    page = reverse("certificates:certificates")
    for player, title in ((cast.yanbei, "企业CA管理"), (cast.town, "CA管理")):
        client.force_login(player.filer)
        assert f'href="{page}"' in client.get(reverse("console:home")).content.decode()
        assert "新增锁" in client.get(page).content.decode(), title


# ---- 企业停用/启用 ----------------------------------------------------------------------------------------------------


def suspend(cast, *, by=None, days=30) -> None:
    capacity = cast.yanbei.organisation.capacities.get()
    data = {"capacity": capacity, "days": days, "reason": "现场安全隐患未整改"}
    submit(CompanySuspensionDesk, (by or cast.authority).files, data)


@pytest.mark.covers("R14")
def test_a_company_is_suspended_and_used_again_from_the_list(cast, client, now):
    assert "正常" in text(client, cast.authority, "suspendable-companies", name="雁北")
    suspend(cast)
    shown = text(client, cast.authority, "suspendable-companies", name="雁北")
    assert "停用中" in shown
    assert "启用" in shown
    assert "停用中" in text(client, cast.authority, "suspendable-companies", state="suspended")
    assert cast.huaihe.organisation.name not in text(
        client, cast.authority, "suspendable-companies", state="suspended"
    )
    suspension = Suspension.objects.get()
    client.force_login(cast.authority.filer)
    begun = client.post(
        reverse("desks:smallworks.company-reinstatement.begin"), {"suspension": suspension.pk}
    )
    given = {"suspension": suspension.pk, "reason": "已整改", "action": "submit"}
    assert "已恢复" in client.post(begun["Location"], given, follow=True).content.decode()
    suspension.refresh_from_db()
    assert suspension.lift_reason == "已整改"
    assert suspension_of(cast.yanbei.organisation, BUILDER.key, now + timedelta(hours=1)) is None


@pytest.mark.covers("R14")
def test_the_company_sees_its_suspension_and_is_told(cast, client):
    assert "没有被停用过" in text(client, cast.yanbei, "own-suspensions")
    suspend(cast, days=15)
    shown = text(client, cast.yanbei, "own-suspensions")
    assert "现场安全隐患未整改" in shown
    assert "停用中" in shown
    assert Message.objects.filter(kind="standing.suspended", user=cast.yanbei.filer).count() == 1
    assert "现场安全隐患未整改" not in text(client, cast.huaihe, "own-suspensions")


@pytest.mark.covers("R14")
def test_days_and_reach_are_bounded(cast):
    with pytest.raises(FormRefused) as refused:
        suspend(cast, days=366)
    assert list(refused.value.errors) == ["days"]
    with pytest.raises(FormRefused) as refused:
        suspend(cast, by=cast.other_authority)
    assert list(refused.value.errors) == ["capacity"]
    suspend(cast, by=cast.landscape)
    with pytest.raises(FormRefused) as refused:
        suspend(cast)
    assert refused.value.errors["capacity"][0].startswith("该单位已被停用，至 ")
    assert Filing.objects.filter(desk="smallworks.company-suspension", state="approved").count() == 1
