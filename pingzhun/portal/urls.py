from django.urls import path

from pingzhun.portal.views import draws, home, ledger, organisations, rules
from pingzhun.portal.views import help as help_pages

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", home.search, name="search"),
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/<slug:credit_code>/", organisations.detail, name="organisation"),
    path("policies/", rules.policies, name="policies"),
    path("calendar/", rules.calendar, name="calendar"),
    path("ledger/", ledger.index, name="ledger"),
    path("ledger/head.json", ledger.head, name="ledger_head"),
    path("ledger/consistency.json", ledger.consistency, name="ledger_consistency"),
    path("ledger/verify_ledger.py", ledger.verifier, name="ledger_verifier"),
    path("ledger/<int:pk>/", ledger.entry, name="ledger_entry"),
    path("ledger/<int:pk>/proof.json", ledger.proof, name="ledger_proof"),
    path("draws/", draws.index, name="draws"),
    path("draws/recompute.py", draws.script, name="draw_script"),
    path("draws/<int:pk>/", draws.draw, name="draw"),
    path("draws/<int:pk>.json", draws.data, name="draw_data"),
    path("help/", help_pages.index, name="help"),
    path("help/<slug:slug>/", help_pages.page, name="help_page"),
]
