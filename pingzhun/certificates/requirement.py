"""An organisation's own rules (`Rule`): that its users log in by certificate only, that its notices are sealed.

Neither is ever switched on by binding a key: a colleague is not locked out by the first one.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.certificates.models import Certificate, Requirement, Rule
from pingzhun.certificates.services import verdict_on
from pingzhun.directory.entries import subject
from pingzhun.directory.models import Member, Organisation
from pingzhun.flow.guards import Refused

BY_CERTIFICATE_ONLY = (
    "您的单位要求用数字证书登录，请改用“CA登录”。没有可用证书的，请联系本单位管理员；"
    "管理员也无法登录的，请联系平台运维。"
)
WITHOUT = {
    Rule.LOGIN: "您自己还没有有效的证书，开启后您也将无法登录。请先新增锁并分配给自己。",
    Rule.SEALS: "本单位还没有您可以用来盖章的有效证书，开启后将无法发布公告。请先新增锁。",
}


def requirement_of(organisation: Organisation, rule: Rule = Rule.LOGIN) -> Requirement | None:
    """The one in force."""
    return Requirement.objects.filter(organisation=organisation, rule=rule, lifted_at=None).first()


def refuse_password(user: User) -> None:
    """Raises Refused where the organisation of `user` requires a certificate."""
    rules = Requirement.objects.filter(rule=Rule.LOGIN, lifted_at=None)
    if rules.filter(organisation__members__user=user).exists():
        raise Refused(BY_CERTIFICATE_ONLY)


def without_certificate(organisation: Organisation, *, now: datetime) -> list[Member]:
    """The active members to whom no certificate is assigned that is still in its time: they could not log in."""
    served = Certificate.objects.bound().filter(
        organisation=organisation, valid_from__lte=now, valid_until__gte=now, user__isnull=False
    )
    members = organisation.members.filter(is_active=True).select_related("user")
    return list(members.exclude(user__in=served.values("user")))


@transaction.atomic
def require(*, organisation: Organisation, by: User, now: datetime, rule: Rule = Rule.LOGIN) -> Requirement:
    """From the next log-in or submission on. Who asks must themselves be able to do what the rule demands. Raises Refused."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if requirement_of(organisation, rule):
        raise Refused(f"本单位已开启此项要求（{rule.label}）。")
    own = Certificate.objects.bound().filter(organisation=organisation)
    mine = Q(user=by) if rule == Rule.LOGIN else Q(user=by) | Q(user=None)
    if not any(verdict_on(each, now=now).is_valid for each in own.filter(mine)):
        raise Refused(WITHOUT[rule])
    row = Requirement.objects.create(organisation=organisation, rule=rule, since=now, required_by=by)
    _record("required", row, now, by=by.pk)
    return row


@transaction.atomic
def lift(*, requirement: Requirement, reason: str, by: User, now: datetime) -> Requirement:
    """Passwords are good again at once."""
    row = Requirement.objects.select_for_update(of=("self",)).get(pk=requirement.pk)
    if row.lifted_at:
        raise Refused("该单位的这项要求已经解除。")
    row.lifted_at, row.lifted_by, row.lift_reason = now, by, reason
    row.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    _record("lifted", row, now, by=by.pk)
    return row


def _record(kind: str, row: Requirement, now: datetime, **data: object) -> None:
    data |= {"rule": row.rule}
    ledger.append(
        kind=f"certificates.requirement.{kind}", subject=subject(row.organisation), data=data, now=now
    )
