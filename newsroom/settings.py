"""Newsroom's settings: one file for every place it runs; what differs comes from the environment.

docs/operations.md lists the variables.
"""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from newsroom.env import (
    read_bool,
    read_cache,
    read_choice,
    read_database,
    read_endpoints,
    read_folder,
    read_int,
    read_list,
    read_pairs,
    read_search,
    read_storage,
    read_str,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(read_str("NEWSROOM_VAR", str(BASE_DIR / "var"))).resolve()

DEBUG = read_bool("DEBUG", False)


def _secret_key() -> str:
    """SECRET_KEY, or a random one made at the first start and kept in var/."""
    if key := read_str("SECRET_KEY"):
        return key
    path = VAR_DIR / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(f"Cannot write {path}: {error.strerror}.") from None
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = read_list("CSRF_TRUSTED_ORIGINS", [])

# The publication.
SITE_NAME = read_str("SITE_NAME", "The Sarnhaven Courier")
# Readers may see how published stories changed; a story's own choice goes before it.
PUBLIC_HISTORY = read_bool("PUBLIC_HISTORY", True)
CORRECTIONS_PLACE = read_choice("CORRECTIONS_PLACE", "end", ("end", "top"))
CARD_CREDITS = read_choice("CARD_CREDITS", "hover", ("hover", "below"))
# What feeds give of a story, and what robots.txt says to the crawlers that train AI.
FEED_TEXT = read_choice("FEED_TEXT", "full", ("full", "summary"))
ROBOTS_AI = read_choice("ROBOTS_AI", "allow", ("allow", "refuse"))
SITE_TAGLINE = read_str("SITE_TAGLINE", "News of the strait and the world beyond it")
SITE_URL = read_str("SITE_URL", "").rstrip("/")

INSTALLED_APPS = [
    # The project's own templates win over unfold's and reversion's, whose history, recover
    # and change-list pages are replaced by ones that fit together.
    "articles",
    "authors",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "newsroom.desk_apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "js_asset",
    "modelsearch",
    "reversion",
    "taggit",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.plain_addresses.plain_addresses",
    "newsroom.desk_session.DeskSessionMiddleware",
    "newsroom.desk_language.desk_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"newsroom": "newsroom.template_tags"},
        },
    },
]
# So that the project's templates take the place of Django's own in forms, too.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": read_database(
        "DATABASE_URL",
        {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "newsroom.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # IMMEDIATE takes the write lock when a transaction begins, so that two editors
                # wait for each other instead of one failing at its first write.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                    "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;"
                ),
            },
        },
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEST_RUNNER = "newsroom.testing.Runner"

CACHES = {"default": read_cache("CACHE_URL")}

# Where readers' search keeps its index: the database, or OpenSearch or Elasticsearch.
MODELSEARCH_BACKENDS = {
    "default": read_search("SEARCH_URL") or {"BACKEND": "articles.search.database"}
}

TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = read_str("LANGUAGE_CODE", "en-gb")
TIME_ZONE = read_str("TIME_ZONE", "Europe/London")
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# A publication's own icons and pictures, found before ours of the same names.
STATICFILES_DIRS = [folder] if (folder := read_folder("SITE_FILES")) else []
MEDIA_URL = read_str("MEDIA_URL", "/media/")
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": read_storage("MEDIA_STORAGE")
    or {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsroom.static_files.HashedStaticFiles"},
}
# Where collectstatic has not been run, files are served from where they lie.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# A story with many pictures, bylines and tags posts many fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# Pictures and clips: what an upload may weigh and measure.
IMAGE_MAX_BYTES = read_int("IMAGE_MAX_MB", 40, least=1) * 1024 * 1024
IMAGE_MAX_PIXELS = read_int("IMAGE_MAX_MEGAPIXELS", 100, least=1) * 1_000_000
CLIP_MAX_BYTES = read_int("CLIP_MAX_MB", 50, least=1) * 1024 * 1024

# Checks before publishing (articles/checks): levels by name, and own ones by dotted path. What is
# set here is held against the checks that there are when the site starts (articles/apps.py).
NEWSROOM_CHECKS = read_pairs("CHECKS")
NEWSROOM_OWN_CHECKS = read_list("OWN_CHECKS", [])
HEADLINE_MAX_LENGTH = read_int("HEADLINE_MAX_LENGTH", 100, least=1)
# Where to ask what a social post says, by the host of its address (articles/oembed.py).
OEMBED_ENDPOINTS = read_endpoints("OEMBED_ENDPOINTS")

# The spoken version of stories (articles/narration): which engine, its voice for each language.
NARRATION = read_choice("NARRATION", "espeak-ng", ("espeak-ng", "piper", "off"))
NARRATION_VOICES = read_pairs("NARRATION_VOICES")
NARRATION_SPEED = read_int("NARRATION_SPEED", 165, least=80)
NARRATION_WHILE_MADE = read_choice("NARRATION_WHILE_MADE", "say", ("say", "hide"))
NARRATION_PULL_QUOTES = read_bool("NARRATION_PULL_QUOTES", False)
NARRATION_CAPTIONS = read_bool("NARRATION_CAPTIONS", False)
NARRATION_MAX_BYTES = read_int("NARRATION_MAX_MB", 100, least=1) * 1024 * 1024

# Behind a proxy that ends TLS, HTTPS=1 turns on what a secure site needs.
HTTPS = read_bool("HTTPS", False)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = read_int("HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "newsroom_session"
CSRF_COOKIE_NAME = "newsroom_csrf"
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_FAILURE_VIEW = "articles.errors.outdated_form"

TAGGIT_CASE_INSENSITIVE = True

UNFOLD = {
    "SITE_TITLE": SITE_NAME,
    "SITE_HEADER": SITE_NAME,
    "SITE_SUBHEADER": _("Newsroom"),
    "SITE_SYMBOL": "newspaper",
    "SITE_URL": "/",
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "4px",
    "ENVIRONMENT": "newsroom.navigation.environment",
    "DASHBOARD_CALLBACK": "articles.admin.index.index_context",
    "STYLES": ["newsroom.navigation.desk_css", "newsroom.navigation.newsdesk_css"],
    "SCRIPTS": [],
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "newsroom.navigation.sidebar",
    },
    "COLORS": {
        # A plain ink blue; what is on paper keeps its colours.
        "primary": {
            "50": "oklch(97% .012 250)",
            "100": "oklch(93.5% .027 250)",
            "200": "oklch(87.5% .052 250)",
            "300": "oklch(79% .09 250)",
            "400": "oklch(69% .12 250)",
            "500": "oklch(58.5% .135 251)",
            "600": "oklch(49% .13 252)",
            "700": "oklch(42.5% .112 253)",
            "800": "oklch(36.5% .09 254)",
            "900": "oklch(31% .07 255)",
            "950": "oklch(22% .05 256)",
        },
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": read_str("LOG_LEVEL", "WARNING")},
}
