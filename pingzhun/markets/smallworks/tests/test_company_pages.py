"""The pages of 名册库信息管理 in a real browser, on a desktop and on a phone."""

import pytest
from django.urls import reverse

from pingzhun.accounts.services import create_account
from pingzhun.base.localtime import local_date
from pingzhun.directory.models import Organisation
from pingzhun.filings import lifecycle
from pingzhun.filings.casting import PASSWORD, scan
from pingzhun.filings.desks import desk
from pingzhun.filings.driving import actor_for, submit
from pingzhun.markets.smallworks.desks.commitments import CONTENT, SUBJECT, CommitmentDesk
from pingzhun.markets.smallworks.desks.registration import CompanyRegistrationDesk
from pingzhun.markets.smallworks.desks.suspension import CompanySuspensionDesk
from tests.browser import axe, fits, picture

pytestmark = pytest.mark.browser

LISTS = {
    "authority": (
        "company-registration.reviews",
        "company-review",
        "roster-opening.list",
        "suspendable-companies",
        "commitments",
        "authority-roster-query",
    ),
    "yanbei": (
        "company-basic-data.list",
        "qualification-addition.list",
        "roster-application.list",
        "commitment.list",
        "other-material.list",
        "own-suspensions",
    ),
    "town": ("town-basic-data.list", "town-roster-query"),
}
FORMS = {
    "authority": ("roster-opening", "company-suspension"),
    "yanbei": ("qualification-addition", "roster-application", "commitment"),
}


@pytest.fixture
def cast(site):
    return site


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_every_page_fits_and_says_nothing_that_cannot_be_read_aloud(cast, now, open_page, size):
    filed = {"subject": SUBJECT, "content": CONTENT, "signatory": "石磊", "made_on": local_date(now)}
    submit(CommitmentDesk, cast.yanbei.files, filed, files={"letter": [("承诺书.pdf", scan())]})
    capacity = cast.yanbei.organisation.capacities.get()
    submit(CompanySuspensionDesk, cast.authority.files, {"capacity": capacity, "days": 15, "reason": "欠薪"})
    for name in LISTS:
        player = getattr(cast, name)
        page = open_page(player.filer if name != "authority" else player.reviewer, size)
        for list_name in LISTS[name]:
            page.goto(reverse(f"desks:smallworks.{list_name}"))
            look(page, f"{size}-{list_name.replace('.', '-')}")
        page = open_page(player.filer, size)
        for form in FORMS.get(name, ()):
            begun = lifecycle.begin(desk(f"smallworks.{form}"), actor=player.files, case=None, now=now)
            page.goto(reverse(f"desks:smallworks.{form}.page", args=[begun.pk]))
            look(page, f"{size}-{form}-form")


@pytest.fixture
def applied(cast, now):
    """骆宁, whose company asks to be in the roster of 园林绿化."""
    user = create_account(username="luoning", password=PASSWORD, name="骆宁", mobile="13811099001", now=now)
    said = {
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
    licence = {"licence": [("营业执照.pdf", scan())]}
    submit(CompanyRegistrationDesk, actor_for(user), said, files=licence)
    return user


@pytest.mark.covers("R11")
def test_a_batch_is_ticked_reviewed_and_confirmed(cast, applied, open_page):
    page = open_page(cast.landscape.reviewer)
    page.goto("/console/")
    page.get_by_role("link", name="批量审核").first.click()
    page.get_by_label("全选").check()
    page.get_by_role("button", name="审核通过", exact=True).click()
    look(page, "desktop-batch-confirm")
    page.get_by_role("dialog").get_by_role("button", name="审核通过", exact=True).click()
    page.get_by_role("main").get_by_text("北京绿行园林工程有限公司").wait_for()
    look(page, "desktop-batch-results")
    page.get_by_role("link", name="怀柔区园林绿化局企业审核").first.click()
    page.get_by_role("main").get_by_text("审核通过").wait_for()
    look(page, "desktop-company-review-decided")
    assert Organisation.objects.filter(credit_code="91110116MA0LX0009W").exists()


@pytest.mark.covers("R10")
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_newcomer_finds_the_way_into_the_roster(cast, now, open_page, size):
    user = create_account(username="luoning", password=PASSWORD, name="骆宁", mobile="13811099001", now=now)
    page = open_page(user, size)
    page.goto("/console/")
    page.get_by_role("heading", name="散小工程 · 施工单位").wait_for()
    look(page, f"{size}-join")
    card = page.locator("section.card").filter(has_text="散小工程 · 施工单位")
    card.get_by_role("button", name="注册").click()
    page.locator(".tomselected").first.wait_for(state="attached")
    page.get_by_role("heading", name="企业注册").wait_for()
    look(page, f"{size}-company-registration-form")


def look(page, name: str) -> None:
    page.locator("main").wait_for()
    fits(page)
    axe(page)
    picture(page, name)
