"""企业CA管理: 新增锁, 分配, 解除; and the rule that only certificates log in."""

from io import StringIO

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from pingzhun.certificates import demo, login, requirement, services
from pingzhun.certificates.models import Authority, Certificate, Requirement, Rule
from pingzhun.certificates.tests.conftest import DAY, key_of, pem, revoke
from pingzhun.certificates.trust import Status, judge
from pingzhun.directory import services as directory
from pingzhun.flow.guards import Refused
from pingzhun.ledger.models import LedgerEntry


def bind(organisation, key, by, now, user=None) -> Certificate:
    return services.bind(organisation=organisation, chain=key.chain, user=user, by=by, now=now)


@pytest.mark.covers("R17")
def test_a_certificate_is_bound_assigned_and_unbound_and_the_ledger_has_it(bound, chen, ma, now):
    assert (bound.holder, bound.key_kind) == ("祁连工程咨询有限公司 经办锁", "ECDSA P-256")
    services.assign(certificate=bound, user=ma, by=chen, now=now)
    unbound = services.unbind(certificate=bound, reason="密钥盘遗失", by=chen, now=now)
    assert (unbound.user, unbound.unbind_reason) == (ma, "密钥盘遗失")
    entries = LedgerEntry.objects.filter(kind__startswith="certificates.certificate").order_by("pk")
    assert [entry.kind.rpartition(".")[2] for entry in entries] == ["bound", "assigned", "unbound"]
    assert all("陈静" not in entry.data and "祁连" not in entry.data for entry in entries)


def test_an_organisation_and_a_user_have_several(root, bound, qilian, chen, ma, now):
    bind(qilian, key_of(root, qilian, now, "RSA"), chen, now, chen)
    bind(qilian, key_of(root, qilian, now), chen, now, ma)
    assert Certificate.objects.bound().filter(user=chen).count() == 2
    assert Certificate.objects.bound().filter(organisation=qilian).count() == 3


def test_a_certificate_is_bound_once_and_again_after_it_was_unbound(
    root, bound, key, qilian, chen, zhao, now
):
    with pytest.raises(Refused, match="已经绑定"):
        bind(qilian, key, chen, now)
    services.unbind(certificate=bound, reason="换人", by=chen, now=now)
    assert bind(qilian, key, chen, now).pk != bound.pk


def test_the_database_binds_it_once(bound, chen):
    copy = Certificate.objects.get(pk=bound.pk)
    copy.pk = None
    with pytest.raises(IntegrityError, match="a_certificate_is_bound_once"), transaction.atomic():
        copy.save(force_insert=True)


def test_a_certificate_of_another_organisation_is_refused(root, trusted, qilian, chen, zhao, now):
    other = zhao.membership.organisation
    with pytest.raises(Refused, match="与本单位的 91620981MA00000127 不一致"):
        bind(qilian, key_of(root, other, now), chen, now)
    assert bind(other, key_of(root, other, now), zhao, now).organisation == other
    assert bind(qilian, key_of(root, qilian, now, credit_code=None), chen, now).organisation == qilian


def test_a_certificate_that_is_not_good_is_not_bound(root, trusted, qilian, chen, now):
    revoked = key_of(root, qilian, now)
    revoke(root, trusted, [revoked.certificate], now)
    with pytest.raises(Refused, match=r"^已吊销："):
        bind(qilian, revoked, chen, now)
    with pytest.raises(Refused, match=r"^已过期："):
        bind(qilian, key_of(root, qilian, now, begin=-9 * DAY, end=-DAY), chen, now)


def test_it_is_assigned_to_colleagues_only(bound, chen, zhao, ma, now):
    directory.deactivate_member(member=ma.membership, now=now)
    for outsider in (zhao, ma):
        with pytest.raises(Refused, match="只能分配给本单位在岗的用户"):
            services.assign(certificate=bound, user=outsider, by=chen, now=now)
    with pytest.raises(IntegrityError, match="a user of its organisation"), transaction.atomic():
        Certificate.objects.update(user=zhao)


def test_what_is_unbound_stays_as_it_was(bound, chen, now):
    services.unbind(certificate=bound, reason="遗失", by=chen, now=now)
    with pytest.raises(Refused, match="已经解除"):
        services.unbind(certificate=bound, reason="再次", by=chen, now=now)
    with pytest.raises(IntegrityError, match="never revived"), transaction.atomic():
        Certificate.objects.update(unbound_at=None, unbound_by=None, unbind_reason=None)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        Certificate.objects.all().delete()


def test_a_certificate_stays_the_organisations(bound, zhao):
    for change in ({"organisation": zhao.membership.organisation}, {"fingerprint": "0" * 64}):
        with pytest.raises(DatabaseError, match="Cannot update rows"), transaction.atomic():
            Certificate.objects.update(user=None, **change)


def test_an_unbinding_needs_its_reason(bound, now):
    with pytest.raises(IntegrityError, match="person_and_reason"), transaction.atomic():
        Certificate.objects.update(unbound_at=now)


# Log-in


@pytest.mark.covers("H4")
def test_the_user_is_the_one_to_whom_it_is_assigned(bound, key, chen, ma, now):
    assert login.user_of(key.chain, now=now) == chen
    services.assign(certificate=bound, user=ma, by=chen, now=now)
    assert login.user_of(key.chain, now=now) == ma


def test_who_cannot_log_in_reads_why_and_to_whom_to_turn(root, bound, key, qilian, chen, ma, now):
    with pytest.raises(Refused, match="尚未绑定"):
        login.user_of(key_of(root, qilian, now).chain, now=now)
    services.assign(certificate=bound, user=None, by=chen, now=now)
    with pytest.raises(Refused, match="还没有分配给用户，请联系本单位管理员（陈静）"):
        login.user_of(key.chain, now=now)
    services.assign(certificate=bound, user=ma, by=chen, now=now)
    directory.deactivate_member(member=ma.membership, now=now)
    with pytest.raises(Refused, match="账号已停用，请联系本单位管理员（陈静）"):
        login.user_of(key.chain, now=now)
    services.unbind(certificate=bound, reason="离职", by=chen, now=now)
    with pytest.raises(Refused, match="尚未绑定"):
        login.user_of(key.chain, now=now)


def test_a_bound_certificate_that_was_revoked_since_logs_nobody_in(root, trusted, bound, key, now):
    revoke(root, trusted, [key.certificate], now)
    with pytest.raises(Refused, match=r"^已吊销："):
        login.user_of(key.chain, now=now)


# The requirement


def test_a_manager_without_a_certificate_cannot_require_one(qilian, chen, ma, key, now):
    with pytest.raises(Refused, match="您自己还没有有效的证书"):
        requirement.require(organisation=qilian, by=chen, now=now)
    bind(qilian, key, chen, now, ma)
    with pytest.raises(Refused, match="您自己还没有有效的证书"):
        requirement.require(organisation=qilian, by=chen, now=now)


def test_nobody_demands_seals_who_could_not_seal(qilian, bound, chen, ma, now):
    services.assign(certificate=bound, user=ma, by=chen, now=now)
    with pytest.raises(Refused, match="还没有您可以用来盖章的有效证书"):
        requirement.require(organisation=qilian, by=chen, now=now, rule=Rule.SEALS)
    services.assign(certificate=bound, user=None, by=chen, now=now)
    row = requirement.require(organisation=qilian, by=chen, now=now, rule=Rule.SEALS)
    assert requirement.requirement_of(qilian, Rule.SEALS) == row
    requirement.refuse_password(chen)


@pytest.mark.covers("H4")
def test_it_is_the_organisation_that_requires_it_and_not_the_first_key(qilian, bound, chen, ma, zhao, now):
    requirement.refuse_password(chen)
    assert requirement.without_certificate(qilian, now=now) == [ma.membership]
    row = requirement.require(organisation=qilian, by=chen, now=now)
    for member in (chen, ma):
        with pytest.raises(Refused, match="请改用“CA登录”"):
            requirement.refuse_password(member)
    requirement.refuse_password(zhao)
    with pytest.raises(Refused, match="已开启"):
        requirement.require(organisation=qilian, by=chen, now=now)
    requirement.lift(requirement=row, reason="系统升级", by=zhao, now=now)
    requirement.refuse_password(ma)
    with pytest.raises(Refused, match="已经解除"):
        requirement.lift(requirement=row, reason="再次", by=zhao, now=now)
    kinds = LedgerEntry.objects.filter(kind__startswith="certificates.requirement").order_by("pk")
    assert [entry.kind.rpartition(".")[2] for entry in kinds] == ["required", "lifted"]


def test_the_database_holds_one_requirement_and_its_reason(qilian, bound, chen, now):
    requirement.require(organisation=qilian, by=chen, now=now)
    with pytest.raises(IntegrityError, match="required_once"), transaction.atomic():
        Requirement.objects.create(organisation=qilian, since=now, required_by=chen)
    with pytest.raises(IntegrityError, match="person_and_reason"), transaction.atomic():
        Requirement.objects.update(lifted_at=now)


# Commands


def test_the_demo_authority_makes_one_of_each(qilian, chen, ma, now, tmp_path):
    call_command("demo_ca", str(tmp_path), "chenjing", "majianguo", stdout=StringIO())
    made = {each.file: each.status for each in demo.key_files(tmp_path)}
    assert made == {
        "chenjing.p12": "有效",
        "majianguo.p12": "有效",
        "expired.p12": "已过期",
        "not-yet.p12": "尚未生效",
        "revoked.pem": "已吊销",
        "untrusted.p12": "颁发机构不受信任",
    }
    with pytest.raises(CommandError, match="另选一个空目录"):
        call_command("demo_ca", str(tmp_path), "chenjing")
    with pytest.raises(CommandError, match="不存在"):
        call_command("demo_ca", str(tmp_path / "other"), "nobody")


def test_the_demo_files_are_judged_as_their_names_say(qilian, chen, now, tmp_path):
    made = demo.build(tmp_path, holders=[demo.Holder(qilian, chen)], now=now)
    assert {each.key_file.status for each in made} == {
        status.label for status in Status if status not in (Status.UNKNOWN, Status.UNSUITABLE)
    }
    for each in made:
        assert judge(each.chain, now=now).status.label == each.key_file.status


def test_an_authority_is_trusted_listed_and_distrusted_by_command(root, key, now, tmp_path):
    anchors, crl = tmp_path / "root.pem", tmp_path / "root.crl"
    anchors.write_text(pem(root.certificate))
    revoked = root.revoke([key.certificate], now=now, valid_for=DAY)
    crl.write_bytes(revoked.public_bytes(Encoding.PEM))
    Authority.objects.update(is_active=False)
    with pytest.raises(CommandError, match="吊销信息的来源"):
        call_command("trust_authority", "另一中心", "--anchors", str(anchors))
    call_command(
        "trust_authority", "另一中心", "--anchors", str(anchors), "--no-revocation", stdout=StringIO()
    )
    assert judge(key.chain, now=now).status == Status.VALID
    call_command(
        "trust_authority", "另一中心", "--anchors", str(anchors), "--crl", str(crl), stdout=StringIO()
    )
    assert judge(key.chain, now=now).status == Status.REVOKED
    call_command("load_crl", "另一中心", str(crl), stdout=StringIO())
    call_command("trust_authority", "另一中心", "--stop", stdout=StringIO())
    assert judge(key.chain, now=now).status == Status.UNTRUSTED
