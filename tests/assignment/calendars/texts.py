"""Calendars as programs write them."""

from __future__ import annotations


def calendar(*events: str, head: str = "") -> str:
    """A calendar of these events: lines of each, indented or not, without BEGIN and END."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//EN", *_lines(head)]
    for number, event in enumerate(events):
        found = _lines(event)
        if not any(line.startswith("UID:") for line in found):
            found.append(f"UID:{number}@tests.example")
        lines += ["BEGIN:VEVENT", "DTSTAMP:20260101T000000Z", *found, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def meeting(start: str, end: str) -> str:
    return calendar(f"DTSTART:{start}\nDTEND:{end}")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
