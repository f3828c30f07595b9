"""入驻 of 中介机构 and 项目单位 (manual 000 §1)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Capacity, Organisation
from pingzhun.directory.queries import offers, qualifies
from pingzhun.filings import lifecycle
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, actor_for, approve, reject, submit, typed
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import inbox
from pingzhun.flow.guards import Refused
from pingzhun.markets.intermediary.demo.cast import account, scan
from pingzhun.markets.intermediary.desks.registration import AgencyRegistrationDesk, EntityRegistrationDesk
from pingzhun.markets.intermediary.market import AGENCY, ENTITY
from pingzhun.messages.models import Delivery, Message

LICENCE = {"licence": [("营业执照.pdf", scan())]}
CONTACT_MOBILE = "13893719092"


@pytest.fixture
def newcomer(now) -> Actor:
    """韩梅, who has an account and no organisation yet."""
    return actor_for(account("hanmei", "韩梅", "13893719091", now=now))


@pytest.fixture
def application(cast, now):
    """What 玉门昌马测绘 fills in."""
    return {
        "name": "玉门昌马测绘有限公司",
        "credit_code": "91620981MA0CM0009D",
        "legal_representative": "韩梅",
        "registered_in": cast.places["玉门市"],
        "address": "玉门市昌马镇 1 号",
        "introduction": "",
        "types": [cast.services["测绘服务"], cast.services["工程造价咨询"]],
        "services": [cast.services["工程测量"], cast.services["工程预算编制"]],
        "contact_name": "韩梅",
        "contact_mobile": CONTACT_MOBILE,
        "contact_email": "",
        "qualifications": [
            {
                "type": cast.qualifications["测绘（乙级）"],
                "certificate_number": "乙测资字 62000909",
                "issued_by": "甘肃省自然资源厅",
                "valid_until": local_date(now) + timedelta(days=500),
            }
        ],
        "people": [
            {
                "name": "韩梅",
                "certificate_type": "注册测绘师",
                "certificate_number": "CH62000909",
                "speciality": "工程测量",
                "issued_by": "自然资源部",
                "valid_until": "",
            }
        ],
    }


def text_messages(kind: str) -> set[str]:
    return set(Delivery.objects.filter(kind=kind, channel="sms").values_list("address", flat=True))


@pytest.mark.covers("Y2", "Y3", "Y4", "Y5")
def test_an_agency_comes_in_with_its_types_services_certificates_and_people(cast, newcomer, application, now):
    filing = submit(AgencyRegistrationDesk, newcomer, application, files=LICENCE)
    assert (filing.state, filing.organisation, filing.label) == (
        FilingState.SUBMITTED,
        None,
        "玉门昌马测绘有限公司",
    )
    approve(filing, cast.administrator.reviews)
    agency = Organisation.objects.get(credit_code="91620981MA0CM0009D")
    capacity = Capacity.objects.get(organisation=agency)
    assert (capacity.kind, capacity.jurisdiction) == (AGENCY.key, cast.places["玉门市"])
    assert {str(each) for each in capacity.categories.all()} == {"测绘服务", "工程造价咨询"}
    assert {str(each) for each in agency.service_scopes.held()} == {"工程测量", "工程预算编制"}
    assert not offers(agency, cast.services["不动产测绘"])
    assert qualifies(agency, cast.qualifications["测绘（乙级）"], now)
    assert [str(person) for person in agency.people.held()] == ["韩梅（注册测绘师）"]
    founder = actor_for(newcomer.user)
    assert (founder.organisation, founder.kind, founder.is_manager) == (agency, AGENCY.key, True)
    filing.refresh_from_db()
    assert filing.organisation == agency, "the registration stays in the organisation's own lists"


@pytest.mark.covers("Y5")
def test_passing_tells_the_account_and_the_contact_mobile_by_sms(cast, newcomer, application):
    filing = submit(AgencyRegistrationDesk, newcomer, application, files=LICENCE)
    assert text_messages("filing.approved") == set()
    approve(filing, cast.administrator.reviews)
    assert text_messages("filing.approved") == {newcomer.user.mobile, CONTACT_MOBILE}


@pytest.mark.covers("Y5")
def test_failing_tells_both_why_and_the_corrected_application_passes(cast, newcomer, application):
    filing = submit(AgencyRegistrationDesk, newcomer, application, files=LICENCE)
    reject(filing, cast.administrator.reviews, "法定代表人与营业执照不一致")
    assert text_messages("filing.rejected") == {newcomer.user.mobile, CONTACT_MOBILE}
    message = Message.objects.get(kind="filing.rejected", user=newcomer.user)
    assert "法定代表人与营业执照不一致" in message.text
    assert not Organisation.objects.filter(credit_code="91620981MA0CM0009D").exists()
    filing = submit(
        AgencyRegistrationDesk, newcomer, application | {"legal_representative": "韩冬"}, filing=filing
    )
    approve(filing, cast.administrator.reviews)
    assert Organisation.objects.get(credit_code="91620981MA0CM0009D").legal_representative == "韩冬"


def test_only_the_administrator_of_the_chosen_place_has_it_in_the_inbox(cast, newcomer, application):
    filing = submit(AgencyRegistrationDesk, newcomer, application, files=LICENCE)
    assert list(inbox(cast.administrator.reviews)) == [filing]
    assert list(inbox(cast.dunhuang_administrator.reviews)) == []
    with pytest.raises(Refused, match="不由您审核"):
        approve(filing, cast.dunhuang_administrator.reviews)


def test_a_place_without_an_administrator_cannot_be_chosen(cast, newcomer, application):
    with pytest.raises(FormRefused) as refused:
        submit(AgencyRegistrationDesk, newcomer, application | {"registered_in": cast.places["甘肃省"]})
    assert list(refused.value.errors) == ["registered_in"]


def test_without_the_licence_it_cannot_be_submitted(cast, newcomer, application):
    with pytest.raises(Refused, match="营业执照"):
        submit(AgencyRegistrationDesk, newcomer, application)


@pytest.mark.covers("Y2")
def test_an_organisation_that_is_in_already_is_told_to_ask_its_manager(cast, newcomer, application):
    theirs = application | {"credit_code": cast.hengxin.organisation.credit_code}
    with pytest.raises(FormRefused) as refused:
        submit(AgencyRegistrationDesk, newcomer, theirs, files=LICENCE)
    assert refused.value.errors == {
        "credit_code": ["该单位已登记，不必重复入驻。请联系该单位的管理员，在“用户管理”中为您开通用户。"]
    }


@pytest.mark.covers("Y3")
def test_services_must_belong_to_the_types_and_each_type_needs_one(cast, newcomer, application):
    wrong = application | {"services": [cast.services["工程测量"], cast.services["工程招标代理"]]}
    with pytest.raises(FormRefused) as refused:
        submit(AgencyRegistrationDesk, newcomer, wrong, files=LICENCE)
    assert refused.value.errors["services"] == [
        "“工程招标代理”属于机构类型“招标代理”，请同时勾选该机构类型，或取消该服务。",
        "请为机构类型“工程造价咨询”至少勾选一项服务范围。",
    ]


@pytest.mark.covers("Y4")
def test_an_expired_certificate_and_one_listed_twice_are_refused_at_their_rows(
    cast, newcomer, application, now
):
    person, qualification = application["people"][0], application["qualifications"][0]
    wrong = application | {
        "people": [person, person],
        "qualifications": [qualification | {"valid_until": local_date(now) - timedelta(days=1)}],
    }
    with pytest.raises(FormRefused) as refused:
        submit(AgencyRegistrationDesk, newcomer, wrong, files=LICENCE)
    assert refused.value.errors == {
        "people-1-certificate_number": ["证书编号与上面一行重复。"],
        "qualifications-0-valid_until": ["证书已过有效期，请填写换发后的证书。"],
    }


def test_another_persons_application_is_not_to_be_found(cast, newcomer, application, client, now):
    filing = submit(AgencyRegistrationDesk, newcomer, application, files=LICENCE)
    page = reverse("desks:intermediary.agency-registration.page", args=[filing.pk])
    client.force_login(account("stranger", "路人", "13893719099", now=now))
    assert client.get(page).status_code == 404
    client.force_login(newcomer.user)
    assert client.get(page).status_code == 200


def test_a_second_capacity_is_granted_to_the_same_organisation(cast, application, now):
    """P1: one organisation, several capacities."""
    officer = cast.entity.files
    own = {
        "name": "玉门市住房和城乡建设局",
        "credit_code": officer.organisation.credit_code,
        "contact_name": "杨晓梅",
    }
    filing = submit(AgencyRegistrationDesk, officer, application | own, files=LICENCE)
    approve(filing, cast.administrator.reviews)
    organisation = Organisation.objects.get(pk=officer.organisation_id)
    assert set(organisation.capacities.values_list("kind", flat=True)) == {AGENCY.key, ENTITY.key}
    assert organisation.contact_name == "杨晓梅"
    with pytest.raises(Refused, match="不能办理"):
        lifecycle.begin(desk_of(AgencyRegistrationDesk), actor=actor_for(officer.user), case=None, now=now)


def test_a_second_capacity_must_be_asked_for_by_the_own_credit_code(cast, application):
    with pytest.raises(FormRefused) as refused:
        submit(AgencyRegistrationDesk, cast.entity.files, application, files=LICENCE)
    assert refused.value.errors == {
        "credit_code": ["须与您单位登记的统一社会信用代码 116209810000000018 一致。"]
    }


@pytest.mark.covers("Y25")
def test_an_entity_comes_in_and_can_then_publish(cast, newcomer, application, now):
    entity = {name: application[name] for name in desk_of(EntityRegistrationDesk).form.base_fields}
    filing = submit(
        EntityRegistrationDesk, newcomer, entity | {"name": "玉门市昌马镇人民政府"}, files=LICENCE
    )
    approve(filing, cast.administrator.reviews)
    actor = actor_for(newcomer.user)
    assert (actor.kind, actor.organisation.name) == (ENTITY.key, "玉门市昌马镇人民政府")


def test_an_organisation_founded_while_the_application_waits_is_refused_to_the_reviewer(
    cast, newcomer, application, now
):
    filing = submit(AgencyRegistrationDesk, newcomer, application, files=LICENCE)
    services.found_organisation(
        data=application,
        credit_code=application["credit_code"],
        jurisdiction=cast.places["玉门市"],
        founder=account("earlier", "先到", "13893719095", now=now),
        now=now,
    )
    with pytest.raises(Refused, match="已登记"):
        approve(filing, cast.administrator.reviews)
    filing.refresh_from_db()
    assert filing.state == FilingState.SUBMITTED


@pytest.mark.covers("Y2", "Y3", "Y4", "Y5")
def test_a_person_registers_through_the_pages_and_the_reviewer_decides(cast, newcomer, application):
    client = Client()
    client.force_login(newcomer.user)
    begun = client.post(reverse("desks:intermediary.agency-registration.begin"))
    filing = Filing.objects.get(created_by=newcomer.user)
    page = reverse("desks:intermediary.agency-registration.page", args=[filing.pk])
    assert begun["Location"] == page
    shown = client.get(page)
    for words in ("单位信息", "机构类型与服务范围", "联系方式", "公司资质", "人员资质", "营业执照", "完成"):
        assert words in shown.content.decode()
    posted = typed(application, rows=("qualifications", "people")) | {"action": "submit"}
    refused = client.post(page, posted)
    assert "还不能提交" in refused.content.decode(), "the licence is missing"
    twice = application | {"people": application["people"] * 2}
    refused = client.post(page, typed(twice, rows=("qualifications", "people")) | {"action": "submit"})
    assert "“人员资质”中有填写错误" in refused.content.decode()
    filing = submit(AgencyRegistrationDesk, newcomer, application, files=LICENCE)
    assert client.get(page).status_code == 200
    reviewer = Client()
    reviewer.force_login(cast.administrator.reviewer)
    listed = reviewer.get(reverse("desks:intermediary.agency-registration.reviews")).content.decode()
    assert "玉门昌马测绘有限公司" in listed
    decided = reviewer.post(
        reverse("desks:intermediary.agency-registration.review", args=[filing.pk]),
        {"decision": "approve", "version": filing.version},
    )
    assert decided.status_code == 302
    assert Organisation.objects.filter(credit_code="91620981MA0CM0009D").exists()
