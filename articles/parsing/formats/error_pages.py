"""Pages that a scraper saved in place of an article: what a server or a web archive says when it has nothing to show."""

from __future__ import annotations

import re

from articles.parsing.types import NotAnArticle

#: A longer text is an article, even one about errors.
_LONGEST = 1_500
_HEADLINES = re.compile(
    r"(?:internet archive|wayback machine)?\W*(?:services? )?temporarily (?:offline|unavailable)\W*$"
    r"|(?:http )?(?:error )?(?:40[0134]|410|429|451|50[0-4]|52\d)\b[\s:：|–—-]*(?:error|not found|forbidden|bad gateway"
    r"|service unavailable|too many requests|internal server error|gateway time-?out|unauthorized|bad request|gone)?\W*$"
    r"|(?:page |file )?not found\W*$|access denied\W*$|just a moment\W*$|attention required!?\W*(?:cloudflare)?\W*$"
    r"|are you a robot\W*$"
    r"|(?:this )?site can.t be reached\W*$|page cannot be (?:displayed|crawled)\b"
    r"|(?:找不到|未找到)(?:網頁|网页|頁面|页面)\W*$|(?:頁面|页面|網頁|网页)(?:不存在|未找到|找不到|無法顯示|无法显示)\W*$|(?:系统|系統|服务器|伺服器)(?:错误|錯誤|维护中|維護中)\W*$",
    re.IGNORECASE,
)
_TEXTS = re.compile(
    r"internet archive services are temporarily offline|wayback machine has not archived that url"
    r"|this url has been excluded from the wayback machine|enable javascript and cookies to continue"
    r"|checking your browser before accessing"
    r"|the requested url was not found on this server",
    re.IGNORECASE,
)


def error_page(headline: str, text: str) -> NotAnArticle | None:
    """Why it is no article, if it is such a page."""
    short = len(text.strip()) <= _LONGEST
    if short and (_HEADLINES.match(headline.strip()) or _TEXTS.search(text)):
        shown = " ".join(headline.split())[:60] or "error"
        return NotAnArticle(
            f"It is an error page (“{shown}”) that was saved in place of an article. Fetch the article again."
        )
    return None
