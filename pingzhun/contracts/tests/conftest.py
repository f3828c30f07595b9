from datetime import date
from decimal import Decimal

import pytest

from pingzhun.contracts import services
from pingzhun.contracts.models import Contract
from pingzhun.filings import lifecycle
from pingzhun.filings.desks import desk_of
from pingzhun.filings.models import Filing
from pingzhun.markets.intermediary.demo import steps
from pingzhun.markets.intermediary.desks.profile import AgencyProfileDesk
from pingzhun.markets.intermediary.desks.publication import JobPublicationDesk
from pingzhun.markets.intermediary.models import Job
from pingzhun.regimes import clock


@pytest.fixture
def job(cast) -> Job:
    return steps.publish(cast)


@pytest.fixture
def filing(cast):
    """Makes a filing for a contract to come from."""

    def filing(actor=None) -> Filing:
        desk = JobPublicationDesk if actor is None else AgencyProfileDesk
        return lifecycle.begin(desk_of(desk), actor=actor or cast.entity.files, case=None, now=clock.now())

    return filing


@pytest.fixture
def record(cast, job, filing):
    """Record a contract of 98 000 yuan between the 项目单位 and 恒信, with changes."""

    def record(**changes) -> Contract:
        values = {
            "case": job,
            "supplier": cast.hengxin.organisation,
            "number": "HT-1",
            "amount": Decimal("98000.00"),
            "signed_on": date(2026, 11, 21),
            "filing": filing(),
            "now": clock.now(),
        }
        return services.record(**values | changes)

    return record
