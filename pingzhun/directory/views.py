from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pingzhun.accounts import entering
from pingzhun.base import access
from pingzhun.directory import services
from pingzhun.directory.forms import DutiesForm, NewMemberForm
from pingzhun.directory.http import Request
from pingzhun.directory.middleware import CAPACITY_IN_USE
from pingzhun.directory.models import Member, Organisation
from pingzhun.flow.guards import Refused

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@access.signed_in
@get_or_post
def role(request: Request) -> HttpResponse:
    """选择角色: which of the organisation's capacities to act in; whoever has no choice is sent on."""
    capacities = request.actor.capacities
    if request.method == "POST":
        chosen = next((each for each in capacities if str(each.pk) == request.POST.get("capacity")), None)
        if chosen is None:
            raise PermissionDenied("本单位没有这个角色，或已被收回。")
        request.session[CAPACITY_IN_USE] = chosen.pk
        return redirect(entering.following(request) or settings.LOGIN_REDIRECT_URL)
    if len(capacities) < 2:
        return redirect(entering.following(request) or settings.LOGIN_REDIRECT_URL)
    context = {"capacities": capacities, "next": request.GET.get("next", "")}
    return render(request, "directory/role.html", context)


@access.member
@require_GET
def organisation(request: Request) -> HttpResponse:
    """单位信息: what the directory holds of the organisation of the person who looks."""
    own = get_object_or_404(
        Organisation.objects.select_related("jurisdiction"), pk=request.actor.organisation_id
    )
    context = {
        "organisation": own,
        "capacities": own.capacities.select_related("jurisdiction").prefetch_related("categories"),
        "scopes": own.service_scopes.held().select_related("service_type__parent"),
        "qualifications": own.qualifications.held().select_related("type"),
        "people": own.people.held(),
        "suspensions": own.suspensions.select_related("imposed_by"),
        "now": request.now,
        "today": localdate(request.now),
    }
    return render(request, "directory/organisation.html", context)


def _managed(request: Request) -> Organisation:
    """The organisation whose users the person manages. Raises PermissionDenied."""
    member = request.actor.member
    if member is None or not member.is_manager:
        raise PermissionDenied("只有本单位的单位管理员可以管理用户。")
    return member.organisation


def _member(request: Request, pk: int) -> Member:
    """A member of the organisation; another organisation's is not there."""
    return get_object_or_404(_managed(request).members.select_related("user", "organisation"), pk=pk)


@access.member
@require_GET
def members(request: Request) -> HttpResponse:
    """用户管理."""
    rows = _managed(request).members.select_related("user").order_by("-is_active", "user__username")
    return render(request, "directory/members.html", {"members": rows})


@access.member
@sensitive_post_parameters()
@get_or_post
def member_add(request: Request) -> HttpResponse:
    own = _managed(request)
    form = NewMemberForm(request.POST or None, initial={"duties": ["can_file"]})
    if form.is_valid():
        data = form.cleaned_data
        try:
            member = services.add_member(
                organisation=own,
                username=data["username"],
                name=data["name"],
                mobile=data["mobile"],
                duties=data["duties"],
                initial_password=data["password"],
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"已增加用户 {member.user}。请将账号和初始密码告知本人，首次登录须修改密码。"
            )
            return redirect("directory:members")
    return render(request, "directory/member_add.html", {"form": form})


@access.member
@get_or_post
def member_duties(request: Request, pk: int) -> HttpResponse:
    member = _member(request, pk)
    held = [duty for duty in services.DUTIES if getattr(member, duty)]
    form = DutiesForm(request.POST if request.method == "POST" else None, initial={"duties": held})
    if form.is_valid():
        try:
            services.set_duties(member=member, duties=form.cleaned_data["duties"], now=request.now)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已保存 {member.user.name} 的职责。")
            return redirect("directory:members")
    return render(request, "directory/member_duties.html", {"form": form, "member": member})


@access.member
@require_POST
def member_stop(request: Request, pk: int) -> HttpResponse:
    member = _member(request, pk)
    try:
        services.deactivate_member(member=member, now=request.now)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已停用 {member.user.name}，其登录已全部退出。")
    return redirect("directory:members")


@access.member
@require_POST
def member_resume(request: Request, pk: int) -> HttpResponse:
    member = _member(request, pk)
    services.reactivate_member(member=member, now=request.now)
    messages.success(request, f"已启用 {member.user.name}。")
    return redirect("directory:members")
