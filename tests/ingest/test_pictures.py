"""Rescued pictures: what is taken, what is refused, and what is stored."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image as Pillow
from pytest_django import Settings

from articles.ingest import pictures
from articles.ingest.pictures import PictureRefused, load_pictures, store_picture
from articles.models import Image

pytestmark = pytest.mark.django_db
ADDRESS = "https://pictures.example/2024/"


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "rescued").mkdir()
    return tmp_path / "rescued"


def picture_of(url: str) -> Image:
    return Image.objects.create(url=url, url_hash=hashlib.sha256(url.encode()).hexdigest())


def drawn(kind: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", size, "#c0392b").save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp"), ("GIF", ".gif")])
def test_a_picture_gets_the_file_of_its_name(folder: Path, tmp_path: Path, kind: str, suffix: str) -> None:
    wanted, other = picture_of(ADDRESS + "a"), picture_of(ADDRESS + "b")
    (folder / "a").write_bytes(drawn(kind))
    report = load_pictures(folder)
    assert (report.loaded, report.unchanged, report.unused, report.refused) == (1, 0, (), ())
    wanted.refresh_from_db()
    stored = tmp_path / "media" / wanted.file.name
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == wanted.sha256
    assert wanted.file.name == f"images/{wanted.sha256}{suffix}"
    assert (wanted.width, wanted.height) == (40, 20)
    other.refresh_from_db()
    assert not other.file


def test_every_picture_whose_address_ends_in_the_name_and_names_that_are_percent_encoded(folder: Path) -> None:
    addresses = (ADDRESS + "%E6%B8%A1%E8%BD%AE.png?w=900", "https://other.example/渡轮.png")
    rows = [picture_of(address) for address in addresses]
    (folder / "渡轮.png").write_bytes(drawn("PNG"))
    assert load_pictures(folder).loaded == 2
    assert len({Image.objects.get(pk=row.pk).sha256 for row in rows}) == 1


def test_twice_is_once(folder: Path, tmp_path: Path) -> None:
    picture_of(ADDRESS + "a.png")
    (folder / "a.png").write_bytes(drawn("PNG"))
    load_pictures(folder)
    report = load_pictures(folder)
    assert (report.loaded, report.unchanged) == (0, 1)
    assert len(list((tmp_path / "media" / "images").iterdir())) == 1


def test_a_file_lost_from_the_media_folder_comes_back(folder: Path, tmp_path: Path) -> None:
    row = picture_of(ADDRESS + "a.png")
    (folder / "a.png").write_bytes(drawn("PNG"))
    load_pictures(folder)
    row.refresh_from_db()
    (tmp_path / "media" / row.file.name).unlink()
    assert load_pictures(folder).loaded == 1
    assert (tmp_path / "media" / row.file.name).is_file()


def test_where_a_photo_was_taken_does_not_stay_in_it_and_it_stands_upright(folder: Path, tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera of a person at risk"
    exif.get_ifd(0x8825)[1] = "N"
    (folder / "a.jpg").write_bytes(drawn("JPEG", exif=exif, comment=b"hidden") + b"trailing secret")
    stored = store_picture(folder / "a.jpg")
    content = (tmp_path / "media" / stored.name).read_bytes()
    for secret in (b"Camera", b"hidden", b"trailing", b"Exif"):
        assert secret not in content
    assert (stored.width, stored.height) == (20, 40)


def test_an_animation_keeps_its_frames(folder: Path, tmp_path: Path) -> None:
    frames = [Pillow.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    frames[0].save(folder / "a.gif", save_all=True, append_images=frames[1:])
    stored = store_picture(folder / "a.gif")
    with Pillow.open(tmp_path / "media" / stored.name) as kept:
        assert kept.n_frames == 3


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "not a picture"),
        (b"<!doctype html><p>404", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b'<?xml version="1.0"?>\n<!-- x -->\n<SVG/>', "SVG"),
        (drawn("PNG", (200, 200))[:-60], "damaged"),
        (drawn("JPEG", (300, 300))[:400], "damaged"),
        (drawn("TIFF"), "TIFF"),
        (drawn("BMP"), "BMP"),
    ],
)
def test_what_is_refused_says_why_and_stores_nothing(folder: Path, tmp_path: Path, content: bytes, word: str) -> None:
    picture_of(ADDRESS + "a.png")
    (folder / "a.png").write_bytes(content)
    [(name, reason)] = load_pictures(folder).refused
    assert name == "a.png"
    assert word in reason
    assert not (tmp_path / "media").exists()


def test_a_picture_of_too_many_pixels_is_refused_by_its_header(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PIXEL_LIMIT", 799)
    (folder / "a.png").write_bytes(drawn("PNG", (40, 20)))
    with pytest.raises(PictureRefused, match="pixels"):
        store_picture(folder / "a.png")


def test_a_file_of_too_many_bytes_is_not_even_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "BYTE_LIMIT", 10)
    (folder / "a.png").write_bytes(drawn("PNG"))
    with pytest.raises(PictureRefused, match="bytes"):
        store_picture(folder / "a.png")


def test_links_out_of_the_folder_are_not_followed(folder: Path, tmp_path: Path) -> None:
    picture_of(ADDRESS + "a.png")
    (tmp_path / "elsewhere.png").write_bytes(drawn("PNG"))
    (folder / "a.png").symlink_to(tmp_path / "elsewhere.png")
    assert load_pictures(folder).loaded == 0


def test_the_command_names_what_it_refused_and_ends_with_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture_of(ADDRESS + "a.png")
    (folder / "a.png").write_bytes(b"nothing")
    (folder / "unused.png").write_bytes(drawn("PNG"))
    with pytest.raises(SystemExit) as ended:
        call_command("load_pictures", str(folder))
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert "a.png" in told.err
    assert "unused.png" in told.out


def test_the_sample_pictures_are_all_taken(folder: Path) -> None:
    sample = Path(__file__).resolve().parent.parent.parent / "sample" / "pictures"
    for path in sample.iterdir():
        picture_of(ADDRESS + path.name)
    report = load_pictures(sample)
    assert (report.loaded, report.unused, report.refused) == (16, (), ())
    for path in sample.iterdir():
        assert path.stat().st_size < 60_000
