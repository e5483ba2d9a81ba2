"""The other script: of the text between tags only, as people write it."""

from __future__ import annotations

import pytest

from articles.reading import ShownText


@pytest.mark.parametrize(
    ("wanted", "script", "before", "after"),
    [
        ("hant", "Hans", "为什么里面的头发随着皇后", "為什麼裡面的頭髮隨著皇后"),
        ("hans", "Hant", "隨著裡面的頭髮，乾隆的著作", "随着里面的头发，乾隆的著作"),
        ("hans", "Hant", "裏面爲衆", "里面为众"),  # Hong Kong's and OpenCC's own characters
        ("hant", "Hans", "软件和信息", "軟件和信息"),  # other characters, not other words
        ("hant", "Hant", "皇后里長", "皇后里長"),
        ("hans", "Hans", "皇后里长", "皇后里长"),
        ("original", "Hans", "里面", "里面"),
        ("hant", "", "国", "国"),
        ("nonsense", "Hans", "里面", "里面"),
        ("hant", "Hans", "", ""),
        ("hant", "Hans", "\U0001f600里面\x01", "\U0001f600裡面\x01"),
    ],
)
def test_text(wanted: str, script: str, before: str, after: str) -> None:
    assert ShownText(wanted, script).text(before) == after


def test_only_the_text_between_tags() -> None:
    html = (
        '<p>国家<a href="https://x.example/国家?a=1&amp;b=国" rel="noopener">国家 &amp; &lt;国&gt;</a></p>'
        '<figure data-figure="1"></figure>国<img alt="国 > 家" src=\'国\'>'
    )
    assert ShownText("hant", "Hans").html(html) == (
        '<p>國家<a href="https://x.example/国家?a=1&amp;b=国" rel="noopener">國家 &amp; &lt;國&gt;</a></p>'
        '<figure data-figure="1"></figure>國<img alt="国 > 家" src=\'国\'>'
    )
    assert ShownText("original", "Hans").html(html) == html


def test_the_language_is_that_of_what_is_shown() -> None:
    assert ShownText("hant", "Hans").lang("zh-Hans") == "zh-Hant"
    assert ShownText("hans", "Hant").lang("zh-Hant") == "zh-Hans"
    assert ShownText("hans", "Hans").lang("zh-Hans") == "zh-Hans"
    assert ShownText("hans", "").lang("ja") == "ja"
    assert not ShownText().converted


#: Classes of characters that one simplified one stands for: each where OpenCC alone went wrong, or easily could.
TO_TRADITIONAL = [
    ("不是只有他，这只是开始，那只猫和两只狗", "不是只有他，這只是開始，那隻貓和兩隻狗"),
    ("第14天后发病，三天后，皇后和小天后公布", "第14天後發病，三天後，皇后和小天后公布"),
    ("面条、方便面、面粉和表面", "麵條、方便麵、麵粉和表面"),
    ("公里、邻里、里程碑、屋里、这里", "公里、鄰里、里程碑、屋裡、這裡"),
    ("干净的干部在树干旁干活，干旱", "乾淨的幹部在樹幹旁幹活，乾旱"),
    ("关系、系统、联系、系鞋带", "關係、系統、聯繫、繫鞋帶"),
    ("头发、理发、发表、总发电量、换发证件、学生发展", "頭髮、理髮、發表、總發電量、換發證件、學生發展"),
    ("准备、标准、批准、不准、核准", "準備、標準、批准、不准、核准"),
    ("轻松、蓬松、松树", "輕鬆、蓬鬆、松樹"),
    ("冲突、冲洗、冲击", "衝突、沖洗、衝擊"),
    ("征收、特征、象征、征文、长征", "徵收、特徵、象徵、徵文、長征"),
    ("时钟、一分钟、钟情", "時鐘、一分鐘、鍾情"),
    ("手表、表示、图表", "手錶、表示、圖表"),
    ("回归、巡回、迂回、回流", "回歸、巡迴、迂迴、回流"),
    ("云南、白云、人云亦云", "雲南、白雲、人云亦云"),
    ("山谷、稻谷、谷物", "山谷、稻穀、穀物"),
    ("忧郁、郁闷、浓郁", "憂鬱、鬱悶、濃郁"),
    ("北斗、漏斗、斗争、奋斗", "北斗、漏斗、鬥爭、奮鬥"),
    ("小丑、丑闻", "小丑、醜聞"),
    ("试卷、卷入、席卷", "試卷、捲入、席捲"),
    ("宿舍、舍弃", "宿舍、捨棄"),
    ("长胡子、部长胡先生", "長鬍子、部長胡先生"),
    ("借钱、借口、凭借、借此、借由", "借錢、藉口、憑藉、藉此、藉由"),
    ("台湾、舞台、台风、台面", "台灣、舞台、颱風、檯面"),
    ("看着、沿着、著名", "看著、沿著、著名"),
    ("600年历史、百年历史、日历", "600年歷史、百年歷史、日曆"),
    ("更加注意、批注", "更加注意、批註"),
    ("制度、制裁、制造、中国制造", "制度、制裁、製造、中國製造"),
    ("恢复、复杂、答复", "恢復、複雜、答覆"),
    ("一个中国原则", "一個中國原則"),
]
TO_SIMPLIFIED = [
    ("原著小說隨著土著的著作，接著作出顯著貢獻", "原著小说随着土著的著作，接着作出显著贡献"),
    ("他著有三本書，穿著白衣，帶著名單", "他著有三本书，穿着白衣，带着名单"),
    ("乾隆、乾淨、若干", "乾隆、干净、若干"),
    ("想像力、座標、揹著", "想象力、坐标、背着"),
    ("不是只有兩隻貓，三天後", "不是只有两只猫，三天后"),
]


@pytest.mark.parametrize(("before", "after"), TO_TRADITIONAL)
def test_one_simplified_character_becomes_the_traditional_one_that_is_meant(before: str, after: str) -> None:
    assert ShownText("hant", "Hans").text(before) == after


@pytest.mark.parametrize(("before", "after"), TO_SIMPLIFIED)
def test_particles_and_names_keep_apart_on_the_way_to_simplified(before: str, after: str) -> None:
    assert ShownText("hans", "Hant").text(before) == after
