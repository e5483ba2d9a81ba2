from __future__ import annotations

from articles.admin.side_by_side import ParagraphRow, side_by_side


def told(rows: list[ParagraphRow]) -> list[tuple[str, str]]:
    return [("…", "…") if row.gap else (_marked(row.left), _marked(row.right)) for row in rows]


def _marked(pieces: list) -> str:  # type: ignore[type-arg]
    return "".join(piece.text if piece.kind == "same" else f"[{piece.text}]" for piece in pieces)


def test_what_differs_is_marked_on_its_own_side() -> None:
    assert told(side_by_side("因大雾停航两日。", "因大雾停航三日。").rows) == [
        ("因大雾停航[两]日。", "因大雾停航[三]日。")
    ]


def test_other_texts_stand_beside_each_other() -> None:
    assert told(side_by_side("乙写的图说", "雾河").rows) == [("[乙写的图说]", "[雾河]")]
    assert told(side_by_side("", "雾河").rows) == [("", "[雾河]")]
    assert told(side_by_side("雾河", "").rows) == [("[雾河]", "")]


def test_paragraphs_far_from_a_change_are_left_out() -> None:
    lines = [f"第{n}段。" for n in range(9)]
    rows = told(side_by_side("\n".join(lines), "\n".join([*lines[:4], "改了。", *lines[5:]])).rows)
    assert rows == [
        ("…", "…"), ("第3段。", "第3段。"), ("[第4段。]", "[改了。]"), ("第5段。", "第5段。"), ("…", "…"),
    ]  # fmt: skip


def test_spaces_alone_are_no_rows() -> None:
    assert side_by_side("一 \n二", "一\n二").rows == []


def test_paragraphs_of_a_body_in_one_line_stand_in_lines_of_their_own() -> None:
    body = "".join(f"<p>第{n}段。</p>" for n in range(5))
    rows = told(side_by_side(body, body.replace("第0段", "首段")).rows)
    assert len(rows) == 3
    assert rows[1:] == [("<p>第1段。</p>", "<p>第1段。</p>"), ("…", "…")]
