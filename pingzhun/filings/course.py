"""The lifecycle that every filing goes through (P5), whatever it is about."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from pingzhun.flow.guards import Actor
from pingzhun.flow.machine import Course, Milestone

if TYPE_CHECKING:
    from pingzhun.directory.models import Organisation
    from pingzhun.filings.models import Filing

    Awaiting = tuple[str | None, Organisation | None]


class FilingState(models.TextChoices):
    EDITING = "editing", "编辑中"
    SUBMITTED = "submitted", "待审核"
    APPROVED = "approved", "审核通过"
    REJECTED = "rejected", "审核不通过"
    DISCARDED = "discarded", "已删除"
    LAPSED = "lapsed", "已失效"


OPEN = (FilingState.EDITING, FilingState.SUBMITTED, FilingState.REJECTED)
EDITABLE = (FilingState.EDITING, FilingState.REJECTED)

course = Course(
    "filing",
    title="申报",
    states=FilingState,
    initial=FilingState.EDITING,
    final=(FilingState.APPROVED, FilingState.DISCARDED, FilingState.LAPSED),
    failed=(FilingState.DISCARDED, FilingState.LAPSED),
    milestones=(
        Milestone("编辑", (FilingState.EDITING, FilingState.REJECTED)),
        Milestone("审核", (FilingState.SUBMITTED,)),
        Milestone("生效", (FilingState.APPROVED,)),
    ),
)


def is_own(actor: Actor, filing: Filing) -> bool:
    """Of the actor's organisation; for a registration, where there is no organisation yet, its author's. `queries.own` asks it of
    many.
    """
    if filing.organisation_id is None:
        return actor.user_id is not None and actor.user_id == filing.created_by_id
    return filing.organisation_id == actor.organisation_id


def owns(actor: Actor, filing: Filing) -> bool:
    """Whoever may file for those whose filing it is."""
    return is_own(actor, filing) and (filing.organisation_id is None or getattr(actor, "can_file", False))


@course.transition("提交", sources=EDITABLE, target=FilingState.SUBMITTED, permission=owns)
def submit(filing: Filing, *, actor: Actor, now: datetime, awaiting: Awaiting) -> None:
    filing.version += 1
    filing.awaiting_kind, filing.awaiting_organisation = awaiting
    filing.step = 0
    filing.draft = None
    filing.submitted_at = now
    filing.submitted_by_id = actor.user_id
    filing.decided_at = None


@course.transition("撤回", sources=[FilingState.SUBMITTED], target=FilingState.EDITING, permission=owns)
def withdraw(filing: Filing, *, actor: Actor, now: datetime) -> None:
    filing.await_nobody()


@course.transition(
    "撤回审核通过的申报",
    sources=[FilingState.APPROVED],
    target=FilingState.EDITING,
    permission=owns,
    undoes=True,
)
def recall(filing: Filing, *, actor: Actor, now: datetime) -> None:
    """Its desk has undone what it had done, because nothing rests on it yet."""


@course.transition("删除", sources=EDITABLE, target=FilingState.DISCARDED, permission=owns)
def discard(filing: Filing, *, actor: Actor, now: datetime) -> None:
    filing.draft = None


@course.transition("审核通过（转下一级）", sources=[FilingState.SUBMITTED])
def pass_on(filing: Filing, *, actor: Actor, now: datetime, awaiting: Awaiting) -> None:
    filing.step += 1
    filing.awaiting_kind, filing.awaiting_organisation = awaiting


@course.transition("审核通过", sources=[FilingState.SUBMITTED], target=FilingState.APPROVED)
def approve(filing: Filing, *, actor: Actor, now: datetime) -> None:
    filing.await_nobody()
    filing.decided_at = now


@course.transition("审核不通过", sources=[FilingState.SUBMITTED], target=FilingState.REJECTED)
def reject(filing: Filing, *, actor: Actor, now: datetime) -> None:
    filing.await_nobody()
    filing.decided_at = now


@course.transition("失效", sources=OPEN, target=FilingState.LAPSED)
def lapse(filing: Filing, *, actor: Actor, now: datetime) -> None:
    """The case has gone on without it: it can no longer be decided."""
    filing.await_nobody()
    filing.draft = None
