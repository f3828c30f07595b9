"""What the case page shows of a lot's 招标文件, 澄清 and 询问: to participants, and to those who may see the filings."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse

from pingzhun.directory.actors import Actor
from pingzhun.filings import queries
from pingzhun.filings.desks import desk_of
from pingzhun.markets.tendering import documents
from pingzhun.markets.tendering.capacities import SUPPLIER
from pingzhun.markets.tendering.desks.documents import TenderDocumentDesk
from pingzhun.markets.tendering.models import Clarification, EnquiryAnswer, Lot


@dataclass(frozen=True)
class ShelfFile:
    name: str
    what: str
    url: str


@dataclass(frozen=True)
class Asked:
    question: str
    asked_at: datetime
    reply: EnquiryAnswer | None
    is_mine: bool


def shelf_of(lot: Lot, actor: Actor) -> dict[str, Any]:
    """Nothing of it to who has not got the document; who has got it, to nobody before the opening."""
    if lot.document_id is None:
        return {}
    if actor.kind == SUPPLIER.key:
        return _for_participant(lot, actor) if documents.participation_of(lot, actor) else {}
    seen = queries.visible(actor, at=desk_of(TenderDocumentDesk)).filter(pk=lot.document_id).exists()
    if not seen:
        return {}
    known = documents.participations(lot) if documents.participants_are_known(lot) else ()
    return {
        "document": lot.document,
        "participants": known
        and known.select_related("organisation").annotate(downloaded_at=Max("downloads__downloaded_at")),
    }


def _for_participant(lot: Lot, actor: Actor) -> dict[str, Any]:
    clarified = {each.pk: each for each in documents.clarifications(lot)}
    asked = list(documents.enquiries_for(lot, actor))
    return {
        "document": lot.document,
        "files": [
            ShelfFile(
                each.name,
                _what(
                    clarified.get(each.folder.filing.pk), is_document=each.folder.filing.pk == lot.document_id
                ),
                reverse("tendering:file", args=[lot.pk, each.pk]),
            )
            for each in documents.files_for(lot, actor)
        ],
        "enquiries": [
            Asked(
                each.question,
                each.submitted_at,
                reply=getattr(each, "answer", None),
                is_mine=each.organisation_id == actor.organisation_id,
            )
            for each in asked
        ],
    }


def _what(clarification: Clarification | None, *, is_document: bool) -> str:
    if clarification is not None:
        return clarification.title
    return "招标文件附件" if is_document else "询问答复附件"
