"""The password check of every page, with its lockout: after `AXES_FAILURE_LIMIT` wrong passwords an account is closed for
`AXES_COOLOFF_TIME` to the address they came from, and to no other, so nobody can lock a colleague out.
"""

import math
from datetime import datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_ip_address, get_cool_off
from axes.models import AccessAttempt
from django.contrib import auth
from django.db.models import Max
from django.utils.timezone import now as real_now

from pingzhun.accounts.http import Request
from pingzhun.accounts.models import User
from pingzhun.flow.guards import Refused

WRONG = "账号或密码不正确，请重新输入。"


class NotAuthenticated(Refused):
    """Its text is one sentence for the person, the same whether or not the account exists."""


class LockedOut(NotAuthenticated):
    """minutes: how long the address still has to wait, at least 1."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(
            f"密码连续输错次数过多，该账号在您的网络地址上已暂停登录，请于 {minutes} 分钟后再试，"
            "或通过“忘记密码”重置。单位其他用户不受影响。"
        )


def authenticate(request: Request, *, username: str, password: str) -> User:
    """Return the account that these belong to. Raises LockedOut, or NotAuthenticated for a wrong name or password and for an
    account that is closed.
    """
    known = User.objects.named(username).values_list("username", flat=True).first()
    credentials = {"username": known or username.lower(), "password": password}
    if not AxesProxyHandler.is_allowed(request, credentials):
        raise LockedOut(_minutes_left(request, credentials["username"]))
    user = auth.authenticate(request, **credentials)
    if user is not None:
        return user
    if request.axes_locked_out:
        request.axes_locked_out = False  # our page says it; else AxesMiddleware puts its plain one instead
        raise LockedOut(_minutes_left(request, credentials["username"]))
    raise NotAuthenticated(WRONG)


def forgive(request: Request, *, user: User) -> None:
    """Forget the wrong passwords for `user` from the address of `request`."""
    AxesProxyHandler.reset_attempts(username=user.username, ip_address=client_address(request))


def client_address(request: Request) -> str | None:
    address: str | None = get_client_ip_address(request)
    return address


def _minutes_left(request: Request, username: str) -> int:
    attempts = AccessAttempt.objects.filter(username=username, ip_address=client_address(request))
    last: datetime | None = attempts.aggregate(at=Max("attempt_time"))["at"]
    cool_off: timedelta | None = get_cool_off(request)
    if last is None or cool_off is None:
        return 1
    return max(1, math.ceil((last + cool_off - real_now()).total_seconds() / 60))
