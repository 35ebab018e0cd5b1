"""Releases are named by what is in them."""

import re
from datetime import UTC, datetime, timedelta, timezone

from releases import release_id, utc_text


def test_an_id_is_short_and_follows_from_both_versions() -> None:
    found = release_id("sha256:a", "sha256:b")
    assert re.fullmatch(r"r-[0-9a-f]{12}", found)
    assert found == release_id("sha256:a", "sha256:b")
    assert len({found, release_id("sha256:b", "sha256:a"), release_id("sha256:a", "sha256:c")}) == 3


def test_times_are_written_in_utc_to_the_second() -> None:
    berlin = timezone(timedelta(hours=1))
    assert utc_text(datetime(2026, 11, 22, 1, 2, 3, 999, berlin)) == "2026-11-22T00:02:03Z"
    assert utc_text(datetime(2026, 11, 22, tzinfo=UTC)) == "2026-11-22T00:00:00Z"
