"""随机抽取: every draw with all its inputs, for anyone to recompute (Y26)."""

from pathlib import Path

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from pingzhun import ledger
from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.draws import recompute
from pingzhun.draws.drawing import ledger_subject, published, rounds, seed_of
from pingzhun.draws.models import Draw
from pingzhun.experts.panels import public_names
from pingzhun.ui.components import Crumb

PAGE_SIZE = 20
TITLES = {"draw.committed": "公布承诺值", "draw.drawn": "抽取"}


@access.public
@require_safe
def index(request: Request) -> HttpResponse:
    """Every round of every draw, the latest commitment first."""
    draws = Draw.objects.select_related("case").order_by("-committed_at", "-pk")
    return render(
        request,
        "portal/draws.html",
        {
            "crumbs": [Crumb("首页", "/"), Crumb("随机抽取")],
            "page": Paginator(draws, PAGE_SIZE).get_page(request.GET.get("page")),
        },
    )


@access.public
@require_safe
def draw(request: Request, pk: int) -> HttpResponse:
    """One round; before it is drawn, its commitment alone."""
    found = get_object_or_404(Draw.objects.select_related("case", "previous"), pk=pk)
    entries = ledger.find(ledger_subject(found))
    names = public_names(found.case)
    return render(
        request,
        "portal/draw.html",
        {
            "crumbs": [Crumb("首页", "/"), Crumb("随机抽取", "/draws/"), Crumb(str(found))],
            "draw": found,
            "people": [(each, *names[each]) for each in found.winners if each in names],
            "seed": seed_of(found).hex() if found.drawn_at else None,
            "rounds": rounds(case=found.case, purpose=found.purpose),
            "notices": found.case.notices.order_by("published_at", "pk"),
            "entries": [(entry, TITLES.get(entry.kind, entry.kind)) for entry in entries],
            "placed": [entry for entry in entries if entry.position is not None],
        },
    )


@access.public
@require_safe
def data(request: Request, pk: int) -> JsonResponse:
    """What `recompute.py` takes."""
    found = get_object_or_404(Draw, pk=pk)
    response = JsonResponse(published(found), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'inline; filename="draw-{found.pk}.json"'
    return response


@access.public
@require_safe
def script(request: Request) -> HttpResponse:
    """The very program, to be read and run alone."""
    text = Path(recompute.__file__).read_text("utf-8")
    response = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="recompute.py"'
    return response
