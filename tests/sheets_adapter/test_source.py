from __future__ import annotations

import pickle

from sheets_adapter.source import SourceError


def test_an_error_reads_as_sentences() -> None:
    error = SourceError("there is no workbook", "Check the name")
    assert (error.message, error.help) == ("there is no workbook", "Check the name")
    assert str(error) == "there is no workbook. Check the name."


def test_an_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(SourceError("there is no workbook", "Check the name")))
    assert (error.message, error.help) == ("there is no workbook", "Check the name")
