"""The browser of the tests: the machine's own Chromium, else one that is installed. Standard library only."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tools" / "chromium-package"
INFLATED = ROOT / ".data" / "chromium"
FONTS = ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "google-chrome-stable", "chromium-browser")

FONTCONFIG = f"""\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{FONTS}/400Regular</dir>
  <dir>{FONTS}/700Bold</dir>
  <cachedir>{ROOT}/.data/fontconfig</cachedir>
</fontconfig>
"""

INFLATE = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();'


def find() -> Path | None:
    """Return a browser that runs: `PINGZHUN_CHROMIUM`, one on the PATH, or the one that `install_package` put."""
    named = os.environ.get("PINGZHUN_CHROMIUM")
    found = [named] if named else [*map(shutil.which, NAMES), str(INFLATED / "chromium")]
    return next((Path(path) for path in found if path and runs(Path(path))), None)


def runs(path: Path) -> bool:
    """Whether the program at `path` is a browser that starts; Ubuntu's `chromium-browser` may be empty."""
    try:
        done = subprocess.run(
            [path, "--version"], capture_output=True, env=environment(path), timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def environment(path: Path) -> dict[str, str]:
    """Return the environment to start the browser in: one Chinese font for all, its libraries."""
    variables = {**os.environ, "FONTCONFIG_FILE": str(font_configuration())}
    if path.parent == INFLATED:
        variables["LD_LIBRARY_PATH"] = str(INFLATED / "al2023" / "lib")
    return variables


def font_configuration() -> Path:
    file = ROOT / ".data" / "fonts.conf"
    if not file.exists() or file.read_text() != FONTCONFIG:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        file.write_text(FONTCONFIG)
    return file


def install_with_apt() -> bool:
    """Install Debian's Chromium, which only root can; return whether there is a browser now. The shell alone, where there is one:
    the same engine without the windows around the page, which cost more than many a page.
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-qq", "-y", "--no-install-recommends"]
    for command in (["update", "-qq"], [*install, "chromium-headless-shell"], [*install, "chromium"]):
        subprocess.run(["apt-get", *command], env=quiet, capture_output=True, check=False)
        if find() is not None:
            return True
    return False


def install_package(npm: Sequence[str]) -> bool:
    """Install the npm package, on Linux and without any rights; return whether there is a browser now."""
    INFLATED.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in ("package.json", "package-lock.json"):
        shutil.copy(PACKAGE / file, INFLATED)
    # It inflates into the temporary directory, with its libraries only where it believes to be a lambda.
    pretended = {**os.environ, "TMPDIR": str(INFLATED), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x"}
    node = "node" if len(npm) == 1 else npm[0]
    for command in (
        [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        [node, "--input-type=module", "-e", INFLATE],
    ):
        subprocess.run(command, cwd=INFLATED, env=pretended, capture_output=True, check=False)
    return find() is not None
