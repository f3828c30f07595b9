"""What the ledger is told of capacities, services and suspensions (`log.append`): pure functions of a row, the same when it is
written and when the audit asks again. The last entry is the latest.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.timezone import get_default_timezone, localdate

from pingzhun.directory.models import Capacity, Organisation, ServiceScope, Suspension


def subject(organisation: Organisation) -> str:
    """How the ledger names an organisation."""
    return f"organisation:{organisation.credit_code}"


def of(kind: str, organisation: Organisation, now: datetime, **data: Any) -> dict[str, Any]:
    return {"kind": f"directory.{kind}", "subject": subject(organisation), "data": data, "now": now}


def of_capacity(capacity: Capacity) -> list[dict[str, Any]]:
    held = {"capacity": capacity.kind, "jurisdiction": capacity.jurisdiction.code}
    categories = sorted(category.code for category in capacity.categories.all())
    organisation = capacity.organisation
    entries = [of("capacity.granted", organisation, capacity.granted_at, categories=categories, **held)]
    if capacity.revoked_at:
        entries.append(of("capacity.revoked", organisation, capacity.revoked_at, capacity=capacity.kind))
    return entries


def of_scope(scope: ServiceScope) -> list[dict[str, Any]]:
    code = scope.service_type.code
    entries = [of("scope.granted", scope.organisation, scope.granted_at, service_type=code)]
    if scope.removed_at:
        entries.append(of("scope.removed", scope.organisation, scope.removed_at, service_type=code))
    return entries


def of_suspension(suspension: Suspension) -> list[dict[str, Any]]:
    organisation = suspension.organisation
    entries = [
        of(
            "suspension.imposed",
            organisation,
            suspension.starts_at,
            suspension=suspension.pk,
            capacity=suspension.kind,
            days=suspension.days,
            reason=suspension.reason,
            ends_at=end_of(suspension.starts_at, suspension.days),
            imposed_by=suspension.imposed_by.credit_code,
        )
    ]
    if suspension.lift_reason is not None:
        data = {"suspension": suspension.pk, "reason": suspension.lift_reason}
        entries.append(of("suspension.lifted", organisation, suspension.ends_at, **data))
    return entries


def end_of(starts_at: datetime, days: int) -> datetime:
    """The midnight after the `days`-th day after that of `starts_at`."""
    first_day_after = localdate(starts_at) + timedelta(days=days + 1)
    return datetime.combine(first_day_after, time.min, tzinfo=get_default_timezone())
