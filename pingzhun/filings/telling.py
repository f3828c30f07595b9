"""How a story of the demonstration is told on a terminal: what happens while it happens, then the course and the ledger."""

from io import TextIOBase
from typing import Any

from django.db.models import Q

from pingzhun.base.localtime import to_local
from pingzhun.filings.course import FilingState
from pingzhun.filings.course import course as filing_course
from pingzhun.filings.desks import desk
from pingzhun.filings.models import Filing
from pingzhun.flow.machine import Course
from pingzhun.flow.models import TransitionRecord
from pingzhun.ledger import log
from pingzhun.regimes import clock


class Progress:
    """A bar that grows in place on a terminal, and line by line elsewhere."""

    def __init__(self, out: TextIOBase, steps: int) -> None:
        self.out, self.steps, self.done, self.in_place = out, steps, 0, out.isatty()

    def step(self, title: str) -> None:
        self.done += 1
        bar = "█" * self.done + "░" * (self.steps - self.done)
        line = f"[{bar}] {self.done:2}/{self.steps}  {to_local(clock.now()):%Y-%m-%d %H:%M}  {title}"
        ends = not self.in_place or self.done == self.steps
        self.out.write(("\r\x1b[K" if self.in_place else "") + line + ("\n" if ends else ""))
        self.out.flush()


def course_of(case: Any, course: Course) -> list[str]:
    """Who did what about the case and when, a line each."""
    filings = {each.pk: each for each in Filing.objects.filter(case_id=case.pk)}
    about = Q(course=course.key, object_id=case.pk)
    about |= Q(course=filing_course.key, object_id__in=filings, source__in=FilingState.values)
    lines = [f"{case.code}  {case.title}"]
    at_once = Q(course=filing_course.key, actor=None)  # follows from the submission
    for record in TransitionRecord.objects.filter(about).exclude(at_once).order_by("at", "pk"):
        if record.course == filing_course.key:
            what = f"{desk(filings[record.object_id].desk).title}：{record.title}"
        else:
            what = f"▶ {course.states(record.target).label}" + (
                f"（{record.title}）" if record.source else ""
            )
        lines.append(f"{to_local(record.at):%Y-%m-%d %H:%M}  {what}  {record.actor_label}")
    return lines


def root() -> list[str]:
    """The signed root of the ledger, with all of the above in it."""
    head = log.sequence(now=clock.now())
    return [
        f"存证 {head.size} 条，{to_local(head.timestamp):%Y-%m-%d %H:%M:%S} 签署",
        f"  根哈希 {bytes(head.root).hex()}",
        f"  签名   {bytes(head.signature).hex()}",
        f"  公钥   {head.key_id}",
    ]
