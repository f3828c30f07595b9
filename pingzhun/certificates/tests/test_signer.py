"""The signer in a real browser, with key files made by `cryptography` and its signatures checked by it."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from playwright.sync_api import Page

from pingzhun.certificates import issuing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("pingzhun.certificates.tests.urls"),
    pytest.mark.django_db,
]

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
PASSWORD = "锁-Pass 2026"
DATA = "投标文件".encode()

OPEN = """async ([data, password, bytes, times]) => {
  const { openKeyFile } = await import("/static/certificates/signer.js");
  const read = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const write = (array) => btoa(String.fromCharCode(...array));
  try {
    const signer = await openKeyFile(new Blob([read(data)]), password);
    const signatures = [];
    for (let n = 0; n < times; n += 1) signatures.push(write(await signer.sign(read(bytes))));
    return { algorithm: signer.algorithm, chain: signer.chain.map(write), signatures, members: Object.keys(signer) };
  } catch (error) {
    return { code: error.code ?? String(error), message: error.message };
  }
}"""


@pytest.fixture(scope="module")
def root() -> issuing.Issuer:
    return issuing.new_authority("试验证书中心", not_before=START, not_after=END)


def certificate(root: issuing.Issuer, key: Any, holder: str = "经办锁", **options: Any) -> x509.Certificate:
    return root.issue(
        organisation="恒信造价咨询有限公司",
        credit_code=None,
        holder=holder,
        key=key,
        not_before=START,
        not_after=END,
        **options,
    )


def open_file(page: Page, data: bytes, password: str = PASSWORD, times: int = 1) -> dict[str, Any]:
    if page.url == "about:blank":
        page.goto("/trial/signer/")
    encoded = [base64.b64encode(each).decode() for each in (data, DATA)]
    opened: dict[str, Any] = page.evaluate(OPEN, [encoded[0], password, encoded[1], times])
    return opened


def check(leaf: x509.Certificate, signature: bytes, data: bytes = DATA) -> None:
    key = leaf.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(signature, data, ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_a_key_file_signs_and_the_chain_begins_with_its_holder(page: Page, root: issuing.Issuer, kind: str):
    key = issuing.new_key(kind)
    leaf = certificate(root, key)
    for form, password in (("p12", PASSWORD), ("pem", PASSWORD), ("p12", ""), ("pem", "")):
        data = issuing.key_file(key, [leaf, root.certificate], password or None, form)
        opened = open_file(page, data, password, times=20)
        assert opened["algorithm"] == {"EC": "ES256", "RSA": "RS256"}[kind]
        assert [base64.b64decode(each) for each in opened["chain"]] == [der(leaf), der(root.certificate)]
        signatures = [base64.b64decode(each) for each in opened["signatures"]]
        for signature in signatures:
            check(leaf, signature)
        with pytest.raises(InvalidSignature):
            check(leaf, signatures[0], DATA + b".")
        assert opened["members"] == ["chain", "algorithm", "sign"]


def test_the_chain_is_put_in_order_and_what_does_not_belong_is_left_out(page: Page, root: issuing.Issuer):
    key, sub_key = issuing.new_key(), issuing.new_key("RSA")
    usages = ("key_cert_sign", "crl_sign")
    sub = issuing.Issuer(
        sub_key, certificate(root, sub_key, "签发中心", is_authority=True, usages=usages, extended=())
    )
    leaf, stranger = certificate(sub, key), certificate(root, issuing.new_key())
    data = issuing.key_file(key, [stranger, root.certificate, leaf, sub.certificate], PASSWORD, "pem")
    chain = [base64.b64decode(each) for each in open_file(page, data)["chain"]]
    assert chain == [
        each.public_bytes(serialization.Encoding.DER) for each in (leaf, sub.certificate, root.certificate)
    ]


def test_a_wrong_password_is_said(page: Page, root: issuing.Issuer):
    key = issuing.new_key()
    for form in ("p12", "pem"):
        opened = open_file(page, issuing.key_file(key, [certificate(root, key)], PASSWORD, form), "别的密码")
        assert opened == {
            "code": "wrong-password",
            "message": "证书密码不正确，请重新输入。密码区分大小写。",
        }


def old_pkcs12(key: Any, leaf: x509.Certificate) -> bytes:
    builder = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(2000)
    protection = builder.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC).build(b"secret")
    return pkcs12.serialize_key_and_certificates(None, key, leaf, None, protection)


def unusable(root: issuing.Issuer, code: str) -> bytes:
    key, other = issuing.new_key(), issuing.new_key()
    leaf = certificate(root, key)
    if code == "no-key":
        return leaf.public_bytes(serialization.Encoding.PEM)
    if code == "no-key in p12":
        return pkcs12.serialize_key_and_certificates(
            None, None, None, [leaf], serialization.BestAvailableEncryption(PASSWORD.encode())
        )
    if code == "no-certificate":
        return issuing.key_file(other, [leaf], PASSWORD, "pem")
    if code == "old-encryption":
        return old_pkcs12(key, leaf)
    if code == "unsupported-algorithm":
        p384 = ec.generate_private_key(ec.SECP384R1())
        return issuing.key_file(p384, [certificate(root, p384)], PASSWORD)
    if code == "unsupported-sm2":
        pem = key.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        p256, sm2 = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a811ccf5501822d")
        body = base64.encodebytes(pem.replace(p256, sm2)).decode()
        return f"-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\n".encode()
    return {"not-a-key-file": b"PK\x03\x04 not a key", "empty": b"", "der certificate": der(leaf)}[code]


def der(leaf: x509.Certificate) -> bytes:
    return leaf.public_bytes(serialization.Encoding.DER)


def test_what_cannot_sign_says_so_in_a_sentence(page: Page, root: issuing.Issuer):
    expected = {
        "no-key": "no-key",
        "no-key in p12": "no-key",
        "no-certificate": "no-certificate",
        "old-encryption": "old-encryption",
        "unsupported-algorithm": "unsupported-algorithm",
        "unsupported-sm2": "unsupported-sm2",
        "not-a-key-file": "not-a-key-file",
        "empty": "not-a-key-file",
        "der certificate": "not-a-key-file",
    }
    opened = {what: open_file(page, unusable(root, what)) for what in expected}
    assert {what: answer["code"] for what, answer in opened.items()} == expected
    assert all(answer["message"].endswith("。") for answer in opened.values())


def test_the_key_cannot_be_taken_out_of_the_page(page: Page, root: issuing.Issuer):
    key = issuing.new_key()
    page.add_init_script(
        """const real = crypto.subtle.importKey.bind(crypto.subtle);
        globalThis.imported = [];
        crypto.subtle.importKey = async (...given) => {
          const key = await real(...given);
          imported.push([key.type, key.extractable]);
          return key;
        };"""
    )
    open_file(page, issuing.key_file(key, [certificate(root, key)], PASSWORD))
    kinds = [tuple(each) for each in page.evaluate("imported")]
    assert ("private", False) in kinds
    assert not {("private", True), ("secret", True)} & set(kinds)
