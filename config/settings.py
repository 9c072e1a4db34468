"""All settings, read from ``DIALOGUE_*`` environment variables (docs/reference/settings.md).

Two modes: ``embedded`` (default: one process, SQLite, in-memory layer) and ``production``, which refuses to start
with unsafe values (config/production.py).
"""

import fcntl
import os
import secrets
from pathlib import Path

import django_stubs_ext
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from config import env, logs, production

django_stubs_ext.monkeypatch()  # lets forms and admin classes name their model: ModelForm[Exchange]

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env.choice("MODE", ("embedded", "production"), "embedded")
PRODUCTION = MODE == "production"
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / ".dev" / "data")
PROCESSES = env.integer("PROCESSES", 1, least=1, most=1000)
DEBUG = env.boolean("DEBUG", False)
BASE_URL = env.text("BASE_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")


def kept_secret_key() -> str:
    """The embedded shape keeps its own key in the data folder, so that links and sign-ins survive a restart."""
    path = DATA_DIR / "secret.key"
    if path.exists() and (known := path.read_text().strip()):
        return known
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # of processes that start at once the first makes the key and all have it
        key = file.read().strip() or secrets.token_urlsafe(64)
        file.seek(0)
        file.write(key)
    return key


SECRET_KEY = env.text("SECRET_KEY") or ("" if PRODUCTION else kept_secret_key())
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1]")
HTTPS = BASE_URL.startswith("https://")  # always in production; embedded with `./dev up --public`
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []

ROOM_DB_THREADS = env.integer("ROOM_DB_THREADS", 4, least=1, most=64)
BACKGROUND_DB_THREADS = 2
# Each thread of sessions/database.py holds a connection: those that read, the one that writes, the background's.
HELD = ROOM_DB_THREADS + 1 + BACKGROUND_DB_THREADS
DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR / "dialogue.sqlite3", held=HELD)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": env.text("REDIS_PREFIX", "dialogue")},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "servestatic",
    "channels",
    "django_htmx",
    "accounts",
    "exchanges",
    "matching",
    "sessions.apps.DialogueSessionsConfig",
    "facilitation",
    "recognition",
    "config.apps.ProductConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.middleware.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.middleware.RefusalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.page",
            ],
            "builtins": [
                "config.templatetags.page",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

FORM_RENDERER = "config.form_rendering.PageRenderer"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / ".dev" / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.fonts.FontFinder",
    "config.webfonts.WebFontFinder",
]
# Hashed names and pre-compressed copies in production; the plain files, found where they lie, otherwise.
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = not PRODUCTION
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "media"},
    },
    "staticfiles": {
        "BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024  # a roster has at most 10 MB

MAILERS = {"default": env.mail("MAIL_URL", "console:" if PRODUCTION else "file:", DATA_DIR / "mail")}
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "" if PRODUCTION else "Dialogue <dialogue@localhost>")

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-dialogue", "__Host-csrf"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if env.boolean("BEHIND_PROXY", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Figures of the process at /metrics: to programs on this machine, elsewhere with this token (config/metrics.py).
METRICS_TOKEN = env.text("METRICS_TOKEN")

LOGGING = logs.logging_for(production=PRODUCTION)

# The live room. Figures that are promises to people (holds, liveness) live in dialogue/, not here.
# A school behind one address: 500 people with two devices each. Behind a proxy the proxy tells the address.
ROOM_SOCKETS_PER_ADDRESS_MOST = env.integer("ROOM_SOCKETS_PER_ADDRESS_MOST", 1000, least=1, most=100_000)
ROOM_SOCKETS_MOST = env.integer("ROOM_SOCKETS_MOST", 4000, least=1, most=100_000)
DRAIN_SECONDS = env.integer("DRAIN_SECONDS", 20, least=0, most=600)
# Januses of this site (docs/how-to/media-server.md), by name; none: media go from browser to browser.
JANUS = env.servers("JANUS")
# Who says who spoke: the pages of the others, or (on a media server, opt-in) our own decoding of the sound.
TALK_MEASURE = env.choice("TALK_MEASURE", ("witnesses", "server"), "witnesses")
JANUS_API_SECRET, JANUS_ADMIN_KEY = env.text("JANUS_API_SECRET"), env.text("JANUS_ADMIN_KEY")
# How sound and picture travel: auto (a media server where one answers, else from browser to browser), mesh, none.
MEDIA = env.choice("MEDIA", ("auto", "mesh", "none"), "auto")
# Help for pages to reach each other (docs/explanation/media.md); credentials for TURN are made with the relay's secret.
STUN_URLS = env.addresses("STUN_URLS", schemes=("stun",))
TURN_URLS = env.addresses("TURN_URLS", schemes=("turn", "turns"))
TURN_SECRET = env.text("TURN_SECRET")
# Tests may speed plan and turn timers; sockets, beats and leases always run on the real clock.
CLOCK_FACTOR = env.integer("TEST_CLOCK_FACTOR", 1, least=1, most=600)

if PRODUCTION:
    production.refuse_unsafe(globals())
