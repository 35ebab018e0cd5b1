"""What can be said of the page's files without a browser."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[2] / "server" / "console"
SCRIPTS = sorted(CONSOLE.glob("*.js"))
STYLE = (CONSOLE / "app.css").read_text(encoding="utf-8")

# Ways to have a string read as markup or code.
PARSES = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\.write|DOMParser|createContextualFragment"
    r"|\beval\b|\bFunction\(|srcdoc|javascript:"
)

# What is written on what: each at least 4.5 : 1 (WCAG 2.2 AA, text of any size).
WRITTEN_ON = [
    *((ink, ground) for ink in ("ink", "muted", "link") for ground in ("page", "card", "sunk")),
    *((ink, ground) for ink in ("good", "warn", "bad") for ground in ("page", "card")),
    ("good", "sunk"),
    ("ink", "good-soft"),
    ("good", "good-soft"),
    ("warn", "warn-soft"),
    ("bad", "bad-soft"),
    ("on-good", "good"),
    ("ink", "mark"),
    ("muted", "mark"),
    ("link", "mark"),
    ("good", "mark"),
]


def palettes() -> dict[str, dict[str, str]]:
    """The colours of each scheme by name; dark names only what differs from light."""
    light, dark, *_ = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))
        for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    )
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of ``#rgb`` or ``#rrggbb``."""
    digits = colour.removeprefix("#")
    full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    channels = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_ground(scheme: str) -> None:
    colours = palettes()[scheme]
    weak = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in WRITTEN_ON
        if contrast(colours[ink], colours[ground]) < 4.5
    }
    assert weak == {}


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_no_script_has_a_string_read_as_markup(script: Path) -> None:
    assert PARSES.findall(script.read_text(encoding="utf-8")) == []


def test_the_page_has_no_inline_script_or_style() -> None:
    page = (CONSOLE / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\son\w+=", page) == []


def test_nothing_comes_from_elsewhere() -> None:
    namespace = "http://www.w3.org/2000/svg"
    for file in CONSOLE.iterdir():
        text = file.read_text(encoding="utf-8").replace(namespace, "")
        assert re.findall(r"https?://[\w.-]+|[\"'(]//\w", text) == [], file.name


def test_headings_go_down_one_level_at_a_time() -> None:
    page = (CONSOLE / "index.html").read_text(encoding="utf-8")
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels))
