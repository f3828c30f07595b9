"""Every URL of the site. A view that declares no access is refused by `directory.middleware`."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("pingzhun.portal.urls")),
    path("notices/", include("pingzhun.notices.urls")),
    path("verify/", include("pingzhun.documents.urls")),
    path("api/v1/", include("pingzhun.api.urls")),
    path("account/", include("pingzhun.accounts.urls")),
    path("console/", include("pingzhun.console.urls")),
    path("", include("pingzhun.certificates.urls")),
    path("console/organisation/", include("pingzhun.directory.urls")),
    path("console/messages/", include("pingzhun.messages.urls")),
    path("console/sealing/", include("pingzhun.sealing.urls")),
    path("console/tendering/", include("pingzhun.markets.tendering.urls")),
    path("console/", include("pingzhun.filings.urls")),
]

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns += staticfiles_urlpatterns()  # type: ignore[arg-type]

handler400 = "pingzhun.api.refusals.bad_request"
