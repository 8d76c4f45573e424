"""Numbers too large for any id find nothing, instead of being an error.

Django says so itself where an id is compared with one number, but not through a foreign key and
not in a list of ids (``get`` finds nothing, ``filter(section=2**63)`` and ``in_bulk`` raise
OverflowError on SQLite). Numbers come from addresses, filters and select fields, where anybody
may write anything.
"""

import json

from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignKey, IntegerField, Lookup
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In

# What eight bytes hold: every integer column, of SQLite and of PostgreSQL.
LEAST, MOST = -(2**63), 2**63 - 1


def fits(value) -> bool:
    return not isinstance(value, int) or LEAST <= value <= MOST


class _FittingIn:
    def process_rhs(self, compiler, connection):
        if self.rhs_is_direct_value():
            self.rhs = [value for value in self.rhs if fits(value)]
        return super().process_rhs(compiler, connection)


class FittingIn(_FittingIn, In):
    pass


class FittingRelatedIn(_FittingIn, RelatedIn):
    pass


class FittingRelatedExact(RelatedExact):
    def process_rhs(self, compiler, connection):
        if not fits(self.rhs):
            raise EmptyResultSet
        return super().process_rhs(compiler, connection)


class Among(Lookup):
    """``pk__among=ids``: as ``in``, for hundreds of ids, which the database gets as one value.

    With ``in`` each of them is a value of its own, prepared, marked and filled in by itself.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        lhs, params = self.process_lhs(compiler, connection)
        ids = [value for value in self.rhs if fits(value)]
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY(%s::bigint[])", [*params, ids]
        listed = "(SELECT value FROM json_each(%s))"
        return f"{lhs} IN {listed}", [*params, json.dumps(ids)]


def register_lookups() -> None:
    for field in (IntegerField, ForeignKey):
        field.register_lookup(Among)
    IntegerField.register_lookup(FittingIn)
    ForeignKey.register_lookup(FittingRelatedIn)
    ForeignKey.register_lookup(FittingRelatedExact)
