"""Reading the history for an endpoint: in another thread, its troubles told as problems."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from history import SealError, Store, StoreError
from history.journal import Contents, Erased
from releases.kept import NotKept
from server.problems import Refused
from server.service import Service

T = TypeVar("T")

RETRY = {"Retry-After": "1"}


def store_of(service: Service) -> Store:
    """The store. Raises `Refused` (404) for a server without one."""
    if service.store is None:
        raise Refused("not-found", "this server keeps no history: it has no database_url")
    return service.store


def contents_of(service: Service) -> Contents:
    """What opens the decisions of the store. Raises `Refused` (404) for a server without one."""
    if service.journal is None:
        raise Refused("not-found", "this server keeps no history: it has no database_url")
    return service.journal


async def in_thread(work: Callable[[], T]) -> T:
    """What ``work`` gives, done in another thread. Raises `Refused` for what the history lacks."""
    try:
        return await asyncio.to_thread(work)
    except Erased as error:
        raise Refused("erased", str(error)) from error
    except NotKept as error:
        raise Refused("conflict", str(error)) from error
    except (StoreError, SealError) as error:
        raise Refused("history-unavailable", str(error), headers=RETRY) from error


def storable(text: str) -> bool:
    """Whether a database can hold the text: one with a NUL is in none, and none takes it."""
    return "\0" not in text
