from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.storage.tree import Label, natural_key, scan_guide, tree_of


def test_sections_stand_in_the_order_of_their_numbers() -> None:
    assert sorted(["5.10", "5.2", "10", "5"], key=natural_key) == ["5", "5.2", "5.10", "10"]


@given(st.lists(st.integers(0, 999)))
def test_numbers_inside_names_count_as_numbers(numbers: list[int]) -> None:
    names = [f"5.{number}-x" for number in numbers]
    assert sorted(names, key=natural_key) == [f"5.{number}-x" for number in sorted(numbers)]


@given(st.lists(st.text(max_size=9), max_size=5))
def test_any_names_can_be_put_in_order(names: list[str]) -> None:
    assert len(sorted(names, key=natural_key)) == len(names)


def label(number: str) -> Label:
    return Label(number, f"Title {number}", f"Said {number}")


def test_sections_hang_below_their_folders(tmp_path: Path) -> None:
    labels = {"1-a/_folder.toml": label("1"), "1-a/1.1-b.md": label("1.1"), "0-c.md": label("0")}
    tree = tree_of(tmp_path, "Guide", labels, ["1-a"])
    assert tree.problems == ()
    assert tree.library.nodes["guide"].children == ("0", "1")
    assert tree.library.nodes["1.1"].parent == "1"
    assert tree.library.order == ("0", "1.1")
    assert tree.names == {"0": "0-c.md", "1.1": "1-a/1.1-b.md"}


def test_a_folder_that_does_not_say_its_name_is_shown_by_its_folder_name(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, "Guide", {"5-eating-well/5.1-a.md": label("5.1")}, ["5-eating-well"])
    assert tree.library.nodes["5"].title == "Eating well"


def test_the_second_section_with_an_id_is_left_out_and_the_first_one_named(tmp_path: Path) -> None:
    tree = tree_of(tmp_path, "Guide", {"a.md": label("1"), "b.md": label("1")}, [])
    assert tree.names == {"1": "a.md"}
    (problem,) = tree.problems
    assert problem.file.name == "b.md"
    assert "a.md" in problem.message


def test_sections_of_a_folder_with_a_taken_id_move_up(tmp_path: Path) -> None:
    labels = {
        "a/_folder.toml": label("1"),
        "a/x.md": label("1.1"),
        "b/_folder.toml": label("1"),
        "b/y.md": label("1.2"),
    }
    tree = tree_of(tmp_path, "Guide", labels, ["a", "b"])
    assert tree.library.nodes["1.2"].parent == "guide"


def test_folders_that_lead_nowhere_are_left_out(tmp_path: Path) -> None:
    labels = {"a/_folder.toml": label("1"), "a/b/_folder.toml": label("1.1"), "c.md": label("2")}
    tree = tree_of(tmp_path, "Guide", labels, ["a", "a/b"])
    assert tree.library.nodes["guide"].children == ("2",)
    assert len(tree.problems) == 2


def test_hidden_files_are_passed_over_and_strangers_named(tmp_path: Path) -> None:
    for name in (".hidden.md", "a.md", "b.txt"):
        (tmp_path / name).write_text("x")
    scan = scan_guide(tmp_path)
    assert [found.name for found in scan.files] == ["a.md"]
    assert scan.strangers == ("b.txt",)
