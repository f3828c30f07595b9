from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from pingzhun.regimes.figures import FIGURES, LAW, Figure, Status, Unit, figure_on
from pingzhun.regimes.models import FigureOverride, Regime, lineage
from pingzhun.regimes.overrides import overridable, set_override

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # already the 21st in Beijing
TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)
YUMEN, JIUQUAN, GANSU = "620981", "620900", "620000"


@pytest.fixture
def regime(db: None) -> Regime:
    return Regime.objects.current(NOW)


def override(
    code: str, value: int, *, since: date, key: str = "intermediary.min_enrolments"
) -> FigureOverride:
    return FigureOverride.objects.create(
        jurisdiction_code=code, key=key, value=value, article="甘财采〔2026〕1号", effective_from=since
    )


@pytest.mark.parametrize(
    ("key", "text", "article"),
    [
        ("tender.document_to_deadline", "20 日", "《中华人民共和国政府采购法》第三十五条"),
        (
            "tender.notice_period",
            "5 工作日",
            "《政府采购货物和服务招标投标管理办法》（财政部令第87号）第十六条",
        ),
        (
            "committee.large_from",
            "10,000,000 元",
            "《政府采购货物和服务招标投标管理办法》（财政部令第87号）第四十七条",
        ),
        ("bond.bid_max_share", "2%", "《中华人民共和国政府采购法实施条例》第三十三条"),
        ("intermediary.direct_ceiling", "100,000 元", "中介超市管理规定（按辖区设定）"),
    ],
)
def test_a_figure_is_shown_with_its_unit_and_cites_its_article(key: str, text: str, article: str) -> None:
    figure = figure_on(key, TODAY)
    assert (str(figure), figure.article) == (text, article)


def test_every_key_has_one_value_a_day_and_only_unverified_figures_are_a_jurisdictions_to_set() -> None:
    assert len({(figure.key, figure.effective_from) for figure in FIGURES}) == len(FIGURES)
    assert {figure.key for figure in FIGURES if figure.per_jurisdiction} == {
        figure.key for figure in FIGURES if figure.status == Status.UNVERIFIED
    }
    assert all(figure.article and figure.status.label for figure in FIGURES)


def test_the_weights_of_a_rating_add_up_to_a_hundred() -> None:
    weights = [figure_on(f"intermediary.rating_weight_{who}", TODAY).whole for who in ("entity", "manager")]
    assert sum(weights) == 100


def test_a_figure_that_the_law_changes_holds_from_its_day_on() -> None:
    changed = Figure(
        "tender.document_to_deadline", "", Decimal(25), Unit.DAYS, "新法", Status.READ, date(2027, 1, 1)
    )
    figures = (changed, LAW.figure("tender.document_to_deadline", "", 20, Unit.DAYS, "第三十五条"))
    assert figure_on("tender.document_to_deadline", date(2026, 12, 31), figures=figures).whole == 20
    assert figure_on("tender.document_to_deadline", date(2027, 1, 1), figures=figures).whole == 25
    with pytest.raises(KeyError):
        figure_on("tender.document_to_deadline", date(2002, 12, 31), figures=figures)


def test_a_figure_with_a_fraction_is_not_taken_for_a_number_of_days() -> None:
    half = Figure("k", "", Decimal("2.5"), Unit.DAYS, "", Status.READ, TODAY)
    with pytest.raises(ValueError, match="not a whole number"):
        _ = half.whole


def test_the_regime_of_a_moment_is_the_last_one_to_take_effect_in_beijing(regime: Regime) -> None:
    later = Regime.objects.create(key="2026b", title="2026 年修订版", effective_from=TODAY)
    assert Regime.objects.current(NOW) == later
    assert Regime.objects.current(datetime(2026, 11, 20, 15, 59, tzinfo=UTC)) == regime
    assert regime.key == "2026"
    with pytest.raises(Regime.DoesNotExist):
        Regime.objects.current(datetime(2025, 12, 31, tzinfo=UTC))


def test_the_regimes_that_the_program_knows_have_their_rows_again_after_migrate(regime: Regime) -> None:
    Regime.objects.all().delete()
    call_command("migrate", "regimes", verbosity=0)
    assert list(Regime.objects.values_list("key", flat=True)) == ["2026"]


def test_a_jurisdictions_own_setting_goes_before_its_citys_and_its_provinces(regime: Regime) -> None:
    def enrolments(code: str, on: date = TODAY) -> int:
        return regime.figure("intermediary.min_enrolments", jurisdiction_code=code, on=on).whole

    assert enrolments(YUMEN) == 2
    override(GANSU, 3, since=date(2026, 3, 1))
    assert enrolments(YUMEN) == 3
    override(JIUQUAN, 4, since=date(2026, 4, 1))
    override(YUMEN, 5, since=date(2026, 5, 1))
    override("630000", 9, since=date(2026, 1, 1))
    assert [enrolments(code) for code in (f"{YUMEN}100", YUMEN, JIUQUAN, GANSU, "620900")] == [5, 5, 4, 3, 4]
    assert enrolments(YUMEN, on=date(2026, 4, 30)) == 4
    override(YUMEN, 6, since=date(2026, 4, 15))
    assert [enrolments(YUMEN, on=date(2026, month, 30)) for month in (3, 4, 5)] == [3, 6, 5]


def test_a_setting_never_reaches_a_case_that_began_before_it(regime: Regime) -> None:
    override(YUMEN, 5, since=TOMORROW)
    began = {"jurisdiction_code": YUMEN, "on": TODAY}
    assert regime.figure("intermediary.min_enrolments", **began).whole == 2
    figure = regime.figure("intermediary.min_enrolments", jurisdiction_code=YUMEN, on=TOMORROW)
    assert (figure.whole, figure.article, figure.status) == (5, "甘财采〔2026〕1号", Status.LOCAL)


def test_what_the_law_fixes_is_the_same_everywhere(regime: Regime, django_assert_num_queries: Any) -> None:
    override(YUMEN, 5, since=date(2026, 1, 1), key="tender.document_to_deadline")
    with django_assert_num_queries(0):
        figure = regime.figure("tender.document_to_deadline", jurisdiction_code=YUMEN, on=TODAY)
    assert figure.whole == 20


def test_a_jurisdictions_figure_cannot_be_asked_for_without_the_day_the_case_began(regime: Regime) -> None:
    with pytest.raises(TypeError, match="the day on which the case began"):
        regime.figure("intermediary.min_enrolments", jurisdiction_code=YUMEN)
    with pytest.raises(KeyError):
        regime.figure("no.such_figure")


def test_only_gb_2260_codes_have_places_above_them() -> None:
    assert lineage("620981100") == ["620981100", "620981", "620900", "620000"]
    assert lineage("620000") == ["620000"]
    assert lineage("yumen-park") == ["yumen-park"]


@pytest.mark.django_db
def test_an_administrator_sets_a_figure_from_a_coming_day_on() -> None:
    made = set_override(
        jurisdiction_code=YUMEN,
        key="intermediary.review",
        value=Decimal(2),
        article=" 玉政发〔2026〕3号 ",
        effective_from=TOMORROW,
        now=NOW,
    )
    assert FigureOverride.objects.get() == made
    assert (made.value, made.article) == (Decimal(2), "玉政发〔2026〕3号")
    assert "intermediary.review" in {figure.key for figure in overridable(TODAY)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"key": "tender.document_to_deadline"}, "key", "此项由法律法规统一规定，不能按辖区设定。"),
        ({"value": Decimal("2.5")}, "value", "“审核承诺时限”须为整数。"),
        (
            {"key": "intermediary.rating_weight_entity", "value": Decimal(101)},
            "value",
            "“综合评分中项目单位的权重”不能超过 100%。",
        ),
        ({"effective_from": TODAY}, "effective_from", "施行日期须晚于今天，已开始的项目仍适用原规则。"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_at_its_field(
    change: dict[str, Any], field: str, sentence: str
) -> None:
    wanted = {
        "jurisdiction_code": YUMEN,
        "key": "intermediary.review",
        "value": Decimal(2),
        "article": "玉政发〔2026〕3号",
        "effective_from": TOMORROW,
    }
    with pytest.raises(ValidationError) as refusal:
        set_override(**wanted | change, now=NOW)
    assert refusal.value.message_dict == {field: [sentence]}
    assert FigureOverride.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"article": " "}, {"value": Decimal(-1)}])
def test_a_setting_without_a_source_or_below_zero_is_refused_at_its_field(change: dict[str, Any]) -> None:
    good = {"value": Decimal(2), "article": "玉政发〔2026〕3号"}
    with pytest.raises(ValidationError) as refusal:
        set_override(
            **good | change,
            jurisdiction_code=YUMEN,
            key="intermediary.review",
            effective_from=TOMORROW,
            now=NOW,
        )
    assert refusal.value.message_dict.keys() == change.keys()


@pytest.mark.django_db
def test_postgresql_lets_nobody_change_a_setting_that_has_taken_effect() -> None:
    past, future = override(YUMEN, 5, since=date(2026, 1, 1)), override(YUMEN, 6, since=date(2100, 1, 1))
    for change in (lambda row: row.update(value=1), lambda row: row.delete()):
        with pytest.raises(IntegrityError, match="已施行的辖区规则不能修改或删除"), transaction.atomic():
            change(FigureOverride.objects.filter(pk=past.pk))
    future_row = FigureOverride.objects.filter(pk=future.pk)
    assert future_row.update(value=7) == 1
    assert future_row.delete()[0] == 1
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE regimes_figureoverride DISABLE TRIGGER regimes_figureoverride_final")
    assert FigureOverride.objects.filter(pk=past.pk).update(value=1) == 1
