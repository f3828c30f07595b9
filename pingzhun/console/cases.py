"""The case page: where a case stands, what comes next and what blocks it, who did what, and every document (P4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from pingzhun.base import access
from pingzhun.base.typeset import render_pdf
from pingzhun.cases.dossiers import Dossier, dossiers, subject
from pingzhun.cases.models import Case
from pingzhun.contracts.models import Contract
from pingzhun.deadlines.schedule import upcoming
from pingzhun.directory.actors import Actor
from pingzhun.directory.http import Request
from pingzhun.documents.issued import checkable
from pingzhun.documents.seals import platform
from pingzhun.filings.desks import Desk, desk, desks
from pingzhun.filings.models import Filing
from pingzhun.filings.pages import acts_on, entry_of
from pingzhun.filings.queries import visible, visible_cases
from pingzhun.flow.models import TransitionRecord
from pingzhun.notices.models import Notice
from pingzhun.ui.components import CheckItem, Crumb, TimelineEntry


@dataclass(frozen=True)
class NextAct:
    """Something the actor can do about the case at its present node, with what must hold before it."""

    desk: Desk
    checks: list[CheckItem]

    @property
    def blocked(self) -> bool:
        return any(check.met is False for check in self.checks)


def next_acts(case: Any, *, actor: Actor, now: datetime) -> list[NextAct]:
    """The desks of the actor's role at which this case can be chosen now."""
    if not actor.can_file:
        return []
    mine = [each for each in desks() if each.about_cases and each.is_filed_by(actor.kind)]
    here = [
        each for each in mine if each.market == case.market and each.cases(actor).filter(pk=case.pk).exists()
    ]
    return [
        NextAct(each, each.checklist(case, actor=actor, now=now))
        for each in sorted(here, key=lambda each: each.order)
    ]


def timeline(case: Any, dossier: Dossier, filings: list[Filing]) -> list[TimelineEntry]:
    """Every passage of the case and every submission and decision about it that the actor may see, the newest first."""
    entries = dict(acts_on(filings))
    for record in TransitionRecord.objects.filter(course=dossier.course.key, object_id=case.pk):
        if record.source != record.target or record.note:
            entries[record.pk] = entry_of(record)
    return [entries[key] for key in sorted(entries, reverse=True)]


def case_or_404(request: Request, pk: int) -> tuple[Any, Dossier, bool]:
    """A case that the actor takes part in or oversees (True), or that was published to their market (False)."""
    seen = visible_cases(request.actor).filter(pk=pk).exists()
    if not seen and not any(each.open_cases(request.actor).filter(pk=pk).exists() for each in dossiers):
        raise Http404
    case = Case.objects.select_related("procuring_entity", "jurisdiction", "regime").get(pk=pk).specific
    return case, dossiers.get(case.kind), seen


@access.any_capacity
@require_GET
def paper(request: Request, pk: int, key: str) -> HttpResponse:
    """One of the case's papers as PDF."""
    case, dossier, _ = case_or_404(request, pk)
    papers = dossier.papers(case, actor=request.actor, now=request.now)
    found = next((each for each in papers if each.key == key), None)
    if found is None:
        raise Http404
    pdf = render_pdf(found.template, checkable(found.data, request))
    pdf = platform.sealed(pdf, number=found.data["number"], title=found.title, now=request.now)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.code}-{key}.pdf"'
    return response


@access.any_capacity
@require_GET
def case_page(request: Request, pk: int) -> HttpResponse:
    actor = request.actor
    case, dossier, takes_part = case_or_404(request, pk)
    filings = list(
        visible(actor)
        .filter(case_id=pk)
        .select_related("organisation", "awaiting_organisation")
        .order_by("-pk")
    )
    state = dossier.course.state_of(case)
    records = TransitionRecord.objects.filter(course=dossier.course.key, object_id=pk)
    context = {
        "case": case,
        "state_label": dossier.course.label(state),
        "state_tone": "bad"
        if state in dossier.course.failed
        else "good"
        if state in dossier.course.final
        else "info",
        "stages": dossier.course.progress(state, records),
        "facts": dossier.facts(case, actor=actor, now=request.now),
        "data": dossier.data(case, actor=actor, now=request.now),
        "acts": next_acts(case, actor=actor, now=request.now),
        "papers": dossier.papers(case, actor=actor, now=request.now),
        "filings": [(filing, desk(filing.desk)) for filing in filings],
        # Who did what, and the contracts, are for those who take part: what was published names no persons.
        "timeline": timeline(case, dossier, filings) if takes_part else [],
        "notices": Notice.objects.filter(case_id=pk).order_by("-published_at", "-pk"),
        "contracts": Contract.objects.filter(case_id=pk).select_related("supplier", "deed")
        if takes_part
        else [],
        "deadlines": upcoming([subject(pk)], now=request.now),
        "crumbs": [Crumb("工作台", reverse("console:home")), Crumb(case.market_title), Crumb(case.code)],
    }
    context |= dossier.context(case, actor=actor, now=request.now)
    return render(request, dossier.template, context)
