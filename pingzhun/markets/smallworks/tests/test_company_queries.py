"""The lists about companies cost the same number of queries for one row and for thirty more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.directory import services
from pingzhun.directory.models import Suspension
from pingzhun.documents.models import Folder
from pingzhun.filings.casting import scan
from pingzhun.filings.driving import submit
from pingzhun.markets.smallworks.demo.companies import hold
from pingzhun.markets.smallworks.desks.commitments import CONTENT, SUBJECT, CommitmentDesk
from pingzhun.markets.smallworks.desks.materials import OtherMaterialDesk
from pingzhun.markets.smallworks.desks.registration import CompanyRegistrationDesk
from pingzhun.markets.smallworks.market import BUILDER
from pingzhun.markets.smallworks.models import Commitment, CompanyRegistration, Listing, OtherMaterial
from tests.architecture.test_queries import another

PAGES = {
    "authority": (
        "company-registration.reviews",
        "company-review",
        "roster-opening.list",
        "suspendable-companies",
        "commitments",
        "other-materials",
        "authority-roster-query",
    ),
    "yanbei": (
        "qualification-addition.list",
        "roster-application.list",
        "commitment.list",
        "own-suspensions",
    ),
    "town": ("town-roster-query",),
}


@pytest.fixture
def one_of_each(cast, now):
    company = cast.yanbei
    filed = {"subject": SUBJECT, "content": CONTENT, "signatory": "石磊", "made_on": local_date(now)}
    submit(CommitmentDesk, company.files, filed, files={"letter": [("承诺书.pdf", scan())]})
    submit(
        OtherMaterialDesk,
        company.files,
        {"name": "业绩", "note": ""},
        files={"files": [("业绩.pdf", scan())]},
    )
    said = {
        name: getattr(company.organisation, name)
        for name in (
            "name",
            "credit_code",
            "legal_representative",
            "address",
            "contact_name",
            "contact_mobile",
        )
    }
    submit(
        CompanyRegistrationDesk,
        company.files,
        said | {"roster": cast.rosters["工程监理企业名册库"], "introduction": "", "contact_email": ""},
        files={"licence": [("营业执照.pdf", scan())]},
    )
    services.suspend(
        organisation=company.organisation,
        kind=BUILDER.key,
        days=1,
        reason="试",
        imposed_by=cast.authority.organisation,
        now=now,
    )


def multiply(cast, count: int, now) -> None:
    company = cast.yanbei.organisation
    listing = Listing.objects.get(organisation=company)
    filed = (Commitment.objects.get(), OtherMaterial.objects.get(), CompanyRegistration.objects.get())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for number in range(count):
            made = another(company, name=f"企业{number}", credit_code=f"9111011600000{number:05d}")
            another(company.capacities.get(), organisation=made)
            roster = another(listing.roster, name=f"名册库{number}")
            another(listing, organisation=made)
            another(listing, roster=roster)
            for row in filed:
                another(row, organisation=made, folder=Folder.objects.create(created_at=now))
            another(filed[0], folder=Folder.objects.create(created_at=now))
            for suspended, days in ((made, 30), (company, -2 * number)):
                Suspension.objects.create(
                    organisation=suspended,
                    kind=BUILDER.key,
                    reason="试",
                    days=1,
                    imposed_by=cast.authority.organisation,
                    starts_at=now + timedelta(days=min(days, 0) - 1),
                    ends_at=now + timedelta(days=days),
                )
        cursor.execute("SET LOCAL session_replication_role = origin")
    for number in range(count):
        hold(cast.yanbei, cast.qualifications["建筑工程施工总承包（三级）"], f"N{number}", now=now)


def measure(cast) -> dict[str, int]:
    found = {}
    for name, pages in PAGES.items():
        client, player = Client(), getattr(cast, name)
        client.force_login(player.reviewer if name == "authority" else player.filer)
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse(f"desks:smallworks.{page}")).status_code == 200, page
            found[page] = len(captured)
    return found


def test_lists_of_companies_cost_the_same_however_many_there_are(cast, now, one_of_each):
    measure(cast)  # sessions and templates
    few = measure(cast)
    multiply(cast, 30, now)
    many = measure(cast)
    assert {page: (few[page], many[page]) for page in few if few[page] != many[page]} == {}
