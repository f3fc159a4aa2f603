from pathlib import Path

import pytest

from assistant.storage.last_good import LastGood
from assistant.storage.wording import WORDING_FILES, Wording, load_wording


def test_wording_is_found_by_dotted_key(wording: Wording) -> None:
    assert wording.words("home.guide") == "Treatment guide"


def test_a_place_inside_a_fixed_line_is_filled_too(wording: Wording) -> None:
    assert wording.fill("{urgent}", "us")[0].endswith("In the United States, call 9 1 1.")


def test_unknown_places_are_named_and_a_circle_comes_to_an_end() -> None:
    round_and_round = Wording(fixed_lines={"a": "{b}", "b": "{a}"})
    assert round_and_round.fill("{a} {x} {x}", "us")[1][-1] == "x"


def test_each_voice_has_its_own_respelling(wording: Wording) -> None:
    assert wording.lexicon.spoken("Riluzole", "espeak") == "ril-yoo-zole"
    assert wording.lexicon.spoken("Riluzole", "sapi5") == "rill you zole"


def test_a_kept_term_is_said_as_it_is_written(content: Path) -> None:
    (content / "lexicon.toml").write_text('[BiPAP]\nkeep = true\nvoices.nsss = "by pap"\n')
    lexicon = load_wording(content)[0].lexicon
    assert lexicon.says == {"bipap": "BiPAP"}
    assert lexicon.by_voice == {"nsss": {"bipap": "by pap"}}


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("interface.toml", '[home]\nguide = "G"\nrest = 3\n', 3),
        ("fixed_lines.toml", '\nurgent = ""\n', 2),
        ("regions.toml", '[us]\nname = "U"\ncall = "9"\n[uk]\nname = "K"\n', 4),
        ("sources.toml", '[a]\nname = "A"\n', 1),
        ("sources.toml", '[a]\nname = "A"\ndate = 2009\n', 3),
        ("sources.toml", '[a]\nname = "A"\ndate = "2009"\nurl = "x"\n', 4),
        ("sources.toml", 'a = "A"\n', 1),
        ("commands.toml", 'next = ["next"]\nback = "back"\n', 2),
        ("commands.toml", 'next = ["next"]\nback = []\n', 2),
        ("commands.toml", 'next = ["next"]\nback = ["Next!"]\n', 2),
        ("lexicon.toml", '[a]\nsya = "A"\n', 1),
        ("lexicon.toml", '[a]\nsay = "A"\nvoices.espeak = 3\n', 3),
        ("lexicon.toml", "[a\n", 1),
    ],
)
def test_a_mistake_in_a_file_of_texts_names_its_line(
    content: Path, name: str, text: str, line: int
) -> None:
    (content / name).write_text(text)
    _, problems = load_wording(content)
    assert [(p.file.name, p.line) for p in problems] == [(name, line)]


def test_without_any_file_the_program_still_has_words(tmp_path: Path) -> None:
    wording, problems = load_wording(tmp_path)
    assert wording.words("home.rest") == "Rest"
    assert len(problems) == len(WORDING_FILES)


def test_a_broken_file_gives_way_to_its_last_good_copy(content: Path, tmp_path: Path) -> None:
    copies = LastGood(tmp_path / "copies.db")
    good, _ = load_wording(content, copies)
    for name in WORDING_FILES:
        (content / name).write_text("oops")
    wording, problems = load_wording(content, copies)
    assert wording == good
    assert len(problems) == len(WORDING_FILES)
