"""Routes: blocks of steps, with their targets checked against the tables."""

from __future__ import annotations

from collections.abc import Iterator

from dsl import model, syntax
from dsl.diagnostics import counted, did_you_mean, listed
from dsl.resolve.conditions import Conditions
from dsl.resolve.needs import resolve_needs
from dsl.resolve.problems import Problems
from dsl.resolve.records import Scope
from dsl.resolve.tables import Tables

_NOWHERE = model.ToNext()
_TARGETS = ("next", "keep", "queue", "pool", "rep")


class Routes:
    """Resolves the routes of a framework."""

    def __init__(self, scopes: dict[str, Scope], tables: Tables, problems: Problems) -> None:
        self._scopes = scopes
        self._tables = tables
        self._problems = problems

    def resolve(self, nodes: list[syntax.Route]) -> dict[tuple[str, str], model.Route]:
        """The route of each record and event; an event without one of its own gets the default."""
        own: dict[tuple[str, str], model.Route] = {}
        default: dict[str, model.Route] = {}
        for node in nodes:
            record = node.record.text
            if record not in self._scopes:
                self._problems.unknown("record", node.record, self._scopes)
            route = self._route(node)
            for event in node.events:
                if event.text not in model.EVENTS:
                    self._problems.unknown("event", event, model.EVENTS)
                elif (record, event.text) in own:
                    self._duplicate(event, f"`{record}` on `{event.text}`")
                own.setdefault((record, event.text), route)
            if not node.events:
                if record in default:
                    self._duplicate(node.record, f"`{record}`")
                default.setdefault(record, route)
        for record, route in default.items():
            for name in model.EVENTS:
                own.setdefault((record, name), route)
        return own

    def _duplicate(self, at: syntax.Node, what: str) -> None:
        message = f"There is a route of {what} already"
        self._problems.error("duplicate-route", at, message, "Make one of the two")

    def _route(self, node: syntax.Route) -> model.Route:
        names = [step.name for step in _named(node.steps)]
        self._problems.unique("step", names)
        for name in names:
            if name.text == "otherwise":
                message = "A step cannot be called `otherwise`, which names the last resort"
                self._problems.error("duplicate-name", name, message, "Choose another name")
        block = self._block(node, self._scopes.get(node.record.text))
        if block.otherwise is None and not self._problems.is_unread("otherwise"):
            message = f"The route of `{node.record.text}` does not end with `otherwise`"
            help_ = 'Add `otherwise -> queue "NAME"`, so that every record is assigned'
            self._problems.error("no-otherwise", node.record, message, help_)
        events = tuple(event.text for event in node.events) or model.EVENTS
        return model.Route(node.record.text, events, block)

    def _block(self, node: syntax.Route | syntax.Group, scope: Scope | None) -> model.Block:
        conditions = Conditions(scope or {}, self._tables, self._problems)
        steps: list[model.Step | model.Block] = []
        otherwise: model.Step | None = None
        told = False
        for part in node.steps:
            if otherwise is not None and not told:
                message = "Nothing after `otherwise` is ever reached"
                self._problems.error("after-otherwise", part, message, "Move it up, or remove it")
                told = True
            match part:
                case syntax.Group():
                    steps.append(self._block(part, scope))
                case syntax.Otherwise(target):
                    resolved = self._target(target, None, scope) or _NOWHERE
                    needs = resolve_needs(part, scope, self._problems)
                    at = str(part.span)
                    otherwise = model.Step("otherwise", at, None, None, resolved, needs)
                case syntax.Step():
                    steps.append(self._step(part, conditions, scope))
        if isinstance(node, syntax.Route):
            return model.Block("", str(node.span), None, tuple(steps), otherwise)
        guard = conditions.resolve(node.guard) if scope is not None else None
        return model.Block(node.name.text, str(node.span), guard, tuple(steps), otherwise)

    def _step(self, node: syntax.Step, conditions: Conditions, scope: Scope | None) -> model.Step:
        guard = conditions.resolve(node.guard) if scope is not None else None
        lookup = self._lookup(node.lookup, conditions, scope) if node.lookup else None
        target = self._target(node.target, node.lookup, scope) or _NOWHERE
        needs = resolve_needs(node, scope, self._problems)
        return model.Step(node.name.text, str(node.span), guard, lookup, target, needs)

    def _lookup(
        self, node: syntax.Lookup, conditions: Conditions, scope: Scope | None
    ) -> model.Lookup | None:
        schema = self._tables.schema(node.table.text)
        if schema is None:
            self._problems.unknown("table", node.table, self._tables.names)
        if scope is None:
            return None
        refs = [conditions.ref(field) for field in node.fields]
        if schema is None or any(ref is None for ref in refs):
            return None
        if len(refs) != len(schema.keys):
            if schema.keys and not self._problems.is_unread(schema.name):
                wanted = listed((key.name for key in schema.keys), "and")
                keys = counted(len(schema.keys), "key")
                message = f"`{schema.name}` has {keys}, and this step looks it up by {len(refs)}"
                help_ = f"Write a field for each of its keys, in order: {wanted}"
                self._problems.error("key-count", node, message, help_)
            return None
        found = tuple(
            model.Key(ref, self._tables.conversion(schema, index, ref, field))
            for index, (ref, field) in enumerate(zip(refs, node.fields, strict=True))
            if ref is not None
        )
        return model.Lookup(schema.name, found)

    def _target(
        self, node: syntax.Target, lookup: syntax.Lookup | None, scope: Scope | None
    ) -> model.Target | None:
        match node:
            case syntax.Columns(names):
                return self._columns(names, lookup)
            case syntax.ToRep(literal):
                return model.ToAssignee("rep", literal.text.strip(), node.span)
            case syntax.ToPool(literal):
                return model.ToAssignee("pool", literal.text.strip(), node.span)
            case syntax.ToQueue(literal):
                return model.ToAssignee("queue", literal.text.strip(), node.span)
            case syntax.NextMember():
                return model.ToNext()
            case syntax.Keep(field):
                return self._kept(field, scope)

    def _kept(self, field: syntax.Name, scope: Scope | None) -> model.Target | None:
        if scope is None:
            return None
        ref = scope.get(field.text)
        if ref is None:
            self._problems.unknown("field", field, scope)
            return None
        if ref.type.name != "rep":
            message = f"`{ref.name}` is of type {ref.type.name}, and only a rep can be kept"
            help_ = f"Declare it as `{ref.name} rep`, or keep a field that is one"
            self._problems.error("type-mismatch", field, message, help_)
            return None
        return model.ToKept(ref)

    def _columns(
        self, names: tuple[syntax.Name, ...], lookup: syntax.Lookup | None
    ) -> model.Target | None:
        self._problems.unique("role", names, "Name each role once")
        if lookup is None:
            word = names[0].text
            if did_you_mean(word, _TARGETS) is not None:
                self._problems.unknown("target", names[0], _TARGETS)
            elif not self._problems.is_unread(word):
                message = f"`{word}` is no column here, because this step looks nothing up"
                help_ = "Add `by FIELD in TABLE` before the arrow, or name a queue, pool or rep"
                self._problems.error("unknown-target", names[0], message, help_)
            return None
        schema = self._tables.schema(lookup.table.text)
        if schema is None:
            return None
        columns = {column.name: column for column in schema.values}
        for name in names:
            column = columns.get(name.text)
            if column is None:
                self._check_column(name, schema)
            elif not column.assignee and not self._problems.is_unread(name.text):
                message = f"The column `{name.text}` of `{schema.name}` does not hold assignees"
                help_ = f"Declare it as `{name.text} assignee`"
                self._problems.error("type-mismatch", name, message, help_)
        return model.ToColumns(tuple(name.text for name in names))

    def _check_column(self, name: syntax.Name, schema: model.TableSchema) -> None:
        if self._problems.is_unread(schema.name):
            return
        known = [each.name for each in schema.values if each.assignee]
        if any(name.text == key.name for key in schema.keys):
            message = f"`{name.text}` is a key of `{schema.name}`, and nobody to assign to"
            help_ = f"Write {listed(known)}" if known else "Declare a column as `owner assignee`"
            self._problems.error("type-mismatch", name, message, help_)
            return
        help_ = "" if known else f"Declare it in `{schema.name}`: `{name.text} assignee`"
        self._problems.unknown("column", name, known, help_)


def _named(steps: tuple[syntax.AnyStep, ...]) -> Iterator[syntax.Step | syntax.Group]:
    for step in steps:
        if not isinstance(step, syntax.Otherwise):
            yield step
        if isinstance(step, syntax.Group):
            yield from _named(step.steps)
