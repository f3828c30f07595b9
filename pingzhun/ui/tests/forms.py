from django import forms

from pingzhun.base.fields import CreditCodeField, MoneyField

METHODS = [
    ("", "---------"),
    ("bid", "竞价"),
    ("score", "比选"),
    ("draw", "随机抽取"),
    ("direct", "直接选取"),
]
SERVICES = [
    ("cost", "工程造价咨询"),
    ("supervision", "工程监理"),
    ("survey", "测绘服务"),
    ("environment", "环境影响评价"),
    ("agency", "招标代理"),
    ("legal", "法律服务"),
]
TOWNS = [
    ("", "---------"),
    ("620981", "玉门市"),
    ("620921", "金塔县"),
    ("620922", "瓜州县"),
    ("620902", "肃州区"),
]


class ProjectForm(forms.Form):
    fieldsets = [
        ("基本信息", ["title", "owner_code", "town", "method", "services"]),
        ("金额与时间", ["ceiling", "deposit", "closes_at", "starts_on"]),
    ]

    title = forms.CharField(label="项目名称", max_length=200, help_text="与立项批复一致，最多 200 个字。")
    owner_code = CreditCodeField(label="统一社会信用代码")
    town = forms.ChoiceField(
        label="所属辖区", choices=TOWNS, widget=forms.Select(attrs={"data-search": True})
    )
    method = forms.ChoiceField(label="选取方式", choices=METHODS, widget=forms.RadioSelect)
    services = forms.MultipleChoiceField(
        label="服务类型", choices=SERVICES, widget=forms.CheckboxSelectMultiple, help_text="可多选。"
    )
    ceiling = MoneyField(label="控制价", min_value=0, help_text="报价高于控制价的视为无效。")
    deposit = MoneyField(label="保证金金额", required=False)
    closes_at = forms.DateTimeField(label="报名截止时间")
    starts_on = forms.DateField(label="服务开始日期", required=False)
    requirement = forms.CharField(label="资质要求", widget=forms.Textarea, required=False)
    areas = forms.MultipleChoiceField(
        label="回避地区",
        choices=TOWNS[1:],
        required=False,
        widget=forms.SelectMultiple(attrs={"data-search": True}),
    )
    archive = forms.FileField(label="项目附件", required=False)
    agreed = forms.BooleanField(label="我已阅读并同意《中介超市服务规则》")


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=20)
    certificate = forms.CharField(label="证书编号", max_length=40)
    expires_on = forms.DateField(label="有效期至", required=False)


PersonFormSet = forms.formset_factory(PersonForm, extra=1, max_num=4, can_delete=True)
WitnessFormSet = forms.formset_factory(PersonForm, extra=2, max_num=4)


class FilterForm(forms.Form):
    q = forms.CharField(label="项目名称", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[("", "全部"), ("submitted", "待审核"), ("approved", "审核通过")],
    )
    method = forms.ChoiceField(label="选取方式", required=False, choices=[("", "全部"), *METHODS[1:]])
    since = forms.DateField(label="发布时间起", required=False)
    until = forms.DateField(label="发布时间止", required=False)
