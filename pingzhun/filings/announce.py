"""Who is told when a filing moves: its next reviewers on submission, its filer on the decision (Y5)."""

from datetime import datetime

from django.urls import reverse

from pingzhun.directory.models import Organisation
from pingzhun.directory.queries import reviewers
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import desk
from pingzhun.filings.models import Filing
from pingzhun.messages.kinds import Kind, register
from pingzhun.messages.outbox import Addressee, send

SUBMITTED = register(
    Kind(
        "filing.submitted", title="有事项待您审核", category="待办", text="{{ desk }}：{{ label }}，请审核。"
    )
)
APPROVED = register(
    Kind(
        "filing.approved",
        title="审核通过",
        category="审核结果",
        sms=True,
        text="您提交的“{{ desk }}：{{ label }}”已审核通过。",
    )
)
REJECTED = register(
    Kind(
        "filing.rejected",
        title="审核不通过",
        category="审核结果",
        sms=True,
        text="您提交的“{{ desk }}：{{ label }}”审核不通过，原因：{{ opinion }}。请登录修改后重新提交。",
    )
)


def page_of(filing: Filing) -> str:
    return reverse(f"desks:{filing.desk}.page", args=[filing.pk])


def awaited_by(filing: Filing) -> list[Organisation]:
    """The organisations that can decide on the filing now."""
    if filing.awaiting_organisation is not None:
        return [filing.awaiting_organisation]
    if filing.awaiting_kind is None or filing.jurisdiction is None:
        return []
    held = reviewers(filing.awaiting_kind, filing.jurisdiction).select_related("organisation")
    return [capacity.organisation for capacity in held]


def tell_submitted(filing: Filing, *, now: datetime) -> None:
    send(
        SUBMITTED.key,
        to=awaited_by(filing),
        context={"desk": desk(filing.desk).title, "label": filing.label},
        link=page_of(filing),
        now=now,
        dedupe=f"filing/{filing.pk}/{filing.version}/{filing.step}/submitted",
    )


def tell_decided(filing: Filing, *, opinion: str, now: datetime) -> None:
    """To the person who submitted it, to the contact mobile of the organisation, and to whom the desk names."""
    at = desk(filing.desk)
    filer: list[Addressee] = [filing.submitted_by, *at.told(filing)]  # type: ignore[list-item]
    if filing.organisation is not None:
        filer.append(filing.organisation)
    kind = APPROVED if filing.state == FilingState.APPROVED else REJECTED
    send(
        kind.key,
        to=filer,
        context={"desk": at.title, "label": filing.label, "opinion": opinion.rstrip("。")},
        link=page_of(filing),
        now=now,
        dedupe=f"filing/{filing.pk}/{filing.version}/decided",
    )
