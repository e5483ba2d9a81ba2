"""WSGI entry point (gunicorn newsarchive.wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsarchive.settings")
application = get_wsgi_application()

from articles import site  # noqa: E402 - models only stand from here on

site.publish_at_start()
