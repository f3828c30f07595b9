"""Files of 招标文件 and what follows it: for those that may see the filing, and for suppliers that have got the document."""

from hashlib import sha256

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from pingzhun.base import access
from pingzhun.directory.http import Request
from pingzhun.documents.issued import check_url
from pingzhun.documents.seals import platform
from pingzhun.documents.serving import serve
from pingzhun.filings import deeds, queries
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import desk_of
from pingzhun.markets.tendering import documents, tender_document
from pingzhun.markets.tendering.capacities import AGENT, SUPPLIER
from pingzhun.markets.tendering.desks.documents import TenderDocumentDesk
from pingzhun.markets.tendering.models import Enquiry, Lot, Participation, TenderDocument


@access.any_capacity
@require_safe
def document(request: Request, pk: int) -> HttpResponseBase:
    """The 招标文件 under the seal of its agent, or else of the platform. What a participant downloads is recorded."""
    found = get_object_or_404(TenderDocument, pk=pk, state=FilingState.APPROVED)
    participation = _participation(request, found.about) if found.about.document_id == pk else None
    at = desk_of(TenderDocumentDesk)
    if participation is None and not queries.visible(request.actor, at=at).filter(pk=pk).exists():
        raise Http404
    deed = deeds.submitted(found)
    if deed is not None:
        attachment = deeds.latest_file(deed)
        _record(request, participation, name=attachment.name, sha256=attachment.blob.sha256)
        return serve(attachment, inline=True, request=request)
    number = tender_document.number_of(found)
    pdf = tender_document.pdf_of(found, url=check_url(request, number))
    pdf = platform.sealed(pdf, number=number, title=tender_document.TITLE, now=request.now)
    _record(request, participation, name=f"{tender_document.TITLE}.pdf", sha256=sha256(pdf).hexdigest())
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    response["Cache-Control"] = "private, no-cache"
    return response


@access.capacity(SUPPLIER.key)
@require_safe
def file(request: Request, pk: int, attachment_id: int) -> HttpResponseBase:
    """A file of the document, of a clarification, or of an answer, for a participant of the lot."""
    lot = get_object_or_404(Lot, pk=pk)
    participation = _participation(request, lot)
    if participation is None:
        raise Http404
    attachment = get_object_or_404(documents.files_for(lot, request.actor), pk=attachment_id)
    _record(request, participation, name=attachment.name, sha256=attachment.blob.sha256)
    return serve(attachment, request=request)


@access.capacity(AGENT.key)
@require_safe
def enquiry_file(request: Request, pk: int, attachment_id: int) -> HttpResponseBase:
    """What a supplier attached to a question, for the agent that answers it."""
    asked = Enquiry.objects.filter(
        case__lot__tender__agent=request.actor.organisation_id, state=FilingState.APPROVED
    )
    enquiry = get_object_or_404(asked, pk=pk)
    return serve(
        get_object_or_404(documents.submitted_files([enquiry.pk]), pk=attachment_id), request=request
    )


def _participation(request: Request, lot: Lot) -> Participation | None:
    if request.actor.kind != SUPPLIER.key:
        return None
    return documents.participation_of(lot, request.actor)


def _record(request: Request, participation: Participation | None, *, name: str, sha256: str) -> None:
    if participation is not None and request.method == "GET":
        documents.record_download(participation, name=name, sha256=sha256, now=request.now)
