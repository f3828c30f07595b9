"""For whom a filing waits and since when, and reminding them (催办, 通知): each of them once a day at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from pingzhun.directory.actors import Actor
from pingzhun.directory.models import Organisation
from pingzhun.filings.announce import awaited_by, page_of
from pingzhun.filings.course import EDITABLE, FilingState, owns
from pingzhun.filings.desks import Desk, desk
from pingzhun.filings.models import Filing, Reminder
from pingzhun.flow.guards import Refused
from pingzhun.messages.kinds import Kind, register
from pingzhun.messages.outbox import send

APART = timedelta(hours=24)
REMINDED = register(
    Kind(
        "filing.reminded",
        title="请尽快办理",
        category="待办",
        sms=True,
        text="{{ by }}提醒：“{{ label|truncatechars:20 }}”等待贵单位{{ what }}，请尽快登录办理。",
    )
)


@dataclass(frozen=True)
class Wait:
    """verb: of the button that reminds them."""

    who: str
    since: datetime
    verb: str


def waits_of(at: Desk, filings: Sequence[Filing]) -> dict[int, Wait]:
    """By their keys, those filings of one desk that wait for somebody."""
    found = {
        filing.pk: Wait(
            str(filing.awaiting_organisation or filing.awaiting_title), filing.submitted_at, "催办"
        )
        for filing in filings
        if filing.state == FilingState.SUBMITTED and filing.submitted_at
    }
    awaited = at.awaited([filing for filing in filings if filing.state in EDITABLE])
    for filing in filings:
        if organisations := awaited.get(filing.pk):
            found[filing.pk] = Wait("、".join(map(str, organisations)), filing.created_at, "通知")
    return found


@transaction.atomic
def remind(filing: Filing, *, actor: Actor, now: datetime) -> list[Organisation]:
    """Remind those for whom the filing waits; return who was told, without those who were in the last 24 hours. Raises Refused
    where it waits for nobody, or everybody has been told already.
    """
    filing = Filing.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    at = desk(filing.desk)
    if not owns(actor, filing):
        raise Refused("只能催办本单位的事项。")
    submitted = filing.state == FilingState.SUBMITTED
    awaited = awaited_by(filing) if submitted else at.awaited([filing]).get(filing.pk, [])
    if not awaited:
        raise Refused("目前没有等待其他单位办理，不必提醒。")
    lately = Reminder.objects.filter(filing=filing, organisation__in=awaited, next_at__gt=now)
    told_lately = {each.organisation_id: each.next_at for each in lately}
    told = [each for each in awaited if each.pk not in told_lately]
    if not told:
        again = localtime(min(told_lately.values()))
        raise Refused(f"24 小时内已经提醒过，{again:%m-%d %H:%M} 以后可以再次提醒。")
    for organisation in told:
        Reminder.objects.create(  # type: ignore[misc]  # who reminds is a person
            filing=filing, organisation=organisation, sent_by=actor.user, sent_at=now, next_at=now + APART
        )
    send(
        REMINDED.key,
        to=told,
        context={"by": str(filing.organisation), "label": filing.label, "what": at.reminder},
        link=page_of(filing) if submitted else reverse("console:case", args=[filing.case_id]),
        now=now,
        dedupe=f"filing/{filing.pk}/reminded/{now:%Y%m%d%H%M%S}",
    )
    return told
