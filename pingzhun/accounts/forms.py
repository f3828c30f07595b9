import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from pingzhun.accounts import lockout
from pingzhun.accounts.entering import password_guards
from pingzhun.accounts.http import Request
from pingzhun.accounts.models import User
from pingzhun.accounts.services import validate_username, validate_username_is_free
from pingzhun.base.fields import MobileField
from pingzhun.flow.guards import Refused


class PasswordField(forms.CharField):
    """A password as it was typed: blanks at its ends belong to it."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        super().__init__(strip=False, max_length=128, widget=widget, **kwargs)


class CodeField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)


class LoginForm(forms.Form):
    """`user` is there after a valid form; `locked_minutes` where the account is closed to this address."""

    username = forms.CharField(
        label="账号",
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
        error_messages={"required": "请填写账号。"},
    )
    password = PasswordField(
        label="密码", autocomplete="current-password", error_messages={"required": "请填写密码。"}
    )

    user: User
    locked_minutes: int | None = None

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            data = self.cleaned_data
            try:
                self.user = lockout.authenticate(
                    self.request, username=data["username"], password=data["password"]
                )
            except lockout.LockedOut as error:
                self.locked_minutes = error.minutes
                raise ValidationError(str(error), code="locked") from error
            except lockout.NotAuthenticated as error:
                raise ValidationError(str(error), code="wrong") from error
            try:
                for guard in password_guards:
                    guard(self.user)
            except Refused as error:
                raise ValidationError(str(error), code="refused") from error
        return self.cleaned_data


class SecondStepForm(forms.Form):
    code = CodeField(
        label="动态验证码",
        max_length=16,
        help_text="验证器上显示的 6 位数字。手机不在身边时，可填写一个恢复码。",
        error_messages={"required": "请填写验证码。"},
    )


class CurrentPasswordForm(forms.Form):
    """Asks the signed-in person for their password again."""

    current_password = PasswordField(
        label="当前密码", autocomplete="current-password", error_messages={"required": "请填写当前密码。"}
    )

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_current_password(self) -> str:
        password: str = self.cleaned_data["current_password"]
        try:
            lockout.authenticate(self.request, username=self.request.user.username, password=password)
        except lockout.LockedOut as error:
            raise ValidationError(str(error), code="locked") from error
        except lockout.NotAuthenticated as error:
            raise ValidationError("当前密码不正确。", code="wrong") from error
        return password


class NewPasswordForm(forms.Form):
    """A new password, typed twice. `account` is whom it is for, so that it cannot resemble their name."""

    password = PasswordField(
        label="新密码",
        autocomplete="new-password",
        error_messages={"required": "请填写新密码。"},
    )
    password_again = PasswordField(
        label="再次输入新密码", autocomplete="new-password", error_messages={"required": "请再次输入新密码。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = (re.sub("^(你的)?密码|。$", "", text) for text in password_validators_help_texts())
        self.fields["password"].help_text = "；".join(rules) + "。"

    def account(self) -> User | None:
        return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", ValidationError("两次输入的密码不一致。", code="mismatch"))
        if password:
            try:
                validate_password(password, self.account())
            except ValidationError as error:
                self.add_error("password", error)
        return data


class PasswordChangeForm(NewPasswordForm, CurrentPasswordForm):
    field_order = ["current_password", "password", "password_again"]

    def account(self) -> User:
        return self.request.user

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("password") and data["password"] == data.get("current_password"):
            self.add_error("password", ValidationError("新密码不能与当前密码相同。", code="same"))
        return data


class RegistrationForm(NewPasswordForm):
    """The account of a person who will register an organisation (manual 000 §1.2)."""

    username = forms.CharField(
        label="账号",
        validators=[validate_username, validate_username_is_free],
        help_text="登录用的唯一账号，设定后不能更改，请妥善保存。",
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "请填写账号。"},
    )
    name = forms.CharField(
        label="姓名",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "请填写姓名。"},
    )
    email = forms.EmailField(label="电子邮箱", required=False, help_text="选填，用于接收通知。")
    mobile = MobileField(
        label="手机号码",
        help_text="请使用常用号码，审核结果等短信发送到此号码。",
        error_messages={"required": "请填写手机号码。"},
    )
    code = CodeField(label="短信验证码", max_length=6, error_messages={"required": "请填写短信验证码。"})

    field_order = ["username", "password", "password_again", "name", "email", "mobile", "code"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "密码"
        self.fields["password_again"].label = "再次输入密码"

    def account(self) -> User:
        data = self.cleaned_data
        return User(username=data.get("username", ""), name=data.get("name", ""), email=data.get("email"))


class MobileForm(forms.Form):
    mobile = MobileField(label="手机号码", error_messages={"required": "请先填写手机号码。"})


class AccountOwnerForm(MobileForm):
    """忘记密码, first step: whose password it is."""

    username = forms.CharField(
        label="账号",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        error_messages={"required": "请填写账号。"},
    )
    field_order = ["username", "mobile"]


class PasswordResetForm(NewPasswordForm):
    """忘记密码, second step. Of the account it knows only the name that was typed, so that its answers are the same whether
    or not there is such an account.
    """

    code = CodeField(label="短信验证码", max_length=6, error_messages={"required": "请填写短信验证码。"})
    field_order = ["code", "password", "password_again"]

    def __init__(self, *args: Any, username: str, **kwargs: Any) -> None:
        self.username = username
        super().__init__(*args, **kwargs)

    def account(self) -> User:
        return User(username=self.username)
