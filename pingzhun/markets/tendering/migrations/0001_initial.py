import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
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
                    func="\n                    PERFORM 1 FROM tendering_lot\n                    WHERE case_ptr_id = NEW.lot_id AND round = NEW.round AND state = 'bidding'\n                    AND opens_at > pingzhun_clock() FOR SHARE;\n                    IF NOT FOUND THEN\n                        RAISE EXCEPTION 'bids come and go while bidding is open' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NOT EXISTS (\n                        SELECT FROM tendering_participation WHERE lot_id = NEW.lot_id AND round = NEW.round\n                        AND organisation_id = NEW.organisation_id\n                    ) THEN\n                        RAISE EXCEPTION 'who bids has the document' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="027f72bd9fada2afb16c02a1c1668f531f4932f0",
                    operation='INSERT OR UPDATE OF "withdrawn_at"',
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
    ]
