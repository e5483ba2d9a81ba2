"""Posts as blogs, clippers and people keep them: what is read from each habit, whatever encodes it."""

from __future__ import annotations

import pytest

from articles.parsing import NotAnArticle, ParsedArticle, parse_file
from articles.parsing.types import Capture

PARAGRAPHS = (
    "渔市今早重开，第一批渔船在天亮以前靠岸，买鱼的人排到了码头外面的大街上，队伍里有人从前一晚就等在那里。",
    "管理处说，夜市要到下个月才恢复，摊位的租金今年不涨，下午起了风，船都提前回来了。",
)
BODY = "\n\n".join(PARAGRAPHS)


def parsed(text: str | bytes, path: str = "x/post.md") -> ParsedArticle:
    data = text.encode() if isinstance(text, str) else text
    article = parse_file(data, path)
    assert isinstance(article, ParsedArticle), article
    return article


JEKYLL = (
    "---\nlayout: post\ntitle: 渔市重开\nauthor: 沈望\ncategories: [本地, 渔业]\ntags: [渔市, 夜市]\n---\n"
    f"# 渔市重开\n\n{BODY}\n"
)
HUGO = (
    '+++\ntitle = "渔市重开"\ndate = 2021-03-01T08:00:00+08:00\nauthors = ["沈望"]\ncategories = ["本地"]\n'
    f'tags = ["渔市", "夜市"]\ndraft = true\n+++\n\n{BODY}\n'
)
HEXO = (
    f"title: 渔市重开\ndate: 2021-03-01 08:00:00\nauthor: 沈望\ncategories: 本地\ntags:\n- 渔市\n- 夜市\n---\n{BODY}\n"
)
OBSIDIAN = (
    f"---\n标题: 渔市重开\n日期: 2021-03-01\n作者: [[沈望]]\n栏目: 本地\n标签:\n  - 渔市\n  - 夜市\n---\n\n{BODY}\n"
)
PANDOC = f"% 渔市重开\n% 沈望\n% 2021-03-01\n\n{BODY}\n"
JSON = (
    '{{\n  "title": "渔市重开",\n  "date": "2021-03-01",\n  "author": "沈望",\n  "category": "本地",\n'
    '  "tags": ["渔市", "夜市"]\n}}\n\n{}\n'
)
LINES = f"标题：渔市重开\n作者：沈望\n日期：2021年3月1日\n栏目：本地\n关键词：渔市，夜市\n\n{BODY}\n"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (JEKYLL, "blog/_posts/2021-03-01-fish.md"),
        (HUGO, "content/post/fish/index.md"),
        (f"---\n{HEXO}", "source/_posts/fish.md"),
        (OBSIDIAN.replace("作者: [[沈望]]", '作者: "[[沈望]]"'), "库/渔市.md"),
        (PANDOC, "fish.md"),
        (JSON.format(BODY), "fish.md"),
        (LINES, "渔市.txt"),
    ],
    ids=["jekyll", "hugo", "hexo", "obsidian", "pandoc", "json", "lines"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "crlf"])
def test_habits(text: str, path: str, encoding: str) -> None:
    data = text.replace("\n", "\r\n").encode() if encoding == "crlf" else text.encode(encoding)
    article = parsed(data, path)
    assert (article.headline, article.byline) == ("渔市重开", ("沈望",))
    assert article.published is not None
    assert str(article.published.at.date()) == "2021-03-01"
    assert article.text == "\n".join(PARAGRAPHS)
    if not text.startswith("%"):
        assert article.section == "本地"
        assert set(article.tags) >= {"渔市", "夜市"}


def test_a_draft_is_read_and_told() -> None:
    assert ("draft", "true") in parsed(HUGO).also
    assert parsed(JEKYLL.replace("layout: post", "published: false"), "2021-03-01-a.md").also == (
        ("published", "false"),
    )


def test_what_no_table_knows_is_kept() -> None:
    article = parsed(f"---\ntitle: 题\ndate: 2021-03-01\nlayout: post\nread_time: 3\nplaces: [港口, 灯塔]\n---\n{BODY}")
    assert article.also == (("read_time", "3"), ("places", "港口、灯塔"))


def test_the_original_address_counts_and_the_capture_is_kept() -> None:
    capture = "https://web.archive.org/web/20210712002412/https://paper.example/a/1"
    for fields in (
        f"url: {capture}\noriginal_url: https://paper.example/a/1",
        f"source: {capture}",
        f"链接: {capture}",
    ):
        article = parsed(f"---\ntitle: 题\ndate: 2021-03-01\n{fields}\n---\n{BODY}")
        assert (article.url, article.url_key) == ("https://paper.example/a/1", "paper.example/a/1")
        assert [each.url for each in article.captures] == [capture]
        assert article.archived is not None
        assert article.archived.at.isoformat() == "2021-07-12T00:24:12+00:00"


def test_a_short_capture_is_no_identity_where_the_original_is_named() -> None:
    text = (
        f"---\ntitle: 题\ndate: 2021-03-01\nurl: https://archive.ph/AbCdE\nlink: https://paper.example/a/1\n---\n{BODY}"
    )
    article = parsed(text)
    assert article.url == "https://paper.example/a/1"
    assert article.captures == (Capture("https://archive.ph/AbCdE"),)


def test_an_outlet_and_an_address_in_one_field() -> None:
    article = parsed(f"---\ntitle: 题\ndate: 2021-03-01\n来源: '[海港晚報](https://paper.example/a/1)'\n---\n{BODY}")
    assert (article.site_title, article.filed_as, article.url) == ("海港晚報", "海港晚報", "https://paper.example/a/1")


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("記者沈望、林大文", ("沈望", "林大文")),
        ("實習記者沈望、記者林大文", ("沈望", "林大文")),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("海港新聞記者", ("海港新聞記者",)),
        ("公民記者有限公司", ("公民記者有限公司",)),
        ("明哥在路上", ("明哥在路上",)),
        ("admin", ()),
    ],
)
def test_bylines(author: str, names: tuple[str, ...]) -> None:
    assert parsed(f"---\ntitle: 题\ndate: 2021-03-01\nauthor: {author}\n---\n{BODY}").byline == names


def test_a_description_is_the_standfirst_and_a_cover_the_lead_picture() -> None:
    text = f"---\ntitle: 题\ndate: 2021-03-01\ndescription: 一句导语\ncover: https://p.example/c.jpg\n---\n{BODY}"
    article = parsed(text)
    assert article.standfirst == "一句导语"
    assert [(each.role, each.image_url) for each in article.figures] == [("lead", "https://p.example/c.jpg")]
    assert len(parsed(text + "\n![](https://p.example/c.jpg)\n").figures) == 1


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: ''\ndate: ''\nurl: https://web.archive.org/web/2022/https://a.example/1\n---\n\n",
        f"---\ntitle: Internet Archive: Temporarily Offline\ndate: 2021-03-01\n---\n{'Sorry. ' * 20}",
        "---\ntitle: 404 Not Found\ndate: 2021-03-01\n---\nnginx",
        f"---\nlayout: page\ntitle: 关于本站\n---\n{BODY}",
        "---\ntitle: 标签\ndate: 2019-01-01\ntype: tags\n---\n",
        "[[海港日报]]的记者。\n- 见 [[渔市]]\n",
    ],
)
def test_no_articles(text: str) -> None:
    found = parse_file(text.encode(), "x/1.md")
    assert isinstance(found, NotAnArticle)
    assert found.reason.endswith(".")


def test_an_article_about_errors_is_one() -> None:
    assert parsed(f"---\ntitle: 404 Not Found\ndate: 2021-03-01\n---\n{BODY * 20}").headline == "404 Not Found"


def test_markdown_without_front_matter() -> None:
    article = parsed(f"# 渔市重开\n\n作者：沈望\n2021年3月1日\nhttps://paper.example/a/1\n\n{BODY}")
    assert (article.format, article.headline, article.byline) == ("markdown", "渔市重开", ("沈望",))
    assert article.url == "https://paper.example/a/1"
    assert article.text == "\n".join(PARAGRAPHS)


def test_plain_text_in_a_folder() -> None:
    article = parsed(f"渔市重开\n\n　　{PARAGRAPHS[0]}\n　　{PARAGRAPHS[1]}\n", "海港晚报/本地/20210301_渔市.txt")
    assert (article.format, article.headline, article.section) == ("text", "渔市重开", "本地")
    assert article.published is not None
    assert (str(article.published.at.date()), article.published.precision) == ("2021-03-01", "day")
    assert article.text == "\n".join(PARAGRAPHS)


def test_the_folder_that_is_the_section_is_no_outlet() -> None:
    text = f"渔市重开\n\n{BODY}\n"
    assert parsed(text, "海港晚报/本地/1.txt").filed_as == "海港晚报"
    assert parsed(text, "本地/1.txt").filed_as == ""
    assert parsed(f"---\ntitle: 渔市重开\ndate: 2021-03-01\n---\n{BODY}", "source/_drafts/1.md").filed_as == ""


@pytest.mark.parametrize("path", ["source/about/index.md", "content/tags/index.md", "package.json", "a/tsconfig.json"])
def test_pages_and_settings_of_a_site_are_told_by_their_paths(path: str) -> None:
    post = f"---\ntitle: 渔市重开\ndate: 2021-03-01\n---\n{BODY}"
    assert isinstance(parse_file(post.encode(), path), NotAnArticle)
    assert parsed(post, "content/about-the-market/index.md").headline == "渔市重开"


def test_toml_with_bare_chinese_names_is_read_line_by_line() -> None:
    front = (
        'title = "渔市重开"\ndate = 2021-03-01\nauthors = ["沈望", "林舟"]\n栏目 = "本地"\n[cover]\ncaption = "码头"\n'
    )
    article = parsed(f"+++\n{front}+++\n{BODY}")
    assert (article.headline, article.byline, article.section) == ("渔市重开", ("沈望", "林舟"), "本地")
    assert article.published is not None and article.also == () and "front-matter" in article.problems


def test_names_of_paragraphs_are_no_text() -> None:
    article = parsed(f"---\ntitle: 题\ndate: 2021-03-01\n---\n**渔市**\n\n{BODY}\n\n^a1-b\n")
    assert article.text == "\n".join(["渔市", *PARAGRAPHS])


def test_wrapped_plain_text_is_joined() -> None:
    lines = (
        "渔市今早重开，第一批渔船在天亮以前靠岸，买鱼的人排到了",
        "码头外面的大街上，队伍里有人从前一晚就等在那里，管理处",
        "说夜市要到下个月才恢复，摊位的租金今年不涨，下午起了风",
        "，船都提前回来了。",
    )
    text = "\n".join(lines)
    assert parsed(f"渔市重开\n2021-03-01\n\n{text}\n", "a.txt").text == "".join(lines)


@pytest.mark.parametrize("text", ["只是一些文字。", "待办\n- 买鱼\n- 修船\n", "a = 1\nb = 2\n", f"{BODY}\n"])
def test_notes_are_no_articles(text: str) -> None:
    assert isinstance(parse_file(text.encode(), "x/1.txt"), NotAnArticle)


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x, x]\n" + "".join(f"k{n}: &k{n} [*k{n - 1}, *k{n - 1}]\n" for n in range(1, 30)).replace("*k0", "*a"),
        "a: " + "[" * 5_000,
        "- " * 20_000,
        "? " * 20_000,
        "a: !!python/object/apply:os.system [id]",
        "".join(f"{' ' * n}a:\n" for n in range(300)),
    ],
)
def test_bombs_in_front_matter(front: str) -> None:
    found = parse_file(f"---\ntitle: 题\n{front}\ndate: 2021-03-01\n---\n{BODY}".encode(), "x/1.md")
    assert not isinstance(found, ParsedArticle) or found.headline == "题"
