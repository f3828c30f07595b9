"""The bare limits that everything else is compared with: python -m bench.bare

On the same server, with the same driver and the same database (`bare_site`): granian alone, Django's one line of text, Django
with one row by its primary key, and Django with one transaction of three statements (a row read, one of 2 kB and one of audit
inserted).
"""

from bench.load import Request, drive
from bench.stage import Each, Meter, Server, middle, stage
from tools import pg

TABLES = """
    CREATE TABLE bench_job (id bigserial PRIMARY KEY, title text NOT NULL);
    CREATE TABLE bench_offer (
        id bigserial PRIMARY KEY, job_id bigint NOT NULL REFERENCES bench_job, sealed text NOT NULL
    );
    CREATE TABLE bench_audit (id bigserial PRIMARY KEY, subject text NOT NULL, at timestamptz NOT NULL);
    INSERT INTO bench_job (title) SELECT 'job ' || number FROM generate_series(1, 1000) AS number;
"""
LIMITS = (
    ("granian", "nothing", "/"),
    ("hello", "application", "/hello"),
    ("read", "application", "/read/{}"),
    ("write", "application", "/write/{}"),
)


def measured(cluster: pg.Cluster, *, runs: int = 3, times: int = 2000) -> dict[str, Each]:
    """Measure and print the four limits, 16 requests at once."""
    cluster.query(TABLES, database=pg.DATABASE)
    found = {}
    for name, target, path in LIMITS:
        with Server(f"bench.bare_site:{target}") as server:
            meter = Meter(cluster, server)
            found[name] = middle([_measured(server, meter, path, times) for _ in range(runs)])
        print(f"bare {name}: {found[name]}", flush=True)
    return found


def _measured(server: Server, meter: Meter, path: str, times: int) -> Each:
    before = meter.read()
    answers = drive(server.port, [Request(path.format(n % 1000 + 1)) for n in range(times)], at_once=16)
    each = (meter.read() - before).each(times)
    if {answer.status for answer in answers} != {200}:
        raise RuntimeError(f"{path} does not work")
    return each


if __name__ == "__main__":
    with stage() as cluster:
        measured(cluster)
