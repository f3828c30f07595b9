"""Every URL of the site. A view that declares no access is refused by `directory.middleware`."""

from django.apps import apps
from django.conf import settings
from django.urls import URLResolver, include, path
from django.utils.module_loading import module_has_submodule


def pages_of_markets() -> list[URLResolver]:
    """What a market has besides its desks, lists and overviews: its `urls`, under its own name."""
    return [
        path(f"console/{config.label}/", include(f"{config.name}.urls"))
        for config in apps.get_app_configs()
        if config.name.startswith("pingzhun.markets.") and module_has_submodule(config.module, "urls")
    ]


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
    *pages_of_markets(),
    path("console/", include("pingzhun.filings.urls")),
]

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns += staticfiles_urlpatterns()  # type: ignore[arg-type]

handler400 = "pingzhun.api.refusals.bad_request"
