"""Why a picture was not taken: what is stored, what people read, and whether asking again can help. Data."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Reason:
    """code: as stored, at most 20 characters. refused: we will not have it, else it failed. again: a later run asks again
    by itself. elsewhere: with --proxy, a proxy is asked next. silent: the host did not answer at all."""

    code: str
    words: str | Promise
    refused: bool = False
    again: bool = False
    elsewhere: bool = False
    silent: bool = False

    def sentence(self, detail: str = "") -> str:
        """In the language of the moment."""
        return f"{self.words} ({detail})" if detail else f"{self.words}"

    def in_english(self, detail: str = "") -> str:
        """As commands speak, whatever the interface's language."""
        with translation.override("en"):
            return self.sentence(detail)


BAD_ADDRESS = Reason("bad-address", _("This is not a web address that can be fetched."), refused=True)
CREDENTIALS = Reason("credentials", _("The address holds a name or a password."), refused=True)
PORT = Reason("port", _("Only the ports 80 and 443 are used."), refused=True)
PRIVATE = Reason("private-address", _("The address leads into a private network."), refused=True)
REDIRECTS = Reason("redirects", _("The address redirects too many times."), elsewhere=True)
WEB_PAGE = Reason("web-page", _("A web page came instead of a picture."), refused=True, elsewhere=True)
SVG = Reason("svg", _("SVG drawings can contain programs and are not stored. Save it as PNG."), refused=True)
OTHER_KIND = Reason("other-kind", _("Browsers do not show this kind. Save it as PNG or JPEG."), refused=True)
NO_PICTURE = Reason("not-a-picture", _("It is not a picture that can be read."), refused=True, elsewhere=True)
TOO_LARGE = Reason("too-large", _("It has too many bytes."), refused=True)
PIXELS = Reason("too-many-pixels", _("It has too many pixels."), refused=True)
FRAMES = Reason("too-many-frames", _("Its animation has too many frames."), refused=True)
ENCRYPTED = Reason("encrypted", _("It is encrypted. Unpack the archive with its password."), refused=True)
DAMAGED = Reason("damaged", _("The picture is damaged or cut short."), again=True, elsewhere=True)
GONE = Reason("gone", _("The outlet does not have it any more."), elsewhere=True)
FORBIDDEN = Reason("forbidden", _("The outlet’s server refuses to send it."), elsewhere=True)
BAD_REQUEST = Reason("http-error", _("The outlet’s server rejected the request."), elsewhere=True)
BUSY = Reason("busy", _("The outlet’s server asks us to wait."), again=True, elsewhere=True, silent=True)
SERVER_ERROR = Reason("server-error", _("The outlet’s server reports an error."), again=True, elsewhere=True)
BAD_ANSWER = Reason("bad-answer", _("The server’s answer is not valid HTTP."), again=True, elsewhere=True)
NO_HOST = Reason("no-host", _("There is no such host."), again=True, elsewhere=True, silent=True)
UNREACHABLE = Reason("unreachable", _("The host cannot be reached."), again=True, elsewhere=True, silent=True)
TIMEOUT = Reason("timeout", _("It took too long."), again=True, elsewhere=True, silent=True)
TLS = Reason("tls", _("The host’s certificate is not valid."), again=True, elsewhere=True)

REASONS = {
    reason.code: reason
    for reason in (
        BAD_ADDRESS, CREDENTIALS, PORT, PRIVATE, REDIRECTS, WEB_PAGE, SVG, OTHER_KIND, NO_PICTURE, TOO_LARGE, PIXELS, FRAMES,
        ENCRYPTED, DAMAGED, GONE, FORBIDDEN, BAD_REQUEST, BUSY, SERVER_ERROR, BAD_ANSWER, NO_HOST, UNREACHABLE, TIMEOUT, TLS,
    )
}  # fmt: skip


class PictureRefused(Exception):
    """A picture that is not taken. The text is a sentence for people; wait: seconds the server asks for, 0 if none."""

    def __init__(self, reason: Reason, detail: str = "", wait: float = 0) -> None:
        super().__init__(reason, detail, wait)
        self.reason, self.detail, self.wait = reason, detail, wait

    def __str__(self) -> str:
        return self.reason.in_english(self.detail)
