"""新用户注册, 批量审核, and the review split among authorities (manual 002 §2.5, §3.1, §4.1, §5.1)."""

import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.accounts.services import create_account
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Capacity, Organisation
from pingzhun.filings.casting import PASSWORD, scan
from pingzhun.filings.desks import desk_of
from pingzhun.filings.driving import FormRefused, actor_for, approve, reject, submit
from pingzhun.filings.models import Filing
from pingzhun.filings.queries import inbox
from pingzhun.flow.guards import Refused
from pingzhun.markets.smallworks import rosters
from pingzhun.markets.smallworks.desks.registration import CompanyRegistrationDesk, TownRegistrationDesk
from pingzhun.markets.smallworks.desks.roster import RosterClosingDesk
from pingzhun.markets.smallworks.market import BUILDER, SUPERVISOR, TOWN

LICENCE = {"licence": [("营业执照.pdf", scan())]}


@pytest.fixture
def newcomer(now) -> Actor:
    """骆宁, who has an account and no organisation yet."""
    return actor_for(
        create_account(username="luoning", password=PASSWORD, name="骆宁", mobile="13811099001", now=now)
    )


@pytest.fixture
def application(cast):
    return {
        "roster": cast.rosters["园林绿化施工企业名册库"],
        "name": "北京绿行园林工程有限公司",
        "credit_code": "91110116MA0LX0009W",
        "legal_representative": "骆宁",
        "address": "北京市怀柔区青春路 9 号",
        "introduction": "",
        "contact_name": "骆宁",
        "contact_mobile": "13811099001",
        "contact_email": "",
    }


@pytest.mark.covers("R10", "R12")
def test_a_company_comes_into_the_roster_when_the_authority_of_the_roster_has_approved(
    cast, newcomer, application
):
    filing = submit(CompanyRegistrationDesk, newcomer, application, files=LICENCE)
    assert newcomer.organisation is None
    assert (filing.awaiting_organisation, filing.jurisdiction) == (
        cast.landscape.organisation,
        cast.places["怀柔区"],
    )
    with pytest.raises(Refused, match="不由您审核"):
        approve(filing, cast.authority.reviews)
    approve(filing, cast.landscape.reviews)
    company = Organisation.objects.get(credit_code="91110116MA0LX0009W")
    assert [each.roster.name for each in rosters.listings_of(company)] == ["园林绿化施工企业名册库"]
    founder = actor_for(newcomer.user)
    assert (founder.organisation, founder.kind, founder.is_manager) == (company, BUILDER.key, True)


@pytest.mark.covers("R10", "R2")
def test_the_company_logs_in_with_user_name_and_password_and_finds_its_menu(cast, newcomer, application):
    approve(submit(CompanyRegistrationDesk, newcomer, application, files=LICENCE), cast.landscape.reviews)
    client = Client()
    client.post(reverse("accounts:login"), {"username": "luoning", "password": PASSWORD})
    shown = client.get(reverse("console:home")).content.decode()
    assert "名册库信息管理" in shown
    assert "企业资质" in shown


@pytest.mark.covers("R10")
def test_a_rejected_company_is_told_why_corrects_itself_and_comes_in(cast, newcomer, application):
    filing = submit(CompanyRegistrationDesk, newcomer, application, files=LICENCE)
    reject(filing, cast.landscape.reviews, "请核对法定代表人")
    assert not Organisation.objects.filter(credit_code="91110116MA0LX0009W").exists()
    changed = application | {"legal_representative": "骆安"}
    approve(submit(CompanyRegistrationDesk, newcomer, changed, filing=filing), cast.landscape.reviews)
    assert Organisation.objects.get(credit_code="91110116MA0LX0009W").legal_representative == "骆安"


@pytest.mark.covers("R10", "R15")
def test_a_town_registers_and_any_authority_of_its_district_reviews_it(cast, newcomer, application):
    data = {name: value for name, value in application.items() if name != "roster"}
    data |= {
        "name": "桥梓镇人民政府",
        "credit_code": "11110116000000606N",
        "registered_in": cast.places["雁栖镇"],
    }
    filing = submit(TownRegistrationDesk, newcomer, data, files=LICENCE)
    with pytest.raises(Refused, match="不由您审核"):
        approve(filing, cast.other_authority.reviews)
    approve(filing, cast.authority.reviews)
    assert Capacity.objects.get(organisation__name="桥梓镇人民政府").kind == TOWN.key


@pytest.mark.covers("R11", "R12")
def test_a_batch_is_reviewed_row_by_row_and_a_row_that_fails_does_not_stop_the_others(cast, now, application):
    filings = []
    codes = ("91110116MA0LX0009W", "91110116MA0QH0010F", "91110116MA0HR0011E")
    for number, code in enumerate(codes):
        user = create_account(
            username=f"batch-{number}",
            password=PASSWORD,
            name="申请人",
            mobile=f"1381109910{number}",
            now=now,
        )
        said = application | {"name": f"第{number}园林公司", "credit_code": code}
        filings.append(submit(CompanyRegistrationDesk, actor_for(user), said, files=LICENCE))
    first, second, third = filings
    client = Client()
    client.force_login(cast.landscape.reviewer)
    key = desk_of(CompanyRegistrationDesk).key
    assert "第1园林公司" in client.get(reverse(f"desks:{key}.reviews")).content.decode()
    reject(third, cast.landscape.reviews, "材料不全")  # meanwhile, by a colleague
    ticked = [f"{each.pk}:{each.version}" for each in filings]
    shown = client.post(
        reverse(f"desks:{key}.batch"), {"filing": ticked, "decision": "approve"}
    ).content.decode()
    assert "不由您审核" in shown
    assert [Filing.objects.get(pk=each.pk).state for each in (first, second, third)] == [
        "approved",
        "approved",
        "rejected",
    ]
    assert Organisation.objects.filter(name__endswith="园林公司").count() == 2


@pytest.mark.covers("R12")
def test_each_authority_has_the_companies_of_its_own_rosters_under_its_own_name(cast, newcomer, application):
    submit(CompanyRegistrationDesk, newcomer, application, files=LICENCE)
    client = Client()
    client.force_login(cast.landscape.reviewer)
    page = reverse("desks:smallworks.company-review")
    shown = client.get(page).content.decode()
    assert "怀柔区园林绿化局企业审核" in shown
    assert "北京绿行园林工程有限公司" in shown
    client.force_login(cast.authority.reviewer)
    assert "北京绿行园林工程有限公司" not in client.get(page).content.decode()
    assert inbox(cast.authority.reviews).filter(desk="smallworks.company-registration").count() == 0
    client.force_login(cast.yanbei.filer)
    assert client.get(page).status_code == 403


@pytest.mark.covers("R12")
def test_an_authority_that_is_none_any_more_leaves_its_companies_to_the_district(
    cast, newcomer, application, now
):
    capacity = cast.landscape.organisation.capacities.get()
    capacity.revoked_at = now
    capacity.save()
    filing = submit(CompanyRegistrationDesk, newcomer, application, files=LICENCE)
    approve(filing, cast.authority.reviews)
    assert Organisation.objects.filter(credit_code="91110116MA0LX0009W").exists()


@pytest.mark.covers("R10")
def test_a_roster_that_was_closed_and_a_type_that_is_held_cannot_be_chosen(cast, newcomer, application):
    submit(
        RosterClosingDesk,
        cast.authority.files,
        {"roster": application["roster"], "reason": "并入施工企业名册库"},
    )
    with pytest.raises(FormRefused) as refused:
        submit(CompanyRegistrationDesk, newcomer, application, files=LICENCE)
    assert list(refused.value.errors) == ["roster"]
    again = application | {
        "roster": cast.rosters["散小工程施工企业名册库"],
        "credit_code": cast.yanbei.organisation.credit_code,
    }
    with pytest.raises(FormRefused) as refused:
        submit(CompanyRegistrationDesk, cast.yanbei.files, again, files=LICENCE)
    assert list(refused.value.errors) == ["roster"]
    as_supervisor = again | {"roster": cast.rosters["工程监理企业名册库"]}
    filing = submit(CompanyRegistrationDesk, cast.yanbei.files, as_supervisor)  # its licence is there already
    approve(filing, cast.authority.reviews)
    kinds = {capacity.kind for capacity in cast.yanbei.organisation.capacities.all()}
    assert kinds == {BUILDER.key, SUPERVISOR.key}
