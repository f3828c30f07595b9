"""企业CA管理, for the manager of an organisation; and the operator's way to let people in again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pingzhun.accounts.models import User
from pingzhun.base import access
from pingzhun.certificates import requirement, services
from pingzhun.certificates.forms import HolderForm, ReasonForm, first_error
from pingzhun.certificates.models import Certificate, Purpose, Requirement, Rule
from pingzhun.certificates.views import signed
from pingzhun.directory.http import Request
from pingzhun.directory.models import Organisation
from pingzhun.flow.guards import Refused

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _managed(request: Request) -> Organisation:
    """The organisation whose certificates the person manages. Raises PermissionDenied."""
    member = request.actor.member
    if member is None or not member.is_manager:
        raise PermissionDenied("只有本单位的单位管理员可以管理企业CA。")
    return member.organisation


def _bound(request: Request, pk: int) -> Certificate:
    """A certificate of the organisation; another's is not there, nor one that was taken off."""
    rows = Certificate.objects.bound().select_related("organisation", "user")
    return get_object_or_404(rows.filter(organisation=_managed(request)), pk=pk)


def _chosen(form: HolderForm) -> User | None:
    member = form.cleaned_data["user"]
    return member.user if member else None


@access.member
@require_GET
def certificates(request: Request) -> HttpResponse:
    own = _managed(request)
    rows = list(Certificate.objects.filter(organisation=own).select_related("user", "unbound_by"))
    bound = [each for each in rows if each.unbound_at is None]
    context = {
        "bound": services.verdicts_on(bound, now=request.now),
        "unbound": [each for each in rows if each.unbound_at],
        "requirement": requirement.requirement_of(own),
        "seals": requirement.requirement_of(own, Rule.SEALS),
        "without": requirement.without_certificate(own, now=request.now),
    }
    return render(request, "certificates/certificates.html", context)


@access.member
@never_cache
@get_or_post
def add(request: Request) -> HttpResponse:
    """新增锁: the page signs a challenge by the key, and may assign it at once."""
    own = _managed(request)
    if request.method != "POST":
        form = HolderForm(organisation=own, initial={"user": request.actor.member})
        return render(request, "certificates/add.html", {"form": form})
    form = HolderForm(request.POST, organisation=own)
    try:
        if not form.is_valid():
            raise Refused(first_error(form))
        certificate = services.bind(
            organisation=own,
            chain=signed.proved(request, Purpose.BIND),
            user=_chosen(form),
            by=request.user,
            now=request.now,
        )
    except Refused as error:
        return signed.refused(error)
    to = f"已分配给 {certificate.user}" if certificate.user else "尚未分配"
    messages.success(request, f"已绑定“{certificate.holder}”，{to}。")
    return JsonResponse({"to": reverse("certificates:certificates")})


@access.member
@never_cache
@require_POST
def bind_challenge(request: Request) -> JsonResponse:
    _managed(request)
    return signed.ask(request, Purpose.BIND)


@access.member
@get_or_post
def assign(request: Request, pk: int) -> HttpResponse:
    certificate = _bound(request, pk)
    held = certificate.organisation.members.filter(user=certificate.user).first()
    form = HolderForm(
        request.POST if request.method == "POST" else None,
        organisation=certificate.organisation,
        initial={"user": held},
    )
    if form.is_valid():
        try:
            services.assign(certificate=certificate, user=_chosen(form), by=request.user, now=request.now)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已保存“{certificate.holder}”的分配。")
            return redirect("certificates:certificates")
    return render(request, "certificates/assign.html", {"form": form, "certificate": certificate})


@access.member
@get_or_post
def unbind(request: Request, pk: int) -> HttpResponse:
    certificate = _bound(request, pk)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.unbind(
                certificate=certificate, reason=form.cleaned_data["reason"], by=request.user, now=request.now
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已解除“{certificate.holder}”。")
            return redirect("certificates:certificates")
    return render(request, "certificates/unbind.html", {"form": form, "certificate": certificate})


SAID = {
    Rule.LOGIN: "已开启：本单位用户今后只能用证书登录。",
    Rule.SEALS: "已开启：本单位的公告今后须盖章才能提交。",
}


def _rule(value: str | None) -> Rule:
    """The one that a page names, the log-in where it names none. Raises Http404."""
    try:
        return Rule(value or Rule.LOGIN)
    except ValueError:
        raise Http404 from None


@access.member
@require_POST
def require(request: Request) -> HttpResponse:
    rule = _rule(request.POST.get("rule"))
    try:
        requirement.require(organisation=_managed(request), by=request.user, now=request.now, rule=rule)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, SAID[rule])
    return redirect("certificates:certificates")


@access.member
@get_or_post
def lift(request: Request) -> HttpResponse:
    rule = _rule(request.GET.get("rule"))
    row = get_object_or_404(Requirement, organisation=_managed(request), rule=rule, lifted_at=None)
    return _lift(request, row, back="certificates:certificates")


@access.operator
@require_GET
def requirements(request: Request) -> HttpResponse:
    """For the operator: what organisations demand of their users, and the way out where nobody can meet it."""
    rows = Requirement.objects.filter(lifted_at=None).select_related("organisation", "required_by")
    return render(request, "certificates/requirements.html", {"requirements": rows})


@access.operator
@get_or_post
def lift_requirement(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(Requirement.objects.select_related("organisation"), pk=pk, lifted_at=None)
    return _lift(request, row, back="certificates:requirements")


def _lift(request: Request, row: Requirement, *, back: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            requirement.lift(
                requirement=row, reason=form.cleaned_data["reason"], by=request.user, now=request.now
            )
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"已解除“{row.organisation}”的要求：{row.get_rule_display()}。")
        return redirect(back)
    return render(
        request, "certificates/lift.html", {"form": form, "requirement": row, "back": reverse(back)}
    )
