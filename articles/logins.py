"""How often a log-in was tried: for one name, and from one address. All workers share the count.

Neither names nor addresses are written down: a row's key is a hash with the archive's secret key, and a row goes with the
next log-in after its quarter of an hour. A log-in is counted before the password is looked at, so that a hundred at once
do not pass for one.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

#: So many log-ins are tried for one name, and from one address (behind which there may be a whole library), in this time.
PER_NAME, PER_ADDRESS, WINDOW = 10, 30, timedelta(minutes=15)


class LoginCount(models.Model):
    """Log-ins tried within WINDOW of the first. until: when it ends."""

    key = models.CharField(max_length=64, unique=True)
    tried = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "articles"
        verbose_name, verbose_name_plural = _("count of log-ins"), _("counts of log-ins")

    def __str__(self) -> str:
        return self.key[:8]


def begin(name: str, address: str) -> int:
    """Count a log-in; 0, or for how many seconds no more are looked at. address: "" is not counted."""
    now = timezone.now()
    LoginCount.objects.filter(until__lte=now).delete()
    limits = {_key("name", _plain(name)): PER_NAME} | ({_key("address", address): PER_ADDRESS} if address else {})
    if wait := _wait(limits):
        return wait
    with transaction.atomic():
        for key in sorted(limits):
            LoginCount.objects.get_or_create(key=key, defaults={"until": now + WINDOW})
            LoginCount.objects.filter(key=key).update(tried=F("tried") + 1)
    return _wait({key: limit + 1 for key, limit in limits.items()})


def succeeded(name: str, address: str) -> None:
    """It was the right password: the name begins anew, and this one does not count against the address."""
    LoginCount.objects.filter(key=_key("name", _plain(name))).delete()
    LoginCount.objects.filter(key=_key("address", address), tried__gt=0).update(tried=F("tried") - 1)


def forget() -> int:
    """Let everybody try again; how many were counted."""
    return LoginCount.objects.all().delete()[0]


def _wait(limits: dict[str, int]) -> int:
    """Seconds until none of these keys has reached its limit."""
    rows = LoginCount.objects.filter(key__in=limits).values_list("key", "tried", "until")
    ends = [until for key, tried, until in rows if tried >= limits[key]]
    return max(1, int((max(ends) - timezone.now()).total_seconds())) if ends else 0


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().casefold()


def _key(kind: str, value: str) -> str:
    return salted_hmac("articles.logins", f"{kind}\0{value}", algorithm="sha256").hexdigest()


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: of IPv6 the network, which is one line's; "" where it is not known, or is this machine
    (its own proxy, or its owner).

    Behind one's own proxy (BEHIND_PROXY=1) the last address of X-Forwarded-For, which that proxy wrote; a reader can write
    what stands before it."""
    given = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        given = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(given.strip("[]"))
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    if address.is_loopback:
        return ""
    return str(ipaddress.ip_network((address, 64 if address.version == 6 else 32), strict=False))
