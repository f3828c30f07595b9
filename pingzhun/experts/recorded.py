"""How the ledger's audit finds experts and panels again (`ledger.audit`)."""

from collections.abc import Iterator

from pingzhun.experts import entries
from pingzhun.experts.models import Expert, ExpertSuspension, Panel, Seat
from pingzhun.experts.panels import pseudonym
from pingzhun.ledger.audit import CHUNK, Recorded, Row

EXPERT = frozenset(("expert.joined", "expert.left"))
SUSPENSION = frozenset(("expert.suspended", "expert.reinstated"))
PANEL = frozenset(("panel.convened", "panel.published", "panel.dissolved"))
SEAT = frozenset(("panel.seated", "panel.vacated"))


def experts() -> Iterator[Row]:
    for each in Expert.objects.select_related("jurisdiction").order_by("pk").iterator(chunk_size=CHUNK):
        for entry in entries.of_expert(each):
            yield Row(name=f"评审专家 {each.pk}", entry=entry)


def suspensions() -> Iterator[Row]:
    imposed = ExpertSuspension.objects.select_related("expert", "imposed_by").order_by("pk")
    for each in imposed.iterator(chunk_size=CHUNK):
        for entry in entries.of_suspension(each):
            yield Row(name=f"专家停用 {each.pk}", entry=entry)


def panels() -> Iterator[Row]:
    for each in Panel.objects.select_related("case").order_by("pk").iterator(chunk_size=CHUNK):
        for entry in entries.of_panel(each):
            yield Row(name=f"评标委员会 {each.pk}", entry=entry)


def seats() -> Iterator[Row]:
    for each in Seat.objects.order_by("pk").iterator(chunk_size=CHUNK):
        wrong = each.salt is not None and pseudonym(each.salt, each.name) != each.pseudonym
        for number, entry in enumerate(entries.of_seat(each)):
            fault = "公开的姓名与代号不符" if wrong and number == 0 else None
            yield Row(name=f"评委 {each.pk}", entry=entry, fault=fault)


EXPERTS = Recorded(experts, EXPERT.__contains__)
SUSPENSIONS = Recorded(suspensions, SUSPENSION.__contains__)
PANELS = Recorded(panels, PANEL.__contains__)
SEATS = Recorded(seats, SEAT.__contains__)
