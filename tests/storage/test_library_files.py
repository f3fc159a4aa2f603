import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.storage import library_files
from assistant.storage.folders import Folders
from assistant.storage.library_files import Guide, SectionUnreadable, load_guide
from assistant.storage.wording import Wording

Leaf = Callable[..., str]


@pytest.fixture(name="load")
def _load(content: Path, folders: Folders, wording: Wording) -> Callable[[], Guide]:
    return lambda: load_guide(content / "guide", folders, wording, "us")


Load = Callable[[], Guide]


def test_the_guide_stands_in_the_order_of_its_numbers(load: Load) -> None:
    guide = load()
    assert guide.problems == ()
    assert guide.library.order == ("1.2", "1.10", "2.1")
    assert guide.library.nodes["guide"].title == "Treatment guide"
    assert guide.open("1.10").title == "Section 1.10"


def test_a_second_start_reads_no_file_that_stands_as_it_stood(load: Load, content: Path) -> None:
    before = load()
    file = content / "guide/1-chapter/1.2-leaf.md"
    about = file.stat()
    file.write_bytes(file.read_bytes().replace(b"Section", b"SECTION"))
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert load().library == before.library


def test_changed_new_and_deleted_files_are_seen(load: Load, content: Path, leaf: Leaf) -> None:
    load()
    (content / "guide/1-chapter/1.2-leaf.md").write_text(leaf("1.2", title='"New title"'))
    (content / "guide/1-chapter/1.3-new.md").write_text(leaf("1.3"))
    (content / "guide/1-chapter/1.10-leaf.md").unlink()
    library = load().library
    assert library.order == ("1.2", "1.3", "2.1")
    assert library.nodes["1.2"].title == "New title"


def test_a_damaged_index_is_made_again_without_a_word(load: Load, folders: Folders) -> None:
    before = load()
    folders.content_index.write_bytes(b"rubbish" * 1000)
    assert load() == before
    assert load().problems == ()


@pytest.mark.parametrize("bad", [b"", b"\xff\xfe\xff", b"+++\nid = \n+++\n", b"no front matter"])
def test_a_broken_section_is_read_from_its_last_good_copy(
    load: Load, content: Path, bad: bytes
) -> None:
    good = load().open("1.2")
    (content / "guide/1-chapter/1.2-leaf.md").write_bytes(bad)
    guide = load()
    assert guide.open("1.2") == good
    assert [problem.file.name for problem in guide.problems] == ["1.2-leaf.md"]
    assert load().problems == guide.problems


def test_a_section_that_was_never_good_is_left_out_and_named(load: Load, content: Path) -> None:
    (content / "guide/1-chapter/1.3-bad.md").write_text("oops")
    guide = load()
    assert "1.3" not in guide.library.nodes
    assert guide.problems[0].file.name == "1.3-bad.md"
    with pytest.raises(SectionUnreadable, match="no section"):
        guide.open("1.3")


def test_a_link_to_nowhere_is_told_of_and_costs_no_other_section(load: Load, content: Path) -> None:
    (content / "guide/1-chapter/1.1-gone.md").symlink_to("nowhere.md")
    guide = load()
    assert guide.library.order == ("1.2", "1.10", "2.1")
    assert [problem.file.name for problem in guide.problems] == ["1.1-gone.md"]


def test_a_section_that_breaks_while_the_program_runs_is_still_read(
    load: Load, content: Path
) -> None:
    guide = load()
    good = guide.open("1.2")
    (content / "guide/1-chapter/1.2-leaf.md").unlink()
    assert guide.open("1.2") == good


def test_a_mended_section_is_read_anew(load: Load, content: Path, leaf: Leaf) -> None:
    guide = load()
    (content / "guide/1-chapter/1.2-leaf.md").write_text(leaf("1.2", body="Only this now."))
    assert guide.open("1.2").sentences[0].text == "Only this now."


def test_when_the_whole_guide_is_gone_the_last_good_one_is_shown(load: Load, content: Path) -> None:
    before = load()
    shutil.rmtree(content / "guide")
    guide = load()
    assert guide.library == before.library
    assert guide.open("2.1").id == "2.1"
    assert "last good copy" in guide.problems[0].message


def test_without_any_guide_there_is_an_empty_one_and_a_plain_sentence(
    load: Load, content: Path
) -> None:
    shutil.rmtree(content / "guide")
    guide = load()
    assert guide.library.order == ()
    assert "guide" in guide.library.nodes
    assert "nothing to read" in guide.problems[0].message


def test_a_home_that_cannot_be_written_costs_only_the_copies(
    content: Path, folders: Folders, wording: Wording
) -> None:
    folders.content_index.parent.write_text("a file in the way")
    guide = load_guide(content / "guide", folders, wording, "us")
    assert guide.library.order == ("1.2", "1.10", "2.1")
    assert guide.open("1.2").id == "1.2"
    assert "not kept" in guide.problems[0].message


def test_in_a_large_library_the_text_is_looked_at_only_when_opened(
    load: Load, content: Path, leaf: Leaf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library_files, "SMALL_LIBRARY", 1)
    (content / "guide/1-chapter/1.3-list.md").write_text(leaf("1.3", body="A.\n\n- list"))
    guide = load()
    assert guide.problems == ()
    with pytest.raises(SectionUnreadable, match=r"1\.3-list\.md:\d+: Only plain paragraphs"):
        guide.open("1.3")


@pytest.mark.slow
def test_fifty_thousand_sections_start_fast_and_open_at_once(
    tmp_path: Path, folders: Folders, wording: Wording, leaf: Leaf
) -> None:
    root = tmp_path / "many"
    for chapter in range(1, 51):
        folder = root / f"{chapter}-chapter"
        folder.mkdir(parents=True)
        (folder / "_folder.toml").write_text(f'id = "{chapter}"\ntitle = "Chapter {chapter}"\n')
        for number in range(1, 1001):
            (folder / f"{chapter}.{number}-leaf.md").write_text(leaf(f"{chapter}.{number}"))
    load_guide(root, folders, wording, "us")
    start = time.perf_counter()
    guide = load_guide(root, folders, wording, "us")
    warm_s = time.perf_counter() - start
    assert len(guide.library.order) == 50_000
    start = time.perf_counter()
    assert guide.open("50.1000").id == "50.1000"
    assert time.perf_counter() - start < 0.2
    assert warm_s < 10
