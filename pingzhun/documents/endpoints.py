"""The addresses of one folder. Its owner decides who may, in one function, and mounts the rest in one line:

    path("<int:filing_id>/attachments/", include(attachment_urls(panel_of, declare=access.any_capacity))),

where `panel_of(request, filing_id)` returns the `Panel` of a folder that this person may see, or raises Http404.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from pingzhun.accounts.http import Request
from pingzhun.accounts.models import User
from pingzhun.documents import folders, serving, tus, uploads
from pingzhun.documents.models import Attachment, Folder
from pingzhun.documents.panel import Panel
from pingzhun.documents.refusals import FileRefused, UploadInterrupted
from pingzhun.documents.slots import Slot

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Received:
    """What became of one file of a plain form: the attachment, or the sentence that refuses it."""

    name: str
    attachment: Attachment | None = None
    sentence: str = ""


def receive_multipart(
    request: Request, *, folder: Folder, slots: Iterable[Slot], user: User, now: datetime
) -> list[Received]:
    """Take the `files` of a plain form for its `slot`; each file stands or falls alone."""
    slots = tuple(slots)
    received = []
    for file in request.FILES.getlist("files"):
        try:
            attachment = uploads.receive_whole(
                folder=folder,
                slots=slots,
                slot=request.POST.get("slot", ""),
                name=file.name or "",
                file=file,
                user=user,
                now=now,
            )
            received.append(Received(attachment.name, attachment))
        except (FileRefused, UploadInterrupted) as error:
            received.append(Received(file.name or "", sentence=error.sentence))
    return received


def attachment_urls(panel_of: Callable[..., Panel], *, declare: Callable[[View], View]) -> list[URLPattern]:
    """The URL patterns of a folder's panel, uploads, downloads and removals.

    `declare` is one of `base.access`; `panel_of(request, **captured)` authorises. Changing requires `panel.editable`.
    """

    @require_http_methods(["GET", "HEAD", "OPTIONS", "POST"])
    def collection(request: Request, **captured: Any) -> HttpResponseBase:
        panel = panel_of(request, **captured)
        if request.method in {"GET", "HEAD"}:
            return _fragment(request, panel)
        if "Tus-Resumable" in request.headers or request.method == "OPTIONS":
            if not panel.editable and request.method == "POST":
                return _closed()
            return tus.tus_create(
                request, folder=panel.folder, slots=panel.slots, user=request.user, now=request.now
            )
        if not panel.editable:
            return _closed()
        received = receive_multipart(
            request, folder=panel.folder, slots=panel.slots, user=request.user, now=request.now
        )
        for one in received:
            if one.attachment:
                messages.success(request, f"“{one.name}”已上传。")
            else:
                messages.error(request, one.sentence)
        if not received:
            messages.error(request, "没有选择文件。请先选择文件，再点“上传”。")
        return redirect(panel.page_url)

    @require_http_methods(["HEAD", "PATCH", "DELETE"])
    def upload(request: Request, *, upload_id: UUID, **captured: Any) -> HttpResponseBase:
        panel = panel_of(request, **captured)
        mine = panel.folder.uploads.filter(created_by=request.user, expires_at__gt=request.now)
        return tus.tus_chunk(
            request, get_object_or_404(mine, pk=upload_id), slots=panel.slots, now=request.now
        )

    @require_safe
    def download(request: Request, *, attachment_id: int, **captured: Any) -> HttpResponseBase:
        attachment = _attachment(panel_of(request, **captured), attachment_id)
        return serving.serve(attachment, inline="inline" in request.GET, request=request)

    @require_safe
    def contents(request: Request, *, attachment_id: int, **captured: Any) -> HttpResponseBase:
        panel = panel_of(request, **captured)
        attachment = _attachment(panel, attachment_id)
        listing = serving.archive_listing(attachment)
        if listing is None:
            raise Http404
        return render(
            request,
            "documents/contents.html",
            {
                "attachment": attachment,
                "listing": listing,
                "panel": panel,
                "url": f"{panel.url}{attachment.pk}",
            },
        )

    @require_POST
    def remove(request: Request, *, attachment_id: int, **captured: Any) -> HttpResponseBase:
        panel = panel_of(request, **captured)
        attachment = get_object_or_404(panel.folder.attachments.live(), pk=attachment_id)
        if not panel.editable:
            return _closed()
        try:
            folders.remove(attachment, now=request.now)
        except FileRefused as error:
            return _closed(error.sentence)
        if "HX-Request" in request.headers:
            return _fragment(request, panel)
        messages.success(request, f"“{attachment.name}”已移除。")
        return redirect(panel.page_url)

    return [
        path("", declare(collection)),
        path("<uuid:upload_id>", declare(upload)),
        path("<int:attachment_id>", declare(download)),
        path("<int:attachment_id>/contents", declare(contents)),
        path("<int:attachment_id>/remove", declare(remove)),
    ]


def _attachment(panel: Panel, attachment_id: int) -> Attachment:
    """A live attachment, or one that a submitted version names although it was removed afterwards."""
    attachments = panel.folder.attachments.select_related("blob")
    readable = attachments.live() | attachments.filter(submitted_at__isnull=False)
    return get_object_or_404(readable, pk=attachment_id)


def _fragment(request: Request, panel: Panel) -> HttpResponse:
    return render(
        request, "documents/_panel.html" if panel.editable else "documents/_list.html", {"panel": panel}
    )


def _closed(sentence: str = "现在不能更改电子件。请刷新页面查看最新状态。") -> HttpResponse:
    return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
