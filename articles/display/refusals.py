"""Why a file was refused, in the language of whoever reads it.

The ledger holds the sentence as the import wrote it, in English; parsing knows no Django. Here each sentence stands once
more, with names for what varies in it: what is found so is said in the interface language, anything else as it was written.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("It is empty."),
    _("It holds nothing but blanks."),
    _("It holds nothing that could be read."),
    _("It holds NUL bytes: binary, damaged, or UTF-16 without its mark."),
    _("It holds NUL characters, so it is no text."),
    _("It holds half a surrogate pair, which is no character. Save it as UTF-8 again."),
    _("Its character encoding is not UTF-8, UTF-16, GB18030 or Big5. Convert it to UTF-8 and import it again."),
    _("It has %(size)s MiB or more, and an article at most %(limit)s MiB. Split it into its articles."),
    _("One of its lines is longer than %(size)s MB."),
    _("It is %(kind)s, not text."),
    _("Its HTML cannot be parsed (%(detail)s). Correct the file and import it again."),
    _("It has more than %(number)s tags or twice as many entities; no article has."),
    _("It breaks off before its text: there is no whole headline with a line of dashes below."),
    _("The file breaks off in the middle of this entry. Fetch it again."),
    _("This entry cannot be parsed (%(detail)s). Fetch the feed again."),
    _("The rest of the file cannot be read: %(detail)s."),
    _("It has neither a headline nor a text."),
    _("It is nested too deeply for an article."),
    _("It is nested too deeply for an article; what comes after it in the file cannot be read."),
    _("It is broken JSON (%(detail)s). Fetch or export it again."),
    _("It is broken JSON (%(detail)s); what comes after it in the file cannot be read."),
    _("Its parts are nested too deeply for a saved page."),
    _("It is a page saved as MHTML, and holds no HTML: it is cut short. Save it again."),
    _("The parser failed on it (%(kind)s: %(detail)s). Please report this file."),
    _("The parser crashed on it (exit code %(code)s). Please report this file."),
    _("Reading it took more than %(seconds)s seconds, so it was given up."),
    _("It cannot be read: %(detail)s."),
    _("It cannot be opened: %(detail)s."),
    _("It cannot be looked at: %(detail)s."),
    _("The folder cannot be listed: %(detail)s."),
    _("It is no ordinary file (a pipe, socket or device)."),
    _("A device, pipe or other special file."),
    _("A file with holes (sparse). Unpack the archive and import the folder."),
    _("It lies over another member of the archive: damaged, or a zip bomb."),
    _("A link that leads nowhere."),
    _("A link that leads out of the folder; it is not followed. Copy the file here."),
    _("A link; links in archives are not followed."),
    _("Its name is an absolute path, which would lead out of the archive."),
    _("Its name leads out of the archive (..)."),
    _("It is encrypted. Unpack the archive with its password and import the folder."),
    _("This member of the archive is damaged (%(detail)s)."),
    _("It is no whole zip archive (%(detail)s). If it was cut short, fetch it again or repair it with zip -FF."),
    _("It unpacks to more than %(size)s GiB; the rest was not read."),
    _("It unpacks to more than %(times)s times its packed size: a zip bomb."),
    _("Its reading was stopped: %(detail)s. If it is honest, unpack it and import the folder."),
    _("It is cut short or damaged (%(detail)s). What came before is imported; fetch it again for the rest."),
    _("A header in its middle is damaged, or several archives were joined. What came before is imported."),
    _("It ends without a tar's end mark, so it may be cut short. What it holds is imported; fetch it again."),
    _("Its stored bytes are damaged (%(detail)s). Restore them from a backup."),
    _("Its file is missing from the export, too large or not the bytes it was."),
    _(
        "%(number)s commits cannot be read, so the reading of the history was ended. If this is a clone "
        "without trees (--filter=tree:0), fetch the whole: git fetch --refetch --filter=blob:none."
    ),
    _("A packed member of the file is damaged. Reading goes on with the next one."),
    _("A record's head cannot be read (%(detail)s). Reading goes on with the next record."),
    _("Git LFS keeps it elsewhere, and its bytes are not here. Fetch them: git lfs fetch --all."),
    _("It is no workbook that can be read (%(detail)s)."),
    _("The capture holds no page: its record is empty."),
    _("The captured page unpacks to more than %(size)s MiB; no article has."),
    _("The database is damaged (%(detail)s); what comes after it cannot be read."),
    _("The export breaks off or is broken in the middle of this message. Export it again."),
    _("The history in %(path)s was left out: %(detail)s"),
    _("The record breaks off: of %(size)s bytes %(number)s are there."),
    _("The record does not say how long it is."),
    _("The record says that it is longer than it is."),
    _("The sheet is damaged (%(detail)s); what comes after it cannot be read."),
    _("The table is broken at line %(number)s (%(detail)s); what comes after it cannot be read."),
    _("The table is damaged (%(detail)s); what comes after it cannot be read."),
    _("The web archive is damaged (%(detail)s). What came before is imported; fetch it again."),
    _("git cannot read the repository (%(detail)s). Look at it with git fsck."),
    _("git could not read these bytes (%(detail)s)."),
    # What is no article, of the kinds of files that archives of sites hold.
    _("It holds the settings of a site; only its title is read."),
    _("Its front matter is that of a site's page, not of an article (no date, no address)."),
    _("It has front matter without a date, and no text: there was no article when it was saved."),
    _("%(name)s describes a repository or a site; it is no article."),
    _("It lies in %(folder)s, which holds a repository's or a site's own files."),
    _("It is a feed of %(number)s entries, each read as an article of its own."),
    _("It is an error page (“%(headline)s”) that was saved in place of an article. Fetch the article again."),
    _("It has front matter, and neither a text nor an address: a page that lists others, or a note."),
    _("It has neither a `[headline](address)` line with dashes below nor front matter."),
)
#: What `%(kind)s` may be.
KINDS = frozenset(
    (
        _("a PNG picture"),
        _("a JPEG picture"),
        _("a GIF picture"),
        _("a PDF document"),
        _("a ZIP archive"),
        _("gzip-compressed data"),
        _("zstd-compressed data"),
        _("xz-compressed data"),
        _("an SQLite database"),
        _("a program"),
    )
)
_PLACE = re.compile(r"%\((\w+)\)s")


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(_pattern(sentence), re.DOTALL), sentence) for sentence in SENTENCES]


def _pattern(sentence: str) -> str:
    parts = _PLACE.split(sentence)
    return "".join(f"(?P<{part}>.+)" if n % 2 else re.escape(part) for n, part in enumerate(parts))


def refusal(reason: str) -> str:
    """`reason` (ImportedFile.reason) in the interface language, as text."""
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(reason):
            values = {name: gettext(text) if text in KINDS else text for name, text in found.groupdict().items()}
            return gettext(sentence) % values
    return reason
