"""Parts of public pages that are the same whenever they show the same: drawn once, then kept."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Of some kilobytes each: some tens of megabytes where an archive is read from end to end.
MOST = 4096


def drawn_once(template: str, **shown: Any) -> SafeString:
    """A part of a page. Its template sees these values and nothing else, so that what is kept by
    them cannot be out of date; each must be hashable."""
    return _drawn(template, get_language(), settings.STATIC_URL, settings.DEBUG, **shown)


def forget() -> None:
    """For another process's templates or translations: tests have several in one."""
    _drawn.cache_clear()


# By type too: HTML and the text that looks the same are not drawn the same.
@lru_cache(maxsize=MOST, typed=True)
def _drawn(template, _language, _static, _debug, /, **shown) -> SafeString:
    return get_template(template).render(shown)
