"""Triggers that several tables share."""

import pgtrigger


def append_only(name: str) -> list[pgtrigger.Trigger]:
    """The triggers (`Meta.triggers`) of a table to which rows are only ever added; `name` is what the rows are called."""
    refuse = f"RAISE EXCEPTION '{name} are only ever added' USING ERRCODE = 'restrict_violation';"
    return [
        pgtrigger.Trigger(
            name=f"{name}_are_final", operation=pgtrigger.Update | pgtrigger.Delete, when=pgtrigger.Before, func=refuse
        ),
        pgtrigger.Trigger(
            name=f"{name}_are_kept",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            func=refuse,
        ),
    ]
