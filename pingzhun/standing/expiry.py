"""Before a company's certificate expires the company is told, once 30 and once 7 days before (R16)."""

from datetime import datetime, timedelta
from itertools import pairwise

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from pingzhun.base.localtime import local_date
from pingzhun.directory.models import Qualification
from pingzhun.messages.kinds import Kind, register
from pingzhun.messages.models import Message
from pingzhun.messages.outbox import send

WARNED_BEFORE = (7, 30)  # days

EXPIRES = register(
    Kind(
        "standing.expires",
        title="企业资质即将到期",
        category="资质",
        sms=True,
        text="贵单位的“{{ type|truncatechars:20 }}”将于 {{ until|date:'Y-m-d' }} 到期，到期后不能用于报名，请及时变更。",
    )
)


def warn(*, now: datetime) -> int:
    """Tell of what expires within each of `WARNED_BEFORE` and has not been told of for that one; return of how many.

    Safe in several workers at once: a message is told once by its `dedupe`.
    """
    return sum(_warn(least, days, now=now) for least, days in pairwise((-1, *WARNED_BEFORE)))


def _warn(more_than: int, days: int, *, now: datetime) -> int:
    today = local_date(now)
    dedupe = Concat(
        Value("qualification/"),
        Cast("pk", models.CharField()),
        Value("/"),
        Cast("valid_until", models.CharField()),
        Value(f"/{days}"),
    )
    found = (
        Qualification.objects.held()
        .filter(
            valid_until__gt=today + timedelta(days=more_than), valid_until__lte=today + timedelta(days=days)
        )
        .annotate(dedupe=dedupe)
        .exclude(Exists(Message.objects.filter(kind=EXPIRES.key, dedupe=OuterRef("dedupe"))))
        .select_related("organisation", "type")
    )
    for qualification in found:
        with transaction.atomic():
            send(
                EXPIRES.key,
                to=[qualification.organisation],
                context={"type": str(qualification.type), "until": qualification.valid_until},
                link=reverse("directory:organisation"),
                now=now,
                dedupe=qualification.dedupe,
            )
    return len(found)
