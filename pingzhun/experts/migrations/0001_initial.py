import django.contrib.postgres.constraints
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.math
import django.db.models.lookups
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
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Expert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=64, verbose_name="姓名")),
                ("resident_id", models.CharField(max_length=18, verbose_name="居民身份证号码")),
                ("mobile", models.CharField(max_length=11, verbose_name="手机号码")),
                ("professional_title", models.CharField(max_length=64, verbose_name="职称")),
                ("joined_at", models.DateTimeField(verbose_name="入库时间")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="出库时间")),
                (
                    "jurisdiction",
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
                        related_name="experts", to="directory.category", verbose_name="评审专业"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expert",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审专家",
                "verbose_name_plural": "评审专家",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Employment",
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
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="employments",
                        to="experts.expert",
                    ),
                ),
            ],
            options={
                "verbose_name": "工作经历",
                "verbose_name_plural": "工作经历",
                "ordering": ["-since", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ExpertSuspension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(verbose_name="停用原因")),
                (
                    "days",
                    models.PositiveIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="停用天数"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="停用时间")),
                ("ends_at", models.DateTimeField(verbose_name="到期时间")),
                ("lift_reason", models.TextField(blank=True, null=True, verbose_name="恢复原因")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspensions",
                        to="experts.expert",
                    ),
                ),
                (
                    "imposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.organisation",
                        verbose_name="作出单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "专家停用",
                "verbose_name_plural": "专家停用",
                "ordering": ["-starts_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Panel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="评标次数")),
                ("size", models.PositiveSmallIntegerField(verbose_name="评委人数")),
                ("experts", models.PositiveSmallIntegerField(verbose_name="评审专家人数")),
                ("evaluates_at", models.DateTimeField(verbose_name="评标时间")),
                ("drawn_at", models.DateTimeField(verbose_name="抽取时间")),
                ("public_at", models.DateTimeField(blank=True, null=True, verbose_name="名单公开时间")),
                ("dissolved_at", models.DateTimeField(blank=True, null=True, verbose_name="解散时间")),
                (
                    "dissolution_reason",
                    models.CharField(blank=True, max_length=200, null=True, verbose_name="解散原因"),
                ),
                ("sealed_secret", models.BinaryField()),
                (
                    "avoids",
                    models.ManyToManyField(
                        related_name="+", to="directory.organisation", verbose_name="回避单位"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panels",
                        to="cases.case",
                        verbose_name="项目",
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
                "verbose_name": "评标委员会",
                "verbose_name_plural": "评标委员会",
                "ordering": ["case", "number", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="席位"
                    ),
                ),
                ("name", models.CharField(max_length=64, verbose_name="姓名")),
                ("pseudonym", models.CharField(max_length=64, verbose_name="代号")),
                ("salt", models.CharField(blank=True, max_length=64, null=True)),
                ("is_leader", models.BooleanField(default=False, verbose_name="评标组长")),
                ("seated_at", models.DateTimeField(verbose_name="确定时间")),
                ("declined_at", models.DateTimeField(blank=True, null=True, verbose_name="退出时间")),
                (
                    "decline_reason",
                    models.CharField(blank=True, max_length=500, null=True, verbose_name="退出原因"),
                ),
                (
                    "expert",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="experts.expert",
                        verbose_name="专家",
                    ),
                ),
                (
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seats", to="experts.panel"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="用户",
                    ),
                ),
            ],
            options={
                "verbose_name": "评委",
                "verbose_name_plural": "评委",
                "ordering": ["panel", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Tie",
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
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="experts.expert"
                    ),
                ),
            ],
            options={
                "verbose_name": "利害关系",
                "verbose_name_plural": "利害关系",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="expert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("left_at", None)),
                fields=("resident_id",),
                name="a_person_is_in_the_roster_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="expert",
            constraint=models.CheckConstraint(
                condition=models.Q(("resident_id__regex", "^[1-9][0-9]{16}[0-9X]$")),
                name="an_experts_resident_id_is_compact",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expert",
            trigger=pgtrigger.compiler.Trigger(
                name="experts_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="50009f25ee88238f529778427cfa3cc630d31f2b",
                    operation="DELETE",
                    pgid="pgtrigger_experts_are_kept_ef891",
                    table="experts_expert",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="employment",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="an_employment_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="expertsuspension",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("starts_at"))),
                name="an_experts_suspension_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="expertsuspension",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("expert", "="),
                    (models.Func("starts_at", "ends_at", function="TSTZRANGE"), "&&"),
                ],
                name="an_expert_is_suspended_once_at_a_time",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expertsuspension",
            trigger=pgtrigger.compiler.Trigger(
                name="suspensions_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="25a6325cc08da758e9feb34e4aef4cd56b660192",
                    operation="DELETE",
                    pgid="pgtrigger_suspensions_are_kept_2aa86",
                    table="experts_expertsuspension",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="panel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("dissolved_at", None)),
                fields=("case", "number"),
                name="an_evaluation_has_one_panel",
            ),
        ),
        migrations.AddConstraint(
            model_name="panel",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__gte", 5)), name="a_panel_is_not_small"
            ),
        ),
        migrations.AddConstraint(
            model_name="panel",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(django.db.models.functions.math.Mod("size", 2), 1),
                name="a_panel_is_odd",
            ),
        ),
        migrations.AddConstraint(
            model_name="panel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("experts__lte", models.F("size")),
                    django.db.models.lookups.GreaterThanOrEqual(
                        django.db.models.expressions.CombinedExpression(
                            models.F("experts"), "*", models.Value(3)
                        ),
                        django.db.models.expressions.CombinedExpression(
                            models.F("size"), "*", models.Value(2)
                        ),
                    ),
                ),
                name="two_thirds_of_a_panel_are_experts",
            ),
        ),
        migrations.AddConstraint(
            model_name="panel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dissolution_reason", None), ("dissolved_at", None)),
                    models.Q(("dissolution_reason__isnull", False), ("dissolved_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_dissolved_panel_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="panel",
            trigger=pgtrigger.compiler.Trigger(
                name="panels_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="78fff15ba6096047e55518e3f8bd1ad01083efff",
                    operation="DELETE",
                    pgid="pgtrigger_panels_are_kept_702cb",
                    table="experts_panel",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="panel",
            trigger=pgtrigger.compiler.Trigger(
                name="a_panel_stays_as_drawn",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."case_id" IS DISTINCT FROM (NEW."case_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."size" IS DISTINCT FROM (NEW."size") OR OLD."experts" IS DISTINCT FROM (NEW."experts") OR OLD."evaluates_at" IS DISTINCT FROM (NEW."evaluates_at") OR OLD."drawn_at" IS DISTINCT FROM (NEW."drawn_at") OR OLD."sealed_secret" IS DISTINCT FROM (NEW."sealed_secret"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="5ca212352aa65a36f23136d13095d19f8fa323ce",
                    operation="UPDATE",
                    pgid="pgtrigger_a_panel_stays_as_drawn_ba69e",
                    table="experts_panel",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="panel",
            trigger=pgtrigger.compiler.Trigger(
                name="a_panel_is_made_public_once",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="IF OLD.public_at IS NOT NULL AND NEW.public_at IS DISTINCT FROM OLD.public_at OR OLD.dissolved_at IS NOT NULL AND NEW.dissolved_at IS DISTINCT FROM OLD.dissolved_at OR OLD.dissolution_reason IS NOT NULL AND NEW.dissolution_reason IS DISTINCT FROM OLD.dissolution_reason THEN RAISE EXCEPTION 'a panel is made public, and dissolved, once' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;",
                    hash="a6c8c96ae11e3b7867220a3fa1b2d9095300ed96",
                    operation="UPDATE",
                    pgid="pgtrigger_a_panel_is_made_public_once_f5c3d",
                    table="experts_panel",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                fields=("panel", "user"), name="a_person_sits_once_in_a_panel"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("declined_at", None)),
                fields=("panel", "position"),
                name="a_seat_is_taken_by_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_leader", True)), fields=("panel",), name="a_panel_has_one_leader"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_leader", False),
                    models.Q(("declined_at", None), ("expert__isnull", False)),
                    _connector="OR",
                ),
                name="an_expert_who_sits_leads",
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)), name="seats_are_counted_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="seat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decline_reason", None), ("declined_at", None)),
                    models.Q(("decline_reason__isnull", False), ("declined_at__isnull", False)),
                    _connector="OR",
                ),
                name="who_declines_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="seats_are_kept",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="ff2e575b9ab60ca3c957aa6557ef206c21aa4eda",
                    operation="DELETE",
                    pgid="pgtrigger_seats_are_kept_ad9b8",
                    table="experts_seat",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="a_seat_stays_whose_it_is",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    condition='WHEN (OLD."panel_id" IS DISTINCT FROM (NEW."panel_id") OR OLD."position" IS DISTINCT FROM (NEW."position") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."expert_id" IS DISTINCT FROM (NEW."expert_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."pseudonym" IS DISTINCT FROM (NEW."pseudonym") OR OLD."seated_at" IS DISTINCT FROM (NEW."seated_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="82dda25b5cbb9bfaf53ba2c29d6c13731c2d0e4b",
                    operation="UPDATE",
                    pgid="pgtrigger_a_seat_stays_whose_it_is_b8da1",
                    table="experts_seat",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="seats_fit_their_panel",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n    DECLARE held record;\n    BEGIN\n        SELECT * INTO held FROM experts_panel WHERE id = NEW.panel_id FOR SHARE;\n        IF held.public_at IS NOT NULL THEN\n            RAISE EXCEPTION 'the seats of a public panel are final' USING ERRCODE = 'check_violation';\n        END IF;\n        IF NEW.position > held.size THEN\n            RAISE EXCEPTION 'a panel has no more seats than its size' USING ERRCODE = 'check_violation';\n        END IF;\n        IF (NEW.position <= held.experts) <> (NEW.expert_id IS NOT NULL) THEN\n            RAISE EXCEPTION 'a seat of experts is taken by an expert and no other is' USING ERRCODE = 'check_violation';\n        END IF;\n        IF NEW.expert_id IS NOT NULL\n            AND NEW.user_id <> (SELECT user_id FROM experts_expert WHERE id = NEW.expert_id)\n        THEN\n            RAISE EXCEPTION 'an expert sits in person' USING ERRCODE = 'check_violation';\n        END IF;\n    END;\n    RETURN NEW;\n",
                    hash="4d82c1d45fc250f5c5132477f6951812ba784bb7",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_seats_fit_their_panel_61dd6",
                    table="experts_seat",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="seat",
            trigger=pgtrigger.compiler.Trigger(
                name="who_left_a_panel_has_left",
                sql=pingzhun.base.triggers.FirmTriggerSql(
                    func="\n    IF OLD.declined_at IS NOT NULL THEN\n        RAISE EXCEPTION 'whoever has left a panel has left it' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                    hash="474463ee48dc8946734ab503a4837c0b16d7e7a4",
                    operation="UPDATE",
                    pgid="pgtrigger_who_left_a_panel_has_left_960f6",
                    table="experts_seat",
                    when="BEFORE",
                ),
            ),
        ),
    ]
