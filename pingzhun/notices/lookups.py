"""Search in Chinese without a dictionary: every two neighbouring characters are a key of a GIN index."""

from typing import Any

from django.db.models import Lookup


def like_pattern(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


class Holds(Lookup):
    """`search_text__holds="中介"`: ILIKE '%中介%', found by the 2-gram index where the term is two characters or longer."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        like, like_params = f"{column} ILIKE %s", (*params, like_pattern(self.rhs))
        if len(self.rhs) < 2:
            return like, like_params
        return (
            f"(pingzhun_bigrams({column}) @> pingzhun_bigrams(%s) AND {like})",
            (*params, self.rhs, *like_params),
        )
