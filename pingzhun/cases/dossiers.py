"""What the case page shows of each market's kind of case; declared in the market's `dossier.py`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from pingzhun.base.registry import Registry
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor
from pingzhun.flow.machine import Course
from pingzhun.ui.components import Fact


@dataclass(frozen=True)
class Paper:
    """Something about a case on A4, as PDF (P10). template: typst text for `base.typeset.render_pdf`, to which `data` is given
    with the address and QR code of the 验真 page (`documents.issued.checkable`); it has a `number`.
    """

    key: str
    title: str
    template: str
    data: dict[str, Any]


class Dossier:
    """key: the label of the case's model, as in `Case.kind`. template: extends `console/case.html`, to show more."""

    key: ClassVar[str]
    course: ClassVar[Course]
    template: ClassVar[str] = "console/case.html"

    @property
    def market(self) -> str:
        return self.key.partition(".")[0]

    def open_cases(self, actor: Actor) -> models.QuerySet[Case]:
        """The cases that this actor may look at although they take no part: what has been published."""
        return Case.objects.none()

    def shared_with(self, actor: Actor) -> models.QuerySet[Case]:
        """The cases in which this actor takes part although they neither own them nor have filed anything about them."""
        return Case.objects.none()

    def read_by(self, actor: Actor) -> models.QuerySet[Case]:
        """Of those, the ones about which they may read what others filed, as the 项目单位 may."""
        return Case.objects.none()

    def facts(self, case: Any, *, actor: Actor, now: datetime) -> list[Fact]:
        """The key figures."""
        return []

    def data(self, case: Any, *, actor: Actor, now: datetime) -> list[tuple[str, object]]:
        """Labels and values of the case."""
        return []

    def papers(self, case: Any, *, actor: Actor, now: datetime) -> list[Paper]:
        """What this actor may print now."""
        return []

    def context(self, case: Any, *, actor: Actor, now: datetime) -> dict[str, Any]:
        """What the market's own template needs."""
        return {}


dossiers: Registry[Dossier] = Registry("dossiers")


def subject(case_id: int) -> str:
    """How deadlines name a case."""
    return f"case/{case_id}"


def case_id_of(subject: str) -> int:
    return int(subject.removeprefix("case/"))
