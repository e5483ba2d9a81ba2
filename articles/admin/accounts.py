"""Accounts and their groups: Django's own pages, but that nobody saves over another's change (a right that was taken away
does not come back with an address that was corrected)."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from articles.admin.versioned import Versioned

admin.site.unregister([User, Group])


@admin.register(User)
class AccountAdmin(Versioned, UserAdmin):  # type: ignore[type-arg]
    # A log-in while the form is open is no other version.
    readonly_fields = ("last_login", "date_joined")


@admin.register(Group)
class AccountGroupAdmin(Versioned, GroupAdmin):
    pass
