"""其他资料: what else a company wants to keep with its entry in the roster (R18)."""

import django_filters
from django import forms

from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks.desks.overview import ByCompanyFilter, FiledByCompaniesOverview
from pingzhun.markets.smallworks.market import COMPANIES
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


class MaterialFilter(ByCompanyFilter):
    name = django_filters.CharFilter(lookup_expr="icontains", label="资料名称")


class OtherMaterialsOverview(FiledByCompaniesOverview):
    """企业添加的其他资料；点击企业名称查看资料文件。"""

    title = "其他资料查看"
    menu = "名册库信息管理/其他资料查看"
    order = 78
    filing = OtherMaterial
    columns = (
        ("企业名称", "organisation.name"),
        ("资料名称", "name"),
        ("资料说明", "note"),
        ("提交时间", "submitted_at"),
    )
    filters = MaterialFilter
    empty = "企业添加的其他资料会列在这里。"
