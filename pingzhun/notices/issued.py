"""A notice on the 验真 page."""

from django.http import HttpRequest

from pingzhun.documents.issued import Issued, IssuedKind, check_url, kinds
from pingzhun.documents.seals import platform
from pingzhun.notices.models import Notice
from pingzhun.notices.pdf import notice_pdf
from pingzhun.notices.sealed import sealed_file


def find(number: str, request: HttpRequest) -> Issued | None:
    notice = (
        Notice.objects.select_related("corrected_by", "case", "deed__text__blob")
        .filter(number=number)
        .first()
    )
    if notice is None:
        return None
    later = getattr(notice, "corrected_by", None)
    sealed = sealed_file(notice)
    known_as = platform.known(
        lambda: notice_pdf(notice, url=check_url(request, number)), "平台发布的公告", number=number
    )
    return Issued(
        number=number,
        title=notice.title,
        issuer=notice.publisher,
        issued_at=notice.published_at,
        sha256=notice.sha256,
        known_as=known_as,
        file=sealed,
        url=notice.get_absolute_url(),
        link_title="查看公告",
        warning=f"此公告已被 {later.number} 更正，请以更正后的公告为准。" if later else "",
    )


kinds.register(IssuedKind("notices", find))
