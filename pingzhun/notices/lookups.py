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
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        like, like_params = f"{column} LIKE %s", (*params, like_pattern(self.rhs))
        if len(self.rhs) < 2:
            return like, like_params
        bigrams = f"{connection.ops.quote_name(self.lhs.alias)}.bigrams"
        return f"({like} AND {bigrams} @> pingzhun_bigrams(%s))", (*like_params, self.rhs)
