"""Settings, read from the environment (docs/architecture.md, "The contract" names the variables that others may rely on)."""

from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from newsarchive import environment

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

NEWSARCHIVE_DATA = environment.data_folder(BASE_DIR / "data")
ARCHIVE_ZONE = environment.time_zone()
NEWSARCHIVE_TIME_ZONE = ARCHIVE_ZONE.key
SECRET_KEY = environment.secret_key(NEWSARCHIVE_DATA)

DEBUG = environment.flag("DEBUG", default=False)
PRIVATE = environment.flag("PRIVATE", default=False)
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# What permanent addresses begin with; nothing: the host of each request (articles.site).
SITE_URL = environment.site_url()
ALLOWED_HOSTS = environment.words(
    "ALLOWED_HOSTS", default=[*LOOPBACK_HOSTS, *([environment.host_of(SITE_URL)] if SITE_URL else [])]
)
# Behind TLS everywhere but on a laptop: `make run` says HTTPS=0.
HTTPS = environment.flag("HTTPS", default=not DEBUG)

INSTALLED_APPS = [
    "articles",
    "haystack",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Outermost, so that no answer goes without them, redirects and errors included.
    "csp.middleware.CSPMiddleware",
    "articles.middleware.NoPrefetchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "articles.middleware.HttpsRedirectMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.middleware.TextCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "articles.middleware.InterfaceLanguageMiddleware",
    "articles.middleware.BoundedBodyMiddleware",
    "articles.middleware.FormReferrerMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "articles.middleware.SessionRenewalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.middleware.HiddenMiddleware",
    "articles.turns.TurnsMiddleware",
    "articles.middleware.FreshIndexMiddleware",
]
if PRIVATE:
    MIDDLEWARE.append("articles.middleware.PrivateMiddleware")

ROOT_URLCONF = "newsarchive.urls"
WSGI_APPLICATION = "newsarchive.wsgi.application"
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
                "articles.context.site",
            ],
        },
    }
]

DATABASES = {"default": environment.database(NEWSARCHIVE_DATA)}

# The owner's own outlet rules (docs/outlets.md).
NEWSARCHIVE_OUTLETS = environment.outlets_file(NEWSARCHIVE_DATA)

NEWSARCHIVE_INDEX = NEWSARCHIVE_DATA / "index"
# What answers searches (articles/search/protocol.py).
SEARCH_ENGINE = "articles.search.embedded.engine.EmbeddedEngine"
HAYSTACK_CONNECTIONS = {
    "default": {"ENGINE": "articles.search.backend.haystack_backend.ArchiveEngine", "PATH": str(NEWSARCHIVE_INDEX)}
}
# Haystack's default: the index follows the outbox, never a signal (docs/architecture.md, "The house").
HAYSTACK_SIGNAL_PROCESSOR = "haystack.signals.BaseSignalProcessor"

USE_TZ = True
# The admin writes days as the pages do (articles.display.days); Chinese ones are so already.
FORMAT_MODULE_PATH = "newsarchive.formats"
TIME_ZONE = NEWSARCHIVE_TIME_ZONE
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = NEWSARCHIVE_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = NEWSARCHIVE_DATA / "media"
# fetch_images asks public addresses only. Tests name their own server on loopback here ("127.0.0.1:8123"). A constant on
# purpose: no environment, .env file or option can open it, and anything but loopback stays closed even if it is named.
PICTURE_RESCUE_BESIDE: frozenset[str] = frozenset()
# Before `collectstatic` has run, the files are served from where they lie.
WHITENOISE_USE_FINDERS = True
# Our files are for our pages; WhiteNoise would offer them to every site.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "newsarchive.staticfiles.StaticFiles"},
}

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
# Computers of libraries and offices: a session ends with the browser, and twelve hours after its last use
# (articles.middleware.SessionRenewalMiddleware).
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Nothing leaves for a third party (docs/architecture.md, "Pages").
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# Plain HTTP is sent to HTTPS by articles.middleware.HttpsRedirectMiddleware, which leaves this machine's own loopback
# addresses alone (Django's switch cannot); security.W008 asks for that switch. W005 and W021 ask for what binds other names
# too, and for long: the owner's choice (docs/deploy.md).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = environment.hsts(https=HTTPS)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
BEHIND_PROXY = environment.flag("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# A body of 200,000 characters pasted into the admin is an article, not an attack. Bytes.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# Notes of a selection, 500,000 characters of them.
LONGEST_PUBLIC_FORM = 5 * 1024 * 1024
# No form of the archive takes a file, so none is written down anywhere.
FILE_UPLOAD_HANDLERS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_query": {"()": "newsarchive.logs.WithoutQuery"}},
    "formatters": {
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
        "server": {"()": "django.utils.log.ServerFormatter", "format": "[{server_time}] {message}", "style": "{"},
    },
    "handlers": {
        # On the handlers: a logger's own filter does not see what the loggers below it write.
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_query"]},
        "server": {"class": "logging.StreamHandler", "formatter": "server", "filters": ["without_query"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "articles": {"level": environment.log_level()},
        # runserver logs whole request lines; gunicorn's logs are the matter of gunicorn.conf.py.
        "django.server": {"handlers": ["server"], "level": "INFO", "propagate": False},
        # Once, not twice.
        "django": {"handlers": [], "level": "INFO"},
    },
}
