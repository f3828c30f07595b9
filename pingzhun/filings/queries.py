"""Who sees which filings: one place, asked by every page, download and count."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from pingzhun.cases.dossiers import dossiers
from pingzhun.cases.models import Case
from pingzhun.directory.actors import Actor
from pingzhun.directory.capacities import kinds
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Desk, desks
from pingzhun.filings.models import Filing, Review

NOT_YET_SHOWN = (FilingState.EDITING, FilingState.DISCARDED, FilingState.LAPSED)


def is_official(actor: Actor) -> bool:
    return actor.kind is not None and kinds.get(actor.kind).official


def administers(actor: Actor) -> bool:
    return actor.kind is not None and kinds.get(actor.kind).administers


def market_of(actor: Actor) -> str:
    return (actor.kind or "").partition(".")[0]


def own(actor: Actor) -> Q:
    """`course.is_own`: the filings of the actor's organisation; of a person without one, their own registrations."""
    if actor.organisation_id is not None:
        return Q(organisation_id=actor.organisation_id) | Q(organisation=None, created_by_id=actor.user_id)
    return Q(organisation=None, created_by_id=actor.user_id, created_by__isnull=False)


def overseen(actor: Actor) -> Q:
    """What lies in the jurisdiction and market that an official oversees."""
    if not is_official(actor) or actor.jurisdiction is None:
        return Q(pk__in=[])
    return Q(market=market_of(actor), jurisdiction__path__startswith=actor.jurisdiction.path)


def visible(actor: Actor, *, at: Desk | None = None) -> QuerySet[Filing]:
    """Every filing that the actor may open: their own; what they decide or decided; what they oversee; what others filed about
    their own cases and about those that their market lets them read; what is addressed to them. Of the others' nothing that
    is still being written, and nothing from a private desk that it has not opened yet.

    at: of this desk alone; a fraction of the condition, for whatever asks about one filing.
    """
    asked = desks() if at is None else [at]
    others = Q(awaiting_organisation_id=actor.organisation_id) | Q(
        case__procuring_entity_id=actor.organisation_id
    )
    others |= Q(pk__in=decided_by(actor).values("pk"))
    for dossier in dossiers:
        if at is None or at.market == dossier.market:
            cases = dossier.read_by(actor)
            if not cases.query.is_empty():
                others |= Q(case__in=cases.values("pk"))
    for desk in asked:
        if (addressed := desk.addressed_to(actor)) is not None:
            others |= Q(desk=desk.key) & addressed
    if actor.organisation_id is None:
        others = Q(pk__in=[])
    private = [desk for desk in asked if desk.private]
    shown = ~Q(desk__in=[desk.key for desk in private])
    for desk in private:
        if (opened := desk.opened()) is not None:
            shown |= Q(desk=desk.key) & opened
    shown &= ~Q(state__in=NOT_YET_SHOWN)
    found = Filing.objects.filter(own(actor) | (shown & (others | overseen(actor))))
    return found if at is None else found.filter(desk=at.key)


def decided_by(actor: Actor) -> QuerySet[Filing]:
    """What the actor's organisation has decided on, at whatever step."""
    reviews = Review.objects.filter(organisation=actor.organisation)
    return Filing.objects.filter(pk__in=reviews.values("filing_id"))


def inbox(actor: Actor) -> QuerySet[Filing]:
    """What waits for the actor's decision (待办)."""
    if actor.kind is None or not actor.can_review:
        return Filing.objects.none()
    mine = Q(awaiting_organisation_id=actor.organisation_id)
    if is_official(actor) and actor.jurisdiction is not None:
        mine |= Q(awaiting_organisation=None, jurisdiction__path__startswith=actor.jurisdiction.path)
    return Filing.objects.filter(mine, state=FilingState.SUBMITTED, awaiting_kind=actor.kind)


def inbox_counts(actor: Actor) -> dict[str, int]:
    """How many filings of each desk wait for the actor: one query."""
    return dict(inbox(actor).order_by().values_list("desk").annotate(Count("pk")))


def waiting(actor: Actor) -> QuerySet[Filing]:
    """The actor's filings that wait for others."""
    return Filing.objects.filter(own(actor), state=FilingState.SUBMITTED)


def to_correct(actor: Actor) -> QuerySet[Filing]:
    """The actor's filings that came back or were never submitted."""
    return Filing.objects.filter(own(actor), state__in=(FilingState.EDITING, FilingState.REJECTED))


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """The cases that the actor may open: their own, what they oversee, those about which they have filed something or have
    something to decide, and those that their market shares with them.
    """
    if actor.organisation_id is None:
        return Case.objects.none()
    organisation = actor.organisation_id
    part = Filing.objects.filter(
        Q(organisation_id=organisation)
        | Q(awaiting_organisation_id=organisation)
        | Q(reviews__organisation_id=organisation),
        case__isnull=False,
    )
    mine = Q(procuring_entity_id=organisation) | Q(pk__in=part.values("case_id"))
    for dossier in dossiers:
        mine |= Q(pk__in=dossier.shared_with(actor).values("pk"))
    return Case.objects.filter(mine | overseen(actor))


def may_decide(actor: Actor, filing: Filing) -> bool:
    """Whether the step that the filing is at is this actor's; they may still have filed it themselves."""
    return inbox(actor).filter(pk=filing.pk).exists()


def days_waiting(filing: Filing, *, now: datetime) -> int:
    return (now - filing.submitted_at).days if filing.submitted_at else 0
