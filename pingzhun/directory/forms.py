from typing import Any

from django import forms

from pingzhun.accounts.forms import NewPasswordForm
from pingzhun.accounts.models import User
from pingzhun.accounts.services import validate_username, validate_username_is_free
from pingzhun.base.fields import MobileField
from pingzhun.directory.models import Jurisdiction


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A jurisdiction, named with those above it; the query set selects three parents."""

    def label_from_instance(self, place: Jurisdiction) -> str:
        names = [place.name]
        while place.parent:
            place = place.parent
            names.insert(0, place.name)
        return " ".join(names)


class DutiesForm(forms.Form):
    duties = forms.MultipleChoiceField(
        label="职责",
        required=False,
        choices=[("can_file", "经办"), ("can_review", "审核"), ("is_manager", "单位管理员")],
        widget=forms.CheckboxSelectMultiple,
        help_text="经办：填写并提交；审核：审核他人提交的事项（不能审核本人经办的）；单位管理员：管理本单位用户。",
    )


class NewMemberForm(NewPasswordForm, DutiesForm):
    username = forms.CharField(
        label="账号",
        validators=[validate_username, validate_username_is_free],
        help_text="设定后不能更改，停用后也不再分配给他人。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "请填写账号。"},
    )
    name = forms.CharField(label="姓名", max_length=64, error_messages={"required": "请填写姓名。"})
    mobile = MobileField(label="手机号码", error_messages={"required": "请填写手机号码。"})

    field_order = ["username", "name", "mobile", "password", "password_again", "duties"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = "初始密码"
        self.fields["password_again"].label = "再次输入初始密码"
        self.fields["password"].help_text = "该用户首次登录时须修改。" + self.fields["password"].help_text

    def account(self) -> User:
        return User(username=self.cleaned_data.get("username", ""), name=self.cleaned_data.get("name", ""))
