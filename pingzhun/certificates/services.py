"""企业CA管理: binding certificates to an organisation (新增锁), giving them to its users (分配), taking them off (解除).

Each function runs in one transaction and puts an entry in the ledger, where a certificate is its fingerprint and people are
their numbers. Refusals are `flow.guards.Refused`, with a sentence for the person.
"""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from django.db import IntegrityError, transaction

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.certificates import reading, trust
from pingzhun.certificates.models import Certificate
from pingzhun.directory.entries import subject
from pingzhun.directory.models import Member, Organisation
from pingzhun.flow.guards import Refused

TAKEN = "该证书已经绑定，一张证书只能绑定一次。要改由他人使用，请在列表中重新分配。"


@transaction.atomic
def bind(
    *,
    organisation: Organisation,
    chain: Sequence[x509.Certificate],
    user: User | None,
    by: User,
    now: datetime,
) -> Certificate:
    """Bind the first certificate of `chain`, whose holder has just proved to hold it (`challenges.verify`), and assign it to
    `user`, where there is one.
    """
    leaf = chain[0]
    verdict = trust.judge(chain, now=now)
    if not verdict.is_valid:
        raise Refused(f"{verdict.status.label}：{verdict.sentence}")
    _refuse_strangers(leaf, organisation)
    _refuse_outsider(user, organisation)
    certificate = Certificate(
        organisation=organisation,
        user=user,
        der=reading.der(leaf),
        fingerprint=reading.fingerprint(leaf),
        holder=reading.holder(leaf)[:256],
        subject=leaf.subject.rfc4514_string()[:512],
        issuer=leaf.issuer.rfc4514_string()[:512],
        issuer_name=reading.common_name(leaf.issuer)[:256],
        serial=reading.serial(leaf),
        key_kind=reading.key_kind(leaf),
        valid_from=leaf.not_valid_before_utc,
        valid_until=leaf.not_valid_after_utc,
        bound_at=now,
        bound_by=by,
    )
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(TAKEN) from error
    _record("bound", certificate, now, by=by.pk, user=user.pk if user else None, issuer=certificate.issuer)
    return certificate


@transaction.atomic
def assign(*, certificate: Certificate, user: User | None, by: User, now: datetime) -> Certificate:
    """From now on `user`, and nobody else, logs in with it; None takes it from whoever has it."""
    certificate = _lock(certificate)
    _refuse_outsider(user, certificate.organisation)
    certificate.user = user
    certificate.save(update_fields=["user"])
    _record("assigned", certificate, now, by=by.pk, user=user.pk if user else None)
    return certificate


@transaction.atomic
def unbind(*, certificate: Certificate, reason: str, by: User, now: datetime) -> Certificate:
    """It is good for nothing here from now on; the row stays for what was signed with it. It can be bound anew."""
    certificate = _lock(certificate)
    certificate.unbound_at, certificate.unbound_by, certificate.unbind_reason = now, by, reason
    certificate.save(update_fields=["unbound_at", "unbound_by", "unbind_reason"])
    _record("unbound", certificate, now, by=by.pk)
    return certificate


def verdict_on(certificate: Certificate, *, now: datetime) -> trust.Verdict:
    return trust.judge(reading.read_chain([bytes(certificate.der)]), now=now)


def verdicts_on(
    certificates: Sequence[Certificate], *, now: datetime
) -> list[tuple[Certificate, trust.Verdict]]:
    """Each with what is known of it here and now; nobody is asked online."""
    among = trust.in_force()
    chains = [reading.read_chain([bytes(each.der)]) for each in certificates]
    return [
        (each, trust.judge(chain, now=now, among=among, ask_online=False))
        for each, chain in zip(certificates, chains, strict=True)
    ]


def _lock(certificate: Certificate) -> Certificate:
    fresh = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=certificate.pk)
    )
    if fresh.unbound_at:
        raise Refused("该证书已经解除，请刷新页面查看。")
    return fresh


def _refuse_strangers(leaf: x509.Certificate, organisation: Organisation) -> None:
    codes = reading.credit_codes(leaf)
    if codes and organisation.credit_code not in codes:
        raise Refused(
            f"证书上的统一社会信用代码是 {'、'.join(sorted(codes))}，与本单位的 {organisation.credit_code} 不一致，"
            "请使用本单位的证书。"
        )


def _refuse_outsider(user: User | None, organisation: Organisation) -> None:
    if user and not Member.objects.filter(user=user, organisation=organisation, is_active=True).exists():
        raise Refused("只能分配给本单位在岗的用户，请重新选择。")


def _record(kind: str, certificate: Certificate, now: datetime, **data: object) -> None:
    ledger.append(
        kind=f"certificates.certificate.{kind}",
        subject=subject(certificate.organisation),
        data={"certificate": certificate.fingerprint, **data},
        now=now,
    )
