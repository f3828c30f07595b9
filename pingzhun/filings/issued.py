"""A sealed deed on the 验真 page."""

from hashlib import sha256

from django.http import HttpRequest

from pingzhun.documents.issued import Issued, IssuedKind, kinds
from pingzhun.filings.course import FilingState
from pingzhun.filings.deeds import latest_file, submitted
from pingzhun.filings.desks import desk
from pingzhun.filings.models import Deed


def find(number: str, request: HttpRequest) -> Issued | None:
    """A deed that was submitted; its file is public once it is in force, unless its desk keeps it to who may have it."""
    deeds = Deed.objects.select_related("filing__organisation", "text__blob")
    deed = deeds.filter(number=number, submission__isnull=False).first()
    spec = desk(deed.filing.desk).deed if deed else None
    if deed is None or spec is None:
        return None
    in_force = deed.filing.state == FilingState.APPROVED and submitted(deed.filing) == deed
    return Issued(
        number=number,
        title=spec.title,
        issuer=deed.filing.organisation.name if deed.filing.organisation else "",
        issued_at=deed.created_at,
        sha256=latest_file(deed).blob.sha256 if in_force and spec.public else "",
        known_as=lambda pdf: known_as(deed, pdf),
        file=latest_file(deed) if in_force and spec.public else None,
        url=spec.page(deed) if spec.page and in_force else "",
        link_title=f"查看{spec.title}",
        warning="" if in_force else "这份文书尚未由各方盖章并审核通过，或已被新的版本取代，目前没有生效。",
    )


def known_as(deed: Deed, pdf: bytes) -> str | None:
    """Which stage of the deed these bytes are."""
    digest = sha256(pdf).hexdigest()
    places = list(deed.places.select_related("attachment__blob", "organisation"))
    sealed: list[str] = []
    for place in places:
        if place.attachment is None:
            break
        sealed.append(place.organisation.name)
        if place.attachment.blob.sha256 == digest:
            if len(places) == 1:
                return f"{sealed[0]}盖章的文件"
            whole = "各方均已盖章" if len(sealed) == len(places) else "尚缺其他各方的印章"
            return f"{'、'.join(sealed)}盖章的文件，{whole}"
    return "盖章之前的文本" if deed.sha256 == digest else None


kinds.register(IssuedKind("filings.deeds", find))
