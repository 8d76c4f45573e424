"""An index: documents by their fields' words, found and ranked (BM25) as an engine does it."""

import math
from collections import Counter
from datetime import datetime

from tests.support.search_engine.analysis import Refused, check_mapping, guess, values, words

K1, B = 1.2, 0.75
MOST = 10_000  # index.max_result_window
MOST_TERMS = 65_536  # index.max_terms_count
Scores = dict[str, float]


class Index:
    def __init__(self, settings: dict):
        self.custom = settings.get("settings", settings).get("analysis", {}).get("analyzer", {})
        self.properties: dict[str, dict] = {}
        self.documents: dict[str, dict] = {}
        self.words: dict[str, dict[str, list]] = {}
        self.map((settings.get("mappings") or {}).get("properties", {}))

    def map(self, properties: dict) -> None:
        check_mapping(properties, {"standard", "whitespace", "keyword", *self.custom})
        for name, field in properties.items():
            if self.properties.get(name, field) != field:
                reason = f"Mapper for [{name}] conflicts with existing mapper"
                raise Refused(400, "illegal_argument_exception", reason)
        self.properties |= properties

    def put(self, key: str, source: dict) -> None:
        found: dict[str, list] = {}
        for name, value in source.items():
            field = self.properties.setdefault(name, guess(value))
            copied = field.get("copy_to", [])
            for to in [name, *([copied] if isinstance(copied, str) else copied)]:
                field = self.properties.setdefault(to, {"type": "text"})
                found.setdefault(to, []).extend(self._indexed(field, source, name))
        self.documents[key], self.words[key] = source, found

    def delete(self, key: str) -> bool:
        self.words.pop(key, None)
        return self.documents.pop(key, None) is not None

    def _indexed(self, field: dict, source: dict, name: str) -> list:
        found = []
        for value in values(source, name):
            if field["type"] == "text":
                found += words(str(value), field.get("analyzer", "standard"), self.custom)
            else:
                found.append(_typed(field["type"], value, name))
        return found

    def search(self, body: dict) -> list[dict]:
        """Hits, as an answer has them. Raises Refused."""
        if unknown := set(body) - {"query", "sort", "size", "from", "_source"}:
            raise Refused(400, "parsing_exception", f"Unknown key for {sorted(unknown)}")
        size = body.get("size", 10)
        if size + body.get("from", 0) > MOST:
            raise Refused(400, "illegal_argument_exception", "Result window is too large")
        scores = self.score(body.get("query", {"match_all": {}}))
        sort = body.get("sort")
        keys = sorted(scores, key=lambda key: -scores[key])
        for field, direction in reversed([pair for one in sort or [] for pair in one.items()]):
            self._refuse_to_sort(field)
            keys.sort(key=lambda key: self.words[key][field][0], reverse=direction == "desc")
        return [
            {"_id": key, "_score": None if sort else scores[key], "_source": self.documents[key]}
            for key in keys[:size]
        ]

    def _refuse_to_sort(self, field: str) -> None:
        kind = self.properties.get(field, {}).get("type")
        if kind in (None, "text"):
            reason = f"No mapping, or text without fielddata, in order to sort on [{field}]"
            raise Refused(400, "query_shard_exception", reason)

    def score(self, query: dict) -> Scores:
        if not isinstance(query, dict) or len(query) != 1:
            raise Refused(400, "parsing_exception", "[query] malformed query")
        ((kind, said),) = query.items()
        answer = getattr(self, f"_{kind}", None)
        if answer is None:
            raise Refused(400, "parsing_exception", f"unknown query [{kind}]")
        return answer(said)

    def _match_all(self, said: dict) -> Scores:
        return dict.fromkeys(self.documents, said.get("boost", 1.0))

    def _bool(self, said: dict) -> Scores:
        if unknown := set(said) - {"must", "filter", "should", "must_not"}:
            raise Refused(400, "parsing_exception", f"[bool] does not support {sorted(unknown)}")
        must, also, should, without = (
            [self.score(query) for query in _list(said.get(name))]
            for name in ("must", "filter", "should", "must_not")
        )
        keys = set(self.documents)
        for scores in must + also:
            keys &= set(scores)
        for scores in without:
            keys -= set(scores)
        if should and not must and not also:
            keys &= set().union(*should)
        return {key: sum(scores.get(key, 0.0) for scores in must + should) for key in keys}

    def _dis_max(self, said: dict) -> Scores:
        found: Scores = {}
        for scores in map(self.score, said["queries"]):
            for key, score in scores.items():
                found[key] = max(score, found.get(key, 0.0))
        return found

    def _match(self, said: dict) -> Scores:
        name, asked = _field(said)
        terms = self._sought(name, asked["query"])
        each = [self._of_term(name, term) for term in terms]
        found: Scores = {}
        for scores in each:
            for key, score in scores.items():
                found[key] = found.get(key, 0.0) + score * asked.get("boost", 1.0)
        if asked.get("operator", "or").lower() == "and":
            return {key: found[key] for key in found if all(key in scores for scores in each)}
        return found

    def _match_phrase(self, said: dict) -> Scores:
        name, asked = _field(said)
        terms = self._sought(name, asked["query"])
        scores = self._match({name: {**asked, "operator": "and"}})
        return {key: scores[key] for key in scores if _follow(self.words[key][name], terms)}

    def _sought(self, name: str, text) -> list:
        field = self.properties.get(name, {"type": "text"})
        if field["type"] != "text":
            return [_typed(field["type"], text, name)]
        analyzer = field.get("search_analyzer", field.get("analyzer", "standard"))
        return words(str(text), analyzer, self.custom)

    def _term(self, said: dict) -> Scores:
        ((name, value),) = said.items()
        return self._terms({name: [value]})

    def _terms(self, said: dict) -> Scores:
        ((name, wanted),) = said.items()
        if len(wanted) > MOST_TERMS:
            raise Refused(400, "illegal_argument_exception", "too many terms")
        kind = self.properties.get(name, {"type": "text"})["type"]
        wanted = {_typed(kind, value, name) for value in wanted}
        return {key: 1.0 for key, had in self.words.items() if wanted & set(had.get(name, []))}

    def _range(self, said: dict) -> Scores:
        ((name, ends),) = said.items()
        kind = self.properties.get(name, {"type": "text"})["type"]
        ends = {end: _typed(kind, value, name) for end, value in ends.items()}
        tests = {
            "gt": lambda one, end: one > end,
            "gte": lambda one, end: one >= end,
            "lt": lambda one, end: one < end,
            "lte": lambda one, end: one <= end,
        }
        return {
            key: 1.0
            for key, had in self.words.items()
            if any(all(tests[end](one, ends[end]) for end in ends) for one in had.get(name, []))
        }

    def _of_term(self, name: str, term) -> Scores:
        """BM25 of one term in one field."""
        lengths = {key: len(had[name]) for key, had in self.words.items() if had.get(name)}
        having = {key: Counter(self.words[key][name])[term] for key in lengths}
        having = {key: times for key, times in having.items() if times}
        if not having:
            return {}
        rare = math.log(1 + (len(lengths) - len(having) + 0.5) / (len(having) + 0.5))
        mean = sum(lengths.values()) / len(lengths)
        return {
            key: rare * times * (K1 + 1) / (times + K1 * (1 - B + B * lengths[key] / mean))
            for key, times in having.items()
        }


def _list(value) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def _field(said: dict) -> tuple[str, dict]:
    ((name, asked),) = said.items()
    return name, asked if isinstance(asked, dict) else {"query": asked}


def _follow(had: list, terms: list) -> bool:
    return any(had[at : at + len(terms)] == terms for at in range(len(had) - len(terms) + 1))


def _typed(kind: str, value, name: str):
    """A value as a field of a type keeps it; dates to the millisecond. Raises Refused."""
    try:
        if kind == "date":
            at = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
            return int(at.timestamp() * 1000)
        return {"long": int, "integer": int, "double": float, "boolean": bool}.get(kind, str)(value)
    except ValueError as error:
        reason = f"failed to parse field [{name}] of type [{kind}]"
        raise Refused(400, "mapper_parsing_exception", reason) from error
