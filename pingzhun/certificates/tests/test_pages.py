"""The pages: binding and log-in over HTTP, without a browser."""

import base64
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from pingzhun.accounts.models import User
from pingzhun.certificates import demo, reading, requirement, services
from pingzhun.certificates.models import Certificate, Rule
from pingzhun.certificates.tests.conftest import DAY, PASSWORD, Key, key_of, pem

LOGIN, CHALLENGE = reverse("certificates:login"), reverse("certificates:login_challenge")
PROXY = reverse("certificates:login_by_proxy")
LIST, ADD = reverse("certificates:certificates"), reverse("certificates:add")
BIND_CHALLENGE = reverse("certificates:bind_challenge")
ROLE = reverse("directory:role")


def proof(client: Client, key: Key, challenge: str = CHALLENGE, **changed: str) -> dict[str, str]:
    """What the page sends: a challenge is asked for and signed."""
    asked = client.post(challenge, **changed).json()
    return {
        "nonce": asked["nonce"],
        "chain": ",".join(base64.b64encode(reading.der(each)).decode() for each in key.chain),
        "signature": base64.b64encode(key.sign(asked["text"].encode())).decode(),
    }


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.fixture
def manager(client, chen) -> Client:
    client.force_login(chen)
    return client


# CA登录


@pytest.mark.covers("H4")
def test_the_holder_of_an_assigned_certificate_logs_in(client, bound, key, chen):
    answer = client.post(LOGIN, proof(client, key) | {"next": "/notices/"}).json()
    assert answer == {"to": f"{ROLE}?next=%2Fnotices%2F"}
    assert signed_in(client) == str(chen.pk)


@pytest.mark.covers("H4")
def test_a_proof_that_is_sent_again_logs_nobody_in(client, bound, key):
    sent = proof(client, key)
    thief = Client()
    assert "签名请求无效" in thief.post(LOGIN, sent).json()["refused"]
    client.post(LOGIN, sent)
    client.logout()
    replay = client.post(LOGIN, sent).json()
    assert "to" not in replay
    assert signed_in(client) is None


def test_a_replay_in_the_same_session_is_refused(client, bound, key):
    """Logging in gives a session a new key; this shows that it is the use and not the session that counts."""
    sent = proof(client, key)
    services.assign(certificate=bound, user=None, by=bound.bound_by, now=bound.bound_at)
    assert "还没有分配" in client.post(LOGIN, sent).json()["refused"]
    services.assign(certificate=bound, user=bound.bound_by, by=bound.bound_by, now=bound.bound_at)
    assert "已经使用过" in client.post(LOGIN, sent).json()["refused"]
    assert client.post(LOGIN, proof(client, key)).json()["to"] == ROLE


def test_a_signature_for_another_address_of_the_site_is_refused(client, bound, key, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    sent = proof(client, key, headers={"host": "other.example"})
    assert "另一个网址" in client.post(LOGIN, sent).json()["refused"]
    assert client.post(LOGIN, proof(client, key)).json()["to"] == ROLE


def test_a_signature_made_to_bind_logs_nobody_in(client, bound, key, chen):
    client.force_login(chen)
    sent = proof(client, key, BIND_CHALLENGE)
    assert "不是为此用途" in client.post(LOGIN, sent).json()["refused"]


@pytest.mark.parametrize(
    "change", [{"chain": "AA,BB"}, {"chain": "ö"}, {"chain": ""}, {"signature": "?"}, {"nonce": ""}]
)
def test_what_is_no_proof_gets_a_sentence(client, bound, key, change):
    answer = client.post(LOGIN, proof(client, key) | change).json()
    assert answer["refused"].endswith("。")
    assert signed_in(client) is None


def test_two_step_verification_stays(client, bound, key, chen):
    TOTPDevice.objects.create(user=chen, confirmed=True)
    answer = client.post(LOGIN, proof(client, key)).json()
    assert answer == {"to": reverse("accounts:second_step")}
    assert signed_in(client) is None
    assert "身份已通过" in client.get(answer["to"]).text


def test_wrong_passwords_do_not_close_the_certificate(client, bound, key, chen):
    for _ in range(6):
        client.post(reverse("accounts:login"), {"username": "chenjing", "password": "wrong-password"})
    assert client.post(LOGIN, proof(client, key)).json()["to"] == ROLE


def test_the_log_in_pages_lead_to_each_other(client, db):
    assert LOGIN + "?next=%2Fnotices%2F" in client.get(reverse("accounts:login") + "?next=/notices/").text
    assert reverse("accounts:login") in client.get(LOGIN).text


# The requirement


@pytest.mark.covers("H4")
def test_a_password_no_longer_logs_in_where_a_certificate_is_required(
    client, bound, key, qilian, chen, ma, now
):
    entrance = reverse("accounts:login")
    requirement.require(organisation=qilian, by=chen, now=now)
    for username in ("chenjing", "majianguo"):
        answer = client.post(entrance, {"username": username, "password": PASSWORD})
        assert "您的单位要求用数字证书登录" in answer.text
        assert signed_in(client) is None
    wrong = client.post(entrance, {"username": "chenjing", "password": "wrong-password"})
    assert "数字证书登录" not in wrong.context["form"].non_field_errors()[0]
    assert client.post(LOGIN, proof(client, key)).json()["to"] == ROLE
    assert client.post(reverse("accounts:password_change"), {"current_password": PASSWORD}).status_code == 200


def test_the_manager_turns_it_on_and_off(manager, bound, qilian, ma):
    assert "马建国" in manager.get(LIST).text
    manager.post(reverse("certificates:require"))
    assert "只能用证书登录" in manager.get(LIST).text
    assert manager.post(reverse("certificates:lift"), {"reason": ""}).status_code == 200
    manager.post(reverse("certificates:lift"), {"reason": "更换证书"})
    assert requirement.requirement_of(qilian) is None


def test_the_manager_demands_that_notices_are_sealed_and_lets_it_go(manager, bound, qilian):
    address = reverse("certificates:lift") + "?rule=seals"
    assert manager.get(address).status_code == 404
    manager.post(reverse("certificates:require"), {"rule": "seals"})
    assert "公告须先用数字证书盖章才能提交" in manager.get(LIST).text
    assert requirement.requirement_of(qilian, Rule.SEALS)
    assert requirement.requirement_of(qilian) is None, "passwords are good as before"
    assert "解除要求：公告须盖章" in manager.get(address).text
    manager.post(address, {"reason": "证书遗失"})
    assert requirement.requirement_of(qilian, Rule.SEALS) is None
    assert manager.post(reverse("certificates:require"), {"rule": "other"}).status_code == 404


def test_the_operator_lets_an_organisation_in_again(bound, qilian, chen, now):
    row = requirement.require(organisation=qilian, by=chen, now=now)
    operator = User.objects.create_user("yunwei", PASSWORD, name="尹伟", mobile="13809371009")
    operator.is_operator = True
    operator.save()
    client = Client()
    client.force_login(operator)
    page = reverse("certificates:requirements")
    assert "祁连工程咨询有限公司" in client.get(page).text
    assert (
        client.post(reverse("certificates:lift_requirement", args=[row.pk]), {"reason": "证书到期"}).url
        == page
    )
    row.refresh_from_db()
    assert (row.lifted_by, row.lift_reason) == (operator, "证书到期")


# 企业CA管理


@pytest.mark.covers("R17")
def test_a_manager_binds_assigns_and_unbinds(manager, key, qilian, chen, ma):
    sent = proof(manager, key, BIND_CHALLENGE) | {"user": str(ma.membership.pk)}
    assert manager.post(ADD, sent).json() == {"to": LIST}
    certificate = Certificate.objects.get()
    assert certificate.user == ma
    assign, unbind = (reverse(f"certificates:{verb}", args=[certificate.pk]) for verb in ("assign", "unbind"))
    manager.post(assign, {"user": str(chen.membership.pk)})
    manager.post(unbind, {"reason": ""})
    certificate.refresh_from_db()
    assert (certificate.user, certificate.unbound_at) == (chen, None)
    manager.post(unbind, {"reason": "密钥盘遗失"})
    assert "密钥盘遗失" in manager.get(LIST).text
    assert manager.get(assign).status_code == 404


def test_nobody_binds_without_the_key(manager, key, root, qilian, now):
    stranger = key_of(root, qilian, now)
    sent = proof(manager, stranger, BIND_CHALLENGE) | {"chain": proof(manager, key)["chain"]}
    assert "签名与证书不符" in manager.post(ADD, sent).json()["refused"]
    assert not Certificate.objects.exists()
    assert manager.post(ADD, proof(manager, key, BIND_CHALLENGE)).json() == {"to": LIST}


def test_another_organisations_certificate_is_not_there(bound, zhao, ma):
    for user, status in ((zhao, 404), (ma, 403)):
        client = Client()
        client.force_login(user)
        for verb in ("assign", "unbind"):
            assert client.post(reverse(f"certificates:{verb}", args=[bound.pk])).status_code == status
    client.force_login(zhao)
    assert bound.holder not in client.get(LIST).text


def test_the_list_costs_the_same_for_one_and_for_ten(manager, bound, root, qilian, chen, now):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(LIST).status_code == 200
        return len(queries)

    cost()
    for_one = cost()
    for _ in range(9):
        services.bind(organisation=qilian, chain=key_of(root, qilian, now).chain, user=chen, by=chen, now=now)
    assert cost() == for_one


# Mutual TLS


def shown(key: Key) -> dict[str, str]:
    return {"X-Client-Certificate": quote(pem(key.certificate))}


@pytest.mark.covers("H4")
def test_the_header_logs_in_only_where_the_site_is_told_of_it(client, bound, key, chen, settings):
    assert client.post(PROXY, headers=shown(key)).url == LOGIN
    assert "浏览器已出示证书" not in client.get(LOGIN, headers=shown(key)).text
    assert signed_in(client) is None
    settings.CLIENT_CERTIFICATE_HEADER = "X-Client-Certificate"
    assert "祁连工程咨询有限公司 经办锁" in client.get(LOGIN, headers=shown(key)).text
    assert client.post(PROXY, headers=shown(key)).url == ROLE
    assert signed_in(client) == str(chen.pk)


def test_a_header_with_nothing_or_rubbish_logs_nobody_in(client, bound, settings):
    settings.CLIENT_CERTIFICATE_HEADER = "X-Client-Certificate"
    for value in ("", "rubbish", "%00"):
        assert client.post(PROXY, headers={"X-Client-Certificate": value}).url == LOGIN


def test_a_certificate_that_the_proxy_saw_is_judged_like_any_other(
    client, root, trusted, qilian, chen, settings, now
):
    settings.CLIENT_CERTIFICATE_HEADER = "X-Client-Certificate"
    expired = key_of(root, qilian, now, begin=-9 * DAY, end=-DAY)
    assert "已过期" in client.post(PROXY, headers=shown(expired), follow=True).text


def test_a_site_that_believes_the_header_must_stand_behind_a_proxy(settings):
    settings.CLIENT_CERTIFICATE_HEADER, settings.BEHIND_PROXY = "X-Client-Certificate", False
    with pytest.raises(SystemCheckError, match="任何人都可以伪造该请求头"):
        call_command("check", tags=["security"])
    settings.BEHIND_PROXY = True
    call_command("check", tags=["security"])


# 证书检测


@pytest.mark.covers("H2")
def test_anybody_reads_what_a_certificate_is_and_whether_it_is_good(client, root, key, qilian, now):
    page = reverse("certificates:check")
    chain = proof(client, key)["chain"]
    good = client.post(page, {"chain": chain}).text
    for fact in (
        "祁连工程咨询有限公司 经办锁",
        qilian.credit_code,
        "甘肃数字证书中心",
        "ECDSA P-256",
        "有效",
    ):
        assert fact in good
    expired = key_of(root, qilian, now, begin=-9 * DAY, end=-DAY)
    assert "已过期" in client.post(page, {"chain": proof(client, expired)["chain"]}).text
    assert "无法读取证书" in client.post(page, {"chain": "AAAA"}).text


# The demo's files


def test_the_files_of_the_demo_are_there_in_a_demo_only(client, qilian, chen, now, settings):
    demo.build(demo.site_directory(), holders=[demo.Holder(qilian, chen)], now=now)
    url = reverse("certificates:demo_key_file", args=["chenjing.p12"])
    assert client.get(url).status_code == 404
    assert "演示证书" not in client.get(LOGIN).text
    settings.DEMO = True
    assert url in client.get(LOGIN).text
    assert b"".join(client.get(url)) == (demo.site_directory() / "chenjing.p12").read_bytes()
    for other in ("index.json", "root.pem", "..%2Fledger-key", "nothing.p12"):
        assert client.get(reverse("certificates:demo_key_file", args=["x"])[:-1] + other).status_code == 404
