"""The command as a whole: what there is, how it fails, how fast it starts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from cli.main import main
from tests.cli.small import Process


def test_the_commands() -> None:
    assert list(main.commands) == [
        "serve", "route", "batch", "check", "test", "replay", "releases", "keys", "sheets",
    ]  # fmt: skip


@pytest.mark.parametrize("command", [[], *([name] for name in main.commands)])
def test_help(process: Process, command: list[str]) -> None:
    done = process(*command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: routebook")
    assert done.stderr == ""


def _leaves(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _leaves(command)
        else:
            yield name, command


def test_every_command_takes_framework_and_tables() -> None:
    for name, command in _leaves(main):
        options = {option for parameter in command.params for option in parameter.opts}
        assert {"--framework", "--tables"} <= options, name


def test_the_list_of_commands_needs_nothing_heavy() -> None:
    code = "import sys, cli.main; print([m for m in ('dsl', 'rich', 'server') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_version(process: Process) -> None:
    done = process("--version")
    assert (done.returncode, done.stdout) == (0, "routebook 0.1.0\n")


def test_a_misspelt_command_is_a_usage_error(process: Process) -> None:
    done = process("rout")
    assert done.returncode == 2
    assert "Did you mean 'route'?" in done.stderr
