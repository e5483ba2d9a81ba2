"""Logging in and out, and changing one's password: for readers of a private archive and for editors alike."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from articles import logins

#: What a browser keeps of the archive: pages and pictures, saved searches and notes, cookies. (It listens over HTTPS and on
#: loopback only; elsewhere leave.js does what a script can.)
EVERYTHING = '"cache", "cookies", "storage"'


class LogInForm(AuthenticationForm):
    """Name and password, so many times in a quarter of an hour. wait: seconds, once that is too often."""

    wait = 0

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username") or ""
        if not name or not self.cleaned_data.get("password") or self.request is None:
            return super().clean()
        address = logins.client_address(self.request)
        self.wait = logins.begin(name, address)
        if self.wait:
            minutes = -(-self.wait // 60)
            text = ngettext(
                "There were too many log-ins with a wrong password. Try again in %(minutes)d minute.",
                "There were too many log-ins with a wrong password. Try again in %(minutes)d minutes.",
                minutes,
            )
            raise ValidationError(text % {"minutes": minutes}, code="wait")
        cleaned = super().clean()
        logins.succeeded(name, address)
        return cleaned


class LogIn(LoginView):
    """Leads on to where one wanted to go, on this site; else to the front page."""

    template_name = "account/login.html"
    authentication_form = LogInForm

    def get_default_redirect_url(self) -> str:
        """An editor who logs in at the admin's address wants to go there."""
        at_the_admin = self.request.path_info.startswith("/admin/") and getattr(self.request.user, "is_staff", False)
        return reverse("admin:index") if at_the_admin else super().get_default_redirect_url()

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_invalid(form)
        if wait := getattr(form, "wait", 0):
            response.status_code = 429
            response.headers["Retry-After"] = str(wait)
        return response


@require_safe
@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "account/account.html")


@method_decorator(never_cache, name="dispatch")
class ChangePassword(PasswordChangeView):
    template_name = "account/password.html"
    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        done = _("Your password has been changed. On other computers you are not logged in any more.")
        messages.success(self.request, done)
        return super().form_valid(form)


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def log_out(request: HttpRequest) -> HttpResponse:
    """From the button on every page. Pages are cached and say `no-referrer`, so that button can send neither a token nor an
    Origin: the browser's own word that the form is ours (Fetch Metadata, Sec-Fetch-Site) counts instead. Where it says
    nothing (plain HTTP), a page with a token asks once more."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "same-origin":
        return _left(request)
    if request.method == "POST" and "csrfmiddlewaretoken" in request.POST:
        return _left_by_token(request)
    return redirect("account")


@csrf_protect
def _left_by_token(request: HttpRequest) -> HttpResponse:
    return _left(request)


def _left(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = render(request, "account/left.html")
    response.headers["Clear-Site-Data"] = EVERYTHING
    return response
