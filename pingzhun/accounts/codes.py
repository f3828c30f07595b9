"""Codes by SMS that prove a mobile number. `messages` sends and checks them and plugs itself in when the site starts;
this module only says what registration and 忘记密码 ask of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices


class Purpose(TextChoices):
    """What a code is good for; a code for one purpose is worth nothing for another."""

    REGISTER = "register", "注册账号"
    RESET_PASSWORD = "reset_password", "重置密码"


class RequestCode(Protocol):
    def __call__(self, mobile: str, purpose: Purpose, *, now: datetime, ip: str | None) -> None: ...


class CheckCode(Protocol):
    def __call__(self, mobile: str, purpose: Purpose, code: str, *, now: datetime) -> None: ...


@dataclass(frozen=True)
class CodeService:
    """request: send a new code, or raise `refused` where too many were asked for. check: use up the code, or raise
    `refused` where it is wrong, used or expired; it needs to run outside a transaction, to keep its count of wrong
    guesses. The text of a refusal is one sentence for the person.
    """

    request: RequestCode
    check: CheckCode
    refused: type[Exception]


_plugged: CodeService | None = None


def plug(service: CodeService) -> None:
    """Take `service` as the one that sends the codes of this site."""
    global _plugged
    _plugged = service


def service() -> CodeService:
    """Raises ImproperlyConfigured if nothing sends codes on this site."""
    if _plugged is None:
        raise ImproperlyConfigured("no service for SMS codes is plugged into accounts.codes")
    return _plugged
