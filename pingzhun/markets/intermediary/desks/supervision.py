"""监管/机构停用与恢复: a 监管机构 suspends an agency of its jurisdiction for some days, and may end that early (Y28)."""

from datetime import datetime
from typing import Any

from pingzhun.directory.actors import Actor
from pingzhun.filings.desks import desk_of
from pingzhun.markets.intermediary.market import AGENCY, REGULATOR
from pingzhun.markets.intermediary.models import AgencyReinstatement, AgencySuspension
from pingzhun.standing.suspension import (
    ReinstatementDesk,
    ReinstatementForm,
    Suspends,
    SuspensionDesk,
    SuspensionForm,
)


class SuspendsAgencies(Suspends):
    suspends = (AGENCY,)
    longest_by = "intermediary.suspension_max"


class AgencySuspensionForm(SuspensionForm):
    class Meta(SuspensionForm.Meta):
        model = AgencySuspension
        labels = {"capacity": "中介机构"}


class AgencyReinstatementForm(ReinstatementForm):
    class Meta(ReinstatementForm.Meta):
        model = AgencyReinstatement


class AgencyReinstatementDesk(SuspendsAgencies, ReinstatementDesk):
    """提前结束停用，立即生效，并告知该机构。"""

    title = "机构恢复"
    order = 65
    filing, form = AgencyReinstatement, AgencyReinstatementForm
    filed_by = REGULATOR


class AgencySuspensionDesk(SuspendsAgencies, SuspensionDesk):
    """停用辖区内的中介机构，停用期间不能报名；到期自动恢复，也可以提前恢复。"""

    title = "机构停用"
    menu = "监管/机构停用与恢复"
    order = 65
    filing, form = AgencySuspension, AgencySuspensionForm
    filed_by = REGULATOR
    verb = "停用机构"
    list_template = "intermediary/suspensions.html"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        found = [(each, each.last_day, each.ends_at > now) for each in self.suspensions(actor)[:100]]
        return {"suspensions": found, "reinstatement": desk_of(AgencyReinstatementDesk)}
