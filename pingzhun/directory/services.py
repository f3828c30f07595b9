"""The only door through which the directory's rows are written. Each function runs in one transaction, returns the row and
puts an entry in the ledger, which holds no personal data: people are in it by their number.

Refusals are `flow.guards.Refused`, with a sentence for the person.
"""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TextIO

from django.db import transaction
from django.db.models import Model

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.accounts.services import create_account
from pingzhun.base.identifiers import clean_credit_code
from pingzhun.directory import entries
from pingzhun.directory.capacities import kinds
from pingzhun.directory.models import (
    Capacity,
    Jurisdiction,
    Member,
    Organisation,
    OrganisationData,
    Person,
    PersonData,
    Qualification,
    QualificationData,
    QualificationType,
    ServiceScope,
    ServiceType,
    Suspension,
)
from pingzhun.directory.queries import suspension_of
from pingzhun.flow.guards import Refused

PUBLIC_FIELDS = ("name", "legal_representative", "address", "introduction")
DUTIES = ("can_file", "can_review", "is_manager")


def values_of(row: Model | None, abstract: type[Model]) -> dict[str, Any]:
    """Those values of `row` that are fields of the abstract model, as the functions here take them."""
    return {field.name: getattr(row, field.name) for field in abstract._meta.local_fields}


# Organisations


@transaction.atomic
def found_organisation(
    *, data: Mapping[str, Any], credit_code: str, jurisdiction: Jurisdiction, founder: User, now: datetime
) -> Organisation:
    """Register an organisation; its founder becomes its first member, with every duty. `data` holds the fields of
    `OrganisationData`. Raises ValueError for a credit code that is none.
    """
    credit_code = clean_credit_code(credit_code)
    if Organisation.objects.filter(credit_code=credit_code).exists():
        raise Refused("该统一社会信用代码已登记，请联系该单位的管理员为您开通用户。")
    if Member.objects.filter(user=founder).exists():
        raise Refused("您已属于一个单位，不能再登记其他单位。")
    organisation = Organisation.objects.create(
        credit_code=credit_code, jurisdiction=jurisdiction, created_at=now, **_fields(OrganisationData, data)
    )
    Member.objects.create(
        user=founder, organisation=organisation, can_file=True, can_review=True, is_manager=True
    )
    _record(
        "organisation.founded",
        organisation,
        now,
        jurisdiction=jurisdiction.code,
        founder=founder.pk,
        **{field: getattr(organisation, field) for field in PUBLIC_FIELDS},
    )
    return organisation


@transaction.atomic
def change_data(*, organisation: Organisation, data: Mapping[str, Any], now: datetime) -> Organisation:
    """Put `data`, fields of `OrganisationData`, in place of what the organisation said of itself before."""
    organisation = _lock(organisation)
    changed = _apply(organisation, _fields(OrganisationData, data))
    _record(
        "organisation.changed",
        organisation,
        now,
        fields=changed,
        **{field: getattr(organisation, field) for field in PUBLIC_FIELDS if field in changed},
    )
    return organisation


# Capacities and what an organisation holds


@transaction.atomic
def grant_capacity(
    *,
    organisation: Organisation,
    kind: str,
    jurisdiction: Jurisdiction,
    categories: Iterable[ServiceType] = (),
    now: datetime,
) -> Capacity:
    """Raises KeyError for a kind that no market registers."""
    title = kinds.get(kind).title
    organisation = _lock(organisation)
    if organisation.capacities.of_kind(kind).exists():
        raise Refused(f"该单位已具有“{title}”角色。")
    capacity = Capacity.objects.create(
        organisation=organisation, kind=kind, jurisdiction=jurisdiction, granted_at=now
    )
    capacity.categories.set(categories)
    ledger.append(**entries.of_capacity(capacity)[-1])
    return capacity


@transaction.atomic
def revoke_capacity(*, capacity: Capacity, now: datetime) -> Capacity:
    _end(capacity, "revoked_at", "该角色已收回。", now)
    ledger.append(**entries.of_capacity(capacity)[-1])
    return capacity


@transaction.atomic
def grant_scope(*, organisation: Organisation, service_type: ServiceType, now: datetime) -> ServiceScope:
    organisation = _lock(organisation)
    if organisation.service_scopes.held().filter(service_type=service_type).exists():
        raise Refused(f"“{service_type}”已在服务范围内。")
    scope = ServiceScope.objects.create(organisation=organisation, service_type=service_type, granted_at=now)
    ledger.append(**entries.of_scope(scope)[-1])
    return scope


@transaction.atomic
def remove_scope(*, scope: ServiceScope, now: datetime) -> ServiceScope:
    """From now on the organisation cannot enrol where this service is needed (Y22)."""
    _end(scope, "removed_at", "该服务范围已删除。", now)
    ledger.append(**entries.of_scope(scope)[-1])
    return scope


@transaction.atomic
def grant_qualification(
    *, organisation: Organisation, data: Mapping[str, Any], now: datetime
) -> Qualification:
    """`data` holds the fields of `QualificationData`."""
    organisation = _lock(organisation)
    _refuse_double(Qualification, organisation, data, ("type", "certificate_number"))
    qualification = Qualification.objects.create(
        organisation=organisation, granted_at=now, **_fields(QualificationData, data)
    )
    _record("qualification.granted", organisation, now, **_qualification_entry(qualification))
    return qualification


@transaction.atomic
def change_qualification(
    *, qualification: Qualification, data: Mapping[str, Any], now: datetime
) -> Qualification:
    _still_there(qualification, "removed_at", "该资质已删除。")
    _refuse_double(
        Qualification, qualification.organisation, data, ("type", "certificate_number"), but=qualification
    )
    changed = _apply(qualification, _fields(QualificationData, data))
    entry = _qualification_entry(qualification)
    _record("qualification.changed", qualification.organisation, now, fields=changed, **entry)
    return qualification


@transaction.atomic
def remove_qualification(*, qualification: Qualification, now: datetime) -> Qualification:
    _end(qualification, "removed_at", "该资质已删除。", now)
    _record("qualification.removed", qualification.organisation, now, qualification=qualification.pk)
    return qualification


@transaction.atomic
def grant_person(*, organisation: Organisation, data: Mapping[str, Any], now: datetime) -> Person:
    """`data` holds the fields of `PersonData`."""
    organisation = _lock(organisation)
    _refuse_double(Person, organisation, data, ("certificate_type", "certificate_number"))
    person = Person.objects.create(organisation=organisation, granted_at=now, **_fields(PersonData, data))
    _record("person.granted", organisation, now, person=person.pk, certificate_type=person.certificate_type)
    return person


@transaction.atomic
def change_person(*, person: Person, data: Mapping[str, Any], now: datetime) -> Person:
    _still_there(person, "removed_at", "该人员资质已删除。")
    _refuse_double(Person, person.organisation, data, ("certificate_type", "certificate_number"), but=person)
    changed = _apply(person, _fields(PersonData, data))
    _record("person.changed", person.organisation, now, person=person.pk, fields=changed)
    return person


@transaction.atomic
def remove_person(*, person: Person, now: datetime) -> Person:
    _end(person, "removed_at", "该人员资质已删除。", now)
    _record("person.removed", person.organisation, now, person=person.pk)
    return person


# Suspension


@transaction.atomic
def suspend(
    *, organisation: Organisation, kind: str, days: int, reason: str, imposed_by: Organisation, now: datetime
) -> Suspension:
    """Keep the organisation, in the capacity `kind`, from new work until the end of the `days`-th day after today."""
    organisation = _lock(organisation)
    if days < 1:
        raise Refused("停用天数至少为 1 天。")
    if not reason.strip():
        raise Refused("请填写停用原因。")
    if known := suspension_of(organisation, kind, now):
        raise Refused(f"该单位已被停用，至 {known.last_day} 止。")
    suspension = Suspension.objects.create(
        organisation=organisation,
        kind=kind,
        days=days,
        reason=reason.strip(),
        imposed_by=imposed_by,
        starts_at=now,
        ends_at=entries.end_of(now, days),
    )
    ledger.append(**entries.of_suspension(suspension)[-1])
    return suspension


@transaction.atomic
def lift(*, suspension: Suspension, reason: str, now: datetime) -> Suspension:
    """End a suspension early."""
    suspension = Suspension.objects.select_for_update(of=("self",)).get(pk=suspension.pk)
    if not reason.strip():
        raise Refused("请填写恢复原因。")
    if suspension.ends_at <= now:
        raise Refused("停用已结束，无须恢复。")
    suspension.ends_at = max(now, suspension.starts_at)
    suspension.lift_reason = reason.strip()
    suspension.save(update_fields=["ends_at", "lift_reason"])
    ledger.append(**entries.of_suspension(suspension)[-1])
    return suspension


# Members


@transaction.atomic
def add_member(
    *,
    organisation: Organisation,
    username: str,
    name: str,
    mobile: str,
    duties: Iterable[str],
    initial_password: str,
    now: datetime,
) -> Member:
    """Open an account for a colleague, who must change `initial_password` at the first log-in. duties: of `DUTIES`.

    Raises ValidationError, by field, for what `accounts.services.create_account` does not take.
    """
    chosen = _duties(duties)
    user = create_account(
        username=username,
        password=initial_password,
        name=name,
        mobile=mobile,
        must_change_password=True,
        now=now,
    )
    member = Member.objects.create(user=user, organisation=organisation, **chosen)
    _record("member.added", organisation, now, member=member.pk, duties=_held_duties(member))
    return member


@transaction.atomic
def set_duties(*, member: Member, duties: Iterable[str], now: datetime) -> Member:
    """duties: those of `DUTIES` that the member has from now on. The last manager stays one."""
    chosen = _duties(duties)
    member = _lock_member(member)
    if not chosen["is_manager"]:
        _refuse_without_manager(member)
    _apply(member, chosen)
    _record("member.duties_set", member.organisation, now, member=member.pk, duties=_held_duties(member))
    return member


@transaction.atomic
def deactivate_member(*, member: Member, now: datetime) -> Member:
    """停用: the account stays and its name stays taken, but it belongs to nobody's work any more until 启用."""
    member = _lock_member(member)
    _refuse_without_manager(member)
    return _set_active(member, is_active=False, kind="member.deactivated", now=now)


@transaction.atomic
def reactivate_member(*, member: Member, now: datetime) -> Member:
    return _set_active(_lock_member(member), is_active=True, kind="member.reactivated", now=now)


def _set_active(member: Member, *, is_active: bool, kind: str, now: datetime) -> Member:
    member.is_active = is_active
    member.save(update_fields=["is_active"])
    member.user.is_active = is_active
    member.user.save(update_fields=["is_active"])
    _record(kind, member.organisation, now, member=member.pk)
    return member


def _lock_member(member: Member) -> Member:
    """The member afresh, with the organisation locked, so that two managers cannot remove each other at once."""
    _lock(member.organisation)
    return Member.objects.select_related("organisation", "user").get(pk=member.pk)


def _refuse_without_manager(member: Member) -> None:
    others = member.organisation.members.filter(is_manager=True, is_active=True).exclude(pk=member.pk)
    if member.is_manager and member.is_active and not others.exists():
        raise Refused("本单位至少须有一名在岗的单位管理员。请先指定另一名管理员。")


def _duties(duties: Iterable[str]) -> dict[str, bool]:
    chosen = set(duties)
    if unknown := chosen - set(DUTIES):
        raise ValueError(f"not duties: {sorted(unknown)}")
    return {duty: duty in chosen for duty in DUTIES}


def _held_duties(member: Member) -> list[str]:
    return [duty for duty in DUTIES if getattr(member, duty)]


# Catalogues and places


@transaction.atomic
def add_service_type(*, code: str, name: str, parent: ServiceType | None, now: datetime) -> ServiceType:
    """Add a 机构类型 (no parent) or a 服务类型 under one."""
    if parent is not None and parent.parent_id is not None:
        raise Refused("服务目录只有两级：机构类型和服务类型。")
    if ServiceType.objects.filter(code=code).exists():
        raise Refused(f"编码 {code} 已被使用。")
    service_type = ServiceType.objects.create(code=code, name=name, parent=parent)
    _record_catalogue("service_type.added", f"service_type:{code}", now, name=name)
    return service_type


@transaction.atomic
def rename_service_type(*, service_type: ServiceType, name: str, now: datetime) -> ServiceType:
    _apply(service_type, {"name": name})
    _record_catalogue("service_type.renamed", f"service_type:{service_type.code}", now, name=name)
    return service_type


@transaction.atomic
def retire_service_type(*, service_type: ServiceType, now: datetime) -> ServiceType:
    """From now on it cannot be chosen any more; what was granted stays."""
    if service_type.children.filter(is_active=True).exists():
        raise Refused("该机构类型下还有在用的服务类型，请先停用它们。")
    _apply(service_type, {"is_active": False})
    _record_catalogue("service_type.retired", f"service_type:{service_type.code}", now)
    return service_type


@transaction.atomic
def add_qualification_type(*, family: str, grade: str, rank: int, now: datetime) -> QualificationType:
    """rank: 1 is the highest grade of the family."""
    if QualificationType.objects.filter(family=family, rank=rank).exists():
        raise Refused(f"“{family}”的第 {rank} 级已存在。")
    qualification_type = QualificationType.objects.create(family=family, grade=grade, rank=rank)
    _record_catalogue(
        "qualification_type.added",
        f"qualification_type:{qualification_type.pk}",
        now,
        family=family,
        grade=grade,
        rank=rank,
    )
    return qualification_type


@transaction.atomic
def retire_qualification_type(*, qualification_type: QualificationType, now: datetime) -> QualificationType:
    """From now on it cannot be chosen any more; what was granted stays."""
    _apply(qualification_type, {"is_active": False})
    _record_catalogue("qualification_type.retired", f"qualification_type:{qualification_type.pk}", now)
    return qualification_type


@transaction.atomic
def add_jurisdiction(*, code: str, name: str, parent: Jurisdiction | None, now: datetime) -> Jurisdiction:
    if Jurisdiction.objects.filter(code=code).exists():
        raise Refused(f"行政区划代码 {code} 已存在。")
    jurisdiction = Jurisdiction.objects.create(
        code=code, name=name, parent=parent, path=f"{parent.path if parent else ''}{code}/"
    )
    _record_catalogue(
        "jurisdiction.added", f"jurisdiction:{code}", now, name=name, parent=parent.code if parent else None
    )
    return jurisdiction


@transaction.atomic
def load_jurisdictions(*, file: TextIO, now: datetime) -> tuple[int, int]:
    """Add and rename places by a CSV with the columns code, name and parent (its code, or nothing), parents first.
    Return how many were added and renamed. Raises Refused for a parent that is not there and for a place that would move.
    """
    added = renamed = 0
    for line, row in enumerate(csv.DictReader(file), start=2):
        code, name, parent_code = (row[column].strip() for column in ("code", "name", "parent"))
        parent = Jurisdiction.objects.filter(code=parent_code).first() if parent_code else None
        if parent_code and parent is None:
            raise Refused(f"第 {line} 行：上级 {parent_code} 不存在，上级须写在下级之前。")
        known = Jurisdiction.objects.filter(code=code).first()
        if known is None:
            add_jurisdiction(code=code, name=name, parent=parent, now=now)
            added += 1
        elif known.parent_id != (parent.pk if parent else None):
            raise Refused(f"第 {line} 行：{code} 的上级与已有的不同，已有辖区不能移动。")
        elif _apply(known, {"name": name}):
            _record_catalogue("jurisdiction.renamed", f"jurisdiction:{code}", now, name=name)
            renamed += 1
    return added, renamed


# What the functions above share


def _lock(organisation: Organisation) -> Organisation:
    """The organisation afresh, locked until the end of the transaction."""
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _fields(model: type[Model], data: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `data` that are fields of the abstract `model`; an empty text is absent where the field may be."""
    return {
        field.name: (data[field.name] or None) if field.null else data[field.name]
        for field in model._meta.local_fields
        if field.name in data
    }


def _apply(row: Model, values: Mapping[str, Any]) -> list[str]:
    """Set and save; return the names of the fields that changed."""
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return changed


def _still_there(row: Model, ended: str, sentence: str) -> None:
    """Lock the row; raises Refused where it has ended."""
    fresh = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
    if getattr(fresh, ended) is not None:
        raise Refused(sentence)


def _end(row: Model, ended: str, sentence: str, now: datetime) -> None:
    _still_there(row, ended, sentence)
    setattr(row, ended, now)
    row.save(update_fields=[ended])


def _refuse_double(
    model: type[Qualification] | type[Person],
    organisation: Organisation,
    data: Mapping[str, Any],
    key: tuple[str, ...],
    *,
    but: Model | None = None,
) -> None:
    wanted = {name: data.get(name, getattr(but, name, None)) for name in key}
    held = model.objects.held().filter(organisation=organisation, **wanted)
    if (held.exclude(pk=but.pk) if but else held).exists():
        raise Refused(f"证书编号 {wanted['certificate_number']} 已登记，不能重复。")


def _qualification_entry(qualification: Qualification) -> dict[str, Any]:
    return {
        "qualification": qualification.pk,
        "type": str(qualification.type),
        "certificate_number": qualification.certificate_number,
        "valid_until": qualification.valid_until,
    }


def _record(kind: str, organisation: Organisation, now: datetime, **data: Any) -> None:
    ledger.append(**entries.of(kind, organisation, now, **data))


def _record_catalogue(kind: str, catalogued: str, now: datetime, **data: Any) -> None:
    ledger.append(kind=f"directory.{kind}", subject=catalogued, data=data, now=now)
