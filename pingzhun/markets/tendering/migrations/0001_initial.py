import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.functions.text
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
            ],
            options={
                "verbose_name": "工作经历",
                "verbose_name_plural": "工作经历",
                "ordering": ["pk"],
            },
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
            ],
            options={
                "verbose_name": "利害关系",
                "verbose_name_plural": "利害关系",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AwardChange",
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
                ("matter", models.CharField(max_length=200, verbose_name="变更事项")),
                ("before", models.TextField(max_length=2000, verbose_name="原公告内容")),
                ("after", models.TextField(max_length=2000, verbose_name="变更后内容")),
                ("explanation", models.TextField(max_length=1000, verbose_name="变更原因")),
            ],
            options={
                "verbose_name": "中标公告变更",
                "verbose_name_plural": "中标公告变更",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="AwardContract",
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
                ("number", models.CharField(max_length=64, verbose_name="合同编号")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="合同金额",
                    ),
                ),
                (
                    "performance_bond",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="履约保证金",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="签订日期")),
                ("starts_on", models.DateField(verbose_name="履行开始日期")),
                ("ends_on", models.DateField(verbose_name="履行结束日期")),
            ],
            options={
                "verbose_name": "合同备案",
                "verbose_name_plural": "合同备案",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="AwardDecision",
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
                        choices=[("award", "确定中标人"), ("fail", "废标，重新开展采购活动")],
                        default="award",
                        max_length=16,
                        verbose_name="结果",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000, null=True, verbose_name="理由")),
            ],
            options={
                "verbose_name": "确定中标人",
                "verbose_name_plural": "确定中标人",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="AwardedItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("specification", models.CharField(max_length=200, verbose_name="规格型号或服务要求")),
                ("quantity", models.CharField(max_length=50, verbose_name="数量")),
                (
                    "unit_price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="单价",
                    ),
                ),
            ],
            options={
                "verbose_name": "主要中标标的",
                "verbose_name_plural": "主要中标标的",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AwardNotice",
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
                ("opinion", models.CharField(blank=True, max_length=200, null=True, verbose_name="签署意见")),
                ("winner_address", models.CharField(max_length=200, verbose_name="中标单位地址")),
                (
                    "agency_fee",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="代理服务费金额",
                    ),
                ),
                ("agency_fee_standard", models.CharField(max_length=300, verbose_name="代理服务费收费标准")),
                (
                    "note",
                    models.TextField(blank=True, max_length=2000, null=True, verbose_name="其他补充事宜"),
                ),
            ],
            options={
                "verbose_name": "中标公告",
                "verbose_name_plural": "中标公告",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="AwardRenunciation",
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
                "verbose_name": "放弃中标",
                "verbose_name_plural": "放弃中标",
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
                ("is_small", models.BooleanField(blank=True, null=True, verbose_name="小型、微型企业")),
                (
                    "brand",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="核心产品品牌"),
                ),
                ("device", models.CharField(blank=True, max_length=32, null=True, verbose_name="浏览器标识")),
                (
                    "invalid_reason",
                    models.CharField(blank=True, max_length=300, null=True, verbose_name="投标无效的原因"),
                ),
            ],
            options={
                "verbose_name": "投标",
                "verbose_name_plural": "投标",
                "ordering": ["submitted_at", "pk"],
            },
        ),
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
            name="BidInvitation",
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
                ("opinion", models.CharField(blank=True, max_length=200, null=True, verbose_name="签署意见")),
                ("round", models.PositiveSmallIntegerField(verbose_name="招标轮次")),
                ("opens_at", models.DateTimeField(verbose_name="开标时间")),
                ("requirement", models.TextField(max_length=4000, verbose_name="采购需求")),
                ("qualifications", models.TextField(max_length=4000, verbose_name="投标人的资格要求")),
                (
                    "notice_workdays",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="公告期限（工作日）",
                    ),
                ),
                ("offered_from", models.DateField(verbose_name="获取招标文件开始日期")),
                ("offered_until", models.DateField(verbose_name="获取招标文件截止日期")),
                (
                    "other",
                    models.TextField(blank=True, max_length=2000, null=True, verbose_name="其他补充事宜"),
                ),
            ],
            options={
                "verbose_name": "招标公告",
                "verbose_name_plural": "招标公告",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="BidResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("price", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="投标报价")),
                (
                    "invalid_reason",
                    models.CharField(blank=True, max_length=500, null=True, verbose_name="投标无效的原因"),
                ),
                (
                    "deduction",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=4, verbose_name="价格扣除（%）"
                    ),
                ),
                (
                    "evaluated_price",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="评审价"
                    ),
                ),
                (
                    "price_score",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="价格分"
                    ),
                ),
                (
                    "review_score",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="商务技术分"
                    ),
                ),
                (
                    "technical_score",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="技术分"
                    ),
                ),
                (
                    "total",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="综合得分"
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="名次")),
                (
                    "set_aside",
                    models.CharField(blank=True, max_length=200, null=True, verbose_name="未参加排序的原因"),
                ),
                ("is_candidate", models.BooleanField(default=False, verbose_name="中标候选人")),
            ],
            options={
                "verbose_name": "评标结果",
                "verbose_name_plural": "评标结果",
                "ordering": ["evaluation", models.OrderBy(models.F("rank"), nulls_last=True), "bid"],
            },
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
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
            ],
            options={
                "verbose_name": "日历订阅",
                "verbose_name_plural": "日历订阅",
            },
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
            ],
            options={
                "verbose_name": "工作经历",
                "verbose_name_plural": "工作经历",
                "ordering": ["pk"],
            },
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
            ],
            options={
                "verbose_name": "利害关系",
                "verbose_name_plural": "利害关系",
                "ordering": ["pk"],
            },
        ),
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
            name="EvaluationReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("content", models.JSONField(verbose_name="内容")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("fixed_at", models.DateTimeField(verbose_name="汇总时间")),
            ],
            options={
                "verbose_name": "评标报告",
                "verbose_name_plural": "评标报告",
            },
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
            ],
            options={
                "verbose_name": "评审专家入库申请",
                "verbose_name_plural": "评审专家入库申请",
            },
            bases=("filings.filing", models.Model),
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
            ],
            options={
                "verbose_name": "专家信息变更",
                "verbose_name_plural": "专家信息变更",
            },
            bases=("filings.filing", models.Model),
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
            ],
            options={
                "verbose_name": "专家停用",
                "verbose_name_plural": "专家停用",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="FailureNotice",
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
                ("opinion", models.CharField(blank=True, max_length=200, null=True, verbose_name="签署意见")),
                (
                    "act",
                    models.CharField(
                        choices=[("failed", "项目废标")],
                        default="failed",
                        max_length=16,
                        verbose_name="异常类型",
                    ),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="废标理由")),
            ],
            options={
                "verbose_name": "废标公告",
                "verbose_name_plural": "废标公告",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="InvitationChange",
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
                ("opinion", models.CharField(blank=True, max_length=200, null=True, verbose_name="签署意见")),
                ("round", models.PositiveSmallIntegerField(verbose_name="招标轮次")),
                ("explanation", models.TextField(max_length=4000, verbose_name="更正事项")),
                ("has_clarification", models.BooleanField(verbose_name="是否有答疑澄清文件")),
                ("affects_bids", models.BooleanField(verbose_name="是否影响投标文件编制")),
                ("offered_until_before", models.DateField(verbose_name="原获取招标文件截止日期")),
                ("offered_until", models.DateField(verbose_name="获取招标文件截止日期")),
                ("opens_at_before", models.DateTimeField(verbose_name="原开标时间")),
                ("opens_at", models.DateTimeField(verbose_name="开标时间")),
                ("resumes", models.BooleanField(default=False, verbose_name="恢复交易")),
            ],
            options={
                "verbose_name": "变更公告",
                "verbose_name_plural": "变更公告",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="LeaderVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cast_at", models.DateTimeField(verbose_name="推选时间")),
            ],
            options={
                "verbose_name": "组长推选",
                "verbose_name_plural": "组长推选",
                "ordering": ["cast_at", "pk"],
            },
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
            name="LotEvaluation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(verbose_name="招标轮次")),
                ("number", models.PositiveSmallIntegerField(verbose_name="评标次数")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("gathering", "签到"),
                            ("examining", "符合性审查"),
                            ("reviewing", "详细评审"),
                            ("signing", "签署评标报告"),
                            ("reported", "评标结束"),
                            ("stopped", "不予评标"),
                        ],
                        default="gathering",
                        max_length=16,
                        verbose_name="评标环节",
                    ),
                ),
                ("convened_at", models.DateTimeField(verbose_name="组织评标时间")),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="开始评标时间")),
                (
                    "examined_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="符合性审查结束时间"),
                ),
                ("totalled_at", models.DateTimeField(blank=True, null=True, verbose_name="汇总时间")),
                ("reported_at", models.DateTimeField(blank=True, null=True, verbose_name="评标结束时间")),
                (
                    "failure",
                    models.CharField(
                        blank=True, max_length=500, null=True, verbose_name="不予评标或废标的原因"
                    ),
                ),
                (
                    "sha256",
                    models.CharField(blank=True, max_length=64, null=True, verbose_name="评标报告校验值"),
                ),
            ],
            options={
                "verbose_name": "评标",
                "verbose_name_plural": "评标",
                "ordering": ["lot", "number"],
            },
        ),
        migrations.CreateModel(
            name="LotException",
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
                ("opinion", models.CharField(blank=True, max_length=200, null=True, verbose_name="签署意见")),
                (
                    "act",
                    models.CharField(
                        choices=[("suspension", "项目暂停"), ("cancellation", "项目取消")],
                        max_length=16,
                        verbose_name="异常类型",
                    ),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="异常原因")),
            ],
            options={
                "verbose_name": "采购异常",
                "verbose_name_plural": "采购异常",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="Mark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("passed", models.BooleanField(blank=True, null=True, verbose_name="结论")),
                (
                    "points",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="得分"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, null=True, verbose_name="理由")),
            ],
            options={
                "verbose_name": "评审意见",
                "verbose_name_plural": "评审意见",
                "ordering": ["sheet", "criterion", "bid"],
            },
        ),
        migrations.CreateModel(
            name="Occupation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("opening", "开标"),
                            ("evaluation", "评标"),
                            ("reevaluation", "复评"),
                            ("block", "占用"),
                        ],
                        max_length=16,
                        verbose_name="用途",
                    ),
                ),
                ("during", django.contrib.postgres.fields.ranges.DateTimeRangeField(verbose_name="时间")),
                ("reason", models.CharField(blank=True, max_length=200, null=True, verbose_name="占用原因")),
                ("freed_at", models.DateTimeField(blank=True, null=True, verbose_name="释放时间")),
            ],
            options={
                "verbose_name": "场地占用",
                "verbose_name_plural": "场地占用",
                "ordering": [django.db.models.functions.text.Lower("during"), "pk"],
            },
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
            ],
            options={
                "verbose_name": "参与供应商",
                "verbose_name_plural": "参与供应商",
                "ordering": ["enrolled_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PriceExplanation",
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
                ("text", models.TextField(max_length=3000, verbose_name="报价合理性说明")),
            ],
            options={
                "verbose_name": "报价说明",
                "verbose_name_plural": "报价说明",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="PriceInquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=500, verbose_name="要求说明的内容")),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("answer_until", models.DateTimeField(verbose_name="说明截止时间")),
            ],
            options={
                "verbose_name": "报价说明要求",
                "verbose_name_plural": "报价说明要求",
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PriceRepair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "before",
                    models.DecimalField(decimal_places=2, max_digits=16, verbose_name="开标一览表报价"),
                ),
                (
                    "price",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="修正后的报价",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="修正依据")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
            ],
            options={
                "verbose_name": "报价修正",
                "verbose_name_plural": "报价修正",
                "ordering": ["recorded_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PriceVote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rejects",
                    models.BooleanField(
                        choices=[(False, "报价合理，继续评审"), (True, "不能证明合理性，作无效投标处理")],
                        verbose_name="结论",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("cast_at", models.DateTimeField(verbose_name="表决时间")),
            ],
            options={
                "verbose_name": "报价说明表决",
                "verbose_name_plural": "报价说明表决",
                "ordering": ["cast_at", "pk"],
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
            name="QualificationExamination",
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
                ("note", models.TextField(blank=True, max_length=1000, null=True, verbose_name="审查说明")),
            ],
            options={
                "verbose_name": "资格审查",
                "verbose_name_plural": "资格审查",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="QualificationVerdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "passed",
                    models.BooleanField(choices=[(True, "合格"), (False, "不合格")], verbose_name="结论"),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, null=True, verbose_name="不合格的原因"),
                ),
            ],
            options={
                "verbose_name": "资格审查结论",
                "verbose_name_plural": "资格审查结论",
                "ordering": ["bid", "criterion"],
            },
        ),
        migrations.CreateModel(
            name="ReevaluationBooking",
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
                    "basis",
                    models.CharField(
                        choices=[("entity", "采购人申请复评"), ("supervisor", "行政监督部门批复")],
                        max_length=16,
                        verbose_name="复评依据",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="复评时间")),
                (
                    "evaluation_hours",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (2, "2 小时"),
                            (4, "4 小时"),
                            (8, "8 小时"),
                            (24, "24 小时（至次日同一时间）"),
                            (48, "48 小时（至第三日同一时间）"),
                        ],
                        default=4,
                        verbose_name="复评时长",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目复评场地预约",
                "verbose_name_plural": "项目复评场地预约",
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
            name="ReportSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        choices=[
                            ("agrees", "同意"),
                            ("dissents", "有不同意见"),
                            ("refused", "拒绝签字且未说明理由，视为同意"),
                        ],
                        max_length=16,
                        verbose_name="意见",
                    ),
                ),
                (
                    "opinion",
                    models.TextField(blank=True, max_length=1000, null=True, verbose_name="不同意见和理由"),
                ),
                ("signed_at", models.DateTimeField(verbose_name="签字时间")),
            ],
            options={
                "verbose_name": "评标报告签字",
                "verbose_name_plural": "评标报告签字",
                "ordering": ["signed_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Retendering",
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
                ("reason", models.TextField(max_length=2000, verbose_name="重新招标的说明")),
            ],
            options={
                "verbose_name": "重新招标",
                "verbose_name_plural": "重新招标",
            },
            bases=("filings.filing",),
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
            name="RoomBlock",
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
                ("starts_at", models.DateTimeField(verbose_name="开始时间")),
                ("ends_at", models.DateTimeField(verbose_name="结束时间")),
                ("reason", models.CharField(max_length=200, verbose_name="占用原因")),
            ],
            options={
                "verbose_name": "场地占用",
                "verbose_name_plural": "场地占用",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="RoomChange",
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
                "verbose_name": "场地修改",
                "verbose_name_plural": "场地修改",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="RoomEntry",
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
            ],
            options={
                "verbose_name": "新增场地",
                "verbose_name_plural": "新增场地",
            },
            bases=("filings.filing",),
        ),
        migrations.CreateModel(
            name="RoomRelease",
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
                "verbose_name": "场地释放",
                "verbose_name_plural": "场地释放",
            },
            bases=("filings.filing",),
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
            ],
            options={
                "verbose_name": "回避申请",
                "verbose_name_plural": "回避申请",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="Sheet",
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
                        choices=[("conformity", "符合性审查表"), ("scoring", "评分表")],
                        max_length=16,
                        verbose_name="表格",
                    ),
                ),
                (
                    "version",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="版本",
                    ),
                ),
                ("request", models.CharField(blank=True, max_length=300, null=True, verbose_name="复核意见")),
                ("begun_at", models.DateTimeField(verbose_name="开始时间")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
            ],
            options={
                "verbose_name": "评审表",
                "verbose_name_plural": "评审表",
                "ordering": ["evaluation", "part", "seat", "version"],
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
                    "price_deduction",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=4,
                        null=True,
                        verbose_name="小微企业价格扣除比例（%）",
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
            name="VenueBooking",
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
                ("opens_at", models.DateTimeField(verbose_name="开标时间")),
                (
                    "opening_minutes",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (30, "30 分钟"),
                            (60, "1 小时"),
                            (90, "1.5 小时"),
                            (120, "2 小时"),
                            (180, "3 小时"),
                        ],
                        default=60,
                        verbose_name="开标时长",
                    ),
                ),
                (
                    "evaluation_hours",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (2, "2 小时"),
                            (4, "4 小时"),
                            (8, "8 小时"),
                            (24, "24 小时（至次日同一时间）"),
                            (48, "48 小时（至第三日同一时间）"),
                        ],
                        default=4,
                        verbose_name="评标时长",
                    ),
                ),
            ],
            options={
                "verbose_name": "场地预约",
                "verbose_name_plural": "场地预约",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="VenueChange",
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
                ("opens_at", models.DateTimeField(verbose_name="开标时间")),
                (
                    "opening_minutes",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (30, "30 分钟"),
                            (60, "1 小时"),
                            (90, "1.5 小时"),
                            (120, "2 小时"),
                            (180, "3 小时"),
                        ],
                        default=60,
                        verbose_name="开标时长",
                    ),
                ),
                (
                    "evaluation_hours",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (2, "2 小时"),
                            (4, "4 小时"),
                            (8, "8 小时"),
                            (24, "24 小时（至次日同一时间）"),
                            (48, "48 小时（至第三日同一时间）"),
                        ],
                        default=4,
                        verbose_name="评标时长",
                    ),
                ),
            ],
            options={
                "verbose_name": "场地变更",
                "verbose_name_plural": "场地变更",
            },
            bases=("filings.filing", models.Model),
        ),
        migrations.CreateModel(
            name="WithheldDeduction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="不予扣除的原因")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
            ],
            options={
                "verbose_name": "不予价格扣除",
                "verbose_name_plural": "不予价格扣除",
                "ordering": ["recorded_at", "pk"],
            },
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
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed_in_at", models.DateTimeField(verbose_name="签到时间")),
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="experts.seat"
                    ),
                ),
            ],
            options={
                "verbose_name": "评标签到",
                "verbose_name_plural": "评标签到",
                "ordering": ["signed_in_at", "pk"],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="awardchange",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="d8e503009b9241dfb05919b1747f372025e983b7",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_ed732",
                    table="tendering_awardchange",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="awardcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                name="a_contract_of_a_lot_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="awardcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(("performance_bond__lt", models.F("amount"))),
                name="a_performance_bond_is_a_part_of_the_contract",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="awardcontract",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="bcced89a37d722792608479217fcca3ea5de2f21",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_fba6e",
                    table="tendering_awardcontract",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="awardeditem",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="tendering.awardnotice"
            ),
        ),
        migrations.AddField(
            model_name="bid",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bids",
                to="directory.organisation",
                verbose_name="投标人",
            ),
        ),
        migrations.AddField(
            model_name="awardrenunciation",
            name="bid",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="renunciations", to="tendering.bid"
            ),
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
        migrations.AddConstraint(
            model_name="bidinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("offered_until__gt", models.F("offered_from"))),
                name="a_document_is_offered_for_a_while",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bidinvitation",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="378ddad09af2edc3dbe226d4c2ed0fb0dad3372e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_d8946",
                    table="tendering_bidinvitation",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="bidresult",
            name="bid",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="tendering.bid",
                verbose_name="投标人",
            ),
        ),
        migrations.AddField(
            model_name="awardnotice",
            name="winner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="award_notices",
                to="tendering.bidresult",
                verbose_name="中标单位",
            ),
        ),
        migrations.AddField(
            model_name="awarddecision",
            name="candidate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="tendering.bidresult",
                verbose_name="中标人",
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
        migrations.AddField(
            model_name="calendarfeed",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calendar_feed",
                to=settings.AUTH_USER_MODEL,
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
            model_name="expertapplication",
            name="registered_in",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.jurisdiction",
                verbose_name="所属辖区",
            ),
        ),
        migrations.AddField(
            model_name="expertapplication",
            name="specialities",
            field=models.ManyToManyField(related_name="+", to="directory.category", verbose_name="评审专业"),
        ),
        migrations.AddField(
            model_name="appliedtie",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ties",
                to="tendering.expertapplication",
            ),
        ),
        migrations.AddField(
            model_name="appliedemployment",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="employments",
                to="tendering.expertapplication",
            ),
        ),
        migrations.AddField(
            model_name="expertchange",
            name="expert",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="experts.expert",
                verbose_name="专家",
            ),
        ),
        migrations.AddField(
            model_name="expertchange",
            name="specialities",
            field=models.ManyToManyField(related_name="+", to="directory.category", verbose_name="评审专业"),
        ),
        migrations.AddField(
            model_name="changedtie",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="tendering.expertchange"
            ),
        ),
        migrations.AddField(
            model_name="changedemployment",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="employments",
                to="tendering.expertchange",
            ),
        ),
        migrations.AddField(
            model_name="expertreinstating",
            name="suspension",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="experts.expertsuspension",
                verbose_name="停用记录",
            ),
        ),
        migrations.AddField(
            model_name="expertremoval",
            name="expert",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="experts.expert",
                verbose_name="专家",
            ),
        ),
        migrations.AddField(
            model_name="expertsuspending",
            name="expert",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="experts.expert",
                verbose_name="专家",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="failurenotice",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="773bf66fdc14aa439e77f2ccf6b66d3321018cde",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_43227",
                    table="tendering_failurenotice",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="invitationchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offered_until__gte", models.F("offered_until_before")),
                    ("opens_at__gte", models.F("opens_at_before")),
                ),
                name="a_change_moves_times_later_or_leaves_them",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invitationchange",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="c3ce8a8db6d40e7922bf9f5e9c44cc5238c313f8",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_22c8d",
                    table="tendering_invitationchange",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="leadervote",
            name="candidate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="experts.seat"
            ),
        ),
        migrations.AddField(
            model_name="leadervote",
            name="seat",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="experts.seat"
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
            model_name="lotevaluation",
            name="lot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="evaluations", to="tendering.lot"
            ),
        ),
        migrations.AddField(
            model_name="leadervote",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leader_votes",
                to="tendering.lotevaluation",
            ),
        ),
        migrations.AddField(
            model_name="evaluationreport",
            name="evaluation",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="report",
                to="tendering.lotevaluation",
            ),
        ),
        migrations.AddField(
            model_name="bidresult",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="tendering.lotevaluation",
            ),
        ),
        migrations.AddField(
            model_name="awardrenunciation",
            name="lot_evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renunciations",
                to="tendering.lotevaluation",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendances",
                to="tendering.lotevaluation",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lotexception",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="0158eebdfd22b773a1c6302f7bc0192628608d87",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_934a6",
                    table="tendering_lotexception",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="mark",
            name="bid",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tendering.bid"
            ),
        ),
        migrations.AddField(
            model_name="mark",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tendering.criterion"
            ),
        ),
        migrations.AddField(
            model_name="occupation",
            name="held_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="occupations",
                to="filings.filing",
                verbose_name="依据",
            ),
        ),
        migrations.AddField(
            model_name="occupation",
            name="lot",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="occupations",
                to="tendering.lot",
                verbose_name="分包",
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
            model_name="paneldrawing",
            name="representatives",
            field=models.ManyToManyField(
                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="采购人代表"
            ),
        ),
        migrations.AddField(
            model_name="paneldrawing",
            name="specialities",
            field=models.ManyToManyField(related_name="+", to="directory.category", verbose_name="评审专业"),
        ),
        migrations.AddField(
            model_name="panelfilling",
            name="representatives",
            field=models.ManyToManyField(
                blank=True, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="采购人代表"
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
            model_name="priceinquiry",
            name="bid",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="inquiries", to="tendering.bid"
            ),
        ),
        migrations.AddField(
            model_name="priceinquiry",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inquiries",
                to="tendering.lotevaluation",
            ),
        ),
        migrations.AddField(
            model_name="priceinquiry",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="experts.seat"
            ),
        ),
        migrations.AddField(
            model_name="priceexplanation",
            name="inquiry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="explanation",
                to="tendering.priceinquiry",
            ),
        ),
        migrations.AddField(
            model_name="pricerepair",
            name="bid",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tendering.bid"
            ),
        ),
        migrations.AddField(
            model_name="pricerepair",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="repairs",
                to="tendering.lotevaluation",
            ),
        ),
        migrations.AddField(
            model_name="pricerepair",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="experts.seat"
            ),
        ),
        migrations.AddField(
            model_name="pricevote",
            name="inquiry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="tendering.priceinquiry"
            ),
        ),
        migrations.AddField(
            model_name="pricevote",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="experts.seat"
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
            model_name="lotevaluation",
            name="qualification",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lot_evaluation",
                to="tendering.qualificationexamination",
                verbose_name="资格审查",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="qualificationexamination",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="4cb394ce589de6724fd16c065aae0b2a3c7a88cb",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_d8a32",
                    table="tendering_qualificationexamination",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="qualificationverdict",
            name="bid",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.bid",
                verbose_name="投标人",
            ),
        ),
        migrations.AddField(
            model_name="qualificationverdict",
            name="criterion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.criterion",
                verbose_name="审查项",
            ),
        ),
        migrations.AddField(
            model_name="qualificationverdict",
            name="filing",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="verdicts",
                to="tendering.qualificationexamination",
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
            model_name="reportsignature",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="tendering.lotevaluation",
            ),
        ),
        migrations.AddField(
            model_name="reportsignature",
            name="seat",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="experts.seat"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="retendering",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="8d72e6a0a84d170e464456a61080381ee69b0e02",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_2bf41",
                    table="tendering_retendering",
                    when="BEFORE",
                ),
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
            model_name="reevaluationbooking",
            name="evaluation_room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.room",
                verbose_name="评标室",
            ),
        ),
        migrations.AddField(
            model_name="occupation",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="occupations",
                to="tendering.room",
                verbose_name="场地",
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
            model_name="roomblock",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.room",
                verbose_name="场地",
            ),
        ),
        migrations.AddField(
            model_name="roomchange",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.room",
                verbose_name="场地",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="roomentry",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="74fb57bde1d44369b47549a60ecc85a027e24e2e",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_df0e0",
                    table="tendering_roomentry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="roomrelease",
            name="occupation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.occupation",
                verbose_name="占用的场地",
            ),
        ),
        migrations.AddField(
            model_name="seatabsence",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="experts.seat",
                verbose_name="评审任务",
            ),
        ),
        migrations.AddField(
            model_name="seatdeclining",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="experts.seat",
                verbose_name="评审任务",
            ),
        ),
        migrations.AddField(
            model_name="sheet",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sheets",
                to="tendering.lotevaluation",
            ),
        ),
        migrations.AddField(
            model_name="sheet",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="experts.seat"
            ),
        ),
        migrations.AddField(
            model_name="mark",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="tendering.sheet"
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
        migrations.AddConstraint(
            model_name="tenderdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_deduction", None),
                    models.Q(("price_deduction__gt", 0), ("price_deduction__lt", 100)),
                    _connector="OR",
                ),
                name="a_price_deduction_is_a_part_of_the_price",
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
        migrations.AddField(
            model_name="venuebooking",
            name="evaluation_room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.room",
                verbose_name="评标室",
            ),
        ),
        migrations.AddField(
            model_name="venuebooking",
            name="opening_room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.room",
                verbose_name="开标室",
            ),
        ),
        migrations.AddField(
            model_name="venuechange",
            name="evaluation_room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.room",
                verbose_name="评标室",
            ),
        ),
        migrations.AddField(
            model_name="venuechange",
            name="opening_room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tendering.room",
                verbose_name="开标室",
            ),
        ),
        migrations.AddField(
            model_name="withhelddeduction",
            name="bid",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tendering.bid"
            ),
        ),
        migrations.AddField(
            model_name="withhelddeduction",
            name="evaluation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withheld",
                to="tendering.lotevaluation",
            ),
        ),
        migrations.AddField(
            model_name="withhelddeduction",
            name="seat",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="experts.seat"
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
            model_name="awardeditem",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_id, OLD.filing_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="54fc450203c0412df010c0db3e06659a96940495",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_4a4c7",
                    table="tendering_awardeditem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="awardnotice",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="7224cdae725635097cc605afae9933cecd8c539d",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_0d613",
                    table="tendering_awardnotice",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="awarddecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("candidate__isnull", False), ("outcome", "award")),
                    models.Q(("candidate", None), ("outcome", "fail"), ("reason__regex", "\\S")),
                    _connector="OR",
                ),
                name="a_decision_names_a_winner_or_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="awarddecision",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="a4cfeccc95113d14df148c547e2709d172e0f154",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_ed939",
                    table="tendering_awarddecision",
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
                    condition="WHEN (NEW.price IS NOT NULL OR NEW.stated_price IS NOT NULL OR NEW.price_in_words IS NOT NULL OR NEW.repair IS NOT NULL OR NEW.period IS NOT NULL OR NEW.note IS NOT NULL OR NEW.is_small IS NOT NULL OR NEW.brand IS NOT NULL OR NEW.device IS NOT NULL)",
                    func="\n                    IF TG_OP = 'UPDATE' AND OLD.stated_price IS NOT NULL\n                        AND (OLD.price, OLD.stated_price, OLD.price_in_words, OLD.repair, OLD.period, OLD.note, OLD.is_small, OLD.brand, OLD.device)\n                            IS DISTINCT FROM (NEW.price, NEW.stated_price, NEW.price_in_words, NEW.repair, NEW.period, NEW.note, NEW.is_small, NEW.brand, NEW.device)\n                    THEN\n                        RAISE EXCEPTION 'what an opened bid says stays' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT FROM sealing_box WHERE case_id = NEW.lot_id AND round = NEW.round AND opened_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'what a bid says is known when its box is open' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.invalid_reason IS NULL AND NEW.price > (\n                        SELECT ceiling FROM tendering_lot WHERE case_ptr_id = NEW.lot_id\n                    ) THEN\n                        RAISE EXCEPTION 'a bid above the ceiling is invalid' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="ee40c1740b4ec39d35bb4c9daf4674eeea315d58",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_what_a_bid_says_is_known_when_its_box_is_open_28dcb",
                    table="tendering_bid",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="leadervote",
            trigger=pgtrigger.compiler.Trigger(
                name="said_by_live_members",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n            IF NOT EXISTS (\n                SELECT 1 FROM experts_seat s\n                JOIN experts_panel p ON p.id = s.panel_id\n                JOIN tendering_lotevaluation e ON e.id = NEW.evaluation_id\n                WHERE s.id = NEW.seat_id AND s.declined_at IS NULL AND p.dissolved_at IS NULL\n                AND p.case_id = e.lot_id AND p.number = e.number\n            ) THEN\n                RAISE EXCEPTION 'only a live member of the panel speaks in an evaluation'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="7ad3348ae6d52670faa314d0f1a83a3da019ad9b",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_said_by_live_members_98f0d",
                    table="tendering_leadervote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evaluationreport",
            trigger=pgtrigger.compiler.Trigger(
                name="reports_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'reports are only ever added' USING ERRCODE = 'check_violation';",
                    hash="16ae237b6577c9cb395a3597165b261aab3b9b99",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_reports_are_final_968c9",
                    table="tendering_evaluationreport",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="evaluationreport",
            trigger=pgtrigger.compiler.Trigger(
                name="reports_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'reports are only ever added' USING ERRCODE = 'check_violation';",
                    hash="d01d53a00960a6e7564b2d53b92c11bb524373cb",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_reports_are_kept_a7103",
                    table="tendering_evaluationreport",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="bidresult",
            constraint=models.UniqueConstraint(fields=("evaluation", "bid"), name="a_bid_has_one_result"),
        ),
        migrations.AddConstraint(
            model_name="bidresult",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_candidate", True)),
                fields=("evaluation", "rank"),
                name="no_two_candidates_have_one_rank",
            ),
        ),
        migrations.AddConstraint(
            model_name="bidresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_candidate", False),
                    models.Q(("invalid_reason", None), ("rank__isnull", False)),
                    _connector="OR",
                ),
                name="a_candidate_is_ranked_and_valid",
            ),
        ),
        migrations.AddConstraint(
            model_name="bidresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("evaluated_price", None),
                    (
                        "evaluated_price",
                        django.db.models.functions.math.Round(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("price"),
                                    "*",
                                    django.db.models.expressions.CombinedExpression(
                                        models.Value(100), "-", models.F("deduction")
                                    ),
                                ),
                                "/",
                                models.Value(100),
                            ),
                            precision=2,
                        ),
                    ),
                    _connector="OR",
                ),
                name="an_evaluated_price_is_the_price_less_its_deduction",
            ),
        ),
        migrations.AddConstraint(
            model_name="bidresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("set_aside", None),
                    models.Q(("evaluated_price__isnull", False), ("invalid_reason", None), ("rank", None)),
                    _connector="OR",
                ),
                name="who_is_set_aside_is_valid_and_has_no_rank",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bidresult",
            trigger=pgtrigger.compiler.Trigger(
                name="results_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'results are only ever added' USING ERRCODE = 'check_violation';",
                    hash="cc0081af5a0b805697ca28d3228718b5967923a8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_results_are_final_1cfe4",
                    table="tendering_bidresult",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bidresult",
            trigger=pgtrigger.compiler.Trigger(
                name="results_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'results are only ever added' USING ERRCODE = 'check_violation';",
                    hash="eed4ad4e5c1a79512a11ec18e87eb65ee5cdcc9a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_results_are_kept_58e46",
                    table="tendering_bidresult",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="awardrenunciation",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="8ce6320cf1406b77957fb7f512970d9b9e1d337f",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_09e5b",
                    table="tendering_awardrenunciation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendance",
            trigger=pgtrigger.compiler.Trigger(
                name="attendances_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'attendances are only ever added' USING ERRCODE = 'check_violation';",
                    hash="599af47c849f98a16aaa08184b36b6cc62821c01",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_attendances_are_final_b58c7",
                    table="tendering_attendance",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendance",
            trigger=pgtrigger.compiler.Trigger(
                name="attendances_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'attendances are only ever added' USING ERRCODE = 'check_violation';",
                    hash="1152a407acd5090210d0b402d45ced0c95a5ad87",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_attendances_are_kept_5e3f3",
                    table="tendering_attendance",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="attendance",
            trigger=pgtrigger.compiler.Trigger(
                name="said_by_live_members",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n            IF NOT EXISTS (\n                SELECT 1 FROM experts_seat s\n                JOIN experts_panel p ON p.id = s.panel_id\n                JOIN tendering_lotevaluation e ON e.id = NEW.evaluation_id\n                WHERE s.id = NEW.seat_id AND s.declined_at IS NULL AND p.dissolved_at IS NULL\n                AND p.case_id = e.lot_id AND p.number = e.number\n            ) THEN\n                RAISE EXCEPTION 'only a live member of the panel speaks in an evaluation'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="8eadcecf82eef0a32fa44d0d71735df3f8c8c3c7",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_said_by_live_members_cd623",
                    table="tendering_attendance",
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
        migrations.AddConstraint(
            model_name="priceinquiry",
            constraint=models.UniqueConstraint(
                fields=("evaluation", "bid"), name="a_price_is_asked_about_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="priceinquiry",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_until__gt", models.F("asked_at"))),
                name="a_bidder_has_time_to_explain",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="priceinquiry",
            trigger=pgtrigger.compiler.Trigger(
                name="inquiries_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'inquiries are only ever added' USING ERRCODE = 'check_violation';",
                    hash="0787b50e0726100b818a5273a92fe46af734408a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_inquiries_are_final_0f4ef",
                    table="tendering_priceinquiry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="priceinquiry",
            trigger=pgtrigger.compiler.Trigger(
                name="inquiries_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'inquiries are only ever added' USING ERRCODE = 'check_violation';",
                    hash="b9745f446f61205fa107648566786921e301a13b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_inquiries_are_kept_53153",
                    table="tendering_priceinquiry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="priceinquiry",
            trigger=pgtrigger.compiler.Trigger(
                name="said_by_live_members",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n            IF NOT EXISTS (\n                SELECT 1 FROM experts_seat s\n                JOIN experts_panel p ON p.id = s.panel_id\n                JOIN tendering_lotevaluation e ON e.id = NEW.evaluation_id\n                WHERE s.id = NEW.seat_id AND s.declined_at IS NULL AND p.dissolved_at IS NULL\n                AND p.case_id = e.lot_id AND p.number = e.number\n            ) THEN\n                RAISE EXCEPTION 'only a live member of the panel speaks in an evaluation'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="3f1951f8163fea580b9e788996f8ff0ca164a33b",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_said_by_live_members_e6670",
                    table="tendering_priceinquiry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="priceexplanation",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="be222e1102d1134e70d7058cf4047d08875fcb64",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_89e37",
                    table="tendering_priceexplanation",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="pricerepair",
            constraint=models.UniqueConstraint(fields=("evaluation", "bid"), name="a_price_is_repaired_once"),
        ),
        migrations.AddConstraint(
            model_name="pricerepair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price__gt", 0),
                    models.Q(("price", models.F("before")), _negated=True),
                    ("reason__regex", "\\S"),
                ),
                name="a_repaired_price_is_another_one_and_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricerepair",
            trigger=pgtrigger.compiler.Trigger(
                name="repairs_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'repairs are only ever added' USING ERRCODE = 'check_violation';",
                    hash="2e8bc910aa45462d44bc47f5837e4a9d2336d7d1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_repairs_are_final_3b0ac",
                    table="tendering_pricerepair",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricerepair",
            trigger=pgtrigger.compiler.Trigger(
                name="repairs_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'repairs are only ever added' USING ERRCODE = 'check_violation';",
                    hash="7dceeecffba58ac46cbf747fdb761c151e4d8a8e",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_repairs_are_kept_75b25",
                    table="tendering_pricerepair",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricerepair",
            trigger=pgtrigger.compiler.Trigger(
                name="said_by_live_members",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n            IF NOT EXISTS (\n                SELECT 1 FROM experts_seat s\n                JOIN experts_panel p ON p.id = s.panel_id\n                JOIN tendering_lotevaluation e ON e.id = NEW.evaluation_id\n                WHERE s.id = NEW.seat_id AND s.declined_at IS NULL AND p.dissolved_at IS NULL\n                AND p.case_id = e.lot_id AND p.number = e.number\n            ) THEN\n                RAISE EXCEPTION 'only a live member of the panel speaks in an evaluation'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="32b5b4bf1583ee1ddd93f40ced51195d9b140c1b",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_said_by_live_members_e3173",
                    table="tendering_pricerepair",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="pricevote",
            constraint=models.UniqueConstraint(
                fields=("inquiry", "seat"), name="a_member_votes_once_on_a_price"
            ),
        ),
        migrations.AddConstraint(
            model_name="pricevote",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "\\S")), name="a_vote_on_a_price_says_why"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricevote",
            trigger=pgtrigger.compiler.Trigger(
                name="votes_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'votes are only ever added' USING ERRCODE = 'check_violation';",
                    hash="1f51096bdd011867c33d8a716fb899c7e7e168ed",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_votes_are_final_af708",
                    table="tendering_pricevote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricevote",
            trigger=pgtrigger.compiler.Trigger(
                name="votes_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'votes are only ever added' USING ERRCODE = 'check_violation';",
                    hash="72463b12c60dd33403a92f1c5cbb19de784eb193",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_votes_are_kept_41b9c",
                    table="tendering_pricevote",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="pricevote",
            trigger=pgtrigger.compiler.Trigger(
                name="said_by_live_members",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n            IF NOT EXISTS (\n                SELECT 1 FROM experts_seat s\n                JOIN experts_panel p ON p.id = s.panel_id\n                JOIN tendering_lotevaluation e ON e.id = (SELECT evaluation_id FROM tendering_priceinquiry WHERE id = NEW.inquiry_id)\n                WHERE s.id = NEW.seat_id AND s.declined_at IS NULL AND p.dissolved_at IS NULL\n                AND p.case_id = e.lot_id AND p.number = e.number\n            ) THEN\n                RAISE EXCEPTION 'only a live member of the panel speaks in an evaluation'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="34ccd14fc59e130f265f30d12b0cb6006214ae59",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_said_by_live_members_42337",
                    table="tendering_pricevote",
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
            model_name="lotevaluation",
            constraint=models.UniqueConstraint(
                fields=("lot", "number"), name="a_lot_has_one_evaluation_of_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="lotevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("gathering", "stopped")),
                    models.Q(("begun_at__isnull", False), ("qualification__isnull", False)),
                    _connector="OR",
                ),
                name="an_evaluation_begins_with_qualified_bidders",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("sha256__isnull", False),
                        ("state__in", ("signing", "reported")),
                        ("totalled_at__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state__in", ("signing", "reported")), _negated=True),
                        ("sha256", None),
                        ("totalled_at", None),
                    ),
                    _connector="OR",
                ),
                name="a_report_is_fixed_before_it_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotevaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "stopped"), _negated=True), ("failure__isnull", False), _connector="OR"
                ),
                name="an_evaluation_that_was_stopped_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lotevaluation",
            trigger=pgtrigger.compiler.Trigger(
                name="course",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF TG_OP = 'INSERT' THEN\n                    IF NEW.state <> 'gathering' THEN\n                        RAISE EXCEPTION 'tendering.evaluation: a new row starts as gathering, not %', NEW.state\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                ELSIF NEW.state IS DISTINCT FROM OLD.state THEN\n                    IF (OLD.state, NEW.state) NOT IN (('examining', 'reviewing'), ('examining', 'signing'), ('gathering', 'examining'), ('gathering', 'stopped'), ('reviewing', 'signing'), ('signing', 'reported')) THEN\n                        RAISE EXCEPTION 'tendering.evaluation: no way from % to %', OLD.state, NEW.state\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT 1 FROM flow_transitionrecord\n                        WHERE course = 'tendering.evaluation' AND object_id = NEW.id\n                            AND source = OLD.state AND target = NEW.state\n                            AND transaction = pg_current_xact_id()::text::bigint\n                    ) THEN\n                        RAISE EXCEPTION 'tendering.evaluation: a state changes only by its course'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                END IF;\n                RETURN NEW;\n            ",
                    hash="621d8e164a8b740922014daeaebf9203d01059d5",
                    operation='INSERT OR UPDATE OF "state"',
                    pgid="pgtrigger_course_648f8",
                    table="tendering_lotevaluation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lotevaluation",
            trigger=pgtrigger.compiler.Trigger(
                name="what_a_report_says_stays",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition="WHEN (OLD.state IN ('signing', 'reported', 'stopped'))",
                    func="\n                    IF (NEW.sha256, NEW.failure, NEW.qualification_id, NEW.totalled_at)\n                        IS DISTINCT FROM (OLD.sha256, OLD.failure, OLD.qualification_id, OLD.totalled_at)\n                    THEN\n                        RAISE EXCEPTION 'what a report says stays' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="812027c8ea876d57c1302e6ca13b1f480b80081c",
                    operation="UPDATE",
                    pgid="pgtrigger_what_a_report_says_stays_b9e33",
                    table="tendering_lotevaluation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lotevaluation",
            trigger=pgtrigger.compiler.Trigger(
                name="evaluations_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'evaluations are kept' USING ERRCODE = 'check_violation';",
                    hash="587b2b2e8e57de4f4b71ea6d3253d12fc2483212",
                    operation="DELETE",
                    pgid="pgtrigger_evaluations_are_kept_a26eb",
                    table="tendering_lotevaluation",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationverdict",
            constraint=models.UniqueConstraint(
                fields=("filing", "bid", "criterion"), name="a_qualification_is_examined_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="qualificationverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("passed", True), ("reason", None)),
                    models.Q(("passed", False), ("reason__regex", "\\S")),
                    _connector="OR",
                ),
                name="who_is_not_qualified_is_told_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="qualificationverdict",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_id, OLD.filing_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="f18b41b31e8666c5a297487ef90d08e47dea422c",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_52c37",
                    table="tendering_qualificationverdict",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reportsignature",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("opinion__regex", "\\S"), ("position", "dissents")),
                    models.Q(models.Q(("position", "dissents"), _negated=True), ("opinion", None)),
                    _connector="OR",
                ),
                name="who_disagrees_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportsignature",
            trigger=pgtrigger.compiler.Trigger(
                name="signatures_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'signatures are only ever added' USING ERRCODE = 'check_violation';",
                    hash="bc789b53497408f9f663431df83f35d9383fedea",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_signatures_are_final_54aae",
                    table="tendering_reportsignature",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportsignature",
            trigger=pgtrigger.compiler.Trigger(
                name="signatures_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'signatures are only ever added' USING ERRCODE = 'check_violation';",
                    hash="dfa33e34790d358a34265e782b0b873a1cf07aed",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_signatures_are_kept_040ad",
                    table="tendering_reportsignature",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportsignature",
            trigger=pgtrigger.compiler.Trigger(
                name="said_by_live_members",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n            IF NOT EXISTS (\n                SELECT 1 FROM experts_seat s\n                JOIN experts_panel p ON p.id = s.panel_id\n                JOIN tendering_lotevaluation e ON e.id = NEW.evaluation_id\n                WHERE s.id = NEW.seat_id AND s.declined_at IS NULL AND p.dissolved_at IS NULL\n                AND p.case_id = e.lot_id AND p.number = e.number\n            ) THEN\n                RAISE EXCEPTION 'only a live member of the panel speaks in an evaluation'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="adf15f578ac8b419dcbd8b5cb21cf4e4d2c0fd6a",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_said_by_live_members_c68be",
                    table="tendering_reportsignature",
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
            model_name="reevaluationbooking",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="c328972605c4e716ee02ae7ca7e80413dcfde6f0",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_1cd24",
                    table="tendering_reevaluationbooking",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="occupation",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("freed_at", None)),
                expressions=[("room", "="), ("during", "&&")],
                name="a_room_is_taken_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("during__isempty", False), ("during__lower_inf", False), ("during__upper_inf", False)
                ),
                name="an_occupation_begins_and_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="occupation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lot", None), ("purpose", "block"), ("reason__isnull", False)),
                    models.Q(
                        models.Q(("purpose", "block"), _negated=True),
                        ("lot__isnull", False),
                        ("reason", None),
                    ),
                    _connector="OR",
                ),
                name="an_occupation_is_for_a_lot_or_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="occupation",
            trigger=pgtrigger.compiler.Trigger(
                name="an_occupation_is_only_freed",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."room_id" IS DISTINCT FROM (NEW."room_id") OR OLD."lot_id" IS DISTINCT FROM (NEW."lot_id") OR OLD."purpose" IS DISTINCT FROM (NEW."purpose") OR OLD."during" IS DISTINCT FROM (NEW."during") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."held_by_id" IS DISTINCT FROM (NEW."held_by_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="c9882ab110e95f9968bcafa380ed457746b48d01",
                    operation="UPDATE",
                    pgid="pgtrigger_an_occupation_is_only_freed_a4ae6",
                    table="tendering_occupation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="occupation",
            trigger=pgtrigger.compiler.Trigger(
                name="an_occupation_is_freed_once",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition="WHEN (OLD.freed_at IS NOT NULL)",
                    func="RAISE EXCEPTION 'an occupation is freed once' USING ERRCODE = 'check_violation';",
                    hash="a543f86ebc0b904a7d30d9ff3ad1fef4daac0abe",
                    operation="UPDATE",
                    pgid="pgtrigger_an_occupation_is_freed_once_9cec1",
                    table="tendering_occupation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="occupation",
            trigger=pgtrigger.compiler.Trigger(
                name="occupations_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="94b06320dbcda6d0e5921082d1519458a73ed3c4",
                    operation="DELETE",
                    pgid="pgtrigger_occupations_are_kept_ad76c",
                    table="tendering_occupation",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="roomblock",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                name="a_block_begins_before_it_ends",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="roomblock",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="69433720312ae15975b3bfcbc1f5f3745167113a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_10500",
                    table="tendering_roomblock",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="roomchange",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="6fddfa4f68b229970421e596c73fc6ac4b671348",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_ee499",
                    table="tendering_roomchange",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="roomrelease",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="50eaefadd0ce8fe9dcb5323b638fb8fe3a7c0457",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_6349e",
                    table="tendering_roomrelease",
                    when="BEFORE",
                ),
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
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(
                fields=("evaluation", "seat", "part", "version"), name="a_member_has_one_sheet_of_a_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("submitted_at", None)),
                fields=("evaluation", "seat", "part"),
                name="a_member_fills_in_one_sheet_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("request", None), ("version", 1)),
                    models.Q(("request__regex", "\\S"), ("version__gt", 1)),
                    _connector="OR",
                ),
                name="a_sheet_is_begun_again_for_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheet",
            trigger=pgtrigger.compiler.Trigger(
                name="said_by_live_members",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n            IF NOT EXISTS (\n                SELECT 1 FROM experts_seat s\n                JOIN experts_panel p ON p.id = s.panel_id\n                JOIN tendering_lotevaluation e ON e.id = NEW.evaluation_id\n                WHERE s.id = NEW.seat_id AND s.declined_at IS NULL AND p.dissolved_at IS NULL\n                AND p.case_id = e.lot_id AND p.number = e.number\n            ) THEN\n                RAISE EXCEPTION 'only a live member of the panel speaks in an evaluation'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="1a46397981e6ef91064b8797e24e7335bdcef44b",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_said_by_live_members_89937",
                    table="tendering_sheet",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sheet",
            trigger=pgtrigger.compiler.Trigger(
                name="a_submitted_sheet_is_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                    IF OLD.submitted_at IS NOT NULL THEN\n                        RAISE EXCEPTION 'a submitted sheet is final' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ",
                    hash="4898295265a8e0d7d71477ccc21d8baad61def56",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_a_submitted_sheet_is_final_961a1",
                    table="tendering_sheet",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.UniqueConstraint(
                fields=("sheet", "bid", "criterion"), name="a_sheet_says_one_thing_of_a_bid"
            ),
        ),
        migrations.AddConstraint(
            model_name="mark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("passed", None), ("points__gte", 0)),
                    models.Q(("passed__isnull", False), ("points", None)),
                    _connector="OR",
                ),
                name="a_mark_is_a_conclusion_or_points",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mark",
            trigger=pgtrigger.compiler.Trigger(
                name="marks_are_within_their_criterion",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                    IF TG_OP <> 'INSERT' AND EXISTS (\n                        SELECT 1 FROM tendering_sheet WHERE id = OLD.sheet_id AND submitted_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'a submitted sheet is final' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    IF NOT EXISTS (\n                        SELECT 1 FROM tendering_sheet s\n                        JOIN tendering_lotevaluation e ON e.id = s.evaluation_id\n                        JOIN tendering_lot l ON l.case_ptr_id = e.lot_id\n                        JOIN tendering_bid b ON b.id = NEW.bid_id AND b.lot_id = e.lot_id AND b.round = e.round\n                        JOIN tendering_criterion c ON c.id = NEW.criterion_id AND c.filing_id = l.document_id\n                        WHERE s.id = NEW.sheet_id AND s.submitted_at IS NULL AND (\n                            s.part = 'conformity' AND c.part = 'conformity' AND NEW.passed IS NOT NULL\n                            OR s.part = 'scoring' AND c.part IN ('business', 'technical')\n                                AND NEW.points BETWEEN 0 AND c.points\n                        )\n                    ) THEN\n                        RAISE EXCEPTION 'a mark is of a bid and a criterion of its lot, within the points, on an open sheet'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="eec0fdaa48a42299e74f6df57bec90836bd88092",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_marks_are_within_their_criterion_bc9b9",
                    table="tendering_mark",
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
                    func="\n                IF TG_OP = 'INSERT' THEN\n                    IF NEW.state <> 'registered' THEN\n                        RAISE EXCEPTION 'tendering.lot: a new row starts as registered, not %', NEW.state\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                ELSIF NEW.state IS DISTINCT FROM OLD.state THEN\n                    IF (OLD.state, NEW.state) NOT IN (('awarded', 'contracted'), ('awarded', 'evaluated'), ('awarded', 'evaluating'), ('awarded', 'failing'), ('bidding', 'cancelled'), ('bidding', 'opening'), ('bidding', 'suspended'), ('decided', 'awarded'), ('decided', 'cancelled'), ('decided', 'evaluating'), ('decided', 'failing'), ('evaluated', 'cancelled'), ('evaluated', 'decided'), ('evaluated', 'evaluating'), ('evaluated', 'failing'), ('evaluating', 'cancelled'), ('evaluating', 'evaluated'), ('evaluating', 'failing'), ('failed', 'registered'), ('failing', 'failed'), ('opening', 'cancelled'), ('opening', 'evaluating'), ('opening', 'failing'), ('registered', 'bidding'), ('registered', 'cancelled'), ('registered', 'withdrawn'), ('suspended', 'bidding'), ('suspended', 'cancelled')) THEN\n                        RAISE EXCEPTION 'tendering.lot: no way from % to %', OLD.state, NEW.state\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT 1 FROM flow_transitionrecord\n                        WHERE course = 'tendering.lot' AND object_id = NEW.case_ptr_id\n                            AND source = OLD.state AND target = NEW.state\n                            AND transaction = pg_current_xact_id()::text::bigint\n                    ) THEN\n                        RAISE EXCEPTION 'tendering.lot: a state changes only by its course'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                END IF;\n                RETURN NEW;\n            ",
                    hash="35f56c8f020a47b36f88ee181ad23ad7c5e026b9",
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
                name="an_announced_opening_moves_later_only",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition="WHEN (OLD.state IN ('bidding', 'suspended') AND NEW.state IN ('bidding', 'suspended') AND NEW.opens_at < OLD.opens_at)",
                    func="RAISE EXCEPTION 'an announced opening moves later only' USING ERRCODE = 'check_violation';",
                    hash="4216023a23bc7a0f43e3245fafc8ba2d3a9baf9b",
                    operation="UPDATE",
                    pgid="pgtrigger_an_announced_opening_moves_later_only_1ac48",
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
        pgtrigger.migrations.AddTrigger(
            model_name="venuebooking",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="ea5d1955905ba3c231f8141a323ad8e857e3a347",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_3cac1",
                    table="tendering_venuebooking",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="venuechange",
            trigger=pgtrigger.compiler.Trigger(
                name="final_once_submitted",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n                IF NOT EXISTS (\n                    SELECT 1 FROM filings_filing\n                    WHERE id = COALESCE(NEW.filing_ptr_id, OLD.filing_ptr_id) AND state IN ('editing', 'rejected')\n                ) THEN\n                    RAISE EXCEPTION 'what was submitted is final' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN COALESCE(NEW, OLD);\n            ",
                    hash="c14fdab135fd69f4cd186388891a28c1b8713f03",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_final_once_submitted_42737",
                    table="tendering_venuechange",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="withhelddeduction",
            constraint=models.UniqueConstraint(
                fields=("evaluation", "bid"), name="a_deduction_is_withheld_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="withhelddeduction",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "\\S")), name="a_withheld_deduction_says_why"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="withhelddeduction",
            trigger=pgtrigger.compiler.Trigger(
                name="withheld_deductions_are_final",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'withheld_deductions are only ever added' USING ERRCODE = 'check_violation';",
                    hash="b698eb986b3a87c11489dec2c41b2b770ab12eb5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_withheld_deductions_are_final_f1cf2",
                    table="tendering_withhelddeduction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="withhelddeduction",
            trigger=pgtrigger.compiler.Trigger(
                name="withheld_deductions_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'withheld_deductions are only ever added' USING ERRCODE = 'check_violation';",
                    hash="5c9c7a03f14dc4cd00920e40b4f72c90cb5ae5a9",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_withheld_deductions_are_kept_5ee49",
                    table="tendering_withhelddeduction",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="withhelddeduction",
            trigger=pgtrigger.compiler.Trigger(
                name="said_by_live_members",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n            IF NOT EXISTS (\n                SELECT 1 FROM experts_seat s\n                JOIN experts_panel p ON p.id = s.panel_id\n                JOIN tendering_lotevaluation e ON e.id = NEW.evaluation_id\n                WHERE s.id = NEW.seat_id AND s.declined_at IS NULL AND p.dissolved_at IS NULL\n                AND p.case_id = e.lot_id AND p.number = e.number\n            ) THEN\n                RAISE EXCEPTION 'only a live member of the panel speaks in an evaluation'\n                    USING ERRCODE = 'check_violation';\n            END IF;\n            RETURN NEW;\n        ",
                    hash="0f8a73e9ebe039b53fb3edc94c2d6ce9ae36959b",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_said_by_live_members_bef1c",
                    table="tendering_withhelddeduction",
                    when="BEFORE",
                ),
            ),
        ),
    ]
