"""What is done with accounts: opening one, and giving it another password."""

import re
from collections.abc import Callable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from pingzhun.accounts.models import User

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{3,31}")
TAKEN = "该账号已被使用，请换一个。账号不区分大小写，停用后也不再分配给他人。"


def validate_username(username: str) -> None:
    """Raises ValidationError with one Chinese sentence."""
    if not _USERNAME.fullmatch(username):
        raise ValidationError(
            "账号须为 4 至 32 位，由字母、数字、点、下划线或短横线组成，并以字母或数字开头。", code="invalid"
        )


def validate_username_is_free(username: str) -> None:
    if User.objects.named(username).exists():
        raise ValidationError(TAKEN, code="taken")


def create_account(
    *,
    username: str,
    password: str,
    name: str,
    mobile: str,
    email: str | None = None,
    must_change_password: bool = False,
    now: datetime,
) -> User:
    """Open an account. Raises ValidationError, by field, for a name that is taken or not allowed and for a weak password."""
    user = User(username=username, name=name, mobile=mobile, email=email or None, created_at=now)
    user.must_change_password = must_change_password
    errors = _errors("username", validate_username, username)
    errors |= _errors("password", validate_password, password, user)
    if errors:
        raise ValidationError(errors)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"username": ValidationError(TAKEN, code="taken")}) from error
    return user


def change_password(*, user: User, password: str) -> None:
    """Give `user` another password, which the form has validated. Every session of theirs ends with the old one; the view
    that does it for its own person keeps that one session by `update_session_auth_hash`.
    """
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])


def _errors(field: str, validate: Callable[..., None], *values: object) -> dict[str, ValidationError]:
    try:
        validate(*values)
    except ValidationError as error:
        return {field: error}
    return {}
