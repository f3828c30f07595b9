"""Carrying messages to the gateways: once each, again after a failure, and given up after five attempts.

A delivery is claimed in a transaction of its own before the gateway is called, so that two workers never hold the same
one. A worker that dies in between leaves it `sending`; after `LEASE` another one sends it again under the same key, and
the gateway takes a key once (`backends.Backend`).
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from pingzhun.messages import backends
from pingzhun.messages.models import Delivery
from pingzhun.messages.tasks import deliver as deliver_job

logger = logging.getLogger(__name__)

RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
ATTEMPTS = len(RETRY_AFTER) + 1
LEASE = timedelta(minutes=2)
State = Delivery.State


def deliver(key: UUID | str, *, now: datetime) -> bool:
    """Send one delivery if it is due and nobody else has it. Return whether it was taken up."""
    return _take_up(Delivery.objects.filter(pk=key), now=now)


def deliver_due(*, now: datetime) -> int:
    """Send all that is due, oldest first; return how many were taken up. Safe in several workers at once."""
    taken = 0
    while _take_up(Delivery.objects.all(), now=now):
        taken += 1
    return taken


def given_up() -> QuerySet[Delivery]:
    """What an operator must look at, newest first."""
    return Delivery.objects.filter(state=State.GIVEN_UP)


def send_again(key: UUID, *, now: datetime) -> None:
    """Queue a given-up delivery once more. Raises Delivery.DoesNotExist if it is not given up, or was of use only then."""
    with transaction.atomic():
        delivery = given_up().select_for_update().get(pk=key, useful_until=None)
        delivery.state, delivery.attempts, delivery.next_at = State.QUEUED, 0, now
        delivery.save(update_fields=["state", "attempts", "next_at"])
        deliver_job.defer(key=str(key))


def _take_up(deliveries: QuerySet[Delivery], *, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        delivery = (
            deliveries.filter(next_at__lte=now)
            .order_by("next_at", "pk")
            .select_for_update(skip_locked=True)
            .first()
        )
        if delivery is None:
            return False
        if delivery.useful_until and delivery.useful_until <= now:
            _give_up(delivery, error="有效时间已过")
            return True
        if delivery.attempts == ATTEMPTS:
            _give_up(delivery, error="多次在发送途中中断")
            return True
        delivery.state, delivery.next_at = State.SENDING, now + LEASE
        delivery.attempts += 1
        delivery.save(update_fields=["state", "next_at", "attempts"])
    _attempt(delivery, now=now)
    return True


def _attempt(delivery: Delivery, *, now: datetime) -> None:
    """Call the gateway and record what became of it, unless the claim has meanwhile passed to another worker."""
    error: str | None = None
    try:
        backends.for_channel(delivery.channel).deliver(delivery, now=now)
    except Exception as failure:
        error = str(failure) if isinstance(failure, backends.DeliveryError) else type(failure).__name__
    with transaction.atomic():
        claim = (
            Delivery.objects.select_for_update()
            .filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
            .first()
        )
        if claim is None:
            return
        if error is None:
            claim.state, claim.next_at, claim.sent_at, claim.last_error = State.SENT, None, now, None
            claim.text = claim.text if claim.useful_until is None else None
            claim.save(update_fields=["state", "next_at", "sent_at", "last_error", "text"])
        elif claim.attempts == ATTEMPTS:
            _give_up(claim, error=error)
        else:
            claim.state, claim.last_error = State.FAILED, error
            claim.next_at = now + RETRY_AFTER[claim.attempts - 1]
            claim.save(update_fields=["state", "last_error", "next_at"])
            logger.warning("delivery %s failed (attempt %d): %s", claim.pk, claim.attempts, error)


def _give_up(delivery: Delivery, *, error: str) -> None:
    delivery.state, delivery.next_at, delivery.last_error = State.GIVEN_UP, None, error
    delivery.text = delivery.text if delivery.useful_until is None else None
    delivery.save(update_fields=["state", "next_at", "last_error", "text"])
    logger.error("delivery %s given up after %d attempts: %s", delivery.pk, delivery.attempts, error)
