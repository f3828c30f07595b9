"""How experts come into the roster and are drawn for a lot: for the tests, the story and the demonstration."""

from collections.abc import Sequence
from datetime import date
from itertools import count as counter
from typing import Any

from stdnum.cn import ric

from pingzhun.accounts.models import User
from pingzhun.experts import panels
from pingzhun.experts.models import Expert, Panel
from pingzhun.filings.driving import actor_for, approve, submit
from pingzhun.filings.models import Filing
from pingzhun.markets.tendering.demo.cast import Cast
from pingzhun.markets.tendering.demo.steps import again, paper
from pingzhun.markets.tendering.desks.panel import PanelDrawingDesk
from pingzhun.markets.tendering.desks.roster import ExpertApplicationDesk
from pingzhun.markets.tendering.models import Lot

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("思远", "文博", "雅琴", "立新", "国栋", "慧敏", "志远", "晓岚")
SCHOOL = {"organisation_name": "湖南工学院", "credit_code": "12430000MB1DEM0014", "since": date(2005, 7, 1)}
number = counter(1)


def resident_id(n: int) -> str:
    """Well-formed, of nobody: the three digits of the sequence count on."""
    body = f"43040519{70 + n // 1000 % 30:02}0101{n % 1000:03}"
    return body + ric.calc_check_digit(f"{body}0")


def person() -> User:
    """An account without an organisation; nobody signs in with it by password."""
    n = next(number)
    name = SURNAMES[n % len(SURNAMES)] + GIVEN[n // len(SURNAMES) % len(GIVEN)]
    return User.objects.create_user(f"pingshen{n:04}", name=name, mobile=f"1397348{n:04}")


def application(cast: Cast, user: User, **changes: Any) -> dict[str, Any]:
    """What a person types of themselves."""
    return {
        "name": user.name,
        "resident_id": resident_id(int(user.mobile[-4:])),
        "mobile": user.mobile,
        "professional_title": "高级工程师",
        "registered_in": cast.places["衡阳市"],
        "specialities": [cast.categories["台式计算机"]],
        "employments": [SCHOOL],
        "ties": [],
    } | changes


def apply(cast: Cast, user: User | None = None, **changes: Any) -> Filing:
    """评审专家入库申请, not reviewed yet."""
    user = user or person()
    return submit(
        ExpertApplicationDesk,
        actor_for(user),
        application(cast, user, **changes),
        files={"identity": paper("居民身份证"), "title": paper("职称证书")},
    )


def experts(cast: Cast, count: int, **changes: Any) -> list[Expert]:
    """So many, taken into the roster by the 监督部门. changes: of what each says."""
    filings = [approve(apply(cast, **changes), cast.supervisor.reviews) for _ in range(count)]
    return list(Expert.objects.filter(user__in=[each.submitted_by_id for each in filings]).order_by("pk"))


def convene(
    cast: Cast, lot: Lot, *, size: int = 5, representatives: Sequence[User] | None = None, **changes: Any
) -> Panel:
    """抽取专家 by the agent, with the 采购人's reviewer unless it says otherwise, after making the experts that are
    lacking. The lot must open soon enough. Raises Refused.
    """
    sent = [cast.entity.reviewer] if representatives is None else list(representatives)
    serving = Expert.objects.filter(specialities=lot.category, left_at=None).count()
    experts(cast, max(0, size - len(sent) - serving), specialities=[lot.category])
    data = {"size": size, "specialities": [lot.category], "representatives": sent} | changes
    submit(PanelDrawingDesk, cast.agent.files, data, case=lot)
    panel = panels.panel_of(lot, again(lot).evaluation)
    assert panel is not None  # noqa: S101 -- for the type checker: it has just been drawn
    return panel
