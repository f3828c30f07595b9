"""企业承诺: what a company commits itself to, for its authorities to read (R13)."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms

from pingzhun.base.localtime import local_date
from pingzhun.directory.actors import Actor
from pingzhun.documents.slots import Slot
from pingzhun.filings.desks import Desk
from pingzhun.filings.forms import FilingForm
from pingzhun.markets.smallworks import letters
from pingzhun.markets.smallworks.desks.overview import ByCompanyFilter, FiledByCompaniesOverview
from pingzhun.markets.smallworks.market import COMPANIES
from pingzhun.markets.smallworks.models import Commitment
from pingzhun.standing.held import SCAN

SUBJECT = "散小工程诚信承诺"
CONTENT = """一、所提交的企业基本信息、企业资质和其他资料真实、准确、完整，发生变化的及时变更。
二、遵守法律法规和散小工程管理规定，不围标串标，不弄虚作假，不以他人名义或允许他人以本企业名义承揽工程。
三、中选后按约定签订合同、组织施工或提供服务，不转包、不违法分包，保证工程质量和安全。
四、按时足额支付农民工工资。
五、自愿接受行业主管和街镇的监督检查；违反承诺的，接受停用、移出名册库等处理。"""


class CommitmentForm(FilingForm):
    class Meta:
        model = Commitment
        fields = ["subject", "content", "signatory", "made_on"]
        widgets = {"content": forms.Textarea(attrs={"rows": 10})}
        help_texts = {"content": "已填好通用的承诺，可以按行业主管的要求补充。"}


class CommitmentDesk(Desk):
    """企业作出的承诺，提交后行业主管即可查看。"""

    title = "企业承诺"
    menu = "名册库信息管理/企业承诺"
    order = 76
    filing, form = Commitment, CommitmentForm
    filed_by = COMPANIES
    slots = (Slot("letter", "承诺书", required=True, types=SCAN, hint="加盖公章的承诺书扫描件，或在线签署"),)
    deed = letters.letter("承诺书", letters.write_commitment, signed="加盖公章")
    verb = "新增承诺"
    submitted_message = "承诺已提交，行业主管可以查看。"

    def initial(self, *, actor: Actor, case: None, now: datetime) -> dict[str, Any]:
        return {
            "subject": SUBJECT,
            "content": CONTENT,
            "signatory": actor.organisation.legal_representative,
            "made_on": local_date(now),
        }

    def label(self, form: FilingForm) -> str:
        return str(form.cleaned_data["subject"])


class CommitmentFilter(ByCompanyFilter):
    subject = django_filters.CharFilter(lookup_expr="icontains", label="承诺事项")


class CommitmentsOverview(FiledByCompaniesOverview):
    """企业提交的承诺；点击企业名称查看承诺内容和承诺书。"""

    title = "企业承诺查看"
    menu = "名册库信息管理/企业承诺查看"
    order = 76
    filing = Commitment
    columns = (
        ("企业名称", "organisation.name"),
        ("承诺事项", "subject"),
        ("承诺人", "signatory"),
        ("承诺日期", "made_on"),
        ("提交时间", "submitted_at"),
    )
    filters = CommitmentFilter
    empty = "企业提交承诺后会列在这里。"
