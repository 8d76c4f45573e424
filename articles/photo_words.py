"""What a picture's file says of itself, brought to the fields of the library.

Only what is blank is filled: whatever the desk has written stands. What does not fit a field (no
web address, a word that the vocabulary has not) is left to the file, whose own values stay on
record beside it (ImageFile.metadata).
"""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy

from newsroom.photos import read_metadata

JOINT = "; "
# Fields that are called here as in the file (newsroom/photos/metadata.py).
_ALIKE = (
    *("alt", "extended_description", "caption", "credit", "creator", "creator_title", "source"),
    *("instructions", "keywords", "persons", "event", "date_created"),
    *("sublocation", "city", "region", "country", "country_code"),
    *("digital_source_type", "ai_system", "copyright_notice", "web_statement"),
    *("licensor_name", "licensor_url", "data_mining"),
)
# The PLUS vocabularies of releases (https://ns.useplus.org/LDF/ldf-XMPSpecification).
_RELEASES = {
    "MR-NON": gettext_lazy("No model release"),
    "MR-NAP": gettext_lazy("Model release: not applicable"),
    "MR-UMR": gettext_lazy("Model releases: unlimited"),
    "MR-LMR": gettext_lazy("Model releases: limited or incomplete"),
    "PR-NON": gettext_lazy("No property release"),
    "PR-NAP": gettext_lazy("Property release: not applicable"),
    "PR-UPR": gettext_lazy("Property releases: unlimited"),
    "PR-LPR": gettext_lazy("Property releases: limited or incomplete"),
}
# What the file's fields are called on the desk, in the order of its page.
LABELS = {
    "headline": gettext_lazy("headline"),
    "title": gettext_lazy("title"),
    "caption": gettext_lazy("caption"),
    "alt": gettext_lazy("alt text"),
    "extended_description": gettext_lazy("extended description"),
    "creator": gettext_lazy("creator"),
    "creator_title": gettext_lazy("creator’s job title"),
    "credit": gettext_lazy("credit"),
    "source": gettext_lazy("source"),
    "date_created": gettext_lazy("taken on"),
    "sublocation": gettext_lazy("place"),
    "city": gettext_lazy("city"),
    "region": gettext_lazy("state or region"),
    "country": gettext_lazy("country"),
    "country_code": gettext_lazy("country code"),
    "persons": gettext_lazy("persons shown"),
    "event": gettext_lazy("event"),
    "keywords": gettext_lazy("keywords"),
    "instructions": gettext_lazy("instructions"),
    "digital_source_type": gettext_lazy("made how"),
    "ai_system": gettext_lazy("AI system"),
    "copyright_notice": gettext_lazy("copyright notice"),
    "usage_terms": gettext_lazy("usage terms"),
    "web_statement": gettext_lazy("web statement of rights"),
    "licensor_name": gettext_lazy("licensor"),
    "licensor_url": gettext_lazy("where to get a licence"),
    "data_mining": gettext_lazy("data mining"),
    "other_constraints": gettext_lazy("other constraints"),
    "model_release": gettext_lazy("model release"),
    "property_release": gettext_lazy("property release"),
    "description_writer": gettext_lazy("caption written by"),
    "job_id": gettext_lazy("job"),
}


def read_file(file) -> dict[str, Any]:
    """What a file says, for ImageFile.metadata: texts and lists of texts, without blank ones."""
    file.seek(0)
    metadata = read_metadata(file.read())
    file.seek(0)
    return {name: value for name, value in asdict(metadata).items() if value}


def library_values(said: dict[str, Any]) -> dict[str, str]:
    """What a file says, by the library's fields.

    The library's title is printed for readers, as IPTC's headline is meant to be; IPTC's title is
    often a number or the name of a job, and stands in only where there is no headline.
    """
    values = {name: _joined(said.get(name, "")) for name in _ALIKE}
    values["title"] = said.get("headline") or said.get("title", "")
    values["rights"] = said.get("usage_terms", "")
    releases = (said.get(name, "") for name in ("model_release", "property_release"))
    values["releases"] = JOINT.join(str(_RELEASES[one]) for one in releases if one in _RELEASES)
    return values


def fill(image: models.Model, said: dict[str, Any]) -> None:
    """Put what the file says into the fields that are blank."""
    for name, value in library_values(said).items():
        if value and not getattr(image, name):
            fitting = _fitting(image._meta.get_field(name), value, image)
            setattr(image, name, fitting)


def shown(name: str, value: Any) -> str:
    """A value of the file as the desk reads it."""
    if name in {"model_release", "property_release"}:
        return str(_RELEASES.get(value, value))
    return _joined(value)


def differs(image: models.Model, name: str, value: Any) -> bool:
    """Whether the library says something else than the file does."""
    values = library_values({name: value})
    if name == "title" and image.title != value:
        # Its place may be the headline's.
        return False
    ours = {key: said for key, said in values.items() if said}
    return any(getattr(image, key).strip() != said.strip() for key, said in ours.items())


def _joined(value: str | list[str] | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else JOINT.join(value)


def _fitting(field: models.Field, value: str, image: models.Model) -> str:
    if isinstance(field, models.CharField) and not field.choices:
        value = _cut(value, field.max_length) if not isinstance(field, models.URLField) else value
    try:
        return field.clean(value, image)
    except ValidationError:
        return ""


def _cut(value: str, length: int) -> str:
    return value if len(value) <= length else f"{value[: length - 1].rstrip()}…"
