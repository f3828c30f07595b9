import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import pingzhun.base.triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("directory", "0001_initial"),
        ("experts", "0001_initial"),
        ("filings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TenderDocument",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="招标轮次")),
                (
                    "candidates",
                    models.PositiveSmallIntegerField(
                        default=3,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3),
                        ],
                        verbose_name="推荐中标候选人数",
                    ),
                ),
            ],
            options={
                "verbose_name": "招标文件",
                "verbose_name_plural": "招标文件",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="TenderRegistration",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="项目名称")),
                ("plan_number", models.CharField(max_length=64, verbose_name="采购计划编号")),
                (
                    "subject",
                    models.CharField(
                        choices=[("goods", "货物"), ("services", "服务")],
                        max_length=16,
                        verbose_name="采购类型",
                    ),
                ),
                (
                    "budget",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="预算金额",
                    ),
                ),
                ("content", models.TextField(max_length=4000, verbose_name="采购内容")),
                ("contact_name", models.CharField(max_length=64, verbose_name="代理联系人")),
                ("contact_phone", models.CharField(max_length=32, verbose_name="代理联系电话")),
            ],
            options={
                "verbose_name": "项目注册",
                "verbose_name_plural": "项目注册",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="AgentRegistration",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("name", models.CharField(max_length=128, verbose_name="单位名称")),
                ("legal_representative", models.CharField(max_length=64, verbose_name="法定代表人")),
                ("address", models.CharField(max_length=200, verbose_name="联系地址")),
                ("contact_name", models.CharField(max_length=64, verbose_name="联系人")),
                ("contact_mobile", models.CharField(max_length=11, verbose_name="联系人手机")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, null=True, verbose_name="电子邮箱"),
                ),
                (
                    "introduction",
                    models.TextField(blank=True, max_length=2000, null=True, verbose_name="单位简介"),
                ),
                ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                (
                    "registered_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.jurisdiction",
                        verbose_name="所属辖区",
                    ),
                ),
            ],
            options={
                "verbose_name": "招标代理注册",
                "verbose_name_plural": "招标代理注册",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="Entrustment",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="项目名称")),
                ("plan_number", models.CharField(max_length=64, verbose_name="采购计划编号")),
                (
                    "budget",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="预算金额",
                    ),
                ),
                ("scope", models.TextField(max_length=2000, verbose_name="委托事项")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                        verbose_name="招标代理",
                    ),
                ),
            ],
            options={
                "verbose_name": "委托代理",
                "verbose_name_plural": "委托代理",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="ExpertApplication",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("name", models.CharField(max_length=64, verbose_name="姓名")),
                ("resident_id", models.CharField(max_length=18, verbose_name="居民身份证号码")),
                ("mobile", models.CharField(max_length=11, verbose_name="手机号码")),
                ("professional_title", models.CharField(max_length=64, verbose_name="职称")),
                (
                    "registered_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.jurisdiction",
                        verbose_name="所属辖区",
                    ),
                ),
                (
                    "specialities",
                    models.ManyToManyField(
                        related_name="+", to="directory.category", verbose_name="评审专业"
                    ),
                ),
            ],
            options={
                "verbose_name": "评审专家入库申请",
                "verbose_name_plural": "评审专家入库申请",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="AppliedTie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_name", models.CharField(max_length=128, verbose_name="单位名称")),
                ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                (
                    "until",
                    models.DateField(blank=True, help_text="至今的留空", null=True, verbose_name="止于"),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("director", "担任董事、监事"),
                            ("owner", "控股股东或者实际控制人"),
                            ("kin", "与其法定代表人或者负责人有亲属关系"),
                            ("other", "其他可能影响公平、公正的关系"),
                        ],
                        max_length=16,
                        verbose_name="关系",
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ties",
                        to="tendering.expertapplication",
                    ),
                ),
            ],
            options={
                "verbose_name": "利害关系",
                "verbose_name_plural": "利害关系",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AppliedEmployment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_name", models.CharField(max_length=128, verbose_name="单位名称")),
                ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                (
                    "until",
                    models.DateField(blank=True, help_text="至今的留空", null=True, verbose_name="止于"),
                ),
                ("since", models.DateField(verbose_name="起于")),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employments",
                        to="tendering.expertapplication",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作经历",
                "verbose_name_plural": "工作经历",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ExpertChange",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("name", models.CharField(max_length=64, verbose_name="姓名")),
                ("resident_id", models.CharField(max_length=18, verbose_name="居民身份证号码")),
                ("mobile", models.CharField(max_length=11, verbose_name="手机号码")),
                ("professional_title", models.CharField(max_length=64, verbose_name="职称")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="experts.expert",
                        verbose_name="专家",
                    ),
                ),
                (
                    "specialities",
                    models.ManyToManyField(
                        related_name="+", to="directory.category", verbose_name="评审专业"
                    ),
                ),
            ],
            options={
                "verbose_name": "专家信息变更",
                "verbose_name_plural": "专家信息变更",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="ChangedTie",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_name", models.CharField(max_length=128, verbose_name="单位名称")),
                ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                (
                    "until",
                    models.DateField(blank=True, help_text="至今的留空", null=True, verbose_name="止于"),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("director", "担任董事、监事"),
                            ("owner", "控股股东或者实际控制人"),
                            ("kin", "与其法定代表人或者负责人有亲属关系"),
                            ("other", "其他可能影响公平、公正的关系"),
                        ],
                        max_length=16,
                        verbose_name="关系",
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ties",
                        to="tendering.expertchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "利害关系",
                "verbose_name_plural": "利害关系",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ChangedEmployment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation_name", models.CharField(max_length=128, verbose_name="单位名称")),
                ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                (
                    "until",
                    models.DateField(blank=True, help_text="至今的留空", null=True, verbose_name="止于"),
                ),
                ("since", models.DateField(verbose_name="起于")),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employments",
                        to="tendering.expertchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作经历",
                "verbose_name_plural": "工作经历",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ExpertReinstating",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="恢复原因")),
                (
                    "suspension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="experts.expertsuspension",
                        verbose_name="停用记录",
                    ),
                ),
            ],
            options={
                "verbose_name": "专家恢复",
                "verbose_name_plural": "专家恢复",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="ExpertRemoval",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="原因")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="experts.expert",
                        verbose_name="专家",
                    ),
                ),
            ],
            options={
                "verbose_name": "专家出库",
                "verbose_name_plural": "专家出库",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="ExpertSuspending",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("reason", models.TextField(max_length=1000, verbose_name="原因")),
                (
                    "days",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="停用天数",
                    ),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="experts.expert",
                        verbose_name="专家",
                    ),
                ),
            ],
            options={
                "verbose_name": "专家停用",
                "verbose_name_plural": "专家停用",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="Lot",
            fields=[
                (
                    "case_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                (
                    "ceiling",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="最高限价",
                    ),
                ),
                (
                    "bond",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="保证金金额",
                    ),
                ),
                (
                    "qualifying",
                    models.CharField(
                        choices=[("after", "资格后审")],
                        default="after",
                        max_length=16,
                        verbose_name="资审方式",
                    ),
                ),
                (
                    "evaluating",
                    models.CharField(
                        choices=[("lowest_price", "最低评标价法"), ("scored", "综合评分法")],
                        max_length=16,
                        verbose_name="评标办法",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="分包号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "待发布招标公告"),
                            ("bidding", "投标中"),
                            ("suspended", "已暂停"),
                            ("opening", "开标中"),
                            ("evaluating", "评标中"),
                            ("evaluated", "待确定中标人"),
                            ("decided", "待发布中标公告"),
                            ("awarded", "待签订合同"),
                            ("contracted", "已签订合同"),
                            ("failing", "待发布废标公告"),
                            ("failed", "已废标"),
                            ("cancelled", "已取消"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="registered",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="招标轮次")),
                ("evaluation", models.PositiveSmallIntegerField(default=1, verbose_name="评标次数")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="开标时间")),
                ("next_opens_at", models.DateTimeField(blank=True, null=True, verbose_name="新的开标时间")),
                (
                    "document_confirmed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="招标文件确认时间"),
                ),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="招标公告发布时间"),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="开标完成时间")),
                ("evaluated_at", models.DateTimeField(blank=True, null=True, verbose_name="评标结束时间")),
                (
                    "price",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="中标金额"
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="确定中标人时间")),
                ("awarded_at", models.DateTimeField(blank=True, null=True, verbose_name="中标公告发布时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="结束时间")),
                ("failure_reason", models.TextField(blank=True, null=True, verbose_name="废标或取消原因")),
                ("suspension_reason", models.TextField(blank=True, null=True, verbose_name="暂停原因")),
                ("halted_reason", models.TextField(blank=True, null=True, verbose_name="暂停采购活动的原因")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.category",
                        verbose_name="采购目录",
                    ),
                ),
                (
                    "winner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lots_won",
                        to="directory.organisation",
                        verbose_name="中标人",
                    ),
                ),
            ],
            options={
                "verbose_name": "政府采购分包",
                "verbose_name_plural": "政府采购分包",
                "ordering": ["-case_ptr_id"],
            },
            bases=("cases.case", models.Model),
        ),
        migrations.CreateModel(
            name="Bid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="招标轮次")),
                ("submitted_at", models.DateTimeField(verbose_name="递交时间")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="撤回时间")),
                (
                    "price",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="投标报价"
                    ),
                ),
                (
                    "price_in_words",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="投标报价（大写）"),
                ),
                (
                    "period",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="交货期或服务期"),
                ),
                ("note", models.CharField(blank=True, max_length=500, null=True, verbose_name="备注")),
                (
                    "invalid_reason",
                    models.CharField(blank=True, max_length=300, null=True, verbose_name="投标无效的原因"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bids",
                        to="directory.organisation",
                        verbose_name="投标人",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bids", to="tendering.lot"
                    ),
                ),
            ],
            options={
                "verbose_name": "投标",
                "verbose_name_plural": "投标",
                "ordering": ["submitted_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PanelDrawing",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("size", models.PositiveSmallIntegerField(default=5, verbose_name="评标委员会人数")),
                (
                    "representatives",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="采购人代表"
                    ),
                ),
                (
                    "specialities",
                    models.ManyToManyField(
                        related_name="+", to="directory.category", verbose_name="评审专业"
                    ),
                ),
            ],
            options={
                "verbose_name": "抽取专家",
                "verbose_name_plural": "抽取专家",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="PanelFilling",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                (
                    "representatives",
                    models.ManyToManyField(
                        blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="采购人代表"
                    ),
                ),
            ],
            options={
                "verbose_name": "补抽专家",
                "verbose_name_plural": "补抽专家",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="招标轮次")),
                ("contact_name", models.CharField(max_length=64, verbose_name="联系人")),
                ("contact_mobile", models.CharField(max_length=16, verbose_name="联系电话")),
                ("enrolled_at", models.DateTimeField(verbose_name="获取招标文件时间")),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="tendering.lot",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                        verbose_name="供应商",
                    ),
                ),
            ],
            options={
                "verbose_name": "参与供应商",
                "verbose_name_plural": "参与供应商",
                "ordering": ["enrolled_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProcuringEntityRegistration",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("name", models.CharField(max_length=128, verbose_name="单位名称")),
                ("legal_representative", models.CharField(max_length=64, verbose_name="法定代表人")),
                ("address", models.CharField(max_length=200, verbose_name="联系地址")),
                ("contact_name", models.CharField(max_length=64, verbose_name="联系人")),
                ("contact_mobile", models.CharField(max_length=11, verbose_name="联系人手机")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, null=True, verbose_name="电子邮箱"),
                ),
                (
                    "introduction",
                    models.TextField(blank=True, max_length=2000, null=True, verbose_name="单位简介"),
                ),
                ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                (
                    "registered_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.jurisdiction",
                        verbose_name="所属辖区",
                    ),
                ),
            ],
            options={
                "verbose_name": "采购人注册",
                "verbose_name_plural": "采购人注册",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="RegisteredLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="分包名称")),
                (
                    "ceiling",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="最高限价",
                    ),
                ),
                (
                    "bond",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="保证金金额",
                    ),
                ),
                (
                    "qualifying",
                    models.CharField(
                        choices=[("after", "资格后审")],
                        default="after",
                        max_length=16,
                        verbose_name="资审方式",
                    ),
                ),
                (
                    "evaluating",
                    models.CharField(
                        choices=[("lowest_price", "最低评标价法"), ("scored", "综合评分法")],
                        max_length=16,
                        verbose_name="评标办法",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.category",
                        verbose_name="采购目录",
                    ),
                ),
            ],
            options={
                "verbose_name": "分包明细",
                "verbose_name_plural": "分包明细",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("opening", "开标室"), ("evaluation", "评标室")],
                        max_length=16,
                        verbose_name="类型",
                    ),
                ),
                ("name", models.CharField(max_length=64, verbose_name="名称")),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="座位数"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.jurisdiction",
                        verbose_name="所属辖区",
                    ),
                ),
            ],
            options={
                "verbose_name": "场地",
                "verbose_name_plural": "场地",
                "ordering": ["kind", "name"],
            },
        ),
        migrations.AddField(
            model_name="lot",
            name="evaluation_room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.room",
                verbose_name="评标室",
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="opening_room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.room",
                verbose_name="开标室",
            ),
        ),
        migrations.CreateModel(
            name="SeatAbsence",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("reason", models.TextField(max_length=500, verbose_name="原因")),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="experts.seat",
                        verbose_name="评审任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "评委缺席",
                "verbose_name_plural": "评委缺席",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="SeatDeclining",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("reason", models.TextField(max_length=500, verbose_name="原因")),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="experts.seat",
                        verbose_name="评审任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "回避申请",
                "verbose_name_plural": "回避申请",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="SupplierRegistration",
            fields=[
                (
                    "filing_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="filings.filing",
                    ),
                ),
                ("name", models.CharField(max_length=128, verbose_name="单位名称")),
                ("legal_representative", models.CharField(max_length=64, verbose_name="法定代表人")),
                ("address", models.CharField(max_length=200, verbose_name="联系地址")),
                ("contact_name", models.CharField(max_length=64, verbose_name="联系人")),
                ("contact_mobile", models.CharField(max_length=11, verbose_name="联系人手机")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, null=True, verbose_name="电子邮箱"),
                ),
                (
                    "introduction",
                    models.TextField(blank=True, max_length=2000, null=True, verbose_name="单位简介"),
                ),
                ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                (
                    "registered_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.jurisdiction",
                        verbose_name="所属辖区",
                    ),
                ),
            ],
            options={
                "verbose_name": "供应商注册",
                "verbose_name_plural": "供应商注册",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="Tender",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="项目名称")),
                ("plan_number", models.CharField(max_length=64, verbose_name="采购计划编号")),
                (
                    "subject",
                    models.CharField(
                        choices=[("goods", "货物"), ("services", "服务")],
                        max_length=16,
                        verbose_name="采购类型",
                    ),
                ),
                (
                    "budget",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="预算金额",
                    ),
                ),
                ("content", models.TextField(max_length=4000, verbose_name="采购内容")),
                ("contact_name", models.CharField(max_length=64, verbose_name="代理联系人")),
                ("contact_phone", models.CharField(max_length=32, verbose_name="代理联系电话")),
                ("code", models.CharField(max_length=32, unique=True, verbose_name="项目编号")),
                ("registered_at", models.DateTimeField(verbose_name="注册时间")),
                (
                    "agent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                        verbose_name="招标代理",
                    ),
                ),
                (
                    "procuring_entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                        verbose_name="采购人",
                    ),
                ),
            ],
            options={
                "verbose_name": "政府采购项目",
                "verbose_name_plural": "政府采购项目",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="lot",
            name="tender",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="tendering.tender"
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.tenderdocument",
                verbose_name="招标文件",
            ),
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("qualification", "资格审查"),
                            ("conformity", "符合性审查"),
                            ("business", "商务"),
                            ("technical", "技术"),
                            ("price", "价格"),
                        ],
                        max_length=16,
                        verbose_name="评审类别",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="评审项")),
                (
                    "points",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="分值",
                    ),
                ),
                ("standard", models.CharField(max_length=500, verbose_name="评审标准")),
                (
                    "is_objective",
                    models.BooleanField(
                        default=False, help_text="各评委的评分应当一致", verbose_name="客观分"
                    ),
                ),
                (
                    "is_blind",
                    models.BooleanField(
                        default=False, help_text="评审时不显示投标人名称", verbose_name="暗标"
                    ),
                ),
                (
                    "filing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="tendering.tenderdocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审标准",
                "verbose_name_plural": "评审标准",
                "ordering": ["pk"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tenderdocument",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="70c308775f424eff73546ce3ed9c7247319c16e9",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_bb25f",
                    table="tendering_tenderdocument",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="tenderregistration",
            name="mandate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="registrations",
                to="tendering.entrustment",
                verbose_name="委托协议",
            ),
        ),
        migrations.AddField(
            model_name="tender",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tenders",
                to="tendering.tenderregistration",
            ),
        ),
        migrations.AddField(
            model_name="registeredlot",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="registered_lots",
                to="tendering.tenderregistration",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="agentregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="e26e331cec839810a47b87bad1bdd0c6c2652bcc",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_f1b2a",
                    table="tendering_agentregistration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entrustment",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="27fe32a307b273b9d85f0cd70c396aded92f681b",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_40071",
                    table="tendering_entrustment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertapplication",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="ae779d15b02320ebafe8d45c70a27897f1580076",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_31d31",
                    table="tendering_expertapplication",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appliedtie",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_id, OLD.filing_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="cb8e063be2758a78f7b80b4939dad11561a8e4ea",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_a8d7b",
                    table="tendering_appliedtie",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appliedemployment",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_id, OLD.filing_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="d444bc448792ec555c17b5f0ebdeb55d14e107a6",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_c59ea",
                    table="tendering_appliedemployment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertchange",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="e430f6a540806b285c704ba3b86c55e95982db87",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_6ed96",
                    table="tendering_expertchange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changedtie",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_id, OLD.filing_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="b80d968a6df1dee38667fa77c32ebf4c6c7664d7",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_46f54",
                    table="tendering_changedtie",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changedemployment",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_id, OLD.filing_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="7e2f69436b6ec12fe44b4403d593d0ae279b3b4a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_c9a24",
                    table="tendering_changedemployment",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertreinstating",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="73af8431b1e0c0e2b991c072d118b045d6bbcbb5",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_e1656",
                    table="tendering_expertreinstating",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertremoval",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="4d76e470054e732608473d1d8cb87ff3f9a2cb9a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_acfa2",
                    table="tendering_expertremoval",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertsuspending",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="09ed538496d4be51dce5139058568df50a22b9fb",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_2edac",
                    table="tendering_expertsuspending",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("lot", "round", "organisation"),
                name="a_supplier_has_one_live_bid_in_a_round",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paneldrawing",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="c6612f212cf4d2bc8643d65537e06d308e2749ea",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_dca0b",
                    table="tendering_paneldrawing",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="panelfilling",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="22c3250ce5d6ae271d100654a78ee986090e3162",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_548a3",
                    table="tendering_panelfilling",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("lot", "round", "organisation"), name="a_supplier_takes_part_once_in_a_round"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procuringentityregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="aca485d4db3dbf5640cff43d0ac1387eb600d520",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_ab13b",
                    table="tendering_procuringentityregistration",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                fields=("jurisdiction", "name"), name="one_room_of_a_name_in_a_place"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seatabsence",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="a86c975ec9df2932ac3a6c7d5b693f2052a09133",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_57889",
                    table="tendering_seatabsence",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seatdeclining",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="59ac725905305dc690071627e01d487f1e88ac13",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_52af9",
                    table="tendering_seatdeclining",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplierregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="e743fce4044d93fbdedfd94c708f39b14eb4b170",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_1e128",
                    table="tendering_supplierregistration",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(fields=["state"], name="lots_at_a_node"),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.UniqueConstraint(
                fields=("tender", "number"), name="a_tender_has_one_lot_of_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("registered", "withdrawn", "cancelled")),
                    models.Q(
                        ("document__isnull", False),
                        ("document_confirmed_at__isnull", False),
                        ("opens_at__isnull", False),
                        ("published_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_lot_is_tendered_with_venue_and_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("price__isnull", False),
                        ("state__in", ("decided", "awarded", "contracted")),
                        ("winner__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            ("state__in", ("decided", "cancelled", "awarded", "contracted")), _negated=True
                        ),
                        ("decided_at", None),
                        ("price", None),
                        ("winner", None),
                    ),
                    ("state", "cancelled"),
                    _connector="OR",
                ),
                name="a_lot_has_its_winner_from_the_decision_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(("price", None), ("price__lte", models.F("ceiling")), _connector="OR"),
                name="a_lot_costs_no_more_than_its_ceiling",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state__in", ("evaluating", "evaluated", "decided", "awarded", "contracted")),
                        _negated=True,
                    ),
                    ("opened_at__isnull", False),
                    _connector="OR",
                ),
                name="an_evaluated_lot_was_opened",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("failing", "failed", "cancelled")), _negated=True),
                    ("failure_reason__isnull", False),
                    _connector="OR",
                ),
                name="a_lot_that_failed_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "suspended"), ("suspension_reason__isnull", False)),
                    models.Q(("state", "suspended"), _negated=True),
                    _connector="OR",
                ),
                name="a_suspended_lot_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="lot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        ("state__in", frozenset(["cancelled", "contracted", "withdrawn"])),
                    ),
                    models.Q(
                        models.Q(
                            ("state__in", frozenset(["cancelled", "contracted", "withdrawn"])), _negated=True
                        ),
                        ("ended_at", None),
                    ),
                    _connector="OR",
                ),
                name="a_lot_says_when_it_ended",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lot",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF TG_OP = 'INSERT' THEN\n                    IF NEW.state <> 'registered' THEN\n                        RAISE EXCEPTION 'tendering.lot: a new row starts as registered, not %', NEW.state\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                ELSIF NEW.state IS DISTINCT FROM OLD.state THEN\n                    IF (OLD.state, NEW.state) NOT IN (('awarded', 'contracted'), ('awarded', 'evaluated'), ('awarded', 'evaluating'), ('bidding', 'cancelled'), ('bidding', 'opening'), ('bidding', 'suspended'), ('decided', 'awarded'), ('decided', 'cancelled'), ('decided', 'evaluating'), ('evaluated', 'cancelled'), ('evaluated', 'decided'), ('evaluated', 'evaluating'), ('evaluated', 'failing'), ('evaluating', 'cancelled'), ('evaluating', 'evaluated'), ('evaluating', 'failing'), ('failed', 'registered'), ('failing', 'failed'), ('opening', 'cancelled'), ('opening', 'evaluating'), ('opening', 'failing'), ('registered', 'bidding'), ('registered', 'cancelled'), ('registered', 'withdrawn'), ('suspended', 'bidding'), ('suspended', 'cancelled')) THEN\n                        RAISE EXCEPTION 'tendering.lot: no way from % to %', OLD.state, NEW.state\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT 1 FROM flow_transitionrecord\n                        WHERE course = 'tendering.lot' AND object_id = NEW.case_ptr_id\n                            AND source = OLD.state AND target = NEW.state\n                            AND transaction = pg_current_xact_id()::text::bigint\n                    ) THEN\n                        RAISE EXCEPTION 'tendering.lot: a state changes only by its course'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                END IF;\n                RETURN NEW;\n            ",
                    hash="1df29ac3bb9de77e469e651190e71a47b9bc8faf",
                    operation='INSERT OR UPDATE OF "state"',
                    pgid="pgtrigger_course_4fedd",
                    table="tendering_lot",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("part__in", ("qualification", "conformity")), ("points", None)),
                    models.Q(
                        models.Q(("part__in", ("qualification", "conformity")), _negated=True),
                        ("points__gt", 0),
                    ),
                    _connector="OR",
                ),
                name="a_scored_criterion_has_points",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="criterion",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_id, OLD.filing_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="938ee8202d0ed2866a782b376acaed5f658117bc",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_97899",
                    table="tendering_criterion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tenderregistration",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="e3d3b4bbd07064c582dcd75ed1bb3abc2dbdc1c8",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_14eb3",
                    table="tendering_tenderregistration",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registeredlot",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_id, OLD.filing_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="88396f274461be17f33ab02f0686da21a6676f09",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_865a6",
                    table="tendering_registeredlot",
                    when="BEFORE",
                ),
            ),
        ),
    ]
