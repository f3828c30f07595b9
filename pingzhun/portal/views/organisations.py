"""The roster and the public page of an organisation."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.directory.models import Organisation
from pingzhun.directory.roster import for_lines, lines, public_capacities, roster
from pingzhun.notices import listing
from pingzhun.notices.models import Notice
from pingzhun.notices.search import MOST_COUNTED, count, page
from pingzhun.portal.forms import RosterFilter
from pingzhun.ratings.queries import overall, public_ratings
from pingzhun.ui.components import Crumb

NOTICES_SHOWN = 10


@access.public
@require_safe
def index(request: Request) -> HttpResponse:
    form = RosterFilter(request.GET)
    found = form.found(now=request.now) if form.is_valid() else Organisation.objects.none()
    try:
        shown = page(for_lines(found, now=request.now), cursor=request.GET.get("cursor"), by="created_at")
    except ValueError:
        raise Http404("没有这一页。") from None
    query = request.GET.copy()
    query.pop("cursor", None)
    total = count(found)
    return render(
        request,
        "portal/organisations.html",
        {
            "crumbs": [Crumb("首页", "/"), Crumb("机构名录")],
            "form": form,
            "lines": lines(shown.rows),
            "page": shown,
            "query": query.urlencode(),
            "total": min(total, MOST_COUNTED),
            "capped": total > MOST_COUNTED,
        },
    )


@access.public
@require_safe
def detail(request: Request, credit_code: str) -> HttpResponse:
    """What the public may know: never the telephone or the name of the contact, which serve the platform's messages."""
    organisation = get_object_or_404(roster().select_related("jurisdiction"), credit_code=credit_code)
    notices = listing.for_lines(Notice.objects.filter(organisation=organisation))[:NOTICES_SHOWN]
    return render(
        request,
        "portal/organisation.html",
        {
            "crumbs": [Crumb("首页", "/"), Crumb("机构名录", "/organisations/"), Crumb(organisation.name)],
            "organisation": organisation,
            "capacities": public_capacities()
            .filter(organisation=organisation)
            .select_related("jurisdiction")
            .prefetch_related("categories"),
            "scopes": organisation.service_scopes.held().select_related("service_type__parent"),
            "qualifications": organisation.qualifications.held().select_related("type"),
            "people": organisation.people.held(),
            "suspensions": organisation.suspensions.select_related("imposed_by"),
            "overall": overall(organisation),
            "ratings": public_ratings(organisation),
            "notices": listing.lines(notices, now=request.now),
            "today": localdate(request.now),
        },
    )
