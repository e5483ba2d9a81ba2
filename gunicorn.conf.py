"""How gunicorn serves the archive: `gunicorn newsarchive.wsgi` reads this file by itself. Its command line wins over it."""

import logging

from newsarchive.logs import WithoutQuery

bind = "127.0.0.1:8000"
# Two answer while one waits for the disk; each maps the same index files, so that another costs little memory.
workers = 2
worker_class = "newsarchive.worker.PatientWorker"
# A reader with a slow line holds a thread for as long as an export lasts, unless nginx gathers it (docs/deploy.md); one
# that waits for the line costs nothing.
threads = 16
# Each worker opens the database and the index itself: nothing opened is shared across a fork.
preload_app = False
timeout = 60
# On `kill -HUP` the old workers end their downloads while new ones answer. After gunicorn's own 30 s, and `timeout`, what
# still ran was killed (a download of two minutes, at 88 %).
graceful_timeout = 600
# No max_requests: a worker that is to start anew takes no more requests while an export runs, none takes its place until
# then (pages waited up to 22 s).
max_requests = 0
# The most gunicorn takes (4094 unless told): a comparison of 200 outlets and five long searches has an address of 6 kB.
limit_request_line = 8190

# A socket in the home folder for managing a running server: nobody here uses it.
control_socket_disable = True

accesslog = "-"
# Neither who asked (no address, no browser) nor what for: %(U)s is the path without its query.
access_log_format = '%(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
# The error log quotes the request line of a request that cannot be read; a path may hold a line end.
for name in ("gunicorn.error", "gunicorn.access"):
    logging.getLogger(name).addFilter(WithoutQuery())


def post_worker_init(worker: object) -> None:
    """The first reader does not wait for tables to be built and the index to be mapped (half a second); and while there is a
    worker, the database can be read, however full the disk gets. What costly answers took goes back."""
    from articles.search import warm
    from newsarchive.memory import keep_little
    from newsarchive.sqlite.base import keep_open

    keep_little()
    keep_open()
    warm()
