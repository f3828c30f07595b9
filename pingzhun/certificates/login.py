"""CA登录: whose certificate it is."""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509

from pingzhun.accounts.models import User
from pingzhun.certificates import reading, trust
from pingzhun.certificates.models import Certificate
from pingzhun.directory.models import Member
from pingzhun.flow.guards import Refused

NOT_BOUND = (
    "该证书尚未绑定本平台的单位，请先用账号密码登录，由本单位管理员在“企业CA管理”中新增锁；"
    "已换新证书的，也须重新绑定。"
)
NOT_ASSIGNED = "该证书已绑定“{organisation}”，但还没有分配给用户，请联系本单位管理员{managers}分配后再登录。"
CLOSED = "该证书分配的账号已停用，请联系本单位管理员{managers}启用账号，或将证书分配给其他用户。"


def user_of(chain: Sequence[x509.Certificate], *, now: datetime) -> User:
    """The user to whom the first certificate of `chain` is assigned, if it is good now. Possession is proved elsewhere: by
    `challenges.verify`, or by the proxy's TLS handshake. Raises Refused.
    """
    verdict = trust.judge(chain, now=now)
    if not verdict.is_valid:
        raise Refused(f"{verdict.status.label}：{verdict.sentence}")
    certificate = (
        Certificate.objects.bound()
        .filter(fingerprint=reading.fingerprint(chain[0]))
        .select_related("organisation", "user")
        .first()
    )
    if certificate is None:
        raise Refused(NOT_BOUND)
    user = certificate.user
    if user is None:
        organisation = certificate.organisation
        raise Refused(NOT_ASSIGNED.format(organisation=organisation, managers=_managers(certificate)))
    member = Member.objects.filter(
        user=user, organisation_id=certificate.organisation_id, is_active=True, user__is_active=True
    )
    if not member.exists():
        raise Refused(CLOSED.format(managers=_managers(certificate)))
    return user


def _managers(certificate: Certificate) -> str:
    """Their names in brackets: only who holds a certificate of the organisation reads them."""
    names = certificate.organisation.members.filter(is_manager=True, is_active=True).values_list(
        "user__name", flat=True
    )
    return f"（{'、'.join(names)}）" if names else ""
