"""How gunicorn serves the archive: `gunicorn newsarchive.wsgi` reads this file by itself. Its command line wins over it."""

import logging

from newsarchive.logs import WithoutQuery

bind = "127.0.0.1:8000"
# Two answer while one waits for the disk; each maps the same index files, so that another costs little memory.
workers = 2
worker_class = "gthread"
threads = 4
# Each worker opens the database and the index itself: nothing opened is shared across a fork.
preload_app = False
timeout = 60
# A worker starts anew now and then, not both at once.
max_requests = 10_000
max_requests_jitter = 1_000

# A socket in the home folder for managing a running server: nobody here uses it.
control_socket_disable = True

accesslog = "-"
# Neither who asked (no address, no browser) nor what for: %(U)s is the path without its query.
access_log_format = '%(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
# The error log quotes the request line of a request that cannot be read; a path may hold a line end.
for name in ("gunicorn.error", "gunicorn.access"):
    logging.getLogger(name).addFilter(WithoutQuery())


def post_worker_init(worker: object) -> None:
    """The first reader does not wait for tables to be built and the index to be mapped (half a second)."""
    from articles.search.access import warm

    warm()
