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
        ("filings", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BidBond",
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
                    "round",
                    models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="招标轮次"),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="金额",
                    ),
                ),
                (
                    "payment",
                    models.CharField(
                        choices=[
                            ("transfer", "银行转账"),
                            ("cheque", "支票"),
                            ("bill", "汇票"),
                            ("promissory_note", "本票"),
                            ("guarantee", "保函"),
                        ],
                        default="transfer",
                        max_length=16,
                        verbose_name="缴纳方式",
                    ),
                ),
                ("payer", models.CharField(max_length=120, verbose_name="付款账户名称")),
                (
                    "payer_account",
                    models.CharField(blank=True, max_length=40, null=True, verbose_name="付款账号"),
                ),
                ("paid_on", models.DateField(verbose_name="缴纳日期")),
            ],
            options={
                "verbose_name": "投标保证金",
                "verbose_name_plural": "投标保证金",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="BidConfirmation",
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
            ],
            options={
                "verbose_name": "确认投标",
                "verbose_name_plural": "确认投标",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="BidSubmission",
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
                ("contact_name", models.CharField(max_length=64, verbose_name="授权代表")),
                ("contact_mobile", models.CharField(max_length=16, verbose_name="授权代表手机")),
            ],
            options={
                "verbose_name": "投标递交",
                "verbose_name_plural": "投标递交",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="BidWithdrawal",
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
            ],
            options={
                "verbose_name": "撤回投标",
                "verbose_name_plural": "撤回投标",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="BondReturn",
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
                ("returned_on", models.DateField(verbose_name="退还日期")),
                ("note", models.CharField(blank=True, max_length=300, null=True, verbose_name="说明")),
            ],
            options={
                "verbose_name": "保证金退还",
                "verbose_name_plural": "保证金退还",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="Challenge",
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
                (
                    "matter",
                    models.CharField(
                        choices=[("document", "采购文件"), ("process", "采购过程"), ("result", "中标结果")],
                        max_length=16,
                        verbose_name="质疑事项",
                    ),
                ),
                ("answer_due_at", models.DateTimeField(verbose_name="答复期限")),
                ("facts", models.TextField(max_length=4000, verbose_name="事实依据")),
                ("basis", models.TextField(max_length=2000, verbose_name="法律依据")),
                ("request", models.TextField(max_length=2000, verbose_name="质疑请求")),
            ],
            options={
                "verbose_name": "质疑",
                "verbose_name_plural": "质疑",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="ChallengeAnswer",
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
                ("is_founded", models.BooleanField(verbose_name="质疑成立")),
                ("answer", models.TextField(max_length=4000, verbose_name="答复内容")),
            ],
            options={
                "verbose_name": "质疑答复",
                "verbose_name_plural": "质疑答复",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="Complaint",
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
                ("facts", models.TextField(max_length=4000, verbose_name="投诉事项和事实依据")),
                ("basis", models.TextField(max_length=2000, verbose_name="法律依据")),
                ("request", models.TextField(max_length=2000, verbose_name="投诉请求")),
            ],
            options={
                "verbose_name": "投诉",
                "verbose_name_plural": "投诉",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="ComplaintHalt",
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
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="暂停天数"
                    ),
                ),
            ],
            options={
                "verbose_name": "暂停采购活动",
                "verbose_name_plural": "暂停采购活动",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="ComplaintRuling",
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
                    "outcome",
                    models.CharField(
                        choices=[
                            ("rejected", "投诉不成立，驳回投诉"),
                            ("upheld", "投诉成立，不影响采购结果，继续采购活动"),
                            ("annulled", "投诉成立，影响采购结果，废标后重新采购"),
                            ("dropped", "投诉人撤回，终止处理"),
                        ],
                        max_length=16,
                        verbose_name="处理决定",
                    ),
                ),
                ("is_unfounded", models.BooleanField(default=False, verbose_name="查无实据")),
                ("reasons", models.TextField(max_length=4000, verbose_name="事实和理由")),
            ],
            options={
                "verbose_name": "投诉处理决定",
                "verbose_name_plural": "投诉处理决定",
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
            name="OpeningFailure",
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
            ],
            options={
                "verbose_name": "无法开标",
                "verbose_name_plural": "无法开标",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="OpeningRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="招标轮次")),
                ("objection", models.CharField(blank=True, max_length=500, null=True, verbose_name="异议")),
                ("made_at", models.DateTimeField(verbose_name="确认时间")),
            ],
            options={
                "verbose_name": "开标记录确认",
                "verbose_name_plural": "开标记录确认",
                "ordering": ["pk"],
            },
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
                ("to_confirm_since", models.DateTimeField(blank=True, null=True, verbose_name="待重新确认")),
                (
                    "price",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="投标报价"
                    ),
                ),
                (
                    "stated_price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=16,
                        null=True,
                        verbose_name="投标报价（小写）",
                    ),
                ),
                (
                    "price_in_words",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="投标报价（大写）"),
                ),
                ("repair", models.CharField(blank=True, max_length=300, null=True, verbose_name="报价修正")),
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
            model_name="bidbond",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="49501e07f8ab5a3b80dafab18facff88869faf91",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_61945",
                    table="tendering_bidbond",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bidconfirmation",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="4583abeed4c65b77f601a764e04bc10ea98357db",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_29b0e",
                    table="tendering_bidconfirmation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bidsubmission",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="1b7b9fa8d2a343555cd93ed6dfdd3558726b9d86",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_1ea52",
                    table="tendering_bidsubmission",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bidwithdrawal",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="7480d66089703f0aa779d03a5e84765d7b6f419d",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_3050a",
                    table="tendering_bidwithdrawal",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="bondreturn",
            name="bond",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="tendering.bidbond",
                verbose_name="保证金",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="challenge",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="aa665c9a7348311e3f5341c05c03217b1513f709",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_7297e",
                    table="tendering_challenge",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="challengeanswer",
            name="challenged",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="tendering.challenge",
                verbose_name="质疑",
            ),
        ),
        migrations.AddField(
            model_name="complaint",
            name="challenged",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="complaints",
                to="tendering.challenge",
                verbose_name="经过质疑的事项",
            ),
        ),
        migrations.AddField(
            model_name="complainthalt",
            name="complained",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="halts",
                to="tendering.complaint",
                verbose_name="投诉",
            ),
        ),
        migrations.AddField(
            model_name="complaintruling",
            name="complained",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rulings",
                to="tendering.complaint",
                verbose_name="投诉",
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
        pgtrigger.migrations.AddTrigger(
            model_name="openingfailure",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="2b30c757fdb92e258717c29eb1b8bbb17c9a2917",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_4431f",
                    table="tendering_openingfailure",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="openingremark",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="opening_remarks",
                to="tendering.lot",
            ),
        ),
        migrations.AddField(
            model_name="openingremark",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.organisation",
                verbose_name="投标人",
            ),
        ),
        migrations.AddField(
            model_name="openingremark",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="确认人",
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
            model_name="criterion",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="criteria",
                to="tendering.tenderdocument",
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
        migrations.AddConstraint(
            model_name="bondreturn",
            constraint=models.UniqueConstraint(fields=("bond",), name="a_bond_is_returned_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bondreturn",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="ea0811638f94dde54a8fd27c0622b8ba681c5391",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_1137f",
                    table="tendering_bondreturn",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="challengeanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="325d4741c449f1a989389e3ba0a3fb3567458919",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_49a55",
                    table="tendering_challengeanswer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaint",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="f4e7a7c96085c439bdd4206bc867a99303268c2e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_a7183",
                    table="tendering_complaint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complainthalt",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="ad7fee71a90d290ff655db1f636d98a6100a64ff",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_fbb95",
                    table="tendering_complainthalt",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="complaintruling",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_unfounded", False), ("outcome", "rejected"), _connector="OR"),
                name="only_a_rejected_complaint_is_unfounded",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaintruling",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="9c5e652da8b80e07db536326fbdeb9f0b88c6447",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_a7b25",
                    table="tendering_complaintruling",
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
            model_name="bid",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price", None),
                    models.Q(("price__gt", 0), ("stated_price__isnull", False), ("withdrawn_at", None)),
                    _connector="OR",
                ),
                name="a_bid_with_a_price_says_how_it_was_stated",
            ),
        ),
        migrations.AddConstraint(
            model_name="bid",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price", None),
                    ("price", models.F("stated_price")),
                    ("repair__isnull", False),
                    _connector="OR",
                ),
                name="a_repaired_price_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bid",
            trigger=pgtrigger.compiler.Trigger(
                name="a_bid_stays_whose_it_is",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition='WHEN (OLD."lot_id" IS DISTINCT FROM (NEW."lot_id") OR OLD."round" IS DISTINCT FROM (NEW."round") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="f16cb40a80c9fd63a490323a9662859b3b4aa982",
                    operation="UPDATE",
                    pgid="pgtrigger_a_bid_stays_whose_it_is_44efd",
                    table="tendering_bid",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bid",
            trigger=pgtrigger.compiler.Trigger(
                name="bids_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="a22d5226ed172473488cb010acd4bce8d1a2b8e6",
                    operation="DELETE",
                    pgid="pgtrigger_bids_are_kept_b5d0c",
                    table="tendering_bid",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bid",
            trigger=pgtrigger.compiler.Trigger(
                name="bids_come_and_go_while_bidding_is_open",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                    IF TG_OP = 'UPDATE' AND NEW.withdrawn_at IS NOT DISTINCT FROM OLD.withdrawn_at THEN\n                        RETURN NEW;\n                    END IF;\n                    PERFORM 1 FROM tendering_lot\n                    WHERE case_ptr_id = NEW.lot_id AND round = NEW.round AND state = 'bidding' FOR SHARE;\n                    IF NOT FOUND THEN\n                        RAISE EXCEPTION 'bids come and go while bidding is open' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT FROM sealing_sealedoffer offer\n                        JOIN sealing_box box ON box.id = offer.box_id\n                        JOIN tendering_lot lot ON lot.case_ptr_id = box.case_id\n                        WHERE box.case_id = NEW.lot_id AND box.round = NEW.round AND offer.superseded_at IS NULL\n                            AND offer.organisation_id = NEW.organisation_id AND CASE WHEN NEW.withdrawn_at IS NULL\n                                THEN offer.withdrawn_at IS NULL AND offer.received_at < lot.opens_at\n                                ELSE offer.withdrawn_at < lot.opens_at END\n                    ) THEN\n                        RAISE EXCEPTION 'a bid comes and goes with its envelope, before the hour' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT FROM tendering_participation WHERE lot_id = NEW.lot_id AND round = NEW.round\n                        AND organisation_id = NEW.organisation_id\n                    ) THEN\n                        RAISE EXCEPTION 'who bids has the document' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="fde6cfe43b3805a0062d83f5c941118aff98d8a1",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_bids_come_and_go_while_bidding_is_open_0aa3f",
                    table="tendering_bid",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bid",
            trigger=pgtrigger.compiler.Trigger(
                name="what_a_bid_says_is_known_when_its_box_is_open",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition="WHEN (NEW.price IS NOT NULL OR NEW.stated_price IS NOT NULL OR NEW.price_in_words IS NOT NULL OR NEW.repair IS NOT NULL OR NEW.period IS NOT NULL OR NEW.note IS NOT NULL)",
                    func="\n                    IF TG_OP = 'UPDATE' AND OLD.stated_price IS NOT NULL\n                        AND (OLD.price, OLD.stated_price, OLD.price_in_words, OLD.repair, OLD.period, OLD.note)\n                            IS DISTINCT FROM (NEW.price, NEW.stated_price, NEW.price_in_words, NEW.repair, NEW.period, NEW.note)\n                    THEN\n                        RAISE EXCEPTION 'what an opened bid says stays' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT FROM sealing_box WHERE case_id = NEW.lot_id AND round = NEW.round AND opened_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'what a bid says is known when its box is open' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.invalid_reason IS NULL AND NEW.price > (\n                        SELECT ceiling FROM tendering_lot WHERE case_ptr_id = NEW.lot_id\n                    ) THEN\n                        RAISE EXCEPTION 'a bid above the ceiling is invalid' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="7453ee6cd02e854db8d5180bb147785b167486a8",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_what_a_bid_says_is_known_when_its_box_is_open_28dcb",
                    table="tendering_bid",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="openingremark",
            constraint=models.UniqueConstraint(
                fields=("lot", "round", "organisation"), name="a_bidder_speaks_once_of_an_opening"
            ),
        ),
        migrations.AddConstraint(
            model_name="openingremark",
            constraint=models.CheckConstraint(
                condition=models.Q(("objection", None), ("objection__regex", "\\S"), _connector="OR"),
                name="an_objection_has_words",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="openingremark",
            trigger=pgtrigger.compiler.Trigger(
                name="opening_remarks_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'opening_remarks are only ever added' USING ERRCODE = 'check_violation';",
                    hash="88687430ba16699c372f3dbe8a10a61408a0026c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_opening_remarks_are_final_937fb",
                    table="tendering_openingremark",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="openingremark",
            trigger=pgtrigger.compiler.Trigger(
                name="opening_remarks_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'opening_remarks are only ever added' USING ERRCODE = 'check_violation';",
                    hash="27b0f9ddc2b6d433f703febafda4e7cef204174e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_opening_remarks_are_kept_e140c",
                    table="tendering_openingremark",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="openingremark",
            trigger=pgtrigger.compiler.Trigger(
                name="bidders_speak_of_an_opened_lot",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                    IF NOT EXISTS (\n                        SELECT FROM tendering_bid WHERE lot_id = NEW.lot_id AND round = NEW.round\n                        AND organisation_id = NEW.organisation_id AND withdrawn_at IS NULL\n                    ) OR NOT EXISTS (\n                        SELECT FROM sealing_box WHERE case_id = NEW.lot_id AND round = NEW.round AND opened_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'bidders speak of what was opened' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="0c972f45fcd7a9b5146c2133f552baaa429c1a72",
                    operation="INSERT",
                    pgid="pgtrigger_bidders_speak_of_an_opened_lot_8989c",
                    table="tendering_openingremark",
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
                    func="\n                IF TG_OP = 'INSERT' THEN\n                    IF NEW.state <> 'registered' THEN\n                        RAISE EXCEPTION 'tendering.lot: a new row starts as registered, not %', NEW.state\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                ELSIF NEW.state IS DISTINCT FROM OLD.state THEN\n                    IF (OLD.state, NEW.state) NOT IN (('awarded', 'contracted'), ('awarded', 'evaluated'), ('awarded', 'evaluating'), ('awarded', 'failing'), ('bidding', 'cancelled'), ('bidding', 'opening'), ('bidding', 'suspended'), ('decided', 'awarded'), ('decided', 'cancelled'), ('decided', 'evaluating'), ('decided', 'failing'), ('evaluated', 'cancelled'), ('evaluated', 'decided'), ('evaluated', 'evaluating'), ('evaluated', 'failing'), ('evaluating', 'cancelled'), ('evaluating', 'evaluated'), ('evaluating', 'failing'), ('failed', 'registered'), ('failing', 'failed'), ('opening', 'cancelled'), ('opening', 'evaluating'), ('opening', 'failing'), ('registered', 'bidding'), ('registered', 'cancelled'), ('registered', 'withdrawn'), ('suspended', 'bidding'), ('suspended', 'cancelled')) THEN\n                        RAISE EXCEPTION 'tendering.lot: no way from % to %', OLD.state, NEW.state\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT 1 FROM flow_transitionrecord\n                        WHERE course = 'tendering.lot' AND object_id = NEW.case_ptr_id\n                            AND source = OLD.state AND target = NEW.state\n                            AND transaction = pg_current_xact_id()::text::bigint\n                    ) THEN\n                        RAISE EXCEPTION 'tendering.lot: a state changes only by its course'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                END IF;\n                RETURN NEW;\n            ",
                    hash="35f56c8f020a47b36f88ee181ad23ad7c5e026b9",
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
