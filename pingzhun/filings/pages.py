"""What the pages of filings show besides the filing: where it stands, who did what, for whom it waits."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from pingzhun.accounts.models import User
from pingzhun.documents.panel import Panel
from pingzhun.filings.announce import awaited_by, page_of
from pingzhun.filings.course import FilingState, course
from pingzhun.filings.desks import Desk, desk
from pingzhun.filings.models import Filing, Review
from pingzhun.flow.models import TransitionRecord
from pingzhun.ui.components import Crumb, TimelineEntry, Tone

TONE_OF_ACT: dict[str, Tone] = {"approve": "good", "pass_on": "good", "reject": "bad", "withdraw": "warn"}


def breadcrumbs(menu: str) -> list[Crumb]:
    """A menu path as breadcrumbs."""
    return [Crumb("工作台", reverse("console:home")), *(Crumb(part) for part in menu.split("/"))]


def reviews_of(filing: Filing) -> QuerySet[Review]:
    return filing.reviews.select_related("reviewer", "organisation").order_by("-version", "-step")


def waiting_for(filing: Filing) -> str:
    """For whom a submitted filing waits; empty where it waits for nobody."""
    if filing.state != FilingState.SUBMITTED:
        return ""
    title = filing.awaiting_title
    return "、".join(organisation.name for organisation in awaited_by(filing)[:3]) + f"（{title}）"


def timeline_of(filing: Filing) -> list[TimelineEntry]:
    """Every act on a filing, the newest first."""
    records = TransitionRecord.objects.filter(course=course.key, object_id=filing.pk).order_by("-at", "-pk")
    return [entry_of(record) for record in records]


def entry_of(record: TransitionRecord, *, what: str | None = None, link: str | None = None) -> TimelineEntry:
    return TimelineEntry(
        when=record.at,
        who=record.actor_label,
        what=what or record.title,
        opinion=record.note or "",
        tone=TONE_OF_ACT.get(record.transition, "neutral"),
        link=link,
    )


def acts_on(filings: list[Filing]) -> Iterator[tuple[int, TimelineEntry]]:
    """The submissions of several filings and the decisions on them, by the number of their record. One query."""
    by_id = {filing.pk: filing for filing in filings}
    acts = ("submit", "withdraw", "pass_on", "approve", "reject", "lapse")
    records = TransitionRecord.objects.filter(
        course=course.key, object_id__in=list(by_id), transition__in=acts
    )
    for record in records:
        filing = by_id[record.object_id]
        at = desk(filing.desk)
        if record.transition != "approve" or at.reviewed_by:
            yield record.pk, entry_of(record, what=f"{at.title} · {record.title}", link=page_of(filing))


def file_panel(at: Desk, filing: Filing, *, editable: bool, user: User | None, now: datetime) -> Panel | None:
    """The attachments of a filing; None where the desk has no slots."""
    if not at.slots:
        return None
    page = page_of(filing)
    return Panel(
        folder=filing.folder,
        slots=at.slots,
        url=f"{page}files/",
        page_url=page,
        may_edit=editable,
        user=user,
        now=now,
    )
