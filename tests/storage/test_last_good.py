from pathlib import Path

from assistant.storage.last_good import LastGood

ROOT = Path("guide")


def test_texts_are_kept_by_folder_and_name(tmp_path: Path) -> None:
    copies = LastGood(tmp_path / "deep" / "copies.db")
    assert copies.keep(ROOT, {"a": "A", "b": "B"}) == ()
    assert copies.keep(ROOT, {"a": "A2"}, gone=["b"]) == ()
    assert copies.all_of(ROOT) == {"a": "A2"}
    assert copies.names_of(ROOT) == {"a"}
    assert copies.one_of(ROOT, "a") == "A2"
    assert copies.one_of(Path("other"), "a") is None


def test_a_damaged_store_is_begun_again(tmp_path: Path) -> None:
    file = tmp_path / "copies.db"
    file.write_bytes(b"this is no database" * 100)
    copies = LastGood(file)
    assert copies.all_of(ROOT) == {}
    copies.keep(ROOT, {"a": "A"})
    assert copies.all_of(ROOT) == {"a": "A"}


def test_a_disk_that_refuses_is_told_of_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("a file")
    copies = LastGood(tmp_path / "in the way" / "copies.db")
    assert copies.all_of(ROOT) == {}
    (problem,) = copies.keep(ROOT, {"a": "A"})
    assert "not kept" in problem.message
