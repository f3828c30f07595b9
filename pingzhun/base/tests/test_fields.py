from decimal import Decimal

from django import forms

from pingzhun.base.fields import CreditCodeField, MobileField, MoneyField, ResidentIdField


class QuoteForm(forms.Form):
    amount = MoneyField(min_value=Decimal("0.01"), max_value=Decimal("5000000"))
    code = CreditCodeField(max_length=18)
    mobile = MobileField(required=False, empty_value=None)
    resident = ResidentIdField(required=False)


def test_fields_take_what_people_type_and_give_the_form_to_store() -> None:
    form = QuoteForm(
        {
            "amount": "１２８万元",
            "code": "9111 0000 6000 3734 1l",
            "mobile": "１３８ ９３７１ ２３４５",
            "resident": "360426 19910101 0071",
        }
    )
    assert form.errors == {}
    assert form.cleaned_data == {
        "amount": Decimal("1280000.00"),
        "code": "91110000600037341L",
        "mobile": "13893712345",
        "resident": "360426199101010071",
    }


def test_a_refused_form_says_one_sentence_and_shows_again_what_was_typed() -> None:
    form = QuoteForm(
        {"amount": "１，２８，０００", "code": "９１１１", "mobile": "1389371234", "resident": ""}
    )
    assert form.errors == {
        "amount": ["千分位逗号应每三位一个，如 1,280,000.00。"],
        "code": ["统一社会信用代码应为 18 位，现为 4 位。"],
        "mobile": ["手机号码应为 11 位，现为 10 位。"],
    }
    assert 'value="１，２８，０００"' in str(form["amount"])
    assert 'value="９１１１"' in str(form["code"])


def test_an_amount_outside_its_bounds_is_refused() -> None:
    assert QuoteForm({"amount": "0"}).errors["amount"] == ["金额不能低于 0.01 元。"]
    assert QuoteForm({"amount": "501万"}).errors["amount"] == ["金额不能超过 5000000 元。"]
    assert QuoteForm({"amount": ""}).errors["amount"] == ["请填写金额。"]


def test_an_optional_field_left_empty_is_its_empty_value() -> None:
    form = QuoteForm({"amount": "1", "code": "91110000600037341L", "mobile": " ", "resident": ""})
    assert form.errors == {}
    assert form.cleaned_data["mobile"] is None
    assert form.cleaned_data["resident"] == ""


def test_a_stored_amount_is_shown_ready_to_be_edited_and_does_not_count_as_changed() -> None:
    form = QuoteForm({"amount": "128万"}, initial={"amount": Decimal("1280000.00")})
    assert form["amount"].field.prepare_value(Decimal("1280000")) == "1280000.00"
    assert "amount" not in form.changed_data


def test_a_pasted_code_with_spaces_is_not_cut_by_the_browser() -> None:
    assert "maxlength" not in str(QuoteForm()["code"])
