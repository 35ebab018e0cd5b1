"""The part of the OpenAPI document about releases and the draft."""

from __future__ import annotations

from typing import Any

from server.operations import body_of, in_path, number, operation, text_filter

_AT = text_filter(
    "at",
    "Route the records as if it were this moment; otherwise each at its own.",
    format="date-time",
)
_VERBS = {
    "accept": ("Let the held release go live", "One that is live already stays so."),
    "reject": (
        "Keep the held release out",
        "What is new in it stays out until somebody edits it again; other edits go live.",
    ),
    "activate": (
        "Put a release back",
        "Any release that is kept. What the one before had besides stays out until it is edited.",
    ),
}


def _about(verb: str) -> dict[str, Any]:
    summary, description = _VERBS[verb]
    found = operation(
        f"{verb}Release",
        summary,
        "ReleaseAccount",
        (400, 404, 408, 409, 413, 415, 422, 503),
        parameters=[in_path("id", "The release's id.")],
        description=description,
    )
    body = body_of("ReleaseNote")
    body["requestBody"]["required"] = False
    return found | body


def release_paths() -> dict[str, Any]:
    """The paths with their operations."""
    return {
        "/v1/releases": {
            "get": operation(
                "listReleases",
                "Releases, the newest first",
                "PastReleases",
                (404, 422, 503),
                parameters=[number("limit", "How many.", 1, 500, 50)],
            )
        },
        "/v1/releases/{id}": {
            "get": operation(
                "getPastRelease",
                "A release, and what changed in it",
                "ReleaseAccount",
                (404, 503),
                parameters=[in_path("id", "The release's id.")],
            )
        },
        "/v1/releases/{id}/impact": {
            "get": operation(
                "getReleaseImpact",
                "What a release does to the last records",
                "ReleaseImpact",
                (404, 409, 422, 503),
                parameters=[in_path("id", "The release's id."), _AT],
                description="Against the live release; of the live one, against the one before.",
            )
        },
        "/v1/draft": {
            "get": operation(
                "getDraft",
                "What the draft would do",
                "DraftView",
                (404, 422, 503),
                parameters=[_AT],
                description="In the place of what is live. Nothing changes.",
            )
        },
        **{f"/v1/releases/{{id}}/{verb}": {"post": _about(verb)} for verb in _VERBS},
    }
