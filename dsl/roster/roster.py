"""The roster as everybody asks it: who is a rep, what is a pool, whom does a cell name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

import msgspec

from dsl.diagnostics import did_you_mean, quoted
from dsl.roster.people import Assignee, Member, Pool, Rep, TimeOff
from dsl.tables.cell_problem import CellProblem, error_cell
from dsl.values import Invalid, fold, header_key, value_type
from dsl.workbook import Sheet

_MOST_LOOKED_UP = 2_000
_PREFIX = re.compile(r"(pool|queue|rep)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Roster:
    """Reps by folded id and name, pools by header key; None where the framework names no sheet.

    ``members`` (by the header key of the pool) and ``time_off`` (by folded rep id) are those of
    everybody whose own sheet the framework does not name. ``unread`` tells that a sheet of the
    roster could not be read, which is a problem of its own: no name is called unknown for that.
    ``sheets`` are those that it was read from, as they came.
    """

    reps: Mapping[str, Rep] | None = None
    pools: Mapping[str, Pool] | None = None
    members: Mapping[str, tuple[Member, ...]] = field(default_factory=dict)
    time_off: Mapping[str, tuple[TimeOff, ...]] = field(default_factory=dict)
    unread: bool = False
    sheets: tuple[Sheet, ...] = field(default=(), repr=False, compare=False)
    _read: dict[str, Assignee | CellProblem] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def version(self) -> str:
        """``sha256:…`` of everything typed; two rosters of one version assign alike."""
        return _hashed((self.reps, self.pools, self.members, self.time_off))

    @cached_property
    def names_version(self) -> str:
        """``sha256:…`` of what typed tables depend on.

        Two rosters of one such version read assignee cells alike, and say the same of them.
        """
        reps = None
        if self.reps is not None:
            reps = {
                key: (rep.id, rep.name, rep.active, rep.backup) for key, rep in self.reps.items()
            }
        pools = None
        if self.pools is not None:
            pools = {key: pool.name for key, pool in self.pools.items()}
        return _hashed((reps, pools, self.unread))

    def assignee(self, text: str) -> Assignee | CellProblem:
        """Who an assignee cell names. Remembered, as sheets name the same people all over."""
        known = self._read.get(text)
        if known is None:
            known = self._read[text] = self._assignee(text)
        return known

    def rep(self, name: str) -> Rep | None:
        """The rep of that e-mail address or name; with no Reps sheet, whoever has an address."""
        if self.reps is not None:
            return self.reps.get(fold(name))
        if "@" not in name:
            return None
        return Rep(name, name, True, time_off=self.time_off.get(fold(name), ()))

    def pool(self, name: str) -> Pool | None:
        """The pool of that name; with no Pools sheet, any name is one."""
        if self.pools is not None:
            return self.pools.get(header_key(name))
        return Pool(name, members=self.members.get(header_key(name), ()))

    def pool_names(self) -> list[str]:
        """The names of the pools, as their sheet spells them."""
        return [pool.name for pool in (self.pools or {}).values()]

    def _assignee(self, text: str) -> Assignee | CellProblem:
        if problem := error_cell(text):
            return problem
        kind, name = "rep", text
        if prefixed := _PREFIX.fullmatch(text):
            kind, name = prefixed[1].casefold(), prefixed[2].strip()
        if not name:
            return CellProblem(f"`{text}` names no {kind}", f"Write it as in `{kind}: NAME`")
        if kind == "queue":
            return Assignee("queue", name)
        if kind == "pool":
            pool = self.pool(name)
            if pool is not None:
                return Assignee("pool", pool.name)
            near = self._near(name, self.pool_names())
            help_ = f"Did you mean `pool: {near}`?" if near else "Add it to the sheet of pools"
            return CellProblem(f"There is no pool {quoted(name)}", help_)
        return self._rep_assignee(name)

    def _rep_assignee(self, name: str) -> Assignee | CellProblem:
        rep = self.rep(name)
        if self.reps is None:
            address = value_type("email").parse(name)
            if isinstance(address, Invalid) and not self.unread:
                help_ = "Write one, or `pool: NAME` or `queue: NAME`"
                return CellProblem(f"{quoted(name)} is not an e-mail address", help_)
            return Assignee("rep", name if isinstance(address, Invalid) else address)
        if rep is None:
            pool = self.pool(name) if self.pools else None
            if pool is not None:
                return CellProblem(f"{quoted(name)} is a pool", f"Write `pool: {pool.name}`")
            names = (name for rep in self.reps.values() for name in (rep.id, rep.name))
            near = self._near(name, names)
            help_ = f"Did you mean `{near}`?" if near else "Add them to the sheet of reps"
            return CellProblem(f"Nobody in the roster is called {quoted(name)}", help_)
        return Assignee("rep", rep.id)

    def _near(self, name: str, names: Iterable[str]) -> str | None:
        """The name that was probably meant; no longer looked for when much is wrong."""
        return did_you_mean(name, names) if len(self._read) < _MOST_LOOKED_UP else None


def _hashed(value: object) -> str:
    """A hash of typed values that is the same in every process: sets and dicts are sorted."""
    # Time zones are written by their name.
    text = msgspec.json.encode(value, enc_hook=str, order="deterministic")
    return "sha256:" + sha256(text).hexdigest()
