"""docs/cli.md and the README: commands print what is shown; every option and setting is told."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli.main import main
from cli.serve import KEYS_FILE
from cli.settings import SETTINGS
from server.settings import Settings
from tests.docs.pages import EXAMPLE, Block, blocks, by_place, code, examples, like, page

NAMES = {"api_keys_file": "keys_file"}  # settings that the service calls otherwise


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example with the files that the pages show."""
    found = tmp_path_factory.mktemp("docs") / "acme"
    shutil.copytree(EXAMPLE, found)
    for block in blocks("json "):
        (found / block.info.removeprefix("json ")).write_text(block.text, encoding="utf-8")
    cut = shutil.copytree(found / "workbook", found / "cut") / "California.csv"
    text = cut.read_text(encoding="utf-8")
    cut.write_text(text.replace("94000-94199", "94000-94149"), encoding="utf-8")
    return found


@pytest.mark.parametrize("block", blocks("console"), ids=by_place)
def test_commands_print_what_is_shown(
    block: Block, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    for command, shown in _runs(block.text):
        result = CliRunner().invoke(main, shlex.split(command)[1:])
        assert re.fullmatch(_pattern(shown), result.output), result.output


def test_the_step_in_the_readme_is_the_one_that_decides(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    decided = json.loads(CliRunner().invoke(main, ["route", "lead.json"]).output)
    [shown] = [block for block in blocks("json") if block.place.startswith("README")]
    assert like(json.loads(shown.text), decided["trace"]["steps"][-1])


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Each command of a block with what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def _pattern(shown: str) -> str:
    """``…`` alone on a line stands for any lines, at other places for any text of the line."""
    text = re.escape(shown).replace("\\\n", "\n")
    return re.sub(r"^…\n", "(?s:.*\n)?", text, flags=re.MULTILINE).replace("…", ".*")


def _commands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", each) for inner, each in _commands(command))
        else:
            yield name, command


def _options(command: click.Command) -> set[str]:
    options = (each for each in command.params if isinstance(each, click.Option))
    return {option.opts[0] for option in options if not option.hidden}


def _section(name: str) -> str:
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", page("cli.md"), re.MULTILINE | re.DOTALL)
    assert found, f"cli.md has no section {name}"
    return found[1]


@pytest.mark.parametrize("name", main.commands)
def test_exactly_the_options_there_are_stand_in_the_table(name: str) -> None:
    table = "\n".join(re.findall(r"^\|.*$", _section(name), re.MULTILINE))
    documented = set(re.findall(r"`(--[a-z-]+)", table))
    command = main.commands[name]
    own = dict(_commands(command)).values() if isinstance(command, click.Group) else [command]
    assert documented == {option for each in own for option in _options(each)}


def test_every_setting_is_documented_with_its_default() -> None:
    rows = {code(row.cells[0]): row.cells[1] for row in examples("settings")}
    assert rows.keys() == SETTINGS.keys()
    defaults = {field.name: field.default for field in fields(Settings)}
    for name, cell in rows.items():
        default = defaults.get(NAMES.get(name, name), MISSING)
        if default not in (MISSING, None, "", ()):
            text = str(default).lower() if isinstance(default, bool) else str(default)
            assert code(cell) == text.removesuffix(".0")
    assert code(rows["api_keys_file"]) == KEYS_FILE
