"""The kinds of messages: each app registers its own in its `messages.py`, which is found at start-up.

    register(Kind("intermediary.selected", title="您单位已中选", category="中介超市", sms=True,
                  text="{{ code }} {{ title }} 已确定贵单位为中选机构，请于 {{ until|date:'Y-m-d' }} 前上传合同。"))

It is then told by `outbox.send`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

from django.template import Context, Engine, Template

from pingzhun.base.registry import Registry


@dataclass(frozen=True)
class Kind:
    """What may be told, and by which ways besides the inbox.

    text: a Django template; None: the template file `messages/<key>.txt`. A short message is charged by 70 characters,
    the signature 【平准】 included: keep the text below 66.
    """

    key: str
    title: str
    category: str
    sms: bool = False
    email: bool = False
    text: str | None = None

    def render(self, context: Mapping[str, object]) -> str:
        """The text, plain and in one paragraph. Raises UndefinedVariableError if it prints what `context` lacks."""
        return " ".join(_template(self).render(Context(context, autoescape=False)).split())


class UndefinedVariableError(LookupError):
    """A message's template prints a variable that its context does not have."""


class _Undefined(str):
    """What Django's engine formats in place of an undefined variable: it refuses."""

    def __mod__(self, variable: object) -> NoReturn:
        raise UndefinedVariableError(f"the message prints {variable}, which its context does not have")


kinds: Registry[Kind] = Registry("kinds of messages")
register = kinds.register


@cache
def _engine() -> Engine:
    return Engine(app_dirs=True, string_if_invalid=_Undefined("%s"), builtins=["pingzhun.ui.templatetags.ui"])


@cache
def _template(kind: Kind) -> Template:
    if kind.text is None:
        return _engine().get_template(f"messages/{kind.key}.txt")
    return _engine().from_string(kind.text)
