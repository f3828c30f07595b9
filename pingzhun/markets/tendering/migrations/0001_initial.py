import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import pingzhun.base.triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("directory", "0001_initial"),
        ("filings", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clarification",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="次数")),
                ("content", models.TextField(max_length=4000, verbose_name="澄清内容")),
                (
                    "affects_bids",
                    models.BooleanField(
                        choices=[(True, "是"), (False, "否")], verbose_name="是否影响投标文件编制"
                    ),
                ),
                ("opinion", models.CharField(max_length=500, verbose_name="签署意见")),
            ],
            options={
                "verbose_name": "答疑文件",
                "verbose_name_plural": "答疑文件",
                "ordering": ["number"],
            },
            bases=("filings.filing",),
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
            ],
            options={
                "verbose_name": "评审标准",
                "verbose_name_plural": "评审标准",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="DocumentConfirmation",
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
                    "verdict",
                    models.CharField(
                        choices=[("confirmed", "确认"), ("returned", "退回")],
                        max_length=16,
                        verbose_name="确认意见",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000, null=True, verbose_name="退回原因")),
            ],
            options={
                "verbose_name": "招标文件确认",
                "verbose_name_plural": "招标文件确认",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="DocumentDownload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("downloaded_at", models.DateTimeField(verbose_name="下载时间")),
            ],
            options={
                "verbose_name": "下载记录",
                "verbose_name_plural": "下载记录",
                "ordering": ["-downloaded_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="DocumentRequest",
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
                ("round", models.PositiveSmallIntegerField(verbose_name="招标轮次")),
                ("contact_name", models.CharField(max_length=64, verbose_name="联系人")),
                ("contact_mobile", models.CharField(max_length=16, verbose_name="联系电话")),
            ],
            options={
                "verbose_name": "获取招标文件",
                "verbose_name_plural": "获取招标文件",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="Enquiry",
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
                ("question", models.TextField(max_length=2000, verbose_name="询问内容")),
            ],
            options={
                "verbose_name": "询问",
                "verbose_name_plural": "询问",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="EnquiryAnswer",
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
                ("text", models.TextField(max_length=4000, verbose_name="答复内容")),
                (
                    "to_all",
                    models.BooleanField(
                        default=False,
                        help_text="不显示提问单位。答复使招标文件变更的，还应当发布答疑文件",
                        verbose_name="向所有获取招标文件的供应商公开",
                    ),
                ),
            ],
            options={
                "verbose_name": "询问答复",
                "verbose_name_plural": "询问答复",
            },
            bases=("filings.filing",),
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
            ],
            options={
                "verbose_name": "委托代理",
                "verbose_name_plural": "委托代理",
            },
            bases=("filings.filing",),
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
            ],
            options={
                "verbose_name": "政府采购分包",
                "verbose_name_plural": "政府采购分包",
                "ordering": ["-case_ptr_id"],
            },
            bases=("cases.case", models.Model),
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
            ],
            options={
                "verbose_name": "场地",
                "verbose_name_plural": "场地",
                "ordering": ["kind", "name"],
            },
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
            ],
            options={
                "verbose_name": "政府采购项目",
                "verbose_name_plural": "政府采购项目",
                "ordering": ["-pk"],
            },
        ),
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
                ("template", models.CharField(max_length=40, verbose_name="模板范本")),
                ("requirements", models.TextField(max_length=20000, verbose_name="采购需求")),
                ("terms", models.TextField(max_length=20000, verbose_name="技术和商务要求")),
                (
                    "core_product",
                    models.CharField(blank=True, max_length=200, null=True, verbose_name="核心产品"),
                ),
                ("period", models.CharField(max_length=100, verbose_name="交货期或服务期")),
                ("place", models.CharField(max_length=200, verbose_name="交货或服务地点")),
                ("payment", models.TextField(max_length=2000, verbose_name="付款方式")),
                (
                    "validity_days",
                    models.PositiveSmallIntegerField(
                        default=90,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="投标有效期（日）",
                    ),
                ),
                (
                    "performance_bond",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=4,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="履约保证金（占合同金额的 %）",
                    ),
                ),
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
                ("enquiry_contact", models.CharField(max_length=64, verbose_name="询问联系人")),
                ("enquiry_phone", models.CharField(max_length=32, verbose_name="询问联系电话")),
                ("opinion", models.CharField(max_length=500, verbose_name="签署意见")),
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
            ],
            options={
                "verbose_name": "投标",
                "verbose_name_plural": "投标",
                "ordering": ["submitted_at", "pk"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentrequest",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="02c34bf321011926fac1fe0b6a1dbf3a0e4037d9",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_232da",
                    table="tendering_documentrequest",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="enquiryanswer",
            name="asked",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answer",
                to="tendering.enquiry",
                verbose_name="询问",
            ),
        ),
        migrations.AddField(
            model_name="entrustment",
            name="agent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.organisation",
                verbose_name="招标代理",
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="category",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.category",
                verbose_name="采购目录",
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="winner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lots_won",
                to="directory.organisation",
                verbose_name="中标人",
            ),
        ),
        migrations.AddField(
            model_name="bid",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="bids", to="tendering.lot"
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="participations", to="tendering.lot"
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.organisation",
                verbose_name="供应商",
            ),
        ),
        migrations.AddField(
            model_name="documentdownload",
            name="participation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="downloads",
                to="tendering.participation",
            ),
        ),
        migrations.AddField(
            model_name="procuringentityregistration",
            name="registered_in",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.jurisdiction",
                verbose_name="所属辖区",
            ),
        ),
        migrations.AddField(
            model_name="registeredlot",
            name="category",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.category",
                verbose_name="采购目录",
            ),
        ),
        migrations.AddField(
            model_name="room",
            name="jurisdiction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.jurisdiction",
                verbose_name="所属辖区",
            ),
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
        migrations.AddField(
            model_name="supplierregistration",
            name="registered_in",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.jurisdiction",
                verbose_name="所属辖区",
            ),
        ),
        migrations.AddField(
            model_name="tender",
            name="agent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.organisation",
                verbose_name="招标代理",
            ),
        ),
        migrations.AddField(
            model_name="tender",
            name="procuring_entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.organisation",
                verbose_name="采购人",
            ),
        ),
        migrations.AddField(
            model_name="lot",
            name="tender",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lots", to="tendering.tender"
            ),
        ),
        migrations.AddConstraint(
            model_name="tenderdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("round__gt", 0), ("validity_days__gt", 0)),
                name="a_bid_stays_valid_for_some_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenderdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("candidates__gte", 1), ("candidates__lte", 3)),
                name="one_to_three_candidates_are_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="tenderdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(("performance_bond__gte", 0)), name="a_performance_bond_is_a_share"
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
        migrations.AddField(
            model_name="enquiry",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enquiries",
                to="tendering.tenderdocument",
                verbose_name="招标文件",
            ),
        ),
        migrations.AddField(
            model_name="documentconfirmation",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="confirmations",
                to="tendering.tenderdocument",
                verbose_name="招标文件",
            ),
        ),
        migrations.AddField(
            model_name="criterion",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="criteria",
                to="tendering.tenderdocument",
            ),
        ),
        migrations.AddField(
            model_name="clarification",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clarifications",
                to="tendering.tenderdocument",
                verbose_name="招标文件",
            ),
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
            model_name="enquiryanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="144676bb9ead32cb084afec7927cbfd17a9cd8f8",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_cc66e",
                    table="tendering_enquiryanswer",
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
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("lot", "round", "organisation"),
                name="a_supplier_has_one_live_bid_in_a_round",
            ),
        ),
        migrations.AddConstraint(
            model_name="participation",
            constraint=models.UniqueConstraint(
                fields=("lot", "round", "organisation"), name="a_supplier_takes_part_once_in_a_round"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participation",
            trigger=pgtrigger.compiler.Trigger(
                name="a_participation_stands",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="af909bb50bf865f1466cfe40fdf55162da82f168",
                    operation="UPDATE",
                    pgid="pgtrigger_a_participation_stands_5dfb3",
                    table="tendering_participation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participation",
            trigger=pgtrigger.compiler.Trigger(
                name="suppliers_enrol_while_bidding_is_open",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                    PERFORM 1 FROM tendering_lot\n                    WHERE case_ptr_id = NEW.lot_id AND round = NEW.round AND state = 'bidding'\n                    AND opens_at > pingzhun_clock() FOR SHARE;\n                    IF NOT FOUND THEN\n                        RAISE EXCEPTION 'suppliers enrol while bidding is open' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="170a0d306b16c01755c4c3e3f01818033f6c5737",
                    operation="INSERT",
                    pgid="pgtrigger_suppliers_enrol_while_bidding_is_open_06453",
                    table="tendering_participation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentdownload",
            trigger=pgtrigger.compiler.Trigger(
                name="downloads_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'downloads are only ever added' USING ERRCODE = 'check_violation';",
                    hash="643f85f5391900b01d82c7f1a22423e86a8b4be5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_downloads_are_final_ce245",
                    table="tendering_documentdownload",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentdownload",
            trigger=pgtrigger.compiler.Trigger(
                name="downloads_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'downloads are only ever added' USING ERRCODE = 'check_violation';",
                    hash="39e7f50b760d437e879b3847d165c3909fe3c35b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_downloads_are_kept_7bdd7",
                    table="tendering_documentdownload",
                    when="BEFORE",
                ),
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
        pgtrigger.migrations.AddTrigger(
            model_name="lot",
            trigger=pgtrigger.compiler.Trigger(
                name="a_lot_is_tendered_by_a_whole_set_of_criteria",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition="WHEN (NEW.document_id IS NOT NULL)",
                    declare="DECLARE points numeric; prices integer;",
                    func="\n                    IF TG_OP = 'UPDATE' AND NEW.document_id IS NOT DISTINCT FROM OLD.document_id THEN\n                        RETURN NEW;\n                    END IF;\n                    SELECT coalesce(sum(c.points), 0), count(*) FILTER (WHERE c.part = 'price') INTO points, prices\n                    FROM tendering_criterion c WHERE c.filing_id = NEW.document_id;\n                    IF (NEW.evaluating = 'scored' AND (points <> 100 OR prices <> 1))\n                        OR (NEW.evaluating = 'lowest_price' AND points <> 0) THEN\n                        RAISE EXCEPTION 'a lot is tendered by a whole set of criteria' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="7bb4774fd5302cde10c069a260f48b805ad62d23",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_a_lot_is_tendered_by_a_whole_set_of_criteria_2ac78",
                    table="tendering_lot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enquiry",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="f6cc3c4e01a7e934b6c0b5838f0db472b857726a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_db3d0",
                    table="tendering_enquiry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="documentconfirmation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason__regex", "\\S"), ("verdict", "returned")),
                    models.Q(("reason", None), ("verdict", "confirmed")),
                    _connector="OR",
                ),
                name="a_returned_document_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentconfirmation",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="26a5fed8c18601b12b0e2095a2e4155feab6012f",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_45951",
                    table="tendering_documentconfirmation",
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
                        ("points__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_scored_criterion_has_points",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_blind", False), ("part", "technical"), _connector="OR"),
                name="only_a_technical_criterion_is_blind",
            ),
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("part", "price")),
                fields=("filing",),
                name="a_document_has_one_price_criterion",
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
        migrations.AddConstraint(
            model_name="clarification",
            constraint=models.UniqueConstraint(
                fields=("document", "number"), name="clarifications_of_a_document_are_numbered"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="clarification",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="a111d97bbf603691d010a39ad53442ce5912de4f",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_82a89",
                    table="tendering_clarification",
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
