"""环境检测 and 证书检测: for everybody, before anything is at stake."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now as real_now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.certificates import reading, trust
from pingzhun.certificates.forms import ChainField, first_error
from pingzhun.certificates.models import Authority, Certificate


@access.public
@never_cache
@require_GET
def environment(request: Request) -> HttpResponse:
    """The browser's clock is compared with the real one of the server: it is the real one that certificates go by."""
    return render(request, "certificates/environment.html", {"real_now": real_now()})


class ChainForm(forms.Form):
    chain = ChainField()


@access.public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: Request) -> HttpResponse:
    """The page, or for a chain that is posted, the fragment that says what it is and what we think of it."""
    if request.method != "POST":
        authorities = Authority.objects.filter(is_active=True)
        return render(request, "certificates/check.html", {"authorities": authorities})
    form = ChainForm(request.POST)
    if not form.is_valid():
        return render(request, "certificates/_verdict.html", {"refused": first_error(form)})
    chain = form.cleaned_data["chain"]
    leaf = chain[0]
    context = {
        "verdict": trust.judge(chain, now=request.now),
        "holder": reading.holder(leaf),
        "organisation": reading.organisation_name(leaf),
        "credit_codes": sorted(reading.credit_codes(leaf)),
        "issuer": reading.common_name(leaf.issuer),
        "serial": reading.serial(leaf),
        "key_kind": reading.key_kind(leaf),
        "valid_from": leaf.not_valid_before_utc,
        "valid_until": leaf.not_valid_after_utc,
        "is_bound": Certificate.objects.bound().filter(fingerprint=reading.fingerprint(leaf)).exists(),
    }
    return render(request, "certificates/_verdict.html", context)
