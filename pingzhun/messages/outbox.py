"""Telling people: `send` writes what is to be told in the caller's transaction, the worker carries it out after commit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.transaction import TransactionManagementError

from pingzhun.accounts.models import User
from pingzhun.directory.models import Member, Organisation
from pingzhun.messages.kinds import Kind, kinds
from pingzhun.messages.models import Delivery, Message
from pingzhun.messages.tasks import deliver

SIGNATURE = "【平准】"


@dataclass(frozen=True)
class Mobile:
    """A number that belongs to no account yet: it gets the SMS and nothing else."""

    number: str


Addressee = User | Organisation | Mobile


def send(
    kind_key: str,
    *,
    to: Iterable[Addressee],
    context: Mapping[str, object],
    now: datetime,
    dedupe: str,
    link: str | None = None,
    useful_until: datetime | None = None,
) -> None:
    """Tell `to` something of a registered kind, once.

    A user gets a message in the inbox, and by the kind's ways an SMS and an e-mail. An organisation's active members with a
    duty get the message in the inbox; its contact gets the SMS and the e-mail. Sending again with the same `dedupe` (which
    names the event, e.g. "filing:12:rejected:3") tells only those who were not told before.

    link: a path of this site that the message opens. useful_until: after it the SMS or e-mail is no longer sent, and its
    text is wiped as soon as it is done.

    Raises TransactionManagementError outside a transaction, KeyError for an unknown kind, UndefinedVariableError if the text
    prints what `context` does not have.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a message is sent in the transaction of what it tells of")
    kind = kinds.get(kind_key)
    text = kind.render(context)
    addressees = list(to)
    Message.objects.bulk_create(
        [
            Message(
                user=user,
                kind=kind.key,
                dedupe=dedupe,
                category=kind.category,
                title=kind.title,
                text=text,
                link=link,
                created_at=now,
            )
            for user in _users(addressees)
        ],
        ignore_conflicts=True,
    )
    deliveries = [
        Delivery(
            kind=kind.key,
            dedupe=dedupe,
            channel=channel,
            address=address,
            title=kind.title,
            text=SIGNATURE + text if channel == Delivery.Channel.SMS else text,
            useful_until=useful_until,
            created_at=now,
            next_at=now,
        )
        for channel, address in _addresses(kind, addressees)
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    written = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries])
    jobs: list[dict[str, Any]] = [{"key": str(key)} for key in written.values_list("pk", flat=True)]
    if jobs:
        deliver.batch_defer(*jobs)


def _users(addressees: list[Addressee]) -> list[User]:
    """Each active user once: those named, and the organisations' active members with a duty."""
    named = [addressee for addressee in addressees if isinstance(addressee, User) and addressee.is_active]
    organisations = [addressee for addressee in addressees if isinstance(addressee, Organisation)]
    members = (
        Member.objects.filter(
            Q(can_file=True) | Q(can_review=True),
            organisation__in=organisations,
            is_active=True,
            user__is_active=True,
        ).select_related("user")
        if organisations
        else []
    )
    return list(dict.fromkeys([*named, *(member.user for member in members)]))


def _addresses(kind: Kind, addressees: list[Addressee]) -> list[tuple[Delivery.Channel, str]]:
    """Each (channel, address) once, of the ways that the kind goes."""
    found: list[tuple[Delivery.Channel, str | None]] = []
    for addressee in addressees:
        match addressee:
            case User(is_active=True):
                mobile, email = addressee.mobile, addressee.email
            case Organisation():
                mobile, email = addressee.contact_mobile, addressee.contact_email
            case Mobile():
                mobile, email = addressee.number, None
            case _:
                continue
        if kind.sms:
            found.append((Delivery.Channel.SMS, mobile))
        if kind.email:
            found.append((Delivery.Channel.EMAIL, email))
    return [(channel, address) for channel, address in dict.fromkeys(found) if address]
