"""Whether a certificate can be relied on: every answer, and who may not give it."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.db import IntegrityError, transaction

from pingzhun.certificates import authorities, issuing, online, reading
from pingzhun.certificates.models import Revocation
from pingzhun.certificates.tests.conftest import DAY, NAME, key_of, pem, revoke, trust
from pingzhun.certificates.trust import Status, judge
from pingzhun.flow.guards import Refused
from pingzhun.ledger.models import LedgerEntry


@pytest.fixture
def foreign(now) -> issuing.Issuer:
    return issuing.new_authority("别处的证书中心", not_before=now - DAY, not_after=now + 9000 * DAY)


class Web(ThreadingHTTPServer):
    """An authority's server: bytes by path, and 404 for the rest."""

    answers: dict[str, bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Web

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        data = self.server.answers.get(self.path)
        self.send_response(404 if data is None else 200)
        self.end_headers()
        self.wfile.write(data or b"")

    do_POST = do_GET  # noqa: N815 -- so the library names it

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def web():
    with Web(("127.0.0.1", 0), Answering) as server:
        server.answers = {}
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.covers("H2")
@pytest.mark.parametrize("kind", ["EC", "RSA"])
def test_a_certificate_of_a_trusted_authority_is_valid(root, trusted, qilian, now, kind):
    verdict = judge(key_of(root, qilian, now, kind).chain, now=now)
    assert (verdict.status, verdict.authority) == (Status.VALID, trusted)
    assert verdict.sentence.startswith("证书有效")


@pytest.mark.covers("H2")
def test_each_other_state_has_its_name_and_says_what_to_do(root, trusted, foreign, qilian, now):
    revoked = key_of(root, qilian, now)
    revoke(root, trusted, [revoked.certificate], now)
    keys = {
        Status.EXPIRED: key_of(root, qilian, now, begin=-9 * DAY, end=-DAY),
        Status.NOT_YET: key_of(root, qilian, now, begin=DAY),
        Status.REVOKED: revoked,
        Status.UNTRUSTED: key_of(foreign, qilian, now),
    }
    for status, key in keys.items():
        verdict = judge(key.chain, now=now)
        assert verdict.status == status
        assert "请" in verdict.sentence


def test_it_is_the_time_that_counts_and_not_the_day(root, trusted, qilian, now):
    key = key_of(root, qilian, now, begin=timedelta(0), end=timedelta(hours=1))
    begin, end = key.certificate.not_valid_before_utc, key.certificate.not_valid_after_utc
    moments = [begin - timedelta(seconds=1), begin, end, end + timedelta(seconds=1)]
    assert [judge(key.chain, now=moment).status for moment in moments] == [
        Status.NOT_YET,
        Status.VALID,
        Status.VALID,
        Status.EXPIRED,
    ]


def test_a_holder_cannot_bring_an_anchor_along(foreign, trusted, qilian, now):
    """The control: with the same authority trusted, the same chain is good."""
    chain = key_of(foreign, qilian, now).chain
    assert judge(chain, now=now).status == Status.UNTRUSTED
    trust(foreign, now, "别处的证书中心")
    assert judge(chain, now=now).status == Status.VALID


def test_an_authority_of_the_same_name_with_another_key_is_not_trusted(trusted, qilian, now):
    impostor = issuing.new_authority(NAME, not_before=now - DAY, not_after=now + 9000 * DAY)
    assert judge(key_of(impostor, qilian, now).chain, now=now).status == Status.UNTRUSTED


def test_an_authority_that_is_no_longer_trusted_vouches_for_nobody(key, trusted, now):
    authorities.distrust_authority(authority=trusted, now=now)
    assert judge(key.chain, now=now).status == Status.UNTRUSTED


def intermediate(root: issuing.Issuer, qilian, now, **options) -> issuing.Issuer:
    usages = {"is_authority": True, "usages": ("key_cert_sign", "crl_sign"), "extended": ()}
    key = key_of(root, qilian, now, holder="签发中心", **(usages | options))
    return issuing.Issuer(key.private, key.certificate)


def test_a_path_goes_through_an_intermediate_which_can_be_revoked_too(root, trusted, qilian, now):
    sub = intermediate(root, qilian, now)
    key = key_of(sub, qilian, now)
    authority = authorities.trust_authority(
        name=NAME,
        anchors=pem(root.certificate),
        intermediates=pem(sub.certificate),
        revocation=Revocation.LISTS,
        now=now,
    )
    assert judge(key.chain[:1], now=now).status == Status.UNKNOWN  # no list of the intermediate yet
    revoke(sub, authority, [], now)
    assert judge(key.chain[:1], now=now).status == Status.VALID
    revoke(root, authority, [sub.certificate], now + timedelta(seconds=1))
    assert judge(key.chain[:1], now=now + timedelta(minutes=1)).status == Status.REVOKED


def test_a_holder_cannot_issue_certificates(root, trusted, qilian, now):
    holder = key_of(root, qilian, now)
    issued = key_of(issuing.Issuer(holder.private, holder.certificate), qilian, now)
    assert judge([*issued.chain, root.certificate], now=now).status == Status.UNTRUSTED
    may_not_sign = intermediate(root, qilian, now, usages=("digital_signature",))
    assert judge(key_of(may_not_sign, qilian, now).chain, now=now).status == Status.UNTRUSTED


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"usages": ("key_encipherment",)}, "加密证书"),
        ({"extended": (ExtendedKeyUsageOID.SERVER_AUTH,)}, "用途不包括"),
        ({"is_authority": True}, "颁发机构自己的证书"),
    ],
)
def test_a_key_that_is_not_for_signing_is_refused(root, trusted, qilian, now, options, words):
    verdict = judge(key_of(root, qilian, now, **options).chain, now=now)
    assert verdict.status == Status.UNSUITABLE
    assert words in verdict.sentence


@pytest.mark.parametrize("weak", ["P-384", "RSA 1024"])
def test_a_kind_of_key_that_we_do_not_check_is_said(root, trusted, qilian, now, weak, monkeypatch):
    keys = {
        "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "RSA 1024": lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505 -- it is here to be refused
    }
    monkeypatch.setattr(issuing, "new_key", lambda kind: keys[weak]())
    verdict = judge(key_of(root, qilian, now).chain, now=now)
    assert verdict.status == Status.UNSUITABLE
    assert "暂不支持该证书的密钥类型" in verdict.sentence


def test_a_certificate_for_an_sm2_key_is_named_and_refused(root, trusted, key, now):
    p256, sm2 = bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a811ccf5501822d")
    der = reading.der(key.certificate)
    assert der.count(p256) == 1
    chain = reading.read_chain([der.replace(p256, sm2)])
    verdict = judge(chain, now=now)
    assert verdict.status == Status.UNSUITABLE
    assert "国密 SM2" in verdict.sentence


# Revocation lists


def test_without_a_fresh_list_nothing_is_confirmed(key, trusted, now):
    later = now + 8 * DAY
    assert judge(key.chain, now=now).status == Status.VALID
    assert judge(key.chain, now=later).status == Status.UNKNOWN
    trusted.lists.all().delete()
    assert judge(key.chain, now=now).status == Status.UNKNOWN


def test_an_authority_without_revocation_is_taken_at_its_word(root, qilian, now):
    trust(root, now, revocation=Revocation.NONE)
    assert judge(key_of(root, qilian, now).chain, now=now).status == Status.VALID


def test_a_list_that_somebody_else_signed_is_not_loaded(root, trusted, foreign, now):
    impostor = issuing.new_authority(NAME, not_before=now - DAY, not_after=now + DAY)
    for issuer in (foreign, impostor):
        with pytest.raises(Refused, match="不是由"):
            revoke(issuer, trusted, [], now + timedelta(minutes=1))


def test_a_list_put_into_the_table_by_hand_is_checked_again(key, trusted, now):
    """The control of the signature: the same list, signed by the authority, is believed (above)."""
    impostor = issuing.new_authority(NAME, not_before=now - DAY, not_after=now + DAY)
    forged = impostor.revoke([], now=now, valid_for=DAY).public_bytes(serialization.Encoding.DER)
    trusted.lists.update(der=forged)
    assert judge(key.chain, now=now).status == Status.UNKNOWN


def test_a_stale_or_older_list_is_not_loaded(root, trusted, key, now):
    with pytest.raises(Refused, match="已过有效期"):
        revoke(root, trusted, [], now - 30 * DAY, loaded=now)
    with pytest.raises(Refused, match="较旧"):
        revoke(root, trusted, [], now - 2 * DAY)
    with pytest.raises(IntegrityError, match="older list"), transaction.atomic():
        trusted.lists.update(issued_at=now - 2 * DAY)


def test_a_delta_list_is_not_taken_for_a_whole_one(root, trusted, now):
    builder = x509.CertificateRevocationListBuilder().issuer_name(root.certificate.subject)
    builder = builder.last_update(now).next_update(now + DAY)
    builder = builder.add_extension(x509.DeltaCRLIndicator(1), critical=True)
    delta = builder.sign(root.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    with pytest.raises(Refused, match="完整列表"):
        authorities.load_list(authority=trusted, data=delta, now=now)


def test_lists_are_fetched_and_a_failure_leaves_the_one_there_is(root, trusted, now, web):
    later = now + DAY
    newer = root.revoke([], now=later, valid_for=DAY).public_bytes(serialization.Encoding.PEM)
    web.answers["/list.crl"] = newer
    type(trusted).objects.update(lists_url=f"{web.url}/list.crl")
    assert authorities.fetch_lists(now=later) == 1
    assert trusted.lists.get().loaded_at == later
    web.answers["/list.crl"] = b"<html>not a list"
    assert authorities.fetch_lists(now=later) == 0
    web.answers.clear()
    assert authorities.fetch_lists(now=later) == 0
    assert trusted.lists.get().loaded_at == later


def test_who_is_trusted_and_what_was_loaded_is_in_the_ledger(trusted):
    assert list(LedgerEntry.objects.values_list("kind", "subject").order_by("pk")) == [
        ("certificates.authority.trusted", f"authority:{NAME}"),
        ("certificates.authority.list_loaded", f"authority:{NAME}"),
    ]


def test_an_anchor_that_is_no_authority_is_refused(root, trusted, qilian, now):
    with pytest.raises(Refused, match="不是颁发机构"):
        trust(issuing.Issuer(root.key, key_of(root, qilian, now).certificate), now, "冒名者")


# Asking online


def answer(signer, signer_key, certificate, issuer, now, status=ocsp.OCSPCertStatus.GOOD, responder=None):
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=certificate,
        issuer=issuer,
        algorithm=hashes.SHA1(),  # noqa: S303 -- the identifier that RFC 6960 names
        cert_status=status,
        this_update=now,
        next_update=now + DAY,
        revocation_time=now if status == ocsp.OCSPCertStatus.REVOKED else None,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, signer)
    if responder:
        builder = builder.certificates([responder])
    return builder.sign(signer_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@pytest.fixture
def asked(root, qilian, now, web):
    """Judge a certificate of an authority that answers online, with the answer that is given."""
    trust(root, now, revocation=Revocation.ONLINE, online_url=f"{web.url}/ocsp")
    key = key_of(root, qilian, now)

    def asked(data: bytes | None, moment=now, **options):
        web.answers = {"/ocsp": data} if data is not None else {}
        return judge(key.chain, now=moment, **options).status

    asked.key = key
    return asked


def test_the_answer_of_the_issuer_decides(asked, root, now, web):
    leaf, issuer = asked.key.chain
    good = answer(issuer, root.key, leaf, issuer, now)
    assert asked(good) == Status.VALID
    assert asked(good, now + 3 * DAY) == Status.UNKNOWN
    assert asked(good, ask_online=False) == Status.UNKNOWN
    assert asked(answer(issuer, root.key, leaf, issuer, now, ocsp.OCSPCertStatus.REVOKED)) == Status.REVOKED
    assert asked(answer(issuer, root.key, leaf, issuer, now, ocsp.OCSPCertStatus.UNKNOWN)) == Status.UNKNOWN
    assert asked(b"nonsense") == Status.UNKNOWN
    assert asked(None) == Status.UNKNOWN
    web.server_close()
    assert asked(good) == Status.UNKNOWN


def test_an_answer_about_another_certificate_or_by_a_stranger_says_nothing(asked, root, qilian, now):
    leaf, issuer = asked.key.chain
    other = key_of(root, qilian, now)
    assert asked(answer(issuer, root.key, other.certificate, issuer, now)) == Status.UNKNOWN
    impostor = issuing.new_authority(NAME, not_before=now - DAY, not_after=now + DAY)
    signed = answer(impostor.certificate, impostor.key, leaf, issuer, now, responder=impostor.certificate)
    assert asked(signed) == Status.UNKNOWN
    holder = other.certificate
    assert asked(answer(holder, other.private, leaf, issuer, now, responder=holder)) == Status.UNKNOWN


def test_a_responder_that_the_issuer_certified_may_answer(asked, root, qilian, now):
    leaf, issuer = asked.key.chain
    responder = key_of(root, qilian, now, extended=(ExtendedKeyUsageOID.OCSP_SIGNING,))
    signed = answer(
        responder.certificate, responder.private, leaf, issuer, now, responder=responder.certificate
    )
    assert asked(signed) == Status.VALID


def test_only_http_is_asked():
    with pytest.raises(ValueError, match="not an address of HTTP"):
        online.fetch("file:///etc/passwd")


# Reading


def test_the_credit_code_is_found_in_the_subject_and_where_chinese_authorities_put_it(root, qilian, now):
    code = qilian.credit_code
    assert reading.credit_codes(key_of(root, qilian, now).certificate) == {code}
    plain = key_of(root, qilian, now, credit_code=None)
    assert reading.credit_codes(plain.certificate) == set()
    in_name = key_of(root, qilian, now, credit_code=None, holder=f"祁连@{code}@01")
    assert reading.credit_codes(in_name.certificate) == {code}
    resident = key_of(root, qilian, now, credit_code=None, holder="陈静 11010519491231002X")
    assert reading.credit_codes(resident.certificate) == set()


def test_what_is_no_chain_is_refused_in_a_sentence(key):
    der = reading.der(key.certificate)
    for bad in ([], [b""], [b"0" * 20], [der] * 9, [der + bytes(20_000)]):
        with pytest.raises(Refused, match="无法读取证书"):
            reading.read_chain(bad)
