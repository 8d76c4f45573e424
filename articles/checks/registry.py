"""Which checks there are, and how much each weighs here: NEWSROOM_CHECKS, NEWSROOM_OWN_CHECKS."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from articles.checks import links, pictures, references, story, talk
from articles.checks.check import Check, Context, Found, Level

# In the order in which the desk reads them.
BUILT_IN: tuple[type[Check], ...] = (
    story.SectionMissing,
    story.BylineMissing,
    story.TextMissing,
    story.UnderEmbargo,
    references.ReferenceGone,
    pictures.RightsEnded,
    pictures.AltMissing,
    pictures.CaptionMissing,
    pictures.CreditMissing,
    pictures.ClipRightsEnded,
    pictures.ClipCreditMissing,
    pictures.ClipTrackMissing,
    story.LeadPictureMissing,
    story.LeftOpen,
    story.HeadlineTooLong,
    links.DeadLink,
    references.PostNotKept,
    talk.NoteUnsettled,
    talk.ReplyMissing,
)


def registered() -> list[tuple[Check, Level]]:
    """Every check that is there, with its level here. Raises ImproperlyConfigured."""
    checks = [*(kind() for kind in BUILT_IN), *map(_own, settings.NEWSROOM_OWN_CHECKS)]
    codes = [check.code for check in checks]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise ImproperlyConfigured(f"Two checks are called {sorted(twice)[0]!r}.")
    levels = settings.NEWSROOM_CHECKS
    if strange := set(levels) - set(codes):
        raise ImproperlyConfigured(
            f"CHECKS names {sorted(strange)[0]!r}; the checks are {', '.join(codes)}."
        )
    return [(check, _level(check, levels.get(check.code, check.level))) for check in checks]


def _own(path: str) -> Check:
    try:
        kind = import_string(path)
    except ImportError as error:
        raise ImproperlyConfigured(f"OWN_CHECKS names {path!r}: {error}.") from None
    if not (isinstance(kind, type) and issubclass(kind, Check) and getattr(kind, "code", "")):
        raise ImproperlyConfigured(
            f"OWN_CHECKS names {path!r}, which is no subclass of articles.checks.Check with a code."
        )
    return kind()


def _level(check: Check, asked: str) -> Level:
    try:
        level = Level(asked)
    except ValueError:
        raise ImproperlyConfigured(
            f"CHECKS gives {check.code} the level {asked!r}; use blocking, warning or off."
        ) from None
    if check.is_essential and level != Level.BLOCKING:
        raise ImproperlyConfigured(
            f"CHECKS gives {check.code} the level {asked!r}, but no story is published without it."
        )
    return level


def run_checks(context: Context, *, only_essential: bool = False) -> list[Found]:
    """What the checks find, what blocks first."""
    found = [
        Found(check.code, level, finding)
        for check, level in registered()
        if level != Level.OFF and (check.is_essential or not only_essential)
        for finding in check.find(context)
    ]
    return sorted(found, key=lambda one: one.level != Level.BLOCKING)


def blocking(found: list[Found]) -> list[Found]:
    return [one for one in found if one.level == Level.BLOCKING]
