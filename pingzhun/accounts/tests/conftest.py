from collections.abc import Callable, Iterator
from datetime import datetime

import altcha
import pytest
from django.test import Client
from django.urls import reverse

from pingzhun.accounts import codes
from pingzhun.accounts.models import User

PASSWORD = "yumen-2026-spring"


@pytest.fixture
def chen(db) -> User:
    return User.objects.create_user("Chen.Jing", PASSWORD, name="陈静", mobile="13809371001")


@pytest.fixture
def ma(db) -> User:
    return User.objects.create_user("majianguo", PASSWORD, name="马建国", mobile="13809371002")


class Postman:
    """A service for codes that keeps what it sent; `refusal` makes it refuse to send."""

    CODE = "246810"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.refusal = ""

    class CodeRefusedError(Exception):
        pass

    def request(self, mobile: str, purpose: str, *, now: datetime, ip: str | None) -> None:
        if self.refusal:
            raise self.CodeRefusedError(self.refusal)
        self.sent.append((mobile, purpose))

    def check(self, mobile: str, purpose: str, code: str, *, now: datetime) -> None:
        if (mobile, purpose) not in self.sent:
            raise self.CodeRefusedError("验证码已失效，请重新获取。")
        if code != self.CODE:
            raise self.CodeRefusedError("验证码不正确，请核对后重新输入。")
        self.sent.remove((mobile, purpose))


@pytest.fixture
def postman(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postman]:
    postman = Postman()
    service = codes.CodeService(
        request=postman.request, check=postman.check, refused=postman.CodeRefusedError
    )
    monkeypatch.setattr(codes, "_plugged", service)
    yield postman


@pytest.fixture
def prove(client: Client) -> Callable[[], str]:
    """Does the work that the site asks for and returns what the widget would put into the form."""

    def prove() -> str:
        asked = client.get(reverse("accounts:proof")).json()
        solution = altcha.solve_challenge(asked["challenge"], asked["salt"], asked["algorithm"], 60_000)
        return altcha.Payload(
            asked["algorithm"], asked["challenge"], solution.number, asked["salt"], asked["signature"]
        ).to_base64()

    return prove
