"""What is asked of the directory."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from pingzhun.directory.models import (
    Capacity,
    Jurisdiction,
    Organisation,
    QualificationType,
    ServiceType,
    Suspension,
)


def qualifies(organisation: Organisation, qualification_type: QualificationType, now: datetime) -> bool:
    """Whether it holds this qualification or a higher grade of the same family, valid on the day of `now`."""
    return (
        organisation.qualifications.valid(now)
        .filter(type__family=qualification_type.family, type__rank__lte=qualification_type.rank)
        .exists()
    )


def offers(organisation: Organisation, service_type: ServiceType | int) -> bool:
    """Whether the service, or the one of that number, is in its scope (服务范围)."""
    return organisation.service_scopes.held().filter(service_type=service_type).exists()


def reviewers(kind: str, jurisdiction: Jurisdiction) -> QuerySet[Capacity]:
    """The capacities of `kind` whose jurisdiction covers this one, the nearest first."""
    return (
        Capacity.objects.of_kind(kind)
        .filter(jurisdiction__path__in=jurisdiction.own_and_higher_paths)
        .select_related("organisation", "jurisdiction")
        .order_by(Length("jurisdiction__path").desc(), "pk")
    )


def places_with(kind: str) -> QuerySet[Jurisdiction]:
    """Where somebody holds the capacity: what is sent anywhere else would wait for ever."""
    served = Q(pk__in=[])
    for capacity in Capacity.objects.of_kind(kind).select_related("jurisdiction"):
        served |= Q(path__startswith=capacity.jurisdiction.path)
    return Jurisdiction.objects.filter(served).select_related("parent__parent__parent")


def suspension_of(organisation: Organisation, kind: str, now: datetime) -> Suspension | None:
    """The suspension that keeps it, in this capacity, from new work at `now`."""
    return organisation.suspensions.in_force(now).filter(kind=kind).first()
