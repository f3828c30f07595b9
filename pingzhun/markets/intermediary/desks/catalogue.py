"""基础数据/服务目录 and 资质类型: what agencies can offer and hold; retired entries can no longer be chosen (Y29)."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Prefetch

from pingzhun.base.identifiers import normalise
from pingzhun.directory import services
from pingzhun.directory.actors import Actor
from pingzhun.directory.models import QualificationType, ServiceType
from pingzhun.filings.desks import Desk, desk_of
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.intermediary.catalogue import types_in_use
from pingzhun.markets.intermediary.market import ADMINISTRATOR
from pingzhun.markets.intermediary.models import (
    QualificationTypeEntry,
    QualificationTypeRetirement,
    ServiceTypeEntry,
    ServiceTypeRetirement,
)


class ServiceTypeEntryForm(FilingForm):
    class Meta:
        model = ServiceTypeEntry
        fields = ["parent", "code", "name"]
        help_texts = {"code": "数字和字母，例如 ZJ0101；全平台不重复。"}

    def set_up(self) -> None:
        self.fields["parent"].queryset = types_in_use()
        self.fields["parent"].empty_label = "（新增机构类型）"

    def clean_code(self) -> str:
        code = normalise(self.cleaned_data["code"]).upper()
        if not (code.isascii() and code.isalnum()):
            raise forms.ValidationError("编码只能由数字和字母组成。")
        if taken := ServiceType.objects.filter(code=code).first():
            raise forms.ValidationError(f"编码 {code} 已用于“{taken}”，请换一个。")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        name, parent = data.get("name"), data.get("parent")
        if name and ServiceType.objects.filter(name=name, parent=parent, is_active=True).exists():
            self.add_error("name", f"“{parent}”下已有“{name}”。" if parent else f"已有机构类型“{name}”。")
        return data


class ServiceTypeRetirementForm(FilingForm):
    class Meta:
        model = ServiceTypeRetirement
        fields = ["service_type", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        labels = {"reason": "停用原因"}
        error_messages = {"service_type": {"invalid_choice": "该服务类型已经停用。"}}

    def set_up(self) -> None:
        self.fields["service_type"].queryset = ServiceType.objects.filter(is_active=True)

    def clean_service_type(self) -> ServiceType:
        service_type = self.cleaned_data["service_type"]
        if service_type.children.filter(is_active=True).exists():
            raise forms.ValidationError(f"“{service_type}”下还有在用的服务类型，请先停用它们。")
        return service_type


class ServiceTypeRetirementDesk(Desk):
    """停用后不能再选用；已有的服务范围和项目不受影响。"""

    title = "服务目录停用"
    order = 90
    filing, form = ServiceTypeRetirement, ServiceTypeRetirementForm
    filed_by = ADMINISTRATOR
    verb = "停用"
    submit_label = "停用"
    confirm = "停用后不能再选用该服务类型。"
    submitted_message = "已停用该服务类型。"

    def label(self, form: FilingForm) -> str:
        return f"停用：{form.cleaned_data['service_type']}"

    def take_effect(self, filing: ServiceTypeRetirement, *, actor: Actor, now: datetime) -> None:
        services.retire_service_type(service_type=filing.service_type, now=now)


class ServiceTypeEntryDesk(Desk):
    """机构类型及其服务类型，供机构入驻、服务范围和项目发布选用。"""

    title = "服务目录"
    menu = "基础数据/服务目录"
    order = 90
    filing, form = ServiceTypeEntry, ServiceTypeEntryForm
    filed_by = ADMINISTRATOR
    submitted_message = "已新增，立即可以选用。"
    list_template = "intermediary/service_catalogue.html"

    def label(self, form: FilingForm) -> str:
        return f"新增：{form.cleaned_data['name']}"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        children = Prefetch("children", ServiceType.objects.order_by("code"))
        return {
            "types": ServiceType.objects.filter(parent=None).prefetch_related(children),
            "retirement": desk_of(ServiceTypeRetirementDesk),
        }

    def take_effect(self, filing: ServiceTypeEntry, *, actor: Actor, now: datetime) -> None:
        services.add_service_type(code=filing.code, name=filing.name, parent=filing.parent, now=now)


class QualificationTypeEntryForm(FilingForm):
    class Meta:
        model = QualificationTypeEntry
        fields = ["family", "grade", "rank"]
        help_texts = {
            "family": "例如 工程造价咨询；与已有类别同名的，归入该类别。",
            "grade": "例如 甲级。",
            "rank": "1 为最高级；高等级可以报名要求低等级的项目。",
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        same = QualificationType.objects.filter(family=data.get("family"))
        if taken := same.filter(rank=data.get("rank")).first():
            self.add_error("rank", f"“{taken.family}”的第 {taken.rank} 级已是“{taken.grade}”。")
        elif same.filter(grade=data.get("grade")).exists():
            self.add_error("grade", f"“{data['family']}”已有等级“{data['grade']}”。")
        return data


class QualificationTypeRetirementForm(FilingForm):
    class Meta:
        model = QualificationTypeRetirement
        fields = ["qualification_type", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        labels = {"reason": "停用原因"}
        error_messages = {"qualification_type": {"invalid_choice": "该资质类型已经停用。"}}

    def set_up(self) -> None:
        self.fields["qualification_type"].queryset = QualificationType.objects.filter(is_active=True)


class QualificationTypeRetirementDesk(Desk):
    """停用后不能再选用；已有的资质和项目不受影响。"""

    title = "资质类型停用"
    order = 91
    filing, form = QualificationTypeRetirement, QualificationTypeRetirementForm
    filed_by = ADMINISTRATOR
    verb = "停用"
    submit_label = "停用"
    confirm = "停用后不能再选用该资质类型。"
    submitted_message = "已停用该资质类型。"

    def label(self, form: FilingForm) -> str:
        return f"停用：{form.cleaned_data['qualification_type']}"

    def take_effect(self, filing: QualificationTypeRetirement, *, actor: Actor, now: datetime) -> None:
        services.retire_qualification_type(qualification_type=filing.qualification_type, now=now)


class QualificationTypeEntryDesk(Desk):
    """公司资质的类别和等级，供机构登记资质、项目提出资质要求时选用。"""

    title = "资质类型"
    menu = "基础数据/资质类型"
    order = 91
    filing, form = QualificationTypeEntry, QualificationTypeEntryForm
    filed_by = ADMINISTRATOR
    submitted_message = "已新增，立即可以选用。"
    list_template = "intermediary/qualification_types.html"

    def label(self, form: FilingForm) -> str:
        return f"新增：{form.cleaned_data['family']}（{form.cleaned_data['grade']}）"

    def list_context(self, *, actor: Actor, now: datetime) -> dict[str, Any]:
        return {
            "types": QualificationType.objects.all(),
            "retirement": desk_of(QualificationTypeRetirementDesk),
        }

    def take_effect(self, filing: QualificationTypeEntry, *, actor: Actor, now: datetime) -> None:
        services.add_qualification_type(family=filing.family, grade=filing.grade, rank=filing.rank, now=now)
