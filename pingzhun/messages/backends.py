"""The gateways. Which one serves a channel is a setting:

    MESSAGE_BACKENDS = {
        "sms": {"BACKEND": "pingzhun.messages.backends.HttpSmsBackend",
                "OPTIONS": {"url": "https://gateway.example/send", "token": "…"}},
        "email": {"BACKEND": "pingzhun.messages.backends.SmtpBackend"},
    }

A channel that is not named is served by `DemoBackend`.
"""

import json
from datetime import datetime
from email.message import Message as Headers
from email.utils import parseaddr
from http.client import HTTPException
from typing import IO, Protocol
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.utils.module_loading import import_string

from pingzhun.messages.models import Delivery, DemoOutbox

TIMEOUT = 10  # seconds; far below delivery.LEASE, so that a slow gateway is never taken for a dead worker


class DeliveryError(Exception):
    """The gateway did not take the text. Its message is shown to operators: it never quotes the text."""


class Backend(Protocol):
    def deliver(self, delivery: Delivery, *, now: datetime) -> None:
        """Hand `delivery.text` to the gateway for `delivery.address`, within `TIMEOUT`.

        It may be called again with the same `delivery.key` after a failure or a crash: the gateway must make of all those
        calls one delivery. Raises if the gateway did not confirm.
        """


class DemoBackend:
    """Shows what it is handed on the 演示短信 page. Takes a key exactly once."""

    def deliver(self, delivery: Delivery, *, now: datetime) -> None:
        DemoOutbox.objects.bulk_create(
            [
                DemoOutbox(
                    key=delivery.key,
                    channel=delivery.channel,
                    address=delivery.address,
                    title=delivery.title,
                    text=delivery.text or "",
                    sent_at=now,
                )
            ],
            ignore_conflicts=True,
        )


class SmtpBackend:
    """Sends by Django's mail settings. SMTP has no keys: the Message-ID is made of ours, by which mail servers and readers
    drop the second copy that a crash between acceptance and our record can cause.
    """

    def deliver(self, delivery: Delivery, *, now: datetime) -> None:
        domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        EmailMessage(
            subject=delivery.title,
            body=delivery.text or "",
            to=[delivery.address],
            headers={"Message-ID": f"<{delivery.key}@{domain}>"},
            connection=get_connection(timeout=TIMEOUT),
        ).send()


class _NoRedirect(HTTPRedirectHandler):
    """A redirected POST would be repeated as a GET, whose success says nothing."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Headers, newurl: str
    ) -> None:
        return None


class HttpSmsBackend:
    """POSTs `{"mobile", "text", "idempotency_key"}` as JSON to a gateway; a 2xx answer means taken."""

    def __init__(self, url: str, token: str | None = None) -> None:
        if not url.startswith(("https://", "http://")):
            raise ImproperlyConfigured("短信网关地址须以 https:// 或 http:// 开头。")
        self.url = url
        self.headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )

    def deliver(self, delivery: Delivery, *, now: datetime) -> None:
        key = str(delivery.key)
        body = {"mobile": delivery.address, "text": delivery.text, "idempotency_key": key}
        request = Request(  # noqa: S310 -- the scheme is checked above
            self.url, json.dumps(body).encode(), self.headers | {"Idempotency-Key": key}, method="POST"
        )
        try:
            with build_opener(_NoRedirect).open(request, timeout=TIMEOUT):
                return
        except HTTPError as error:
            raise DeliveryError(f"短信网关返回 HTTP {error.code}") from None
        except URLError as error:
            raise DeliveryError(f"短信网关无法连接：{type(error.reason).__name__}") from None
        except (OSError, HTTPException) as error:
            raise DeliveryError(f"短信网关没有应答：{type(error).__name__}") from None


def for_channel(channel: str) -> Backend:
    """The backend that the settings name for a channel."""
    configured = getattr(settings, "MESSAGE_BACKENDS", {}).get(channel, {})
    backend_class = import_string(configured.get("BACKEND", "pingzhun.messages.backends.DemoBackend"))
    backend: Backend = backend_class(**configured.get("OPTIONS", {}))
    return backend
