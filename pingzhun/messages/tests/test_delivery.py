import json
import signal
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from pingzhun.messages import backends, delivery
from pingzhun.messages.models import Delivery, DemoOutbox
from pingzhun.messages.outbox import Mobile, send
from pingzhun.messages.tests.cast import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    Gateway,
    person,
    wait_until,
    worker_process,
)
from pingzhun.regimes import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def gateway(monkeypatch):
    gateway = Gateway()
    monkeypatch.setattr(backends, "for_channel", lambda channel: gateway)
    return gateway


def tell(number="13800000001", *, dedupe="event:1", now=NOW, **more):
    with transaction.atomic():
        send("test.all_ways", to=[Mobile(number)], context={"code": "ZJ-1"}, now=now, dedupe=dedupe, **more)
    return Delivery.objects.get(dedupe=dedupe, address=number)


def test_a_delivery_is_sent_once(gateway):
    sent = tell()
    assert [delivery.deliver_due(now=NOW), delivery.deliver_due(now=NOW + DAY)] == [1, 0]
    assert delivery.deliver(sent.pk, now=NOW + DAY) is False
    assert gateway.keys == [sent.pk]
    sent.refresh_from_db()
    assert (sent.state, sent.sent_at, sent.attempts) == ("sent", NOW, 1)


@pytest.mark.covers("P8")
def test_a_refused_delivery_is_tried_after_1_5_30_and_120_minutes_and_then_given_up(gateway):
    gateway.refuses = True
    sent, waits, moment = tell(), [], NOW
    while True:
        assert delivery.deliver_due(now=moment) == 1
        sent.refresh_from_db()
        if sent.state != "failed":
            break
        assert delivery.deliver_due(now=sent.next_at - SECOND) == 0
        waits.append(sent.next_at - moment)
        moment = sent.next_at
    assert waits == [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR]
    assert (sent.state, sent.attempts, sent.last_error) == ("given_up", 5, "网关繁忙")
    assert gateway.keys == [sent.pk] * 5
    assert delivery.deliver_due(now=NOW + 30 * DAY) == 0


def test_a_delivery_that_recovers_is_sent_and_keeps_no_error(gateway):
    gateway.refuses = True
    sent = tell()
    delivery.deliver_due(now=NOW)
    gateway.refuses = False
    delivery.deliver_due(now=NOW + MINUTE)
    sent.refresh_from_db()
    assert (sent.state, sent.attempts, sent.last_error) == ("sent", 2, None)


def test_one_bad_address_does_not_hold_up_the_others(gateway):
    bad, good = tell("13800000001", dedupe="bad"), tell("13800000002", dedupe="good")
    refuse = gateway.deliver
    gateway.deliver = lambda row, *, now: refuse(row, now=now) if row.pk == good.pk else 1 / 0
    assert delivery.deliver_due(now=NOW) == 2
    states = dict(Delivery.objects.values_list("dedupe", "state"))
    assert states == {"bad": "failed", "good": "sent"}
    bad.refresh_from_db()
    assert bad.last_error == "ZeroDivisionError"


def test_an_operator_sends_a_given_up_delivery_again_but_not_one_that_was_of_use_only_then(gateway):
    gateway.refuses = True
    lasting, passing = tell(dedupe="lasting"), tell(dedupe="passing", useful_until=NOW + MINUTE)
    for hours in range(12):
        delivery.deliver_due(now=NOW + hours * HOUR)
    assert set(delivery.given_up()) == {lasting, passing}
    gateway.refuses = False
    delivery.send_again(lasting.pk, now=NOW + DAY)
    with pytest.raises(Delivery.DoesNotExist):
        delivery.send_again(passing.pk, now=NOW + DAY)
    delivery.deliver_due(now=NOW + DAY)
    assert dict(Delivery.objects.values_list("dedupe", "state")) == {"lasting": "sent", "passing": "given_up"}


def test_a_secret_of_the_moment_is_not_sent_late_and_its_text_is_wiped(gateway):
    late, timely = tell(dedupe="late", useful_until=NOW), tell(dedupe="timely", useful_until=NOW + MINUTE)
    lasting = tell(dedupe="lasting")
    assert timely.text == lasting.text
    delivery.deliver_due(now=NOW)
    assert late.pk not in gateway.keys
    assert dict(Delivery.objects.values_list("dedupe", "state")) == {
        "late": "given_up",
        "timely": "sent",
        "lasting": "sent",
    }
    assert dict(Delivery.objects.values_list("dedupe", "text")) == {
        "late": None,
        "timely": None,
        "lasting": lasting.text,
    }


def test_the_database_itself_refuses_to_send_again_what_was_sent(gateway):
    sent = tell()
    delivery.deliver_due(now=NOW)
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        Delivery.objects.filter(pk=sent.pk).update(state="queued", sent_at=None, next_at=NOW)


def test_what_a_dead_worker_held_is_sent_again_under_the_same_key_and_reaches_the_phone_once():
    sent = tell()
    Delivery.objects.filter(pk=sent.pk).update(state="sending", attempts=1, next_at=NOW + delivery.LEASE)
    sent.refresh_from_db()
    backends.DemoBackend().deliver(sent, now=NOW)
    assert delivery.deliver_due(now=NOW + delivery.LEASE - SECOND) == 0
    assert delivery.deliver_due(now=NOW + delivery.LEASE) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.attempts) == ("sent", 2)
    assert DemoOutbox.objects.filter(address=sent.address).count() == 1


def test_what_kills_every_worker_is_given_up():
    sent = tell()
    Delivery.objects.filter(pk=sent.pk).update(state="sending", attempts=5, next_at=NOW)
    delivery.deliver_due(now=NOW)
    sent.refresh_from_db()
    assert sent.state == "given_up"
    assert DemoOutbox.objects.count() == 0


def test_a_slow_worker_does_not_overwrite_what_the_next_one_recorded(gateway):
    sent = tell()
    accept = gateway.deliver

    def slow(row, *, now):
        gateway.deliver = accept
        delivery.deliver(row.pk, now=now + delivery.LEASE)
        raise TimeoutError

    gateway.deliver = slow
    delivery.deliver(sent.pk, now=NOW)
    sent.refresh_from_db()
    assert (sent.state, sent.sent_at) == ("sent", NOW + delivery.LEASE)


def test_the_demo_gateway_shows_what_it_was_handed():
    sent = tell()
    delivery.deliver_due(now=NOW)
    shown = DemoOutbox.objects.get()
    assert (shown.key, shown.channel, shown.address, shown.text) == (sent.pk, "sms", "13800000001", sent.text)


def test_mail_carries_our_key_as_its_message_id(settings):
    settings.MESSAGE_BACKENDS = {"email": {"BACKEND": "pingzhun.messages.backends.SmtpBackend"}}
    settings.DEFAULT_FROM_EMAIL = "平准 <notice@pingzhun.example>"
    with transaction.atomic():
        send("test.all_ways", to=[person("alice")], context={"code": "ZJ-1"}, now=NOW, dedupe="event:1")
    delivery.deliver_due(now=NOW)
    (letter,) = mail.outbox
    key = Delivery.objects.get(channel="email").pk
    assert letter.to == ["alice@example.com"]
    assert (letter.subject, letter.body) == ("中选通知", "ZJ-1 已确定贵单位为中选机构。")
    assert letter.message()["Message-ID"] == f"<{key}@pingzhun.example>"


class SmsGateway(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.received.append((dict(self.headers), body))
        self.send_response(self.server.answer)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def http_gateway(settings, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = HTTPServer(("127.0.0.1", 0), SmsGateway)
    server.received, server.answer = [], 200
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = {"url": f"http://127.0.0.1:{server.server_port}/send", "token": "t0ken"}
    settings.MESSAGE_BACKENDS = {
        "sms": {"BACKEND": "pingzhun.messages.backends.HttpSmsBackend", "OPTIONS": options}
    }
    yield server
    server.shutdown()
    server.server_close()


def test_an_sms_gateway_gets_number_text_and_key(http_gateway):
    sent = tell()
    delivery.deliver_due(now=NOW)
    ((headers, body),) = http_gateway.received
    assert body == {"mobile": "13800000001", "text": sent.text, "idempotency_key": str(sent.pk)}
    assert (headers["Idempotency-Key"], headers["Authorization"]) == (str(sent.pk), "Bearer t0ken")
    sent.refresh_from_db()
    assert sent.state == "sent"


@pytest.mark.parametrize("answer", [302, 400, 503])
def test_an_sms_gateway_that_does_not_confirm_is_tried_again(http_gateway, answer):
    http_gateway.answer = answer
    sent = tell()
    delivery.deliver_due(now=NOW)
    sent.refresh_from_db()
    assert (sent.state, sent.last_error) == ("failed", f"短信网关返回 HTTP {answer}")


def test_an_sms_gateway_that_is_away_is_tried_again(http_gateway):
    http_gateway.shutdown()
    http_gateway.server_close()
    sent = tell()
    delivery.deliver_due(now=NOW)
    sent.refresh_from_db()
    assert (sent.state, sent.last_error) == ("failed", "短信网关无法连接：ConnectionRefusedError")


def test_an_sms_gateway_must_be_http():
    with pytest.raises(ImproperlyConfigured):
        backends.HttpSmsBackend(url="file:///etc/passwd")


def test_a_deployment_without_gateways_is_warned(settings, http_gateway):
    settings.DEMO = False
    warnings = [
        warning.hint
        for warning in run_checks(include_deployment_checks=True)
        if warning.id == "messages.W001"
    ]
    assert warnings == ["在设置 MESSAGE_BACKENDS 中指定 'email' 的网关。"]
    settings.DEMO = True
    assert not [w for w in run_checks(include_deployment_checks=True) if w.id == "messages.W001"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_delivery_once(gateway):
    for number in range(30):
        tell(dedupe=f"event:{number}")
    together, counts = threading.Barrier(2), []

    def work():
        together.wait()
        counts.append(delivery.deliver_due(now=NOW))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 30
    assert min(counts) > 0, "both took part"
    assert len(set(gateway.keys)) == len(gateway.keys) == 30


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("P8")
def test_the_worker_sends_within_a_second_of_the_commit(tmp_path):
    with worker_process(tmp_path / "worker.log") as process:
        tell(dedupe="warm-up", now=clock.now())
        wait_until(lambda: DemoOutbox.objects.count() == 1, process)
        took = []
        for number in range(4):
            begun = time.monotonic()
            tell(dedupe=f"event:{number}", now=clock.now())
            wait_until(lambda number=number: DemoOutbox.objects.count() == number + 2, process)
            took.append(time.monotonic() - begun)
    assert max(took) < 1, took


@pytest.mark.django_db(transaction=True)
@pytest.mark.covers("P8")
def test_a_worker_killed_while_sending_neither_loses_nor_doubles_the_message(tmp_path):
    hanging = tmp_path / "hanging"
    backend = "pingzhun.messages.tests.cast.HangingDemoBackend"
    sent = tell(now=clock.now())
    with worker_process(tmp_path / "worker.log", sms_backend=backend, HANGING=str(hanging)) as process:
        wait_until(hanging.exists, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    sent.refresh_from_db()
    assert (sent.state, sent.attempts, DemoOutbox.objects.count()) == ("sending", 1, 1)
    assert delivery.deliver_due(now=clock.now()) == 0
    assert delivery.deliver_due(now=clock.now() + delivery.LEASE) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.attempts, DemoOutbox.objects.count()) == ("sent", 2, 1)
