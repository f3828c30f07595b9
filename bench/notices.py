"""What a reader of the notices costs, however many there are: python -m bench.notices [--sizes 1000 100000 1000000]

For each size: the first page, a page in the middle, one region, kind and month, searches for words of 2, 4 and 8 characters, and
a notice; each as rendered HTML, cold (no address is asked for twice) and cached (the same address again). What the searches
find is compared with a plain LIKE over the whole table.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from itertools import count, cycle

from bench import bare
from bench.load import Request, drive
from bench.stage import Each, Meter, Server, describe_data, middle, percentile, stage, vacuum

AT_ONCE = 8
OPEN = 20  # one in so many is open
LETTERS = [chr(0x4E00 + 7 * number) for number in range(1500)]  # as many as a newspaper uses
RANKS = (20, 200, 1000, 3000)  # of the words that are searched for, by how often they occur
TEXTS = 4000  # different ones, with the pairs of characters in them worked out once; rows differ in number and time

FILL = """
    INSERT INTO notices_notice (number, kind, market, title, facts, body_html, search_text, jurisdiction_id, organisation_id,
        publisher, published_at, closes_at, sha256, bigrams)
    SELECT 'B-' || n, kind, 'intermediary', title, '[["服务类型", "工程预算编制"], ["控制价", "120,000.00 元"]]',
        '<p>' || text.body || '</p>', lower('B-' || n || ' ' || title || ' ' || text.body), place, %(publisher)s,
        '玉门市住房和城乡建设局', %(now)s - (%(until)s - n) * interval '7 seconds',
        CASE WHEN n %% %(open)s = 0 THEN %(now)s + interval '9 days'
            WHEN n %% 2 = 0 THEN %(now)s - (%(until)s - n) * interval '7 seconds' + interval '1 second' END,
        encode(sha256(n::text::bytea), 'hex'), text.bigrams
    FROM generate_series(%(first)s, %(until)s) AS n
    JOIN bench_text AS text ON text.id = 1 + (n::bigint * 7919) %% %(texts)s
    CROSS JOIN LATERAL (
        SELECT (%(kinds)s::text[])[1 + n %% %(kind_count)s] AS kind, (%(places)s::bigint[])[1 + n %% %(place_count)s] AS place,
            '关于 ' || text.subject || ' 的公告' AS title
    ) AS made
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="公告列表、检索和公告页")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--times", type=int, default=150, help="每项每次的请求数")
    options = parser.parse_args()
    with stage() as cluster:
        bare.measured(cluster, runs=options.runs)
        prepare()
        filled, first = 0, {}
        for size in options.sizes:
            began = time.perf_counter()
            fill(filled + 1, size)
            filled = size
            print(f"\n{size} notices, made in {time.perf_counter() - began:.0f} s", flush=True)
            describe_data("notices_notice")
            compare()
            with Server() as server:
                meter = Meter(cluster, server)
                for name, addresses in pages(size):
                    cold = measured(server, meter, addresses, options.times, options.runs)
                    first.setdefault(name, cold)
                    grown = cold.cpu / first[name].cpu
                    print(f"{name}: {cold}; {grown:.2f} of {options.sizes[0]}", flush=True)
                warm = measured(server, meter, iter(lambda: "/notices/", None), options.times, options.runs)
                print(f"first page, cached: {warm}", flush=True)


def prepare() -> None:
    """The cast, the texts, and a table that takes pairs that were worked out before."""
    from django.db import connection

    from pingzhun.markets.intermediary.demo.cast import build
    from pingzhun.regimes import clock

    build(clock.now())
    texts = [(number, LANGUAGE.text(5), LANGUAGE.body()) for number in range(1, TEXTS + 1)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notices_notice ALTER COLUMN bigrams DROP EXPRESSION")
        cursor.execute(
            "CREATE TABLE bench_text (id int PRIMARY KEY, subject text, body text, bigrams text[])"
        )
        cursor.executemany(
            "INSERT INTO bench_text SELECT id, subject, body, pingzhun_bigrams(subject || ' ' || body)"
            " FROM (SELECT %s::int AS id, %s AS subject, %s AS body) AS given",
            texts,
        )


class Language:
    """Invented words of two to four characters, as unequally frequent as those of a language (Zipf)."""

    def __init__(self) -> None:
        self.chance = random.Random(20261126)  # noqa: S311 -- to be repeatable
        lengths = self.chance.choices((2, 3, 4), (6, 1, 3), k=5000)
        self.words = ["".join(self.chance.choices(LETTERS, k=length)) for length in lengths]
        self.weights = [1 / (rank + 10) for rank in range(len(self.words))]

    def text(self, words: int) -> str:
        return "".join(self.chance.choices(self.words, self.weights, k=words))

    def body(self) -> str:
        """Some 400 characters, which are more than a kilobyte."""
        return "，".join(self.text(6) for _ in range(25)) + "。"

    def of_length(self, length: int) -> list[str]:
        """Words of so many characters, from a frequent one to a rare one."""
        return [next(word for word in self.words[rank:] if len(word) == length) for rank in RANKS]


LANGUAGE = Language()


def searched() -> dict[int, list[str]]:
    """What is searched for, by the number of characters: words, and of eight characters what stands in some of the bodies."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT substr(body, 1 + strpos(body, '，'), 8) FROM bench_text ORDER BY id LIMIT %s",
            [len(RANKS)],
        )
        phrases = [phrase for (phrase,) in cursor.fetchall()]
    return {2: LANGUAGE.of_length(2), 4: LANGUAGE.of_length(4), 8: phrases}


def fill(first: int, until: int) -> None:
    from django.db import connection

    from pingzhun.directory.models import Jurisdiction, Organisation
    from pingzhun.notices.kinds import kinds
    from pingzhun.regimes import clock

    keys = [kind.key for kind in kinds if kind.call is None]  # which need no case to lead to
    places = list(Jurisdiction.objects.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX notice_bigrams")
        cursor.execute(
            FILL,
            {
                "first": first,
                "until": until,
                "now": clock.now(),
                "publisher": Organisation.objects.order_by("pk")[0].pk,
                "open": OPEN,
                "texts": TEXTS,
                "kinds": keys,
                "kind_count": len(keys),
                "places": places,
                "place_count": len(places),
            },
        )
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("CREATE INDEX notice_bigrams ON notices_notice USING gin (bigrams)")
    vacuum()


def compare() -> None:
    """Every search finds exactly what a plain LIKE finds."""
    from django.db import connection

    from pingzhun.notices.search import holding, passing, terms

    for words in searched().values():
        for word in words:
            found = list(holding(passing(), terms(word)).rows.order_by("pk").values_list("pk", flat=True))
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id FROM notices_notice WHERE search_text LIKE %s ORDER BY id", [f"%{word}%"]
                )
                wanted = [pk for (pk,) in cursor.fetchall()]
            if found != wanted:
                sys.exit(f"“{word}”：检索得 {len(found)} 条，LIKE 得 {len(wanted)} 条")
            print(f"{word}: {len(found)} found, as by LIKE", flush=True)


def pages(size: int) -> Iterator[tuple[str, Iterator[str]]]:
    """Each kind of page with addresses of it, none of which comes twice."""
    from urllib.parse import urlencode

    from django.utils.timezone import localtime

    from pingzhun.notices.models import Notice
    from pingzhun.notices.search import page

    numbers = count(1)

    def address(**query: object) -> str:
        return "/notices/?" + urlencode(query | {"n": next(numbers)})

    middle_of = Notice.objects.filter(number=f"B-{size // 2}")
    deep = page(
        Notice.objects.filter(published_at__lte=middle_of.get().published_at).order_by("-published_at", "-pk")
    )
    since = localtime(Notice.objects.get(number=f"B-{size * 9 // 10}").published_at).date()
    yield "first page", iter(lambda: address(), None)
    yield "page in the middle", iter(lambda: address(cursor=deep.older), None)
    yield (
        "region, kind and dates",
        iter(lambda: address(jurisdiction="620981", kind="intermediary.result", until=since), None),
    )
    for length, words in searched().items():
        turns = cycle(words)
        yield f"search, {length} characters", iter(lambda turns=turns: address(q=next(turns)), None)
    chance = random.Random(1)  # noqa: S311 -- which notices are read
    yield "a notice", iter(lambda: f"/notices/B-{chance.randint(1, size)}/?n={next(numbers)}", None)


def measured(server: Server, meter: Meter, addresses: Iterator[str], times: int, runs: int) -> Each:
    found = []
    for _ in range(runs + 1):
        requests = [Request(next(addresses)) for _ in range(times)]
        before = meter.read()
        answers = drive(server.port, requests, at_once=AT_ONCE)
        found.append((meter.read() - before).each(times))
        wrong = {answer.status for answer in answers} - {200}
        if wrong:
            sys.exit(f"{answers[0].request.path}: {wrong}")
    waited = sorted(answer.milliseconds for answer in answers)
    print(f"  p50 {percentile(waited, 0.5):.0f} ms, p99 {percentile(waited, 0.99):.0f} ms", end="; ")
    return middle(found[1:])  # the first was to warm up


if __name__ == "__main__":
    main()
