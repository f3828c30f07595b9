"""A variable that a template names and the view did not give fails the test.

Asking is allowed (`{% if x %}`, `{{ x|default:"—" }}`); printing what is not there is not. The settings of the tests put it
into every template engine, also into those that Django makes anew when a test changes `TEMPLATES`.
"""

import sys
from types import FrameType
from typing import NoReturn

import jinja2
from django.template.base import FilterExpression, VariableNode


class UndefinedVariable(str):
    """Stands for an undefined variable: empty when asked, an error when put on the page."""

    def __html__(self) -> NoReturn:
        frame: FrameType | None = sys._getframe(1)
        name = template = None
        while frame is not None and template is None:
            owner, context = frame.f_locals.get("self"), frame.f_locals.get("context")
            if name is None and isinstance(owner, FilterExpression | VariableNode):
                expression = owner.filter_expression if isinstance(owner, VariableNode) else owner
                name = expression.token
            if name is not None:
                template = getattr(getattr(context, "template", None), "name", None)
            frame = frame.f_back
        raise AssertionError(f"{template}: {name} is undefined")

    __str__ = __html__

    def __format__(self, spec: str) -> NoReturn:
        self.__html__()


class UndefinedInJinja(jinja2.Undefined):
    """The same in a template of Jinja2."""

    def __html__(self) -> NoReturn:
        raise AssertionError(self._undefined_message)

    __str__ = __html__
