"""机构名录: the organisations that take part in a market, as the public may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from pingzhun.base.identifiers import normalise
from pingzhun.directory.capacities import CapacityKind, kinds
from pingzhun.directory.models import (
    Capacity,
    Jurisdiction,
    Organisation,
    ServiceScope,
    ServiceType,
    Suspension,
)


def public_kinds() -> list[CapacityKind]:
    """The capacities that are shown: those of participants, not of those who oversee them."""
    return [kind for kind in kinds if not kind.official]


def public_capacities() -> QuerySet[Capacity]:
    return Capacity.objects.filter(revoked_at=None, kind__in=[kind.key for kind in public_kinds()])


def roster(
    text: str = "",
    *,
    kind: str | None = None,
    service_type: ServiceType | None = None,
    jurisdiction: Jurisdiction | None = None,
    suspended_at: datetime | None = None,
) -> QuerySet[Organisation]:
    """Organisations with a public capacity, newest first.

    text: part of the name, or the credit code. kind: key of a capacity. service_type: one in their scope; of a 机构类型 also
    any service under it. jurisdiction: theirs, or below it. suspended_at: only those suspended at that moment.
    """
    held = public_capacities().filter(organisation=OuterRef("pk"))
    if kind:
        held = held.filter(kind=kind)
    found = Organisation.objects.filter(Exists(held)).order_by("-created_at", "-pk")
    for word in normalise(text).split():
        found = found.filter(Q(name__icontains=word) | Q(credit_code__iexact=word))
    if service_type:
        scope = ServiceScope.objects.held().filter(
            Q(service_type=service_type) | Q(service_type__parent=service_type), organisation=OuterRef("pk")
        )
        found = found.filter(Exists(scope))
    if jurisdiction:
        found = found.filter(jurisdiction__in=Jurisdiction.objects.within(jurisdiction))
    if suspended_at:
        suspension = Suspension.objects.in_force(suspended_at).filter(organisation=OuterRef("pk"))
        found = found.filter(Exists(suspension))
    return found


def for_lines(found: QuerySet[Organisation], *, now: datetime) -> QuerySet[Organisation]:
    """With what a line shows; four queries however many lines."""
    return found.select_related("jurisdiction").prefetch_related(
        Prefetch("capacities", public_capacities()),
        Prefetch("service_scopes", ServiceScope.objects.held().select_related("service_type")),
        Prefetch("suspensions", Suspension.objects.in_force(now)),
    )


SERVICES_SHOWN = 5


@dataclass(frozen=True)
class Line:
    """capacities, services: titles of those in force."""

    organisation: Organisation
    capacities: list[str]
    services: list[str]
    suspended: bool

    @property
    def services_in_brief(self) -> str:
        shown = "、".join(self.services[:SERVICES_SHOWN])
        return f"{shown} 等 {len(self.services)} 项" if len(self.services) > SERVICES_SHOWN else shown


def lines(organisations: Iterable[Organisation]) -> list[Line]:
    """The lines of organisations fetched by `for_lines`."""
    return [
        Line(
            organisation,
            [kinds.get(held.kind).title for held in organisation.capacities.all()],
            [scope.service_type.name for scope in organisation.service_scopes.all()],
            bool(organisation.suspensions.all()),
        )
        for organisation in organisations
    ]
