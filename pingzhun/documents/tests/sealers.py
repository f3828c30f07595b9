"""Whoever seals in the tests: two organisations with certificates of a small authority, and a contract of one page."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pingzhun.base.typeset import render_pdf
from pingzhun.certificates import issuing
from pingzhun.documents.seals import signing
from pingzhun.documents.seals.keys import Signer

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
CA = issuing.new_authority(
    "试验证书中心", not_before=NOON - timedelta(days=9), not_after=NOON + timedelta(days=900)
)
CONTRACT = """#import "/document.typ": *
#show: sheet.with(number: "CS-1", title: "测试合同")
#headline("中介服务合同")
合同金额：人民币玖万捌仟元整。
"""


@dataclass(frozen=True)
class Sealer:
    name: str
    credit_code: str
    signer: Signer

    def seal(self, pdf: bytes, *, x: float = 60, now: datetime = NOON, timestamper: object = None) -> bytes:
        prepared = signing.prepare(
            pdf,
            chain=self.signer.chain,
            name=self.name,
            credit_code=self.credit_code,
            reason="签订合同",
            spot=signing.Spot(x, 60),
            now=now,
        )
        return signing.complete(prepared, self.signer.sign(prepared.to_sign), timestamper=timestamper)


def sealer(name: str, credit_code: str, kind: str = "EC") -> Sealer:
    """An organisation with a fresh key. kind: EC or RSA."""
    key = issuing.new_key(kind)
    certificate = CA.issue(
        organisation=name,
        credit_code=credit_code,
        holder="公章",
        key=key,
        not_before=NOON - timedelta(days=1),
        not_after=NOON + timedelta(days=365),
    )
    return Sealer(name, credit_code, Signer(key, (certificate, CA.certificate)))


def contract() -> bytes:
    return render_pdf(CONTRACT, {})


def timestamper(at: datetime, ca: issuing.Issuer = CA) -> DummyTimeStamper:
    """A time-stamp authority (RSA, as pyHanko's wants it) whose clock always says the same."""
    key = issuing.new_key("RSA")
    certificate = ca.issue(
        organisation="试验时间戳中心",
        credit_code=None,
        holder="时间戳",
        key=key,
        not_before=NOON - timedelta(days=1),
        not_after=NOON + timedelta(days=365),
        usages=("digital_signature",),
        extended=(ExtendedKeyUsageOID.TIME_STAMPING,),
    )
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(
        x509.Certificate.load(certificate.public_bytes(der)),
        keys.PrivateKeyInfo.load(private),
        SimpleCertificateStore.from_certs([x509.Certificate.load(ca.certificate.public_bytes(der))]),
        fixed_dt=at,
    )
