"""Queries compiled once and run many times.

Building and compiling a query costs the ORM five to ten times what running it costs the database:
most of an uncached page. A prepared query is still written as a queryset, so every rule (which
edition is live, first of all) stays where it is said; only its SQL is kept, with marks where the
values of each run belong.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connections, router
from django.db.models import QuerySet

_MARK_TIME = datetime(1999, 1, 1, tzinfo=UTC)
_MARK_NUMBER = 8_888_000_000_000


class PreparedQuery:
    """``build(**values)`` must give a ``values_list`` queryset of the same shape for any values.

    Values are datetimes, integers, strings or sequences of integers, whose length is part of the
    shape. None is a shape of its own.
    """

    def __init__(self, build: Callable[..., QuerySet]):
        self._build = build
        self._model = None
        self._compiled: dict[tuple, tuple] = {}

    def rows(self, **values: Any) -> list[tuple]:
        if self._model is None:
            self._model = self._build(**values).model
        connection = connections[router.db_for_read(self._model)]
        shape = (connection.vendor, *(_shape(value) for value in values.values()))
        if shape not in self._compiled:
            self._compiled[shape] = self._compile(connection, values)
        sql, slots, converters = self._compiled[shape]
        parameters = _parameters(connection, values)
        with connection.cursor() as cursor:
            cursor.execute(sql, [parameters[key] if key else fixed for key, fixed in slots])
            found = cursor.fetchall()
        return _converted(found, converters, connection) if converters else found

    def _compile(self, connection, values: dict[str, Any]) -> tuple:
        marks = _marks(values)
        compiler = self._build(**marks).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        if compiler.has_extra_select:
            raise ValueError("A prepared query selects what it is ordered by.")
        names = {value: key for key, value in _parameters(connection, marks).items()}
        slots = [(names.get(param), param) for param in params]
        converters = compiler.get_converters([column[0] for column in compiler.select])
        return sql, slots, converters


def _shape(value: Any) -> Any:
    return len(value) if isinstance(value, (list, tuple)) else type(value)


def _marks(values: dict[str, Any]) -> dict[str, Any]:
    """Values of the same shape that are found again in the compiled parameters."""
    marks: dict[str, Any] = {}
    number = 0
    for name, value in values.items():
        if isinstance(value, (list, tuple)):
            marks[name] = [_MARK_NUMBER + number + place for place in range(len(value))]
            number += len(value)
        elif value is None:
            marks[name] = None
        elif isinstance(value, datetime):
            marks[name] = _MARK_TIME + timedelta(microseconds=number)
        elif isinstance(value, int):
            marks[name] = _MARK_NUMBER + number
        else:
            marks[name] = f"\x01{number}"
        number += 1
    return marks


def _parameters(connection, values: dict[str, Any]) -> dict[tuple, Any]:
    """The values as the database takes them, by name and place."""
    parameters: dict[tuple, Any] = {}
    for name, value in values.items():
        if isinstance(value, (list, tuple)):
            parameters |= {(name, place): one for place, one in enumerate(value)}
        elif isinstance(value, datetime):
            parameters[name, 0] = connection.ops.adapt_datetimefield_value(value)
        elif value is not None:
            parameters[name, 0] = value
    return parameters


def _converted(rows: Sequence[tuple], converters: dict, connection) -> list[tuple]:
    if not rows:
        return []
    columns: list[Sequence] = list(zip(*rows, strict=True))
    for place, (functions, expression) in converters.items():
        for function in functions:
            if function == getattr(connection.ops, "convert_datetimefield_value", None):
                columns[place] = _times(columns[place], connection)
            else:
                columns[place] = [
                    function(value, expression, connection) for value in columns[place]
                ]
    return list(zip(*columns, strict=True))


def _times(values: Sequence, connection) -> list:
    """As Django converts them, but without looking up for each what a database in UTC is in."""
    convert, is_utc = connection.ops.convert_datetimefield_value, connection.timezone is UTC
    return [
        value.replace(tzinfo=UTC)
        if is_utc and type(value) is datetime and value.tzinfo is None
        else convert(value, None, connection)
        for value in values
    ]
