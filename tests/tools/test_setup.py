"""Setting up a checkout: what can be tried without a bare machine."""

from pathlib import Path

import pytest

from tools import setup


@pytest.fixture
def uv(monkeypatch, tmp_path) -> Path:
    """A program in the place of uv; it keeps what it is called with beside it, and fails where the file `broken` is."""
    program = tmp_path / "uv"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\ntest ! -e {tmp_path}/broken\n')
    program.chmod(0o755)
    monkeypatch.setattr(setup, "UV", program)
    return program


@pytest.fixture
def by_pip(monkeypatch, tmp_path) -> list[Path]:
    """The locks that were given to pip, in a checkout that has nothing installed."""
    installed: list[Path] = []
    (tmp_path / "venv").mkdir()
    monkeypatch.setattr(setup, "VENV", tmp_path / "venv")
    monkeypatch.setattr(setup, "pip_install", lambda lock, *options: installed.append(lock))
    return installed


def test_uv_looks_where_pip_is_told_to_look(monkeypatch):
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "https://one.example/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://two.example/simple https://three.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels")
    monkeypatch.setenv("PIP_NO_INDEX", "true")
    assert set(setup.pip_sources()) == {
        "--default-index=https://one.example/simple",
        "--index=https://two.example/simple",
        "--index=https://three.example/simple",
        "--find-links=/wheels",
        "--no-index",
    }


def test_a_list_over_several_lines_of_a_configuration_is_read(monkeypatch, tmp_path):
    configuration = tmp_path / "pip.conf"
    configuration.write_text(
        "[global]\nextra-index-url =\n    https://one.example\n    https://two.example\n"
    )
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(configuration))
    assert {"--index=https://one.example", "--index=https://two.example"} <= set(setup.pip_sources())


def test_packages_come_by_uv_with_every_hash_checked(uv, by_pip):
    setup.install_python_packages(tests=False)
    called = (uv.parent / "called").read_text()
    assert "--require-hashes" in called
    assert str(setup.ROOT / "requirements" / "base.lock") in called
    assert by_pip == []


def test_where_uv_cannot_pip_installs_them(uv, by_pip):
    (uv.parent / "broken").touch()
    setup.install_python_packages(tests=True)
    assert by_pip == [setup.ROOT / "requirements" / "dev.lock"]


def test_what_is_there_costs_nothing(uv, by_pip):
    setup.install_python_packages(tests=True)
    (uv.parent / "called").unlink()
    setup.install_python_packages(tests=False)
    assert not (uv.parent / "called").exists()
