"""Rescued pictures: what is taken, what is refused, and what is stored."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image as Pillow
from PIL import ImageCms
from pytest_django import Settings

from articles.ingest.export.exporting import export_archive
from articles.ingest.export.restoring_pictures import restore_picture
from articles.ingest.export.schema import PictureLine
from articles.ingest.pictures import picture_bytes
from articles.ingest.pictures.folders import load_pictures
from articles.ingest.pictures.storing import PictureRefused, complete_pictures, keep_picture, store_picture
from articles.ingest.pictures.thumbnails import thumbnail_name
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


def test_a_file_has_its_name_only_after_all_of_it_is_on_the_disk(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a power cut would leave an empty file under a name that says what is in it."""
    synced: dict[int, int] = {}
    renamed: dict[str, int | None] = {}
    fsync, replace = os.fsync, Path.replace

    def syncing(handle: int) -> None:
        fsync(handle)
        synced[os.fstat(handle).st_ino] = os.fstat(handle).st_size

    def renaming(path: Path, target: Path) -> Path:
        renamed[Path(target).name] = synced.get(path.stat().st_ino)
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(Path, "replace", renaming)
    keep_picture(drawn("JPEG", (2000, 1500)))
    files = {path.name: path.stat().st_size for path in (tmp_path / "media").rglob("*") if path.is_file()}
    assert len(files) > 3, "the untouched one, the one that is served, and small copies"
    assert renamed == files


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
        (b"<!doctype html><p>404", "web page"),
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
    monkeypatch.setattr(picture_bytes, "PIXEL_LIMIT", 799)
    (folder / "a.png").write_bytes(drawn("PNG", (40, 20)))
    with pytest.raises(PictureRefused, match="pixels"):
        store_picture(folder / "a.png")


def test_a_file_of_too_many_bytes_is_not_even_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_bytes, "BYTE_LIMIT", 10)
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
        call_command("fetch_images", "--from", str(folder))
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert "a.png" in told.err
    assert "unused.png" in told.out


def test_the_sample_pictures_are_all_taken(folder: Path) -> None:
    sample = Path(__file__).resolve().parents[3] / "sample" / "pictures"
    for path in sample.iterdir():
        picture_of(ADDRESS + path.name)
    report = load_pictures(sample)
    assert (report.loaded, report.unused, report.refused) == (16, (), ())
    for path in sample.iterdir():
        assert path.stat().st_size < 60_000


SECRET = b"a secret of the photographer"


def animated(kind: str) -> bytes:
    frames = [Pillow.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    exif = Pillow.Exif()
    exif[0x010F] = SECRET.decode()
    hidden = {"comment": SECRET} if kind == "GIF" else {"exif": exif, "icc_profile": SECRET, "xmp": SECRET}
    if kind == "PNG":
        hidden = {"exif": exif}
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], **hidden)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_an_animation_tells_nothing_either(folder: Path, settings: Settings, kind: str) -> None:
    data = animated(kind)
    assert SECRET in data
    stored = keep_picture(data)
    media = Path(settings.MEDIA_ROOT)
    assert SECRET not in (media / stored.name).read_bytes()
    assert (media / stored.untouched).read_bytes() == data
    assert stored.thumbnail_widths == ()
    with Pillow.open(media / stored.name) as kept:
        assert kept.n_frames == 3


def test_what_shines_through_still_does(folder: Path, settings: Settings) -> None:
    picture = Pillow.new("P", (400, 20), 0)
    picture.putpalette([255, 0, 0, 0, 255, 0])
    out = io.BytesIO()
    picture.save(out, "PNG", transparency=0)
    stored = keep_picture(out.getvalue())
    for name in (stored.name, thumbnail_name(stored.sha256, 320)):
        with Pillow.open(Path(settings.MEDIA_ROOT) / name) as kept:
            assert kept.convert("RGBA").getpixel((5, 5))[3] == 0


def test_colours_of_another_space_are_brought_to_srgb(folder: Path, settings: Settings) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    good, broken = drawn("JPEG", icc_profile=lab), drawn("JPEG", icc_profile=b"no profile")
    for data in (good, broken):
        with Pillow.open(Path(settings.MEDIA_ROOT) / keep_picture(data).name) as kept:
            assert "icc_profile" not in kept.info
            assert abs(kept.convert("RGB").getpixel((5, 5))[0] - 0xC0) < 4
    out = io.BytesIO()
    Pillow.new("CMYK", (40, 20), (0, 255, 255, 0)).save(out, "JPEG")
    with Pillow.open(Path(settings.MEDIA_ROOT) / keep_picture(out.getvalue()).name) as kept:
        assert kept.mode == "RGB"


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((300, 200), ()),
        ((320, 10), ()),
        ((900, 600), (320, 640)),
        ((3000, 90), (320, 640, 1280)),
        ((700, 18_000), (320,)),
    ],
)
def test_small_copies_are_made_where_they_are_smaller(
    folder: Path, settings: Settings, size: tuple[int, int], widths: tuple[int, ...]
) -> None:
    stored = keep_picture(drawn("PNG", size))
    assert stored.thumbnail_widths == widths
    for width in widths:
        with Pillow.open(Path(settings.MEDIA_ROOT) / thumbnail_name(stored.sha256, width)) as small:
            assert (small.format, small.width) == ("WEBP", width)
            assert abs(small.height - size[1] * width / size[0]) <= 1


def test_an_animation_of_too_many_frames_is_refused_without_counting_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("GIF", "WEBP", "PNG"):
        monkeypatch.setattr(picture_bytes, "FRAME_LIMIT", 2)
        with pytest.raises(PictureRefused) as caught:
            keep_picture(animated(kind))
        assert caught.value.reason.code == "too-many-frames"
        monkeypatch.setattr(picture_bytes, "FRAME_LIMIT", 3)
        assert keep_picture(animated(kind)).width == 9


def test_the_same_bytes_from_two_addresses_are_one_file(folder: Path, settings: Settings) -> None:
    rows = [picture_of(ADDRESS + "a.png"), picture_of("https://mirror.example/a.png")]
    (folder / "a.png").write_bytes(drawn("PNG"))
    load_pictures(folder)
    assert len({Image.objects.get(pk=row.pk).file.name for row in rows}) == 1
    media = Path(settings.MEDIA_ROOT)
    assert len([path for path in media.rglob("*") if path.is_file()]) == 2


def test_a_file_deep_in_the_folder_belongs_to_its_whole_path_only(folder: Path) -> None:
    right, wrong = picture_of("https://a.example/2020/1.jpg?w=9"), picture_of("https://b.example/2020/1.jpg")
    (folder / "a.example" / "2020").mkdir(parents=True)
    (folder / "a.example" / "2020" / "1.jpg").write_bytes(drawn("JPEG"))
    assert load_pictures(folder).loaded == 1
    assert Image.objects.get(pk=right.pk).file
    assert not Image.objects.get(pk=wrong.pk).file


def test_a_zip_is_read_like_a_folder_and_its_tricks_lead_nowhere(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_bytes, "BYTE_LIMIT", 1 << 20)
    names = ("a.png", "bomb.png", "evil.png", "a.svg", "渡轮.png")
    rows = {name: picture_of(ADDRESS + name) for name in names}
    place = tmp_path / "pictures.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", drawn("PNG"))
        archive.writestr("渡轮.png", drawn("PNG", (30, 30)))
        archive.writestr("bomb.png", bytes(64 << 20))
        archive.writestr("../evil.png", drawn("PNG"))
        archive.writestr("a.svg", b"<svg/>")
        archive.writestr("unused.png", b"never read")
    report = load_pictures(place)
    assert report.loaded == 2
    assert report.unused == ("unused.png",)
    assert {name for name, _ in report.refused} == {"bomb.png", "../evil.png", "a.svg"}
    assert [name for name, row in rows.items() if Image.objects.get(pk=row.pk).file] == ["a.png", "渡轮.png"]
    assert not (tmp_path / "evil.png").exists()


def test_fetch_images_takes_from_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture_of(ADDRESS + "a.png")
    (folder / "a.png").write_bytes(drawn("PNG"))
    call_command("fetch_images", "--from", str(folder))
    assert "1 pictures loaded" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not a folder"):
        call_command("fetch_images", "--from", str(folder / "nowhere"))


def test_pictures_rescued_before_there_were_small_copies_get_them(folder: Path, settings: Settings) -> None:
    row = picture_of(ADDRESS + "a.png")
    (folder / "a.png").write_bytes(drawn("PNG", (900, 30)))
    load_pictures(folder)
    Image.objects.update(thumbnail_widths=[], content_type="", perceptual_hash="")
    shutil.rmtree(Path(settings.MEDIA_ROOT) / "thumbnails")
    assert complete_pictures() == 1
    row.refresh_from_db()
    assert (row.thumbnail_widths, row.content_type) == ([320, 640], "image/png")
    assert (Path(settings.MEDIA_ROOT) / thumbnail_name(row.sha256, 640)).is_file()
    assert complete_pictures() == 0


def test_an_export_carries_the_untouched_file_and_restoring_makes_the_small_copies(
    folder: Path, tmp_path: Path, settings: Settings
) -> None:
    row = picture_of(ADDRESS + "a.png")
    (folder / "a.png").write_bytes(drawn("PNG", (900, 30)))
    load_pictures(folder)
    export_archive(tmp_path / "out")
    before = Image.objects.values("file", "sha256", "untouched", "untouched_sha256", "state", "thumbnail_widths").get()
    media = Path(settings.MEDIA_ROOT)
    files = sorted(path.relative_to(media) for path in media.rglob("*") if path.is_file())
    row.delete()
    shutil.rmtree(media)
    line = PictureLine.model_validate(json.loads((tmp_path / "out" / "pictures.jsonl").read_text()))
    assert restore_picture(line, lambda name, limit: (tmp_path / "out" / name).read_bytes()) == ""
    assert Image.objects.values(*before).get() == before
    assert sorted(path.relative_to(media) for path in media.rglob("*") if path.is_file()) == files
