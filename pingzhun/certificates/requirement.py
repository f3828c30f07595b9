"""An organisation's own rule that its users log in by certificate only (证书登录要求).

It is never switched on by binding a key: a colleague is not locked out by the first one.
"""

from datetime import datetime

from django.db import transaction

from pingzhun import ledger
from pingzhun.accounts.models import User
from pingzhun.certificates.models import Certificate, Requirement
from pingzhun.certificates.services import verdict_on
from pingzhun.directory.models import Member, Organisation
from pingzhun.directory.services import subject
from pingzhun.flow.guards import Refused

BY_CERTIFICATE_ONLY = (
    "您的单位要求用数字证书登录，请改用“CA登录”。没有可用证书的，请联系本单位管理员；"
    "管理员也无法登录的，请联系平台运维。"
)


def requirement_of(organisation: Organisation) -> Requirement | None:
    """The one in force."""
    return Requirement.objects.filter(organisation=organisation, lifted_at=None).first()


def refuse_password(user: User) -> None:
    """Raises Refused where the organisation of `user` requires a certificate."""
    if Requirement.objects.filter(organisation__members__user=user, lifted_at=None).exists():
        raise Refused(BY_CERTIFICATE_ONLY)


def without_certificate(organisation: Organisation, *, now: datetime) -> list[Member]:
    """The active members to whom no certificate is assigned that is still in its time: they could not log in."""
    served = Certificate.objects.bound().filter(
        organisation=organisation, valid_from__lte=now, valid_until__gte=now, user__isnull=False
    )
    members = organisation.members.filter(is_active=True).select_related("user")
    return list(members.exclude(user__in=served.values("user")))


@transaction.atomic
def require(*, organisation: Organisation, by: User, now: datetime) -> Requirement:
    """From the next log-in on. The manager who asks must themselves be able to log in by certificate."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    if requirement_of(organisation):
        raise Refused("本单位已开启证书登录要求。")
    own = Certificate.objects.bound().filter(organisation=organisation, user=by)
    if not any(verdict_on(each, now=now).is_valid for each in own):
        raise Refused("您自己还没有有效的证书，开启后您也将无法登录。请先新增锁并分配给自己。")
    row = Requirement.objects.create(organisation=organisation, since=now, required_by=by)
    _record("required", organisation, now, by=by.pk)
    return row


@transaction.atomic
def lift(*, requirement: Requirement, reason: str, by: User, now: datetime) -> Requirement:
    """Passwords are good again at once."""
    row = Requirement.objects.select_for_update(of=("self",)).get(pk=requirement.pk)
    if row.lifted_at:
        raise Refused("该单位的证书登录要求已经解除。")
    row.lifted_at, row.lifted_by, row.lift_reason = now, by, reason
    row.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    _record("lifted", row.organisation, now, by=by.pk)
    return row


def _record(kind: str, organisation: Organisation, now: datetime, **data: object) -> None:
    ledger.append(kind=f"certificates.requirement.{kind}", subject=subject(organisation), data=data, now=now)
