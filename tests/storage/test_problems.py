from pathlib import Path

from assistant.storage.problems import BrokenFile, Problem, listed


def test_a_problem_is_told_with_its_file_and_line() -> None:
    assert str(Problem(Path("a.md"), 3, "Mend it.")) == "a.md:3: Mend it."


def test_problems_come_in_order_and_each_one_once() -> None:
    late, early = Problem(Path("b.md"), 1, "B."), Problem(Path("a.md"), 9, "A.")
    assert listed([late, early, late]) == (early, late)


def test_a_broken_file_carries_every_reason() -> None:
    broken = BrokenFile(Problem(Path("a"), 1, "One."), Problem(Path("a"), 2, "Two."))
    assert str(broken) == "a:1: One.\na:2: Two."
