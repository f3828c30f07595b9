from datetime import datetime
from typing import Any

from axes.models import AccessLog
from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pingzhun.accounts import codes, entering, lockout, proof, services, two_factor
from pingzhun.accounts.entering import BACKEND, ROLE_PAGE
from pingzhun.accounts.forms import (
    AccountOwnerForm,
    CurrentPasswordForm,
    LoginForm,
    MobileForm,
    PasswordChangeForm,
    PasswordResetForm,
    RegistrationForm,
    SecondStepForm,
)
from pingzhun.accounts.http import Request
from pingzhun.accounts.models import DemoAccount, User
from pingzhun.base import access

RESET_OF = "password_reset_of"
NEW_KEY = "two_factor_key"
TOO_MANY_REQUESTS = 429
NOT_PROVED = "安全校验尚未完成或已过期，请稍候再试。"
RECENT_LOGINS = 8

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@access.public
@never_cache
@sensitive_post_parameters()
@get_or_post
def login(request: Request) -> HttpResponse:
    if request.user.is_authenticated and request.method != "POST":
        return redirect(entering.onward(ROLE_PAGE, request))
    form = LoginForm(request.POST or None, request=request)
    if form.is_valid():
        return redirect(entering.admit(request, form.user))
    context = {
        "form": form,
        "next": entering.following(request),
        "demo_accounts": DemoAccount.objects.select_related("user") if settings.DEMO else (),
    }
    status = TOO_MANY_REQUESTS if form.locked_minutes else 200
    return render(request, "accounts/login.html", context, status=status)


@access.public
@never_cache
@sensitive_post_parameters()
@get_or_post
def second_step(request: Request) -> HttpResponse:
    user = entering.half_way(request)
    if user is None:
        messages.warning(request, "登录已超时，请重新登录。")
        return redirect(entering.onward("accounts:login", request))
    form = SecondStepForm(request.POST or None)
    if form.is_valid():
        try:
            two_factor.verify(user=user, code=form.cleaned_data["code"], now=request.now)
        except two_factor.WrongCode as error:
            form.add_error("code", str(error))
        else:
            return redirect(entering.enter(request, user))
    return render(request, "accounts/second_step.html", {"form": form, "next": entering.following(request)})


@access.public
@require_POST
def logout(request: Request) -> HttpResponse:
    auth.logout(request)
    return redirect(entering.following(request) or settings.LOGOUT_REDIRECT_URL)


@access.public
@never_cache
@require_GET
def proof_challenge(request: Request) -> HttpResponse:
    return JsonResponse(proof.challenge())


@access.public
@never_cache
@sensitive_post_parameters()
@get_or_post
def register(request: Request) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(entering.following(request) or settings.LOGIN_REDIRECT_URL)
    form = RegistrationForm(request.POST or None)
    if form.is_valid() and (user := _open_account(form, now=request.now)):
        auth.login(request, user, backend=BACKEND)
        messages.success(request, f"账号 {user.username} 已注册，请继续填写单位资料。")
        return redirect(entering.following(request) or settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/register.html", {"form": form, "next": entering.following(request)})


def _open_account(form: RegistrationForm, *, now: datetime) -> User | None:
    data = form.cleaned_data
    sms = codes.service()
    try:
        sms.check(data["mobile"], codes.Purpose.REGISTER, data["code"], now=now)
        return services.create_account(
            username=data["username"],
            password=data["password"],
            name=data["name"],
            mobile=data["mobile"],
            email=data["email"],
            now=now,
        )
    except sms.refused as error:
        form.add_error("code", str(error))
    except ValidationError as error:
        form.add_error(None, error)
    return None


@access.public
@require_POST
def register_code(request: Request) -> HttpResponse:
    """Send the code for registration; the fragment beside the button says what became of it."""
    sent, sentence = _send_registration_code(request)
    return render(request, "accounts/_code_status.html", {"sent": sent, "sentence": sentence})


def _send_registration_code(request: Request) -> tuple[bool, str]:
    form = MobileForm(request.POST)
    if not form.is_valid():
        return False, str(form.errors["mobile"][0])
    if not proof.spend(request.POST.get("altcha", ""), now=request.now):
        return False, NOT_PROVED
    mobile = form.cleaned_data["mobile"]
    sms = codes.service()
    try:
        sms.request(mobile, codes.Purpose.REGISTER, now=request.now, ip=lockout.client_address(request))
    except sms.refused as error:
        return False, str(error)
    return True, f"验证码已发送至 {mobile[:3]}****{mobile[-4:]}，请在 10 分钟内填写。"


@access.public
@never_cache
@get_or_post
def password_reset(request: Request) -> HttpResponse:
    """忘记密码. The answer is the same whether or not account and mobile belong together."""
    form = AccountOwnerForm(request.POST or None)
    if form.is_valid():
        if proof.spend(request.POST.get("altcha", ""), now=request.now):
            username, mobile = form.cleaned_data["username"], form.cleaned_data["mobile"]
            _send_reset_code(request, username=username, mobile=mobile)
            request.session[RESET_OF] = {"username": username, "mobile": mobile}
            return redirect("accounts:password_reset_confirm")
        form.add_error(None, NOT_PROVED)
    return render(request, "accounts/password_reset.html", {"form": form})


def _send_reset_code(request: Request, *, username: str, mobile: str) -> None:
    if _owner(username=username, mobile=mobile) is None:
        return
    sms = codes.service()
    try:
        sms.request(mobile, codes.Purpose.RESET_PASSWORD, now=request.now, ip=lockout.client_address(request))
    except sms.refused:
        return  # saying so would tell that the account exists; the next page names the limits to everybody


def _owner(*, username: str, mobile: str) -> User | None:
    return User.objects.named(username).filter(mobile=mobile, is_active=True).first()


@access.public
@never_cache
@sensitive_post_parameters()
@get_or_post
def password_reset_confirm(request: Request) -> HttpResponse:
    asked = request.session.get(RESET_OF)
    if asked is None:
        return redirect("accounts:password_reset")
    form = PasswordResetForm(request.POST or None, username=asked["username"])
    if form.is_valid():
        if user := _proved_owner(asked, code=form.cleaned_data["code"], now=request.now):
            services.change_password(user=user, password=form.cleaned_data["password"])
            del request.session[RESET_OF]
            lockout.forgive(request, user=user)
            messages.success(request, "密码已重置，请用新密码登录。其他设备上的登录已全部退出。")
            return redirect("accounts:login")
        form.add_error("code", "验证码不正确或已失效，请核对后重新输入，或重新获取。")
    return render(request, "accounts/password_reset_confirm.html", {"form": form, "asked": asked})


def _proved_owner(asked: dict[str, str], *, code: str, now: datetime) -> User | None:
    user = _owner(**asked)
    sms = codes.service()
    try:
        sms.check(asked["mobile"], codes.Purpose.RESET_PASSWORD, code, now=now)
    except sms.refused:
        return None
    return user


@access.signed_in
@never_cache
@sensitive_post_parameters()
@get_or_post
def password_change(request: Request) -> HttpResponse:
    form = PasswordChangeForm(request.POST or None, request=request)
    if form.is_valid():
        services.change_password(user=request.user, password=form.cleaned_data["password"])
        auth.update_session_auth_hash(request, request.user)  # this session goes on, under a new key
        messages.success(request, "密码已修改。其他设备上的登录已全部退出。")
        return redirect("accounts:security")
    return render(request, "accounts/password_change.html", {"form": form})


@access.signed_in
@never_cache
@require_GET
def security(request: Request) -> HttpResponse:
    """账号安全."""
    context = {
        "two_factor": two_factor.is_on(request.user),
        "codes_left": two_factor.codes_left(request.user),
        "logins": AccessLog.objects.filter(username=request.user.username)
        .order_by("-attempt_time", "-pk")
        .only("attempt_time", "ip_address", "user_agent")[:RECENT_LOGINS],
    }
    return render(request, "accounts/security.html", context)


class TurnOnForm(CurrentPasswordForm, SecondStepForm):
    field_order = ["current_password", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "验证器上显示的 6 位数字。"


@access.signed_in
@never_cache
@sensitive_post_parameters()
@get_or_post
def two_factor_on(request: Request) -> HttpResponse:
    if two_factor.is_on(request.user):
        return redirect("accounts:security")
    key = request.session.setdefault(NEW_KEY, two_factor.new_key())
    form = TurnOnForm(request.POST or None, request=request)
    if form.is_valid():
        try:
            recovery = two_factor.turn_on(user=request.user, key=key, code=form.cleaned_data["code"])
        except two_factor.WrongCode as error:
            form.add_error("code", str(error))
        else:
            del request.session[NEW_KEY]
            request.session.cycle_key()
            return render(request, "accounts/recovery_codes.html", {"codes": recovery, "new": True})
    context = {
        "form": form,
        "qr_code": two_factor.qr_code(request.user, key),
        "readable_key": two_factor.readable_key(key),
    }
    return render(request, "accounts/two_factor_on.html", context)


@access.signed_in
@never_cache
@sensitive_post_parameters()
@get_or_post
def two_factor_off(request: Request) -> HttpResponse:
    form = CurrentPasswordForm(request.POST or None, request=request)
    if form.is_valid():
        two_factor.turn_off(user=request.user)
        messages.success(request, "两步验证已关闭。")
        return redirect("accounts:security")
    return render(request, "accounts/two_factor_off.html", {"form": form})


@access.signed_in
@never_cache
@sensitive_post_parameters()
@get_or_post
def recovery_codes(request: Request) -> HttpResponse:
    """Ten new codes in place of those there were."""
    if not two_factor.is_on(request.user):
        return redirect("accounts:security")
    form = CurrentPasswordForm(request.POST or None, request=request)
    if form.is_valid():
        codes_now = two_factor.renew_recovery_codes(user=request.user)
        return render(request, "accounts/recovery_codes.html", {"codes": codes_now, "new": False})
    return render(request, "accounts/recovery_codes_renew.html", {"form": form})


@access.signed_in
@require_GET
def role(request: Request) -> HttpResponse:
    return redirect(entering.onward(ROLE_PAGE, request))
