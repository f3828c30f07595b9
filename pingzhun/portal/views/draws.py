"""A draw's inputs and result, for anyone to recompute (Y26)."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from pingzhun.base import access
from pingzhun.draws.drawing import published
from pingzhun.draws.models import Draw


@access.public
@require_safe
def draw(request: HttpRequest, pk: int) -> JsonResponse:
    """What `python -m pingzhun.draws.recompute` takes."""
    found = get_object_or_404(Draw, pk=pk)
    return JsonResponse(published(found), json_dumps_params={"ensure_ascii": False, "indent": 2})
