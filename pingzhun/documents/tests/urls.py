"""An owner in miniature: the folders belong to 李工, and this is all it takes to serve them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import include, path

from pingzhun.base import access
from pingzhun.documents.endpoints import attachment_urls
from pingzhun.documents.models import Folder
from pingzhun.documents.panel import Panel
from pingzhun.documents.slots import Slot

SLOTS = (
    Slot("contract", "合同扫描件", required=True, many=False, hint="双方盖章后的扫描件"),
    Slot("result", "结果材料", types="archive"),
    Slot("photo", "现场照片", types=("image",), max_bytes=5 * 1024**2),
)
PAGE = """{% extends "ui/base.html" %}{% block title %}结果上传{% endblock %}
{% block body %}<main id="content"><h1>结果上传</h1><h2>电子件管理</h2>
{% include "documents/_panel.html" %}</main>{% endblock %}"""


def panel_of(request: HttpRequest, folder_id: int) -> Panel:
    if request.user.username != "li":
        raise Http404
    return Panel(
        folder=get_object_or_404(Folder, pk=folder_id),
        slots=SLOTS,
        url=f"/folders/{folder_id}/attachments/",
        page_url=f"/folders/{folder_id}/",
        may_edit=True,
        user=request.user,
        now=request.now,
    )


@access.signed_in
def page(request: HttpRequest, folder_id: int) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"panel": panel_of(request, folder_id)}, request))


urlpatterns = [
    path("folders/<int:folder_id>/", page),
    path(
        "folders/<int:folder_id>/attachments/", include(attachment_urls(panel_of, declare=access.signed_in))
    ),
]
