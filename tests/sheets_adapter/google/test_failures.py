"""Every failure says what is wrong, where, and what to do."""

from __future__ import annotations

import json

import pytest

from sheets_adapter import SourceError
from sheets_adapter.google import GoogleSource, create_spreadsheet, open_spreadsheet
from tests.sheets_adapter.google.scripted import (
    EMAIL,
    HANG_UP,
    HTML,
    Answer,
    Script,
    error,
    metadata,
    values,
)

AGAIN = (
    "Try again in a while; a running service does so by itself, and goes on with what it read "
    "before"
)
QUOTA = (
    "Google allows 60 reads a minute for an account and 300 for a project: raise refresh_seconds, "
    "or see that no other program uses the same service account"
)
NETWORK = (
    "See whether this machine reaches sheets.googleapis.com and oauth2.googleapis.com; a running "
    "service keeps trying, and goes on with what it read before"
)
PROXY = (
    "A proxy or a login page may stand in between: let this machine reach sheets.googleapis.com "
    "directly"
)
MISSING = (
    "Compare it with the address in the browser, between /d/ and /edit. It may also have been "
    "deleted"
)
CLOCK = "Set the clock of this machine right; if it is, the key was revoked: make a new JSON key"
FULL = (
    "Make an empty spreadsheet yourself, share it with that account as Editor, and use its address"
)
CONSOLE = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=7"
NOT_ENABLED = (
    "Google Sheets API has not been used in project 7 before or it is disabled. Enable it by "
    f"visiting {CONSOLE} then retry."
)
NAME = "google:1AbC"

ANSWERS = {
    "not shared": (
        error(403, "The caller does not have permission"),
        f"{EMAIL} may not read the spreadsheet {NAME}",
        f"Open it, choose Share, and add {EMAIL} as Viewer",
    ),
    "not found": (
        error(404, "Requested entity was not found."),
        f"there is no Google spreadsheet {NAME}",
        MISSING,
    ),
    "not enabled": (
        error(403, NOT_ENABLED, "SERVICE_DISABLED"),
        "the Google Sheets API is not enabled for the project of the service account",
        f"Enable it at {CONSOLE}, then wait a few minutes",
    ),
    "no spreadsheets": (
        error(403, "Insufficient scopes", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        f"{NAME}: these credentials may not use spreadsheets at all",
        "Use the key of a service account: name it in ROUTEBOOK_GOOGLE_CREDENTIALS",
    ),
    "quota": (
        error(429, "Quota exceeded for quota metric 'Read requests'"),
        f"{NAME}: Google's quota is used up for the moment",
        QUOTA,
    ),
    "an old quota": (
        Answer(
            403,
            json.dumps(
                {
                    "error": {
                        "code": 403,
                        "message": "Rate Limit Exceeded",
                        "errors": [{"domain": "usageLimits", "reason": "rateLimitExceeded"}],
                    }
                }
            ),
        ),
        f"{NAME}: Google's quota is used up for the moment",
        QUOTA,
    ),
    "a fault": (
        error(500, "Internal error encountered."),
        f"{NAME}: Google has a fault of its own (status 500)",
        AGAIN,
    ),
    "a fault in HTML": (
        Answer(503, HTML),
        f"{NAME}: Google has a fault of its own (status 503)",
        AGAIN,
    ),
    "a refusal in HTML": (
        Answer(403, HTML),
        f"{EMAIL} may not read the spreadsheet {NAME}",
        f"Open it, choose Share, and add {EMAIL} as Viewer",
    ),
    "an error without a body": (
        Answer(502, ""),
        f"{NAME}: Google has a fault of its own (status 502)",
        AGAIN,
    ),
    "an error of another shape": (
        Answer(500, '{"error": "down"}'),
        f"{NAME}: Google has a fault of its own (status 500)",
        AGAIN,
    ),
    "a page": (
        Answer(200, HTML),
        f"{NAME}: the answer is not one of Google's",
        PROXY,
    ),
    "a hang-up": (
        HANG_UP,
        f"{NAME}: Google cannot be reached",
        NETWORK,
    ),
    "half an answer": (
        Answer(body=metadata("California").body, cut=1),
        f"{NAME}: the connection to Google broke within an answer",
        AGAIN,
    ),
    "an Excel file": (
        error(400, "This operation is not supported for this document"),
        f"{NAME} is an Excel file that is kept at Google, not a Google spreadsheet",
        "Open it there and choose File, Save as Google Sheets; then use the new address",
    ),
    "a bad request": (
        error(400, "Invalid field."),
        f"{NAME}: Google refuses with status 400: Invalid field",
        "Compare the spreadsheet with what the framework asks for",
    ),
    "a withdrawn token": (
        error(401, "Request had invalid authentication credentials."),
        f"{NAME}: Google does not accept the token of {EMAIL}",
        "Make a new key for the service account",
    ),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_says_what_to_do(script: Script, kind: str) -> None:
    answer, message, advice = ANSWERS[kind]
    script.answers = [answer]
    with pytest.raises(SourceError) as caught:
        GoogleSource("1AbC", access=script.access()).fetch()
    assert (caught.value.message, caught.value.help) == (message, advice)


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_failed_for_a_while_works_again(script: Script, kind: str) -> None:
    source = GoogleSource("1AbC", access=script.access())
    script.answers = [ANSWERS[kind][0]]
    with pytest.raises(SourceError):
        source.fetch()
    script.answers = [metadata("California"), values([["zip"]])]
    assert source.fetch().sheets[0].rows == (("zip",),)


def refused(kind: str, description: str, status: int = 400) -> Answer:
    return Answer(status, json.dumps({"error": kind, "error_description": description}))


@pytest.mark.parametrize(
    ("answer", "message", "advice"),
    [
        (
            refused("invalid_grant", "Invalid JWT Signature."),
            f"{NAME}: the key of {EMAIL} has been revoked",
            "Make a new JSON key for the service account and use that",
        ),
        (
            refused("invalid_grant", "Invalid grant: account not found"),
            f"{NAME}: there is no service account {EMAIL} any more",
            "Make a new one, share the spreadsheet with it, and use its key",
        ),
        (
            refused(
                "invalid_grant",
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable "
                "timeframe. Check your iat and exp values in the JWT claim.",
            ),
            f"{NAME}: Google does not accept the key of {EMAIL}",
            CLOCK,
        ),
        (
            refused("unauthorized_client", "Unauthorized", 401),
            f"{NAME}: Google does not let {EMAIL} sign in: unauthorized_client: Unauthorized",
            "See that the service account is enabled, and make a new JSON key if it is",
        ),
        (
            HANG_UP,
            f"{NAME}: Google's sign-in cannot be reached",
            NETWORK,
        ),
        (Answer(500, "{}"), f"{NAME}: Google's sign-in has a fault of its own (status 500)", AGAIN),
        (
            Answer(200, HTML),
            f"{NAME}: the answer is not one of Google's",
            PROXY,
        ),
        (
            Answer(200, '{"expires_in": 5}'),
            f"{NAME}: Google does not let {EMAIL} sign in: No access token in response",
            "See that the service account is enabled, and make a new JSON key if it is",
        ),
    ],
)
def test_a_sign_in_that_fails_says_what_to_do(
    script: Script, answer: Answer, message: str, advice: str
) -> None:
    script.tokens = [answer] * 20
    with pytest.raises(SourceError) as caught:
        GoogleSource("1AbC", access=script.access()).fetch()
    assert (caught.value.message, caught.value.help) == (message, advice)


def test_the_title_is_said_once_it_is_known(script: Script) -> None:
    source = GoogleSource("1AbC", access=script.access())
    script.answers = [metadata("California"), values([])]
    source.fetch()
    script.answers = [error(500)]
    with pytest.raises(SourceError, match=r"^Acme: Google has a fault of its own"):
        source.fetch()


@pytest.mark.parametrize("body", ["{nonsense}", '{"sheets": [{}]}', '{"sheets": 1}', "{}"])
def test_writers_are_told_of_nonsense_too(script: Script, body: str) -> None:
    script.answers = [Answer(body=body)]
    with pytest.raises(SourceError, match="the answer is not one of Google's"):
        open_spreadsheet("google:1AbC", script.access()).tabs()
    with pytest.raises(SourceError, match="the answer is not one of Google's"):
        create_spreadsheet("Acme", script.access())


@pytest.mark.parametrize(
    ("answer", "message", "advice"),
    [
        (
            error(403, "The caller does not have permission"),
            f"{EMAIL} may not edit the spreadsheet {NAME}",
            f"Open it, choose Share, and add {EMAIL} as Editor",
        ),
        (
            error(400, "You are trying to edit a protected cell or object."),
            f"{NAME}: a protected cell would be changed",
            f"Let {EMAIL} edit it, under Data, Protect sheets and ranges",
        ),
        (
            error(403, "The user's Drive storage quota has been exceeded.", "storageQuotaExceeded"),
            f"{EMAIL} has no room at Google for a new spreadsheet",
            FULL,
        ),
    ],
)
def test_a_writer_is_told_what_it_lacks(
    script: Script, answer: Answer, message: str, advice: str
) -> None:
    script.answers = [answer]
    with pytest.raises(SourceError) as caught:
        open_spreadsheet("google:1AbC", script.access(), write=True).write({"A1": [["x"]]})
    assert (caught.value.message, caught.value.help) == (message, advice)
