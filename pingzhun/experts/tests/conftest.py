from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

import pytest
from stdnum.cn import ric

from pingzhun.accounts.models import User
from pingzhun.directory.models import Organisation
from pingzhun.experts import panels, roster
from pingzhun.experts.models import Employment, Expert, Panel
from pingzhun.markets.tendering.demo import steps
from pingzhun.markets.tendering.models import Lot
from pingzhun.markets.tendering.tests.conftest import cast, company, disk, now  # noqa: F401 -- fixtures

HOSPITAL = ("衡阳市职业技术学院", "12430400000000909B")
number = count(1)


def resident_id(n: int) -> str:
    body = f"43040019700101{n:03}"
    return body + ric.calc_check_digit(f"{body}0")


@pytest.fixture
def lot(cast) -> Lot:  # noqa: F811
    return steps.register(cast)[0]


@pytest.fixture
def expert(cast, now) -> Callable[..., Expert]:  # noqa: F811
    """Takes somebody into the roster. worked_for: an organisation, until a day or still."""

    def expert(
        category: str = "台式计算机", worked_for: Organisation | None = None, until: date | None = None
    ) -> Expert:
        n = next(number)
        user = User.objects.create_user(f"zhuanjia{n}", name=f"钱学{n}", mobile=f"13873400{n:03}")
        jobs = [Employment(organisation_name=HOSPITAL[0], credit_code=HOSPITAL[1], since=date(2001, 1, 1))]
        if worked_for:
            jobs.append(
                Employment(
                    organisation_name=worked_for.name,
                    credit_code=worked_for.credit_code,
                    since=date(2000, 1, 1),
                    until=until,
                )
            )
        return roster.join(
            user=user,
            data={
                "name": user.name,
                "resident_id": resident_id(n),
                "mobile": user.mobile,
                "professional_title": "高级工程师",
            },
            jurisdiction=cast.places["衡阳市"],
            specialities=[cast.categories[category]],
            employments=jobs,
            ties=[],
            now=now,
        )

    return expert


@pytest.fixture
def convene(cast, lot, now) -> Callable[..., Panel]:  # noqa: F811
    """Draws a panel of five for tomorrow: four experts and the 采购人's reviewer. With changes."""

    def convene(**changes) -> Panel:
        said = {
            "case": lot,
            "number": 1,
            "size": 5,
            "budget": Decimal(1_200_000),
            "representatives": [cast.entity.reviewer],
            "specialities": [cast.categories["台式计算机"]],
            "avoid": [cast.entity.organisation, cast.agent.organisation, cast.huaxing.organisation],
            "evaluates_at": now + timedelta(days=1),
            "actor": cast.agent.files,
            "now": now,
        }
        return panels.convene(**said | changes)

    return convene
