"""The public pages of notices."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.safestring import mark_safe
from django.views.decorators.http import conditional_page, require_safe

from pingzhun import ledger
from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.base.typeset import qr_svg
from pingzhun.documents.issued import check_url
from pingzhun.documents.seals import platform
from pingzhun.documents.serving import serve
from pingzhun.notices import listing
from pingzhun.notices.forms import NoticeFilter
from pingzhun.notices.kept import kept, next_closing
from pingzhun.notices.models import Notice
from pingzhun.notices.pdf import notice_pdf
from pingzhun.notices.publication import Change, changes, content
from pingzhun.notices.publication import chain as chain_of
from pingzhun.notices.sealed import sealed_file
from pingzhun.notices.search import MOST_COUNTED, NOTHING, page, terms
from pingzhun.ui.components import Crumb

LIST = Crumb("公告", "/notices/")
FEED_SIZE = 50
SIBLINGS = 20
A_DAY = 24 * 3600


@access.public
@require_safe
@kept
def index(request: Request) -> tuple[HttpResponse, datetime | None]:
    """The list with its search and filters."""
    form = NoticeFilter(request.GET)
    found = form.found(now=request.now) if form.is_valid() else NOTHING
    words = terms(form.cleaned_data["q"]) if form.is_valid() else []
    try:
        shown = page(listing.for_lines(found.rows, words=words), cursor=request.GET.get("cursor"))
    except ValueError:
        raise Http404("没有这一页。") from None
    query = request.GET.copy()
    query.pop("cursor", None)
    total = found.total
    response = render(
        request,
        "notices/index.html",
        {
            "crumbs": [Crumb("首页", "/"), Crumb("公告")],
            "form": form,
            "lines": listing.lines(shown.rows, now=request.now, words=words),
            "page": shown,
            "query": query.urlencode(),
            "total": min(total, MOST_COUNTED),
            "capped": total > MOST_COUNTED,
        },
    )
    # Which of the others are open is not known here.
    until = None if request.GET.get("open") else next_closing(shown.rows, now=request.now)
    return response, until


@access.public
@require_safe
def feed(request: Request) -> HttpResponse:
    """The newest notices that pass the same filters, as Atom."""
    form = NoticeFilter(request.GET)
    if not form.is_valid():
        raise Http404("筛选条件有误。")
    rows = list(listing.for_lines(form.found(now=request.now).rows)[:FEED_SIZE])
    atom = Atom1Feed(
        title="平准 · 公告",
        link=request.build_absolute_uri(reverse("notices:index")),
        feed_url=request.build_absolute_uri(),
        description="最新公告",
        language="zh-CN",
    )
    for line in listing.lines(rows, now=request.now):
        link = request.build_absolute_uri(line.url)
        atom.add_item(
            title=line.notice.title,
            link=link,
            unique_id=link,
            description=f"{line.kind} {line.notice.number}",
            author_name=line.notice.publisher,
            pubdate=line.notice.published_at,
            updateddate=line.notice.published_at,
            categories=[line.kind],
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@dataclass(frozen=True)
class Revision:
    """A step of a notice's history of corrections."""

    notice: Notice
    corrected: Notice

    @property
    def changes(self) -> list[Change]:
        return changes(self.corrected, self.notice)


@access.public
@require_safe
@conditional_page
@kept
def detail(request: Request, number: str) -> tuple[HttpResponse, datetime | None]:
    """A notice with its attachments, its history of corrections and what else was published of the project."""
    notice = _notice(number)
    history = chain_of(notice)
    entry = next(iter(ledger.find(f"notice/{number}")), None)
    siblings = _siblings(notice)
    state, tone = listing.state_of(notice, now=request.now)
    response = render(
        request,
        "notices/detail.html",
        {
            "crumbs": [Crumb("首页", "/"), LIST, Crumb(notice.number)],
            "notice": notice,
            "state": state,
            "tone": tone,
            "newest": history[-1] if history[-1] != notice else None,
            "revisions": [Revision(later, before) for before, later in reversed(list(pairwise(history)))],
            "original": history[0],
            "siblings": listing.lines(siblings, now=request.now),
            "call": _call(notice, now=request.now),
            "entry": entry,
            "placed": entry is not None and entry.position is not None,
            "deed": notice.deed,
        },
    )
    patch_cache_control(response, no_cache=True)
    response["Last-Modified"] = http_date(_changed_at(notice, [*history, *siblings], request.now).timestamp())
    placed = entry is not None and entry.position is not None
    return response, next_closing([notice, *siblings], now=request.now) if placed else None


def _siblings(notice: Notice) -> list[Notice]:
    if notice.case_id is None:
        return []
    others = Notice.objects.filter(case=notice.case_id).exclude(pk=notice.pk)
    return list(listing.for_lines(others)[:SIBLINGS])


def _call(notice: Notice, *, now: datetime) -> dict[str, str] | None:
    call = notice.kind_entry.call
    return {"title": call.title, "url": call.url(notice)} if call and notice.is_open(now) else None


def _changed_at(notice: Notice, shown: list[Notice], now: datetime) -> datetime:
    """When the page last began to look as it does: a publication on it, or the passing of its closing time."""
    closed = [notice.closes_at] if notice.closes_at and notice.closes_at <= now else []
    return max([*(other.published_at for other in shown), *closed])


@access.public
@require_safe
def print_view(request: Request, number: str) -> HttpResponse:
    notice = _notice(number)
    url = request.build_absolute_uri(notice.get_absolute_url())
    return render(
        request,
        "notices/print.html",
        {"notice": notice, "url": url, "qr": mark_safe(qr_svg(url))},  # noqa: S308 -- drawn by us
    )


@access.public
@require_safe
@conditional_page
def pdf(request: Request, number: str) -> HttpResponseBase:
    """What the publisher sealed; where it did not, the notice as it was published, under the platform's own seal."""
    notice = _notice(number)
    if sealed := sealed_file(notice):
        return serve(sealed, inline=True, request=request)
    pdf = notice_pdf(notice, url=check_url(request, notice.number))
    pdf = platform.sealed(pdf, number=notice.number, title=notice.kind_title, now=request.now)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{notice.number}.pdf"'
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@access.public
@require_safe
@conditional_page
def text(request: Request, number: str) -> HttpResponse:
    """The very bytes whose SHA-256 is printed on the notice and stands in the ledger."""
    response = HttpResponse(content(_notice(number)), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{number}.json"'
    patch_cache_control(response, public=True, max_age=A_DAY)
    return response


@access.public
@require_safe
def attachment(request: Request, number: str, pk: int) -> HttpResponseBase:
    for file in _notice(number).attachments:
        if file.pk == pk:
            return serve(file, request=request)
    raise Http404("该公告没有这个附件。")


def _notice(number: str) -> Notice:
    joined = Notice.objects.select_related(
        "case", "organisation", "jurisdiction", "folder", "corrects", "corrected_by", "deed__text__blob"
    )
    return get_object_or_404(joined, number=number)
