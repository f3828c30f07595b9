"""其他资料: what else a company wants to keep with its entry in the roster (R18)."""

from datetime import datetime

import django_filters
from django import forms
from django.db.models import QuerySet

from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.announce import page_of
from pingzhun.filings.course import FilingState
from pingzhun.filings.desks import Desk, Overview
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks.market import AUTHORITY, COMPANIES
from pingzhun.markets.smallworks.models import OtherMaterial


class OtherMaterialForm(FilingForm):
    class Meta:
        model = OtherMaterial
        fields = ["name", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}


class OtherMaterialDesk(Desk):
    """业绩、获奖、信用等其他资料，提交后行业主管可以查看。"""

    title = "其他资料"
    menu = "名册库信息管理/其他资料"
    order = 78
    filing, form = OtherMaterial, OtherMaterialForm
    filed_by = COMPANIES
    slots = (Slot("files", "资料文件", required=True, hint="资料的电子件或扫描件"),)
    verb = "新增其他资料"
    submitted_message = "资料已添加。"

    def label(self, form: FilingForm) -> str:
        return str(form.cleaned_data["name"])


class MaterialFilter(django_filters.FilterSet):
    organisation = django_filters.CharFilter(
        field_name="organisation__name", lookup_expr="icontains", label="企业名称"
    )
    name = django_filters.CharFilter(lookup_expr="icontains", label="资料名称")


class OtherMaterialsOverview(Overview):
    """企业添加的其他资料；点击企业名称查看资料文件。"""

    title = "其他资料查看"
    menu = "名册库信息管理/其他资料查看"
    order = 78
    kinds = (AUTHORITY,)
    columns = (
        ("企业名称", "organisation.name"),
        ("资料名称", "name"),
        ("资料说明", "note"),
        ("提交时间", "submitted_at"),
    )
    filters = MaterialFilter
    view = "查看"
    empty = "企业添加的其他资料会列在这里。"

    def rows(self, actor: Actor, *, now: datetime) -> QuerySet[OtherMaterial]:
        found = OtherMaterial.objects.filter(
            state=FilingState.APPROVED, jurisdiction__path__startswith=actor.jurisdiction.path
        )
        return found.select_related("organisation").order_by("-submitted_at", "-pk")

    def link(self, row: OtherMaterial) -> str:
        return page_of(row)
