"""Search in Chinese without a dictionary: every two neighbouring characters are a key of a GIN index."""

from typing import Any

from django.db.models import Lookup

from pingzhun.base.identifiers import normalise


def folded(text: str) -> str:
    """The form in which words are stored and looked for: half-width, without case."""
    return normalise(text).casefold()


def like_pattern(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


class Holds(Lookup):
    """`search_text__holds="中介"`: LIKE '%中介%' on folded text, found by the index on the column `bigrams` (migration 0002)
    where the term is two characters or longer. (ILIKE gives the same and folds every row again.)

    For two characters the pair says it all. For more it is `strpos` that confirms and not LIKE: the planner would multiply the
    share of rows that it expects for a LIKE with that of the pairs, and sort half the table where the newest twenty suffice.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if len(self.rhs) < 2:
            return f"{column} LIKE %s", (*params, like_pattern(self.rhs))
        pairs = f"{connection.ops.quote_name(self.lhs.alias)}.bigrams @> pingzhun_bigrams(%s)"
        if len(self.rhs) == 2:
            return pairs, (self.rhs,)
        return f"({pairs} AND strpos({column}, %s) > 0)", (self.rhs, *params, self.rhs)
