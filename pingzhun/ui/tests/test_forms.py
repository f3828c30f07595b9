from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.http import QueryDict

from pingzhun.ui.forms import active_filters, groups
from pingzhun.ui.tests.forms import FilterForm, PersonFormSet, ProjectForm


def test_the_fieldsets_come_first_and_nothing_is_left_out():
    form = ProjectForm()
    shown = groups(form)
    assert [group.title for group in shown] == ["基本信息", "金额与时间", ""]
    assert sorted(field.name for group in shown for field in group.fields) == sorted(form.fields)


def test_an_error_stands_at_its_field_and_in_the_summary():
    html = str(ProjectForm({"title": ""}))
    assert 'href="#id_title">请填写项目名称。</a>' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true" aria-describedby="id_title_helptext id_title_error"' in html
    assert 'href="#id_method_0">请选择选取方式。</a>' in html
    assert "请勾选“我已阅读并同意《中介超市服务规则》”。" in html


def test_a_form_that_was_not_sent_shows_no_error():
    html = str(ProjectForm())
    assert "pz-errors" not in html
    assert "aria-invalid" not in html


def test_a_sentence_of_the_form_itself_is_kept():
    class OwnWords(forms.Form):
        name = forms.CharField(label="名称", error_messages={"required": "名称要与营业执照一致。"})

    assert OwnWords({}).errors["name"] == ["名称要与营业执照一致。"]


def test_a_refused_field_shows_what_was_typed():
    html = str(ProjectForm({"title": "雨污分流", "ceiling": "12,80"}))
    assert 'value="雨污分流"' in html
    assert 'value="12,80"' in html


def test_dates_are_given_to_the_browser_in_the_only_form_it_reads():
    class Dates(forms.Form):
        day = forms.DateField()
        moment = forms.DateTimeField()

    html = str(
        Dates(initial={"day": date(2026, 11, 21), "moment": datetime(2026, 11, 21, 1, 30, tzinfo=UTC)})
    )
    assert '<input type="date" name="day" value="2026-11-21"' in html
    assert '<input type="datetime-local" name="moment" value="2026-11-21T09:30"' in html
    back = Dates({"day": "2026-11-21", "moment": "2026-11-21T09:30"})
    assert back.is_valid()
    assert back.cleaned_data["moment"] == datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def test_an_amount_has_its_unit_and_is_not_a_number_input():
    html = str(ProjectForm(initial={"ceiling": Decimal(1280000)})["ceiling"].as_field_group())
    assert 'type="text" name="ceiling" value="1280000.00"' in html
    assert 'inputmode="decimal"' in html
    assert '<span class="input-group-text">元</span>' in html


def test_the_class_of_a_widget_is_kept_beside_ours():
    class Own(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "pz-code"}))

    assert 'class="pz-code form-control"' in str(Own()["code"])


def test_each_choice_can_be_reached_by_its_label():
    html = str(ProjectForm()["services"])
    assert html.count('<label class="pz-choice"><input') == 6
    assert html.count('type="checkbox"') == 6


def test_an_empty_choice_is_said_in_chinese():
    assert "---------" not in str(ProjectForm()["town"])
    assert "请选择" in str(ProjectForm()["town"])


def test_a_formset_has_a_template_for_new_rows():
    html = str(PersonFormSet(prefix="people"))
    assert 'name="people-TOTAL_FORMS"' in html
    assert 'name="people-__prefix__-name"' in html


@pytest.mark.parametrize(
    ("query", "chips"),
    [
        ("", []),
        ("q=&state=", []),
        (
            "q=雨污&state=submitted&page=3",
            [("项目名称", "雨污", "?state=submitted"), ("状态", "待审核", "?q=雨污")],
        ),
        ("since=2026-11-01", [("发布时间起", "2026-11-01", "?")]),
    ],
)
def test_each_active_filter_is_a_chip_that_takes_away_only_itself(query, chips):
    data = QueryDict(query)
    shown = [
        (chip.label, chip.value, QueryDict(chip.query_without[1:]))
        for chip in active_filters(FilterForm(data), data)
    ]
    assert shown == [(label, value, QueryDict(rest[1:])) for label, value, rest in chips]
