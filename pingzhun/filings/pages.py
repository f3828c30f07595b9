"""What the pages of filings show besides the filing: where it stands, who did what, for whom it waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from pingzhun.accounts.models import User
from pingzhun.directory.actors import Actor
from pingzhun.documents.panel import Panel
from pingzhun.documents.seals.forms import KeyForm
from pingzhun.filings import deeds
from pingzhun.filings.announce import awaited_by, page_of
from pingzhun.filings.course import EDITABLE, FilingState, course, owns
from pingzhun.filings.desks import Desk, OnlineDeed, desk
from pingzhun.filings.models import Deed, Filing, Review, SealPlace
from pingzhun.flow.models import TransitionRecord
from pingzhun.ui.components import Crumb, TimelineEntry, Tone

TONE_OF_ACT: dict[str, Tone] = {
    "approve": "good",
    "pass_on": "good",
    "reject": "bad",
    "withdraw": "warn",
    "recall": "warn",
}


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
    """Every act on a filing, the newest first. What nobody reviews is not said to have been approved."""
    records = TransitionRecord.objects.filter(course=course.key, object_id=filing.pk).order_by("-at", "-pk")
    said = {} if desk(filing.desk).reviewed_by else {"approve": "生效"}
    return [entry_of(record, what=said.get(record.transition)) for record in records]


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
    acts = ("submit", "withdraw", "recall", "pass_on", "approve", "reject", "lapse")
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


@dataclass(frozen=True)
class DeedCard:
    """在线文书 on the page of a filing. mine: the place that is the reader's to fill now. missing: why it cannot be done
    online. compulsory: whether nothing is submitted without it.
    """

    spec: OnlineDeed
    deed: Deed | None
    mine: SealPlace | None
    missing: str
    compulsory: bool
    url: str

    form = KeyForm

    @property
    def places(self) -> QuerySet[SealPlace]:
        assert self.deed is not None  # noqa: S101 -- for the type checker
        return self.deed.places.select_related("organisation", "sealed_by")

    @property
    def is_sealed(self) -> bool:
        """Whether the filer has sealed it."""
        return self.deed is not None and self.deed.places.filter(place=1, sealed_at__isnull=False).exists()


def deed_card(at: Desk, filing: Filing, *, actor: Actor) -> DeedCard | None:
    """None where the desk has no deed, or this filing was submitted without one."""
    if at.deed is None:
        return None
    writing = filing.state in EDITABLE and owns(actor, filing)
    deed = deeds.newest(filing) if writing else deeds.submitted(filing)
    if deed is None and not writing:
        return None
    return DeedCard(
        at.deed,
        deed,
        mine=deeds.place_of(deed, actor) if deed else None,
        missing=deeds.missing_certificates(at.deed, filing) if writing else "",
        compulsory=writing and deeds.is_compulsory(at, filing),
        url=f"{page_of(filing)}deed/",
    )
