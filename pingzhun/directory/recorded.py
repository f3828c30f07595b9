"""How the ledger's audit finds capacities, services and suspensions again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.directory import entries
from pingzhun.directory.models import Capacity, ServiceScope, Suspension
from pingzhun.ledger.audit import CHUNK, Recorded, Row


def capacities() -> Iterator[Row]:
    held = Capacity.objects.select_related("organisation", "jurisdiction").prefetch_related("categories")
    for each in held.order_by("pk").iterator(chunk_size=CHUNK):
        for entry in entries.of_capacity(each):
            yield Row(name=f"主体角色 {each.pk}（{each.organisation.name}）", entry=entry)


def scopes() -> Iterator[Row]:
    held = ServiceScope.objects.select_related("organisation", "service_type")
    for each in held.order_by("pk").iterator(chunk_size=CHUNK):
        for entry in entries.of_scope(each):
            yield Row(name=f"服务范围 {each.pk}（{each.organisation.name}）", entry=entry)


def suspensions() -> Iterator[Row]:
    imposed = Suspension.objects.select_related("organisation", "imposed_by")
    for each in imposed.order_by("pk").iterator(chunk_size=CHUNK):
        early = each.lift_reason is not None
        wrong = not early and each.ends_at != entries.end_of(each.starts_at, each.days)
        fault = "到期时间与停用天数不符" if wrong else None
        for number, entry in enumerate(entries.of_suspension(each)):
            name = f"停用 {each.pk}（{each.organisation.name}）"
            yield Row(name=name, entry=entry, fault=None if number else fault)


def owned(name: str, *acts: str) -> frozenset[str]:
    return frozenset(f"directory.{name}.{act}" for act in acts)


CAPACITIES = Recorded(capacities, owned("capacity", "granted", "revoked").__contains__)
SCOPES = Recorded(scopes, owned("scope", "granted", "removed").__contains__)
SUSPENSIONS = Recorded(suspensions, owned("suspension", "imposed", "lifted").__contains__)
