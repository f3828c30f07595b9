"""The pages of 名册库信息管理 in a real browser, on a desktop and on a phone."""

import pytest
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.filings import lifecycle
from pingzhun.filings.casting import scan
from pingzhun.filings.desks import desk
from pingzhun.filings.driving import submit
from pingzhun.markets.smallworks.desks.commitments import CONTENT, SUBJECT, CommitmentDesk
from pingzhun.markets.smallworks.desks.suspension import CompanySuspensionDesk
from tests.browser import axe, fits, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

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


def look(page, name: str) -> None:
    page.locator("main").wait_for()
    fits(page)
    axe(page)
    picture(page, name)
