"""Triggers that no session can switch off, and those that several tables share.

django-pgtrigger's own begin by asking the session setting `pgtrigger.ignore` whether to rest. A rule that must never break
asks nobody.
"""

from typing import Any

import pgtrigger
from pgtrigger import compiler


class FirmTriggerSql(compiler.UpsertTriggerSql):
    """Migrations name this class: a later template needs another one."""

    def get_template(self) -> str:
        return """
            CREATE OR REPLACE FUNCTION {pgid}()
            RETURNS TRIGGER AS $$
                {declare}
                BEGIN
                    {func}
                END;
            $$ LANGUAGE plpgsql;

            DROP TRIGGER IF EXISTS {pgid} ON {table};
            CREATE {constraint} TRIGGER {pgid}
                {when} {operation} ON {table}
                {timing}
                {referencing}
                FOR EACH {level} {condition}
                EXECUTE PROCEDURE {execute};

            COMMENT ON TRIGGER {pgid} ON {table} IS '{hash}';
        """


class _Firm:
    """Mixed into a trigger of django-pgtrigger: the same trigger without the way round it."""

    def compile(self, model: Any) -> compiler.Trigger:
        compiled = super().compile(model)  # type: ignore[misc]
        arguments = {key: value for key, value in compiled.sql.kwargs.items() if key != "ignore_func_name"}
        return compiler.Trigger(name=compiled.name, sql=FirmTriggerSql(**arguments))


class FirmTrigger(_Firm, pgtrigger.Trigger):
    """Before the row unless it says otherwise."""

    when = pgtrigger.Before


class FirmProtect(_Firm, pgtrigger.Protect):
    """Refuses the operation."""


class FirmReadOnly(_Firm, pgtrigger.ReadOnly):
    """Refuses changes of the fields."""


class FirmFSM(_Firm, pgtrigger.FSM):
    """Refuses changes of the field that were not declared."""


def refuse(sentence: str) -> str:
    """The body of a trigger that only says no."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'check_violation';"


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """The triggers (`Meta.triggers`) of a table to which rows are only ever added; `name` is what the rows are called."""
    no = refuse(f"{name} are only ever added")
    return [
        FirmTrigger(name=f"{name}_are_final", operation=pgtrigger.Update | pgtrigger.Delete, func=no),
        FirmTrigger(
            name=f"{name}_are_kept", operation=pgtrigger.Truncate, level=pgtrigger.Statement, func=no
        ),
    ]
