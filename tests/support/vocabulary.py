"""schema.org's vocabulary, to hold structured data against: https://schema.org/docs/developers.html"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.support.real import REAL


def _ids(value: Any) -> list[str]:
    found = value if isinstance(value, list) else [value] if value else []
    return [one["@id"] if isinstance(one, dict) else one for one in found]


@cache
def _vocabulary() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The parents of each type, and the types each property belongs to."""
    path = REAL / "schemaorg" / "schemaorg-current-https.jsonld"
    parents, domains = {}, {}
    for node in json.loads(path.read_text(encoding="utf-8"))["@graph"]:
        if "rdfs:Class" in _ids(node["@type"]):
            parents[node["@id"]] = set(_ids(node.get("rdfs:subClassOf")))
        if "rdf:Property" in _ids(node["@type"]):
            domains[node["@id"]] = set(_ids(node.get("schema:domainIncludes")))
    return parents, domains


def _ancestors(name: str) -> set[str]:
    parents, _domains = _vocabulary()
    return {name}.union(*(_ancestors(parent) for parent in parents.get(name, ())))


def not_in_vocabulary(data: Any) -> Iterator[str]:
    """What of some JSON-LD is no type, no property, or a property of another type."""
    if isinstance(data, list):
        for one in data:
            yield from not_in_vocabulary(one)
    if not isinstance(data, dict):
        return
    parents, domains = _vocabulary()
    if "@graph" in data:
        yield from not_in_vocabulary(data["@graph"])
        return
    kind = f"schema:{data.get('@type')}"
    if kind not in parents:
        yield f"no type {data.get('@type')!r}"
    for name, value in data.items():
        if name.startswith("@"):
            continue
        if not domains.get(f"schema:{name}", set()) & _ancestors(kind):
            yield f"{name!r} is no property of {data.get('@type')}"
        yield from not_in_vocabulary(value)
