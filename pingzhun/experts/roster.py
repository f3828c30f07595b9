"""评审专家库: the only door through which experts come in, change, rest and leave. The ledger has them by their number."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.directory.entries import end_of
from pingzhun.directory.models import Category, Jurisdiction, Organisation
from pingzhun.experts import entries
from pingzhun.experts.messages import REINSTATED, SUSPENDED
from pingzhun.experts.models import (
    Employment,
    EmploymentData,
    Expert,
    ExpertData,
    ExpertSuspension,
    Tie,
    TieData,
    TiedTo,
)
from pingzhun.flow.guards import Refused
from pingzhun.messages.outbox import send

Values = Mapping[str, Any]


@transaction.atomic
def join(
    *,
    user: User,
    data: Values,
    jurisdiction: Jurisdiction,
    specialities: Iterable[Category],
    employments: Iterable[EmploymentData],
    ties: Iterable[TieData],
    now: datetime,
) -> Expert:
    """Take a person into the roster. data: the fields of `ExpertData`. Raises Refused for somebody who is or was in it."""
    if taken := in_the_way(user=user, resident_id=data["resident_id"]):
        raise Refused(taken)
    expert = Expert.objects.create(user=user, jurisdiction=jurisdiction, joined_at=now, **_fields(data))
    _write(expert, specialities, employments, ties)
    ledger.append(**entries.of_expert(expert)[0])
    return expert


def in_the_way(*, user: User, resident_id: str) -> str | None:
    """Why this person cannot be taken in."""
    if Expert.objects.filter(user=user, left_at=None).exists():
        return "您已在评审专家库中，不必重复申请。"
    if Expert.objects.filter(user=user).exists():
        return "此账号的专家已出库，再次申请入库请另行注册账号。"
    if Expert.objects.filter(resident_id=resident_id, left_at=None).exists():
        return "该居民身份证号码已在评审专家库中，请核对。"
    return None


@transaction.atomic
def change(
    *,
    expert: Expert,
    data: Values,
    specialities: Iterable[Category],
    employments: Iterable[EmploymentData],
    ties: Iterable[TieData],
    now: datetime,
) -> Expert:
    """Put this in place of what the expert said before. Raises Refused for one who has left."""
    expert = _in_roster(expert)
    changed = sorted(name for name, value in _fields(data).items() if getattr(expert, name) != value)
    for name in changed:
        setattr(expert, name, data[name])
    expert.save(update_fields=changed)
    expert.employments.all().delete()
    expert.ties.all().delete()
    _write(expert, specialities, employments, ties)
    ledger.append(
        kind="expert.changed", subject=entries.expert_subject(expert), data={"fields": changed}, now=now
    )
    return expert


@transaction.atomic
def leave(*, expert: Expert, now: datetime) -> Expert:
    """专家出库. Raises Refused while they have an evaluation to come."""
    expert = _in_roster(expert)
    if expert.seats.live().filter(panel__evaluates_at__gt=now).exists():
        raise Refused("该专家还有评审任务，请等评审结束，或者在其回避以后再办理出库。")
    expert.left_at = now
    expert.save(update_fields=["left_at"])
    ledger.append(**entries.of_expert(expert)[-1])
    return expert


@transaction.atomic
def suspend(
    *, expert: Expert, days: int, reason: str, imposed_by: Organisation, now: datetime
) -> ExpertSuspension:
    """Not to be drawn for so many days after today. Raises Refused where they are suspended already."""
    expert = _in_roster(expert)
    if expert.suspensions.in_force(now).exists():
        raise Refused("该专家已被停用，不能重复停用。")
    suspension = ExpertSuspension.objects.create(
        expert=expert,
        reason=reason,
        days=days,
        starts_at=now,
        ends_at=end_of(now, days),
        imposed_by=imposed_by,
    )
    ledger.append(**entries.of_suspension(suspension)[0])
    context = {"until": suspension.last_day, "reason": reason}
    _tell(SUSPENDED.key, suspension, context, now)
    return suspension


@transaction.atomic
def lift(*, suspension: ExpertSuspension, reason: str, now: datetime) -> ExpertSuspension:
    """恢复 before the suspension ends. Raises Refused if it has ended."""
    suspension = ExpertSuspension.objects.select_for_update().get(pk=suspension.pk)
    if not suspension.starts_at <= now < suspension.ends_at:
        raise Refused("该停用已经结束。")
    suspension.ends_at, suspension.lift_reason = now, reason
    suspension.save(update_fields=["ends_at", "lift_reason"])
    ledger.append(**entries.of_suspension(suspension)[-1])
    _tell(REINSTATED.key, suspension, {"reason": reason}, now)
    return suspension


def _fields(data: Values) -> dict[str, Any]:
    return {field.name: data[field.name] for field in ExpertData._meta.local_fields}


def _write(
    expert: Expert,
    specialities: Iterable[Category],
    employments: Iterable[EmploymentData],
    ties: Iterable[TieData],
) -> None:
    expert.specialities.set(specialities)
    Employment.objects.bulk_create(
        Employment(expert=expert, since=each.since, **_tied(each)) for each in employments
    )
    Tie.objects.bulk_create(Tie(expert=expert, relation=each.relation, **_tied(each)) for each in ties)


def _tied(row: TiedTo) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in TiedTo._meta.local_fields}


def _in_roster(expert: Expert) -> Expert:
    """Afresh and locked."""
    expert = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    if expert.left_at is not None:
        raise Refused("该专家已退出评审专家库。")
    return expert


def _tell(kind: str, suspension: ExpertSuspension, context: Values, now: datetime) -> None:
    send(
        kind,
        to=[suspension.expert.user],
        context=context,
        link=reverse("console:home"),
        now=now,
        dedupe=f"expert-suspension/{suspension.pk}",
    )
