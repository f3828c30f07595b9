"""The case file of an award, for anyone who may read it to recompute (`tools/recompute_award.py`)."""

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from pingzhun.base import access
from pingzhun.directory.http import Request
from pingzhun.markets.tendering import committee, outcome
from pingzhun.markets.tendering.arithmetic.award import award_of
from pingzhun.markets.tendering.arithmetic.export import exported
from pingzhun.markets.tendering.capacities import AGENT, CENTRE, ENTITY, SUPERVISOR
from pingzhun.markets.tendering.course import LET
from pingzhun.markets.tendering.models import Lot
from pingzhun.markets.tendering.reckoning import Reckoning


def may_have(request: Request, lot: Lot) -> bool:
    """After the award: its agent, its 采购人, and the officials of its place."""
    return lot.state in LET and outcome.may_read_reports(lot, request.actor)


@access.capacity(AGENT.key, ENTITY.key, CENTRE.key, SUPERVISOR.key)
@require_GET
def case_file(request: Request, pk: int) -> HttpResponse:
    lot = Lot.objects.select_related("tender", "document", "regime").filter(pk=pk).first()
    evaluation = committee.current(lot) if lot else None
    if lot is None or evaluation is None or not may_have(request, lot):
        raise Http404
    case = Reckoning(evaluation).case
    response = JsonResponse(
        exported(case, award_of(case)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="{lot.code}-award.json"'
    return response
