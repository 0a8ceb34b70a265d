"""Files appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from goodoffices.cli import output
from goodoffices.cli.output import refusal, write_whole

not_as_root = pytest.mark.skipif(
    os.geteuid() == 0 if hasattr(os, "geteuid") else False, reason="root may write anywhere"
)


def test_writes_and_replaces(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    write_whole(page, "old")
    write_whole(page, "new ± ü")
    assert page.read_text(encoding="utf-8") == "new ± ü"
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_new_files_follow_the_umask_and_old_ones_keep_their_mode(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        page = tmp_path / "page.html"
        write_whole(page, "old")
        assert page.stat().st_mode & 0o777 == 0o640
        page.chmod(0o604)
        write_whole(page, "new")
        assert page.stat().st_mode & 0o777 == 0o604
    finally:
        os.umask(before)


def test_a_failure_while_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    write_whole(page, "old")

    def full_disk(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_whole(page, "new")
    assert page.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_a_link_keeps_pointing(tmp_path: Path) -> None:
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "new"


def test_a_file_left_by_a_killed_process_is_no_obstacle(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    (tmp_path / f".page.html.{os.getpid()}.part").write_text("half", encoding="utf-8")
    write_whole(page, "whole")
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_devices_are_written_directly() -> None:
    assert refusal(Path(os.devnull)) is None
    write_whole(Path(os.devnull), "text")
    assert not Path(os.devnull).is_file()


def test_what_can_be_written_is_not_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "new.html") is None
    assert list(tmp_path.iterdir()) == []


def test_refuses_a_folder_and_a_missing_folder(tmp_path: Path) -> None:
    assert "is a folder" in (refusal(tmp_path) or "")
    assert "there is no folder" in (refusal(tmp_path / "no" / "page.html") or "")


def test_refuses_a_file_in_the_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert refusal(tmp_path / "file" / "page.html") is not None


@not_as_root
def test_refuses_a_read_only_folder_and_file(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("old", encoding="utf-8")
    page.chmod(0o444)
    assert "may not be changed" in (refusal(page) or "")
    tmp_path.chmod(0o555)
    try:
        assert refusal(tmp_path / "new.html") is not None
    finally:
        tmp_path.chmod(0o755)
