"""Rehearse a restore: python -m tools.rehearse [--in DIRECTORY] [--keep]

Backs up the site that the environment names with `deploy/backup.sh`, restores database, files and keys into a directory and a
fresh cluster of their own, and examines them there: the rows of every table and the head of the ledger against the site at that
moment, every file against its SHA-256, the key against the head, `ledger_verify`, `doctor`. The site itself goes on and is
not touched. Exit code 0 only if all of it holds.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tools import pg

MANAGE = [sys.executable, str(pg.ROOT / "manage.py")]
ELSEWHERE = ("PINGZHUN_S3_", "PINGZHUN_SMS_", "PINGZHUN_SMTP_")  # what the rehearsal must not touch
TABLES = """
    SELECT quote_ident(schemaname) || '.' || quote_ident(relname) FROM pg_stat_user_tables ORDER BY 1
"""
HEAD = "SELECT size, encode(root, 'hex'), key_id FROM ledger_treehead ORDER BY size DESC LIMIT 1"
BLOBS = "SELECT storage_name, sha256 FROM documents_blob ORDER BY id"


class RehearsalError(Exception):
    """Why the rehearsal could not be done: one Chinese sentence."""


@dataclass(frozen=True)
class Contents:
    """rows: of every table. head: size, root and public key of the newest tree head, None of an empty ledger."""

    rows: dict[str, int]
    head: tuple[int, str, str] | None


@dataclass(frozen=True)
class Restored:
    """home: its data directory. before: what the site held at the moment of the backup."""

    home: Path
    cluster: pg.Cluster
    before: Contents
    has_files: bool

    @property
    def url(self) -> str:
        return url_of(self.cluster)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ELSEWHERE)}
        return kept | {"DATABASE_URL": self.url, "PINGZHUN_DATA_DIR": str(self.home)}


def url_of(cluster: pg.Cluster) -> str:
    return f"postgresql://{pg.USER}@/{pg.DATABASE}?host={cluster.socket_directory()}"


@contextmanager
def rehearsal(directory: Path, *, site: str, data: Path) -> Iterator[Restored]:
    """Back up the site at the URL `site` whose files and keys are in `data`, and restore it in `directory` as long as the block
    lasts. Raises RehearsalError or pg.PostgresError.
    """
    backups, keys, home = directory / "backup", directory / "keys", directory / "site"
    before, dump = back_up(site, data=data, backups=backups, keys=keys)
    home.mkdir(mode=0o700)
    cluster = pg.Cluster(home / "pg")
    with cluster.running():
        cluster.restore(dump)
        for source, target in ((backups / "documents", home / "documents"), (keys, home)):
            shutil.copytree(source, target, dirs_exist_ok=True)
        yield Restored(home, cluster, before, has_files=not os.environ.get("PINGZHUN_S3_BUCKET"))


def back_up(site: str, *, data: Path, backups: Path, keys: Path) -> tuple[Contents, Path]:
    """The contents by the very snapshot that `deploy/backup.sh` dumps, and the dump."""
    with psycopg.connect(site) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        environment = {"SNAPSHOT": str(row and row[0]), "DATABASE_URL": site, "PINGZHUN_DATA_DIR": str(data)}
        environment["PG_BINDIR"] = str(pg.find_binaries())
        done = subprocess.run(
            [str(pg.ROOT / "deploy" / "backup.sh"), str(backups), str(keys)],
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RehearsalError(f"备份没有成功：{pg.last_line(done.stderr)}")
        return contents(connection), Path(pg.last_line(done.stdout))


def contents(connection: psycopg.Connection) -> Contents:
    tables = [name for (name,) in connection.execute(TABLES)]
    counts = (connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone() for name in tables)
    rows = {name: row[0] for name, row in zip(tables, counts, strict=True) if row}
    return Contents(rows, connection.execute(HEAD).fetchone())


def examine(restored: Restored) -> Iterator[tuple[str, list[str]]]:
    """Each step as a sentence, with the sentences of what is wrong."""
    with psycopg.connect(restored.url) as connection:
        now = contents(connection)
        blobs = connection.execute(BLOBS).fetchall()
    yield (
        f"对照了 {len(now.rows)} 张表的行数，共 {sum(now.rows.values())} 行",
        differences(restored.before, now),
    )
    if now.head is None:
        yield "存证还是空的", []
    else:
        size, root, key = now.head
        wrong = [] if now.head == restored.before.head else ["树头与备份时的不同。"]
        yield f"存证 {size} 条，树根 {root[:16]}…", wrong + key_faults(restored, key)
    if restored.has_files:
        yield f"对照了 {len(blobs)} 个附件的校验值", list(file_faults(restored.home / "documents", blobs))
    else:
        yield "附件在 S3 存储中，不在这个备份里，没有演练", []
    for title, command in (
        ("逐条核对了存证和存证所记的行（ledger_verify）", ["ledger_verify"]),
        ("逐项检查了恢复出来的平台（doctor）", ["doctor", "--without", "worker"]),
    ):
        done = subprocess.run(
            [*MANAGE, *command], env=restored.environment, capture_output=True, text=True, check=False
        )
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        yield title, said if done.returncode else []


def differences(before: Contents, now: Contents) -> list[str]:
    return [
        f"表 {name} 备份时有 {before.rows.get(name, 0)} 行，恢复后有 {now.rows.get(name, 0)} 行。"
        for name in sorted(before.rows.keys() | now.rows.keys())
        if before.rows.get(name) != now.rows.get(name)
    ]


def key_faults(restored: Restored, public: str) -> list[str]:
    """Whether the key that was backed up is the one that signed the head."""
    kept = restored.home / "ledger-key"
    text = os.environ.get("PINGZHUN_LEDGER_KEY") or (kept.read_text().strip() if kept.exists() else "")
    if not text:
        return ["备份中没有存证的签名密钥 ledger-key，恢复后只能换新的公钥。"]
    own = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text)).public_key().public_bytes_raw().hex()
    return [] if own == public else ["备份的 ledger-key 不是签署最后树头的那一把。"]


def file_faults(documents: Path, blobs: list[tuple[str, str]]) -> Iterator[str]:
    for name, sha256 in blobs:
        try:
            with (documents / name).open("rb") as file:
                if file_digest(file, "sha256").hexdigest() != sha256:
                    yield f"附件 {name} 的内容与登记的校验值不符。"
        except FileNotFoundError:
            yield f"附件 {name} 不在备份中。"


def main() -> None:
    parser = argparse.ArgumentParser(description="恢复演练：备份、恢复到别处、核对")
    parser.add_argument("--in", dest="directory", type=Path, help="演练用的目录（默认在数据目录下）")
    parser.add_argument("--keep", action="store_true", help="演练之后留下目录，供人查看")
    options = parser.parse_args()
    data = Path(os.environ.get("PINGZHUN_DATA_DIR", pg.ROOT / ".data"))
    parent = options.directory or data
    parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory = Path(tempfile.mkdtemp(prefix="rehearsal-", dir=parent))
    try:
        with site_of(data) as site:
            faults = run(directory, site=site, data=data)
    except (RehearsalError, pg.PostgresError, psycopg.Error) as error:
        sys.exit(f"演练没有做成：{error}")
    finally:
        if options.keep:
            print(f"演练的目录留在 {directory}，其中有密钥，用完请删除。")
        else:
            shutil.rmtree(directory)
    if faults:
        sys.exit(f"演练不通过：{faults} 处不对。这份备份不能依靠，请查明原因。")
    print("演练通过：这份备份可以恢复，恢复出来的与备份时一致。")


@contextmanager
def site_of(data: Path) -> Iterator[str]:
    """The URL of the site's database; the embedded one is started if it does not run."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    cluster = pg.Cluster(data / "pg")
    if not cluster.data.exists():
        raise RehearsalError(
            f"{data} 中没有数据库，请用 DATABASE_URL 或 PINGZHUN_DATA_DIR 指明要演练的平台。"
        )
    with cluster.running():
        yield url_of(cluster)


def run(directory: Path, *, site: str, data: Path) -> int:
    """Do it all, say every step; return how many faults there are."""
    count = 0
    with rehearsal(directory, site=site, data=data) as restored:
        print("已备份，并恢复到另一个目录和另一个数据库。", flush=True)
        for sentence, faults in examine(restored):
            print(f"{'×' if faults else '√'} {sentence}。", *faults, sep="\n    ", flush=True)
            count += len(faults)
    return count


if __name__ == "__main__":
    main()
