"""What stands beside the log: releases with their contents, webhook cursors, leases."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, or_, select

from history.entries import Delivery, StoredRelease, from_micros, to_micros
from history.schema import contents, deliveries, head, leases, releases
from history.statements import insert_once, upsert


def packed(connection: Connection, data_by_hash: Mapping[str, bytes]) -> dict[str, bytes]:
    """The contents, compressed; those that are kept already are left out."""
    query = select(contents.c.hash).where(contents.c.hash.in_(list(data_by_hash)))
    kept = set(connection.execute(query).scalars())
    return {name: zlib.compress(data) for name, data in data_by_hash.items() if name not in kept}


def save_release(
    connection: Connection,
    name: str,
    hashes: Mapping[str, str],
    packed: Mapping[str, bytes],
    body: bytes,
    at: datetime,
) -> None:
    """Keep a release under its content name; one that is kept already stays as it is.

    Parts that another release has too are kept once.
    """
    for content_name, data in packed.items():
        part_row = {"hash": content_name, "bytes": data}
        connection.execute(insert_once(contents, connection.dialect).values(part_row))
    row = {
        "id": name,
        "saved_at": to_micros(at),
        "body": body,
        "parts": msgspec.json.encode(hashes),
        "state": "",
        "story": b"{}",
    }
    connection.execute(insert_once(releases, connection.dialect).values(row))


def content_hash(data: bytes) -> str:
    """How a content is named: ``sha256:…``."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def content(connection: Connection, name: str) -> bytes | None:
    """The content with this hash."""
    found = connection.execute(select(contents.c.bytes).where(contents.c.hash == name)).scalar()
    return None if found is None else zlib.decompress(found)


def release(connection: Connection, name: str) -> StoredRelease | None:
    """The release with this id."""
    return _first(connection, select(releases).where(releases.c.id == name))


def all_releases(connection: Connection, limit: int) -> list[StoredRelease]:
    """The newest ``limit`` releases, by when they were last live, else saved."""
    latest = func.coalesce(releases.c.activated_at, releases.c.saved_at)
    query = select(releases).order_by(latest.desc(), releases.c.id)
    return [_release(row) for row in connection.execute(query.limit(limit))]


def live_release(connection: Connection) -> StoredRelease | None:
    """The release that all processes decide with."""
    return _first(connection, select(releases).join(head, head.c.release_id == releases.c.id))


def delivery(connection: Connection, endpoint: str) -> Delivery:
    """How far an endpoint has been told; from the beginning when it is new."""
    row = connection.execute(select(deliveries).where(deliveries.c.endpoint == endpoint)).first()
    if row is None:
        return Delivery(endpoint)
    next_at = None if row.next_at is None else from_micros(row.next_at)
    return Delivery(row.endpoint, row.cursor, row.failures, next_at)


def save_delivery(connection: Connection, told: Delivery) -> None:
    """Note how far an endpoint has been told."""
    row = {
        "endpoint": told.endpoint,
        "cursor": told.cursor,
        "failures": told.failures,
        "next_at": None if told.next_at is None else to_micros(told.next_at),
    }
    connection.execute(upsert(deliveries, connection.dialect).values(row))


def lease(connection: Connection, name: str, holder: str, seconds: float, now: datetime) -> bool:
    """Have, or keep on having, what only one holder may; False while another has it."""
    row = {"name": name, "holder": holder, "until": to_micros(now + timedelta(seconds=seconds))}
    free = or_(leases.c.holder == holder, leases.c.until <= to_micros(now))
    statement = upsert(leases, connection.dialect, where=free).values(row)
    return connection.execute(statement.returning(leases.c.name)).first() is not None


def _first(connection: Connection, query: Select[Any]) -> StoredRelease | None:
    row = connection.execute(query).first()
    return None if row is None else _release(row)


def _release(row: Any) -> StoredRelease:
    return StoredRelease(
        id=row.id,
        saved_at=from_micros(row.saved_at),
        body=row.body,
        parts=msgspec.json.decode(row.parts, type=dict[str, str]),
        activated_at=None if row.activated_at is None else from_micros(row.activated_at),
        state=row.state,
        story=row.story,
    )
