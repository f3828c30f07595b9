"""CA登录."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pingzhun.accounts import entering
from pingzhun.accounts.http import Request
from pingzhun.base import access
from pingzhun.certificates import demo, reading, tls
from pingzhun.certificates import login as logins
from pingzhun.certificates.models import Purpose
from pingzhun.certificates.views import signed
from pingzhun.flow.guards import Refused


@access.public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: Request) -> HttpResponse:
    if request.method == "POST":
        try:
            user = logins.user_of(signed.proved(request, Purpose.LOGIN), now=request.now)
        except Refused as error:
            return signed.refused(error)
        return JsonResponse({"to": entering.admit(request, user)})
    if request.user.is_authenticated:
        return redirect(entering.onward(entering.ROLE_PAGE, request))
    shown = tls.client_certificate(request)
    context = {
        "next": entering.following(request),
        "shown": reading.holder(shown) if shown else "",
        "key_files": demo.key_files(demo.site_directory()) if settings.DEMO else (),
        "key_password": demo.PASSWORD,
    }
    return render(request, "certificates/login.html", context)


@access.public
@never_cache
@require_POST
def login_challenge(request: Request) -> JsonResponse:
    return signed.ask(request, Purpose.LOGIN)


@access.public
@never_cache
@require_POST
def login_by_proxy(request: Request) -> HttpResponse:
    """With the certificate that the browser has shown to the proxy: its TLS handshake is the proof of possession."""
    certificate = tls.client_certificate(request)
    if certificate is None:
        messages.error(request, "浏览器没有出示证书，请选择证书文件登录。")
        return redirect(entering.onward("certificates:login", request))
    try:
        user = logins.user_of([certificate], now=request.now)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(entering.onward("certificates:login", request))
    return redirect(entering.admit(request, user))


@access.public
@require_GET
def demo_key_file(request: Request, file: str) -> FileResponse:
    """A key file of the demo's authority, whose password is public."""
    names = {each.file for each in demo.key_files(demo.site_directory())} if settings.DEMO else set()
    if file not in names:
        raise Http404
    return FileResponse((demo.site_directory() / file).open("rb"), as_attachment=True, filename=file)
