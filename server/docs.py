"""``/docs``: the OpenAPI document as one page of plain HTML, without scripts and without a CDN."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from server.problems import PROBLEMS

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Routebook API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="docs.css">
</head>
<body>
<header><h1>Routebook API</h1><p>{description}</p>
<p><a href="openapi.json">openapi.json</a> · version {version} · <a href="./">the page</a></p>
</header>
<nav aria-label="Operations"><ul>{contents}</ul></nav>
<main>{operations}
<section id="problems"><h2>Problems</h2>
<p>Errors are <code>application/problem+json</code>; these are their types.</p>
<table><thead><tr><th>type</th><th>status</th><th>means</th></tr></thead>
<tbody>{problems}</tbody></table></section>
<section id="schemas"><h2>Schemas</h2>{schemas}</section>
</main>
</body>
</html>
"""


def page(document: Mapping[str, Any]) -> str:
    """The page for one OpenAPI document as ``openapi.document`` makes it."""
    operations = [
        (method.upper(), path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return _PAGE.format(
        description=escape(document["info"]["description"]),
        version=escape(document["info"]["version"]),
        contents="".join(
            f'<li><a href="#{escape(operation["operationId"])}"><code>{method} {escape(path)}'
            f"</code></a> {escape(operation['summary'])}</li>"
            for method, path, operation in operations
        ),
        operations="".join(_operation(*one) for one in operations),
        problems="".join(
            f"<tr><td><code>urn:routebook:problem:{name}</code></td><td>{status}</td>"
            f"<td>{escape(title)}</td></tr>"
            for name, (status, title) in PROBLEMS.items()
        ),
        schemas="".join(
            _schema(name, schema) for name, schema in document["components"]["schemas"].items()
        ),
    )


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    parts = [
        f'<section id="{escape(operation["operationId"])}">',
        f"<h2><code>{method} {escape(path)}</code> {escape(operation['summary'])}</h2>",
        f"<p>{escape(operation.get('description', ''))}</p>",
    ]
    if operation.get("parameters"):
        parts.append(
            _table(
                ("parameter", "in", "type", ""),
                (
                    (each["name"], each["in"], _type(each["schema"]), each.get("description", ""))
                    for each in operation["parameters"]
                ),
            )
        )
    if "requestBody" in operation:
        parts.append(f"<p>Body: {_media(operation['requestBody']['content'])}</p>")
    ok = operation["responses"]["200"]
    parts.append(f"<p>Answer: {_media(ok['content'])}</p>")
    others = ", ".join(status for status in operation["responses"] if status != "200")
    parts.append(f'<p>Other statuses: {others}; see <a href="#problems">problems</a>.</p>')
    return "".join([*parts, "</section>"])


def _media(content: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{_type(media['schema'])} as <code>{escape(kind)}</code>"
        for kind, media in content.items()
    )


def _schema(name: str, schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    rows = [
        (member, _type(of), "required" if member in required else "", of.get("description", ""))
        for member, of in schema.get("properties", {}).items()
    ]
    others = schema.get("additionalProperties")
    if isinstance(others, Mapping):
        rows.append(("any other name", _type(others), "", others.get("description", "")))
    members = _table(("member", "type", "", ""), rows)
    about = escape(schema.get("description", ""))
    return f'<h3 id="schema-{escape(name)}">{escape(name)}</h3><p>{about}</p>{members}'


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#schema-{name}">{name}</a>'
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    words = [escape(str(schema.get("type", "any")))]
    if schema.get("nullable"):
        words.append("or null")
    return " ".join(words)


def _table(heads: Iterable[str], rows: Iterable[tuple[str, str, str, str]]) -> str:
    """Rows of a name, a type that is HTML already (or the second cell's text), and two texts."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{second}</td><td>{third}</td>"
        f"<td>{escape(last)}</td></tr>"
        for name, second, third, last in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
