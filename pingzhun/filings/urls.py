"""The URLs of every desk, worklist and overview, made from their declarations."""

from collections.abc import Callable
from functools import partial, update_wrapper
from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from pingzhun.base import access
from pingzhun.documents.endpoints import attachment_urls
from pingzhun.filings import deed_views, overview_views, review_views, views
from pingzhun.filings.desks import Desk, Overview, Worklist, desks, overviews, worklists

app_name = "desks"


def _bound(view: Any, may: Callable[[Any], Any], **item: Any) -> Callable[..., Any]:
    """The view of one desk or worklist, with its declared access."""
    bound: Callable[..., Any] = may(update_wrapper(partial(view, **item), view))
    return bound


def desk_urls(desk: Desk) -> URLResolver:
    """Filing is for the capacity that files; deciding for those that review; opening a filing is decided by the filing."""
    filers = [kind.key for kind in desk.filers]
    filer = access.capacity(*filers) if filers else access.signed_in
    anybody = access.member if filers else access.signed_in
    reviewers = [reviewer.kind.key for reviewer in desk.reviewed_by]
    routes = [
        ("", "list", views.filing_list, filer),
        ("choose/", "choose", views.choose, filer),
        ("begin/", "begin", views.begin, filer),
        ("<int:pk>/", "page", views.page, anybody),
        ("<int:pk>/print/", "print", views.print_page, anybody),
        ("<int:pk>/receipt.pdf", "receipt", views.receipt, anybody),
        ("<int:pk>/draft/", "autosave", views.autosave, filer),
        ("<int:pk>/withdraw/", "withdraw", views.withdraw, filer),
        ("<int:pk>/discard/", "discard", views.discard, filer),
        ("<int:pk>/remind/", "remind", views.remind, filer),
    ]
    if desk.discards_in_batch:
        routes.append(("discard/", "discard_ticked", views.discard_ticked, filer))
    if reviewers:
        routes += [
            ("reviews/", "reviews", review_views.review_list, access.capacity(*reviewers)),
            ("reviews/batch/", "batch", review_views.review_batch, access.capacity(*reviewers)),
            ("<int:pk>/review/", "review", review_views.review, access.capacity(*reviewers)),
        ]
    urls: list[URLPattern | URLResolver] = [
        path(route, _bound(view, may, desk=desk), name=f"{desk.key}.{verb}")
        for route, verb, view, may in routes
    ]
    if desk.deed:
        sealers = [reviewer.kind.key for reviewer in desk.deed.countersigned_by]
        parties = access.capacity(*filers, *sealers)
        for route, verb, view, may in (
            ("<int:pk>/deed/<int:deed_pk>.pdf", "deed", deed_views.file, anybody),
            ("<int:pk>/deed/prepare/", "prepare_seal", deed_views.prepare, parties),
            ("<int:pk>/deed/affix/", "affix_seal", deed_views.affix, parties),
        ):
            urls.append(path(route, _bound(view, may, desk=desk), name=f"{desk.key}.{verb}"))
    if desk.slots:
        files = attachment_urls(partial(views.panel_of, desk=desk), declare=anybody)
        urls.append(path("<int:pk>/files/", include(files)))
    return path(f"{desk.key.replace('.', '/')}/", include(urls))


def worklist_url(worklist: Worklist) -> URLPattern:
    view = _bound(views.worklist, access.capacity(*(kind.key for kind in worklist.kinds)), worklist=worklist)
    return path(f"{worklist.key.replace('.', '/')}/", view, name=worklist.key)


def overview_url(overview: Overview) -> URLPattern:
    may = access.signed_in if overview.personal else access.capacity(*(kind.key for kind in overview.kinds))
    view = _bound(overview_views.overview, may, overview=overview)
    return path(f"{overview.key.replace('.', '/')}/", view, name=overview.key)


urlpatterns: list[URLPattern | URLResolver] = [
    *(desk_urls(each) for each in desks()),
    *(worklist_url(each) for each in worklists()),
    *(overview_url(each) for each in overviews()),
]
