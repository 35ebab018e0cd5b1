"""Google's error bodies, word for word as its APIs send them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PROJECT = "105250506097979753968"
"""The number of the project that the emulator's accounts belong to."""

_ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
_HELP = "type.googleapis.com/google.rpc.Help"
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
_CREDENTIAL_HELP = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
SHEETS = "sheets.googleapis.com"
DRIVE = "drive.googleapis.com"
_API_NAMES = {SHEETS: "Google Sheets API", DRIVE: "Google Drive API"}


class GoogleError(Exception):
    """An answer that is an error: its HTTP status, its JSON body, headers beside it."""

    def __init__(
        self, code: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code, body)
        self.code = code
        self.body = dict(body)
        self.headers = dict(headers or {})

    @property
    def message(self) -> str:
        """Google's sentence."""
        return str(self.body["error"]["message"])


def google_error(
    code: int, status: str, message: str, details: list[dict[str, Any]] | None = None
) -> GoogleError:
    """An error in the form that every newer Google API has."""
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        error["details"] = details
    return GoogleError(code, {"error": error})


def invalid(message: str) -> GoogleError:
    """400: what was asked for makes no sense."""
    return google_error(400, "INVALID_ARGUMENT", message)


def unparsable(text: str) -> GoogleError:
    """400: no range of this spreadsheet is written so, or it has no such sheet."""
    return invalid(f"Unable to parse range: {text}")


def unknown_name(name: str, where: str) -> GoogleError:
    """400: the JSON has a field that the API does not know."""
    place = f" at '{where}'" if where else ""
    text = f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'
    violation = {"field": where, "description": text} if where else {"description": text}
    return google_error(
        400,
        "INVALID_ARGUMENT",
        text,
        [{"@type": _BAD_REQUEST, "fieldViolations": [violation]}],
    )


def not_found() -> GoogleError:
    """404: no such spreadsheet."""
    return google_error(404, "NOT_FOUND", "Requested entity was not found.")


def file_not_found(file_id: str) -> GoogleError:
    """404 of the Drive API, which has a form of its own."""
    message = f"File not found: {file_id}."
    return _older(404, "global", "notFound", message, location="fileId")


def not_shared() -> GoogleError:
    """403: the spreadsheet is not shared with the account, or only for reading."""
    return google_error(403, "PERMISSION_DENIED", "The caller does not have permission")


def no_credentials() -> GoogleError:
    """401: no token came."""
    message = f"Request is missing required authentication credential. {_CREDENTIAL_HELP}"
    return google_error(
        401, "UNAUTHENTICATED", message, [_info("CREDENTIALS_MISSING", {"service": SHEETS})]
    )


def bad_credentials() -> GoogleError:
    """401: the token is unknown or too old."""
    message = f"Request had invalid authentication credentials. {_CREDENTIAL_HELP}"
    return google_error(401, "UNAUTHENTICATED", message)


def narrow_scope(service: str) -> GoogleError:
    """403: the token was not asked for with a scope that allows this."""
    return google_error(
        403,
        "PERMISSION_DENIED",
        "Request had insufficient authentication scopes.",
        [_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", {"service": service})],
    )


def disabled(service: str) -> GoogleError:
    """403: nobody has switched the API on for the project."""
    url = f"https://console.developers.google.com/apis/api/{service}/overview?project={PROJECT}"
    name = _API_NAMES[service]
    message = (
        f"{name} has not been used in project {PROJECT} before or it is disabled. Enable it by "
        f"visiting {url} then retry. If you enabled this API recently, wait a few minutes for the "
        "action to propagate to our systems and retry."
    )
    metadata = {
        "service": service,
        "serviceTitle": name,
        "containerInfo": PROJECT,
        "consumer": f"projects/{PROJECT}",
        "activationUrl": url,
    }
    links = [{"description": "Google developers console API activation", "url": url}]
    return google_error(
        403,
        "PERMISSION_DENIED",
        message,
        [_info("SERVICE_DISABLED", metadata), {"@type": _HELP, "links": links}],
    )


def rate_limited() -> GoogleError:
    """403 for too many requests, as the Drive API tells it."""
    return _older(403, "usageLimits", "rateLimitExceeded", "Rate Limit Exceeded")


def over_quota(
    metric: str, limit: str, value: int, retry_after: float | None = None
) -> GoogleError:
    """429: ``metric`` is ``Read`` or ``Write``, ``limit`` ``user`` or ``project``."""
    per_user = " per user" if limit == "user" else ""
    message = (
        f"Quota exceeded for quota metric '{metric} requests' and limit '{metric} requests per "
        f"minute{per_user}' of service '{SHEETS}' for consumer 'project_number:{PROJECT}'."
    )
    metadata = {
        "service": SHEETS,
        "consumer": f"projects/{PROJECT}",
        "quota_metric": f"{SHEETS}/{metric.lower()}_requests",
        "quota_limit": f"{metric}RequestsPerMinutePer{limit.capitalize()}",
        "quota_limit_value": str(value),
        "quota_location": "global",
        "quota_unit": f"1/min/{{project}}{'/{user}' if limit == 'user' else ''}",
    }
    url = "https://cloud.google.com/docs/quotas/help/request_increase"
    links = [{"description": "Request a higher quota limit.", "url": url}]
    error = google_error(
        429,
        "RESOURCE_EXHAUSTED",
        message,
        [_info("RATE_LIMIT_EXCEEDED", metadata), {"@type": _HELP, "links": links}],
    )
    if retry_after is not None:
        error.headers["Retry-After"] = f"{retry_after:g}"
    return error


def internal() -> GoogleError:
    """500."""
    return google_error(500, "INTERNAL", "Internal error encountered.")


def timed_out() -> GoogleError:
    """408."""
    return google_error(408, "DEADLINE_EXCEEDED", "The request timed out.")


def oauth_error(code: int, error: str, description: str) -> GoogleError:
    """What the token endpoint answers, in the form of RFC 6749."""
    return GoogleError(code, {"error": error, "error_description": description})


def _info(reason: str, metadata: Mapping[str, str]) -> dict[str, Any]:
    return {
        "@type": _ERROR_INFO,
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": dict(metadata),
    }


def _older(code: int, domain: str, reason: str, message: str, location: str = "") -> GoogleError:
    error = {"domain": domain, "reason": reason, "message": message}
    if location:
        error |= {"location": location, "locationType": "parameter"}
    return GoogleError(code, {"error": {"code": code, "message": message, "errors": [error]}})
