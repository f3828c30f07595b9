from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test import Client

from pingzhun.accounts.models import User
from pingzhun.accounts.services import create_account
from pingzhun.directory import services
from pingzhun.filings.driving import actor_for
from pingzhun.markets.intermediary.demo.cast import PASSWORD
from pingzhun.markets.intermediary.market import ADMINISTRATOR
from pingzhun.regimes import clock
from tests.storages import stored_in


@pytest.fixture(autouse=True)
def disk(settings, tmp_path) -> None:
    settings.STORAGES = stored_in(tmp_path / "documents")


@pytest.fixture
def now(db) -> datetime:
    return clock.now()


@pytest.fixture
def newcomer(cast, now) -> User:
    """白露, who has an account and no organisation yet."""
    return create_account(username="bailu", password=PASSWORD, name="白露", mobile="13893710091", now=now)


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def both_hats(cast, now) -> User:
    """马建国 of the 项目单位, whose organisation is made 管理人员 as well and who may now both file and review."""
    services.grant_capacity(
        organisation=cast.entity.organisation,
        kind=ADMINISTRATOR.key,
        jurisdiction=cast.places["玉门市"],
        categories=[],
        now=now,
    )
    services.set_duties(
        member=cast.entity.filer.membership, duties=["can_file", "can_review", "is_manager"], now=now
    )
    user = cast.entity.filer
    assert actor_for(user, ADMINISTRATOR).can_review
    return user


@pytest.fixture
def execute() -> Callable[..., int]:
    """Run SQL as somebody with a psql prompt would; return how many rows it touched."""

    def execute(sql: str, *parameters: object) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.rowcount

    return execute


@pytest.fixture
def triggers_at_rest() -> Callable[[], AbstractContextManager[None]]:
    """For negative controls: what would happen without the triggers. Only a superuser can do this."""

    @contextmanager
    def at_rest() -> Iterator[None]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = origin")

    return at_rest
