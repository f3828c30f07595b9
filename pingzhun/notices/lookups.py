"""Search in Chinese without a dictionary: every two neighbouring characters are a key of a GIN index."""

from typing import Any

from django.db.models import Lookup

from pingzhun.base.identifiers import normalise


def folded(text: str) -> str:
    """The form in which words are stored and looked for: half-width, without case."""
    return normalise(text).casefold()


class Says(Lookup):
    """`search_text__says="中介"`: LIKE '%中介%' on folded text, by reading it."""

    lookup_name = "says"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        return f"strpos({column}, %s) > 0", (*params, self.rhs)


class Holds(Says):
    """`search_text__holds="中介"`: the same, by the index on the column `bigrams` (migration 0002) where the term has two
    characters or more. Of two the pair says it all; of more the text confirms it.

    (ILIKE gives the same and folds every row again.)
    """

    lookup_name = "holds"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        text, params = super().as_sql(compiler, connection)
        if len(self.rhs) < 2:
            return text, params
        pairs = f"{connection.ops.quote_name(self.lhs.alias)}.bigrams @> pingzhun_bigrams(%s)"
        if len(self.rhs) == 2:
            return pairs, (self.rhs,)
        return f"({pairs} AND {text})", (self.rhs, *params)
