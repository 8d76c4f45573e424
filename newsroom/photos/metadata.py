"""What a photograph says of itself, whichever block of the file says it."""

from dataclasses import dataclass

# The fields whose texts run to paragraphs and may hold line breaks.
PARAGRAPHS = frozenset(
    {"caption", "extended_description", "instructions", "usage_terms", "other_constraints"}
)


@dataclass(frozen=True, slots=True)
class PhotoMetadata:
    """The fields of the IPTC Photo Metadata Standard 2025.1 that a newsroom uses.

    A field that the file has not is "" or (). Texts are Unicode NFC without control characters,
    of at most 64 KB; only PARAGRAPHS hold line breaks, and no list holds more than 300 texts.
    ``date_created`` is ISO 8601, as exact as the file:
    "2021", "2021-10", "2021-10-20", "2021-10-20T21:01:01", "2021-10-20T21:01:01+00:00".
    ``digital_source_type`` is the last part of IPTC's NewsCodes URI ("trainedAlgorithmicMedia");
    ``data_mining``, ``model_release`` and ``property_release`` are PLUS codes
    ("DMI-PROHIBITED-AIMLTRAINING", "MR-NAP", "PR-NAP"). ``region`` is the province or state.
    """

    title: str = ""
    headline: str = ""
    caption: str = ""
    alt: str = ""
    extended_description: str = ""
    creator: tuple[str, ...] = ()
    creator_title: str = ""
    credit: str = ""
    source: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    web_statement: str = ""
    licensor_name: str = ""
    licensor_url: str = ""
    instructions: str = ""
    date_created: str = ""
    sublocation: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    country_code: str = ""
    keywords: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    event: str = ""
    digital_source_type: str = ""
    data_mining: str = ""
    other_constraints: str = ""
    ai_system: str = ""
    description_writer: str = ""
    job_id: str = ""
    model_release: str = ""
    property_release: str = ""
