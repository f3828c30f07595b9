"""Outages of the platform: the figures of the remedy (`postponement`), and what it stops as long as it is being decided on."""

from datetime import datetime, timedelta

from pingzhun.directory.models import Jurisdiction
from pingzhun.filings.course import FilingState
from pingzhun.markets.intermediary.models import Job, Postponement
from pingzhun.regimes.figures import Figure
from pingzhun.regimes.models import Regime

HELD_BACK = "系统故障延期正待确认，暂不能开启报价。请等待监管机构审核。"


def figure(key: str, jurisdiction: Jurisdiction, *, now: datetime) -> Figure:
    """The figure `intermediary.<key>` as the jurisdiction has it today: one for all its projects."""
    return Regime.objects.figure(f"intermediary.{key}", jurisdiction_code=jurisdiction.code, now=now)


def margin(jurisdiction: Jurisdiction, *, now: datetime) -> timedelta:
    """How soon after an outage a deadline is still one that it spoilt."""
    return timedelta(minutes=figure("outage_margin", jurisdiction, now=now).whole)


def held_back(job: Job) -> str | None:
    """Why nobody opens the quotes of this job now: a postponement that would help it waits to be confirmed."""
    waiting = Postponement.objects.filter(
        state=FilingState.SUBMITTED, began_at__lte=job.enrol_until
    ).select_related("jurisdiction")
    helped = (
        job.enrol_until <= each.ended_at + margin(each.jurisdiction, now=each.submitted_at)
        for each in waiting
        if job.jurisdiction.path.startswith(each.jurisdiction.path)
    )
    return HELD_BACK if any(helped) else None
