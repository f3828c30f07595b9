import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from pingzhun.accounts.models import User
from pingzhun.accounts.services import TAKEN, create_account
from pingzhun.accounts.tests.conftest import PASSWORD
from pingzhun.regimes import clock

REGISTER = reverse("accounts:register")
CODE = reverse("accounts:register_code")
FORM = {
    "username": "qilian2026",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "name": "赵玉兰",
    "mobile": "138-0937-2001",
    "email": "",
    "code": "246810",
    "next": "/console/",
}


def ask_code(client, prove, mobile: str = "13809372001"):
    return client.post(CODE, {"mobile": mobile, "altcha": prove()})


@pytest.mark.covers("Y2")
def test_a_person_registers_an_account_and_goes_on_signed_in(client, db, postman, prove):
    assert "验证码已发送至 138****2001" in ask_code(client, prove).text
    response = client.post(REGISTER, FORM)
    assert response.url == "/console/"
    user = User.objects.get()
    assert (user.username, user.name, user.mobile, user.email) == (
        "qilian2026",
        "赵玉兰",
        "13809372001",
        None,
    )
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.covers("Y2")
def test_no_account_is_opened_without_the_code_from_the_mobile(client, db, postman, prove):
    ask_code(client, prove)
    response = client.post(REGISTER, FORM | {"code": "000000"})
    assert response.context["form"].errors == {"code": ["验证码不正确，请核对后重新输入。"]}
    response = client.post(REGISTER, FORM | {"mobile": "13809372002"})
    assert response.context["form"].errors == {"code": ["验证码已失效，请重新获取。"]}
    assert User.objects.count() == 0


def test_the_code_is_not_used_up_by_a_form_with_another_fault(client, db, postman, prove):
    ask_code(client, prove)
    assert "password_again" in client.post(REGISTER, FORM | {"password_again": "x"}).context["form"].errors
    assert client.post(REGISTER, FORM).status_code == 302


def test_a_code_by_sms_costs_work(client, db, postman, prove):
    assert "安全校验尚未完成" in client.post(CODE, {"mobile": "13809372001"}).text
    work = prove()
    assert "已发送" in client.post(CODE, {"mobile": "13809372001", "altcha": work}).text
    assert "安全校验尚未完成" in client.post(CODE, {"mobile": "13809372001", "altcha": work}).text
    assert len(postman.sent) == 1


def test_the_page_says_why_no_code_is_sent(client, db, postman, prove):
    assert "手机号码应为 11 位" in ask_code(client, prove, "1380937").text
    postman.refusal = "验证码获取过于频繁，请于 2026-11-21 09:31:00 后再试。"
    assert postman.refusal in ask_code(client, prove).text


@pytest.mark.covers("Y2")
@pytest.mark.parametrize("typed", ["chen.jing", "CHEN.JING"])
def test_a_name_is_taken_once_whatever_its_case_even_of_a_closed_account(client, chen, postman, typed):
    User.objects.filter(pk=chen.pk).update(is_active=False)
    response = client.post(REGISTER, FORM | {"username": typed})
    assert response.context["form"].errors["username"] == [TAKEN]


@pytest.mark.parametrize("username", ["abc", "a b c d", "张三李四", "-abcd", "a" * 33])
def test_a_name_that_cannot_be_read_out_is_refused(client, db, postman, username):
    errors = client.post(REGISTER, FORM | {"username": username}).context["form"].errors["username"]
    assert len(errors) == 1


def test_a_password_like_the_name_is_refused(client, db, postman):
    typed = {"password": "qilian2026x", "password_again": "qilian2026x"}
    errors = client.post(REGISTER, FORM | typed).context["form"].errors["password"]
    assert errors == ["密码跟 账号 太相似了。"]


@pytest.mark.covers("Y2")
def test_the_database_takes_names_that_differ_in_case_for_one(chen):
    insert = """INSERT INTO accounts_user (username, name, mobile, password, is_active, is_operator, must_change_password)
                VALUES (%s, '', '', '', true, false, false)"""
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError, match="username_is_taken_once"), transaction.atomic():
            cursor.execute(insert, ["cHEN.jING"])
        cursor.execute(insert, ["chen.jing.2"])
    assert User.objects.count() == 2


@pytest.mark.covers("Y2")
def test_the_database_neither_deletes_nor_renames_an_account(chen):
    with connection.cursor() as cursor:
        for statement in ("DELETE FROM accounts_user", "UPDATE accounts_user SET username = 'other'"):
            with pytest.raises(DatabaseError, match="accounts_user"), transaction.atomic():
                cursor.execute(statement)
        cursor.execute("UPDATE accounts_user SET name = '陈静怡'")
    chen.refresh_from_db()
    assert (chen.username, chen.name) == ("Chen.Jing", "陈静怡")


def test_of_two_who_take_a_name_at_once_the_second_hears_that_it_is_taken(chen):
    with pytest.raises(ValidationError) as refused:
        create_account(
            username="CHEN.JING", password=PASSWORD, name="陈晶", mobile="13809373001", now=clock.now()
        )
    assert refused.value.message_dict == {"username": [TAKEN]}
