"""Readers of environment variables that refuse bad values with a sentence.

A variable that is blank counts as one that is not set.
"""

import json
import os
import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def read_str(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def read_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = read_str(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; use {' or '.join(choices)}.")
    return value


def read_bool(name: str, default: bool) -> bool:
    value = read_str(name)
    if not value:
        return default
    word = value.lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; use 1 or 0.")


def read_int(name: str, default: int, *, least: int = 0) -> int:
    value = read_str(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; use a whole number.") from None
    if number < least:
        raise ImproperlyConfigured(f"{name} is {number}; it has to be at least {least}.")
    return number


def read_list(name: str, default: list[str]) -> list[str]:
    value = read_str(name)
    if not value:
        return default
    return [part.strip() for part in value.split(",") if part.strip()]


def read_folder(name: str) -> Path | None:
    """A folder that is there; None where the variable is blank."""
    value = read_str(name)
    if value and not Path(value).is_absolute():
        raise ImproperlyConfigured(f"{name} is {value!r}; give the whole path, from / on.")
    if value and not Path(value).is_dir():
        raise ImproperlyConfigured(f"{name} is {value!r}, which is no folder.")
    return Path(value) if value else None


def read_pairs(name: str) -> dict[str, str]:
    """Names and what each is set to, from ``name=word, other=word``."""
    pairs = {}
    for part in read_list(name, []):
        key, equals, word = (piece.strip() for piece in part.partition("="))
        if not (key and equals and word):
            raise ImproperlyConfigured(f"{name} says {part!r}; use name=word, other=word.")
        if key in pairs:
            raise ImproperlyConfigured(f"{name} says twice what {key!r} is.")
        pairs[key] = word
    return pairs


def read_database(name: str, default: dict) -> dict:
    """Django's database settings from a URL such as ``postgres://user:secret@host:5432/name``."""
    value = read_str(name)
    if not value:
        return default
    url = _split(name, value)
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"{name} starts with {url.scheme or 'nothing'!r}; use postgres://user@host/name."
        )
    database = unquote(url.path.lstrip("/"))
    if not database:
        raise ImproperlyConfigured(f"{name} names no database; end it with /name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(url.query)),
    }


def read_cache(name: str) -> dict:
    """Django's cache settings: in-process, or Redis given ``redis://host:6379/0``."""
    value = read_str(name)
    if not value:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if not value.startswith(("redis://", "rediss://")):
        raise ImproperlyConfigured(f"{name} is {value!r}; use redis://host:6379/0.")
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}


def read_storage(name: str) -> dict | None:
    """django-storages' S3 settings from ``s3://bucket?endpoint_url=…&region_name=…``, or None.

    The keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, as boto3 reads them.
    """
    value = read_str(name)
    if not value:
        return None
    url = _split(name, value)
    if url.scheme != "s3" or not url.netloc:
        raise ImproperlyConfigured(f"{name} is {value!r}; use s3://bucket?endpoint_url=….")
    options = {"bucket_name": url.netloc, "querystring_auth": False, "file_overwrite": True}
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": options | {key: _plain(word) for key, word in parse_qsl(url.query)},
    }


# What stands for each engine in an address; of its versions, modelsearch's backend, which is that
# of the client (OpenSearch's speaks to both of its), and whether the client is told of hosts and
# passwords in the way that came with Elasticsearch 8.
_ENGINES = {
    "opensearch": {"2": ("opensearch3", False), "3": ("opensearch3", False)},
    "elasticsearch": {
        "7": ("elasticsearch7", False),
        "8": ("elasticsearch8", True),
        "9": ("elasticsearch9", True),
    },
}


def read_search(name: str) -> dict | None:
    """modelsearch's settings from ``opensearch+https://user:secret@host:9200/index``, or None.

    A ``?version=`` says which generation of the engine it is; without one, the newest that is
    known.
    """
    value = read_str(name)
    return search_at(value, name) if value else None


def search_at(address: str, name: str = "SEARCH_URL") -> dict:
    """modelsearch's settings of an index there, as read_search tells."""
    url = _split(name, address)
    engine, _plus, scheme = url.scheme.partition("+")
    if engine not in _ENGINES or scheme not in {"http", "https"} or not url.hostname:
        raise ImproperlyConfigured(f"{name} has to be like opensearch+https://host:9200/newsroom.")
    versions, asked = _ENGINES[engine], dict(parse_qsl(url.query))
    version = asked.pop("version", max(versions))
    if version not in versions or asked:
        raise ImproperlyConfigured(f"{name} may say version={' or '.join(versions)}, no more.")
    backend, is_of_now = versions[version]
    sign_in = (unquote(url.username), unquote(url.password or "")) if url.username else None
    return {
        "BACKEND": f"modelsearch.backends.{backend}",
        **(_hosts_of_now if is_of_now else _hosts)(scheme, url, sign_in),
        "INDEX_PREFIX": (unquote(url.path.strip("/")) or "newsroom") + "_",
        "TIMEOUT": 5,
    }


def _hosts(scheme: str, url: SplitResult, sign_in: tuple[str, str] | None) -> dict:
    is_safe = scheme == "https"
    host = {"host": url.hostname, "port": url.port or (443 if is_safe else 80)}
    return {"HOSTS": [host | {"use_ssl": is_safe, "verify_certs": is_safe, "http_auth": sign_in}]}


def _hosts_of_now(scheme: str, url: SplitResult, sign_in: tuple[str, str] | None) -> dict:
    options = {"basic_auth": sign_in} if sign_in else {}
    return {"URLS": [f"{scheme}://{url.netloc.rpartition('@')[2]}"], "OPTIONS": options}


_HOST = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z0-9]")


def read_endpoints(name: str) -> dict[str, str]:
    """A JSON object of hosts ("example.org", "*.example.org") and the https address each has."""
    value = read_str(name)
    if not value:
        return {}
    try:
        found = json.loads(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is no JSON.") from None
    if not isinstance(found, dict):
        raise ImproperlyConfigured(f"{name} is no JSON object of hosts and addresses.")
    for host, address in found.items():
        if not _HOST.fullmatch(host):
            raise ImproperlyConfigured(f"{name}: {host!r} is no host, such as *.example.org.")
        # An address may hold a key, so it is not repeated.
        url = _split(name, address) if isinstance(address, str) else None
        if url is None or url.scheme != "https" or not url.hostname or url.username is not None:
            raise ImproperlyConfigured(f"{name}: {host} needs an https address.")
    return found


def _split(name: str, value: str) -> SplitResult:
    try:
        url = urlsplit(value)
        # Reading it is what tells that a port is none.
        _ = url.port
    except ValueError:
        # The value may hold a password, so it is not repeated.
        raise ImproperlyConfigured(f"{name} is no URL that can be read.") from None
    return url


def _plain(word: str) -> str | bool:
    """A word of a URL as a setting: "false" is no true value."""
    lower = word.lower()
    return lower == "true" if lower in {"true", "false"} else word
