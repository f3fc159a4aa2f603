"""What words mean where the program asks something, and where a choice is named like a command."""

from dataclasses import replace

import pytest

from assistant.core.events import EarsOpened
from assistant.core.library import Place
from assistant.core.settings import Settings
from tests.core.person import Person, silent
from tests.core.test_pace import tired
from tests.core.test_voice_commands import listening, lit, says


def asked_for_a_pace() -> Person:
    """Somebody tired who also speaks has just come Home and is asked."""
    person = tired(scan__interval_ms=3000).gets(EarsOpened(at=1)).reaches("back").waits(300)
    assert person.state.path_ids[-1] == "pace"
    return person


def trying_step() -> Person:
    """Somebody who also speaks tries another method."""
    person = listening(silent(scan__loops=20))
    person.reaches("settings", "switch", "scan.method", "step").waits(300)
    assert person.state.path_ids[-1] == "keep-method"
    return person


def test_yes_to_a_slower_pace_takes_it_and_no_leaves_all_as_it_is() -> None:
    person = says(asked_for_a_pace(), "yes")
    assert person.state.settings.profile == "slower"
    person = says(asked_for_a_pace(), "no")
    assert person.state.settings.profile == "usual"
    assert person.state.path_ids == ("home",)


@pytest.mark.parametrize("word", ["go on", "read"])
def test_going_on_is_no_answer_to_a_question(word: str) -> None:
    for person in (asked_for_a_pace(), trying_step()):
        here = person.state.path_ids
        person.world.loop.state = replace(
            person.state, place=Place(section_id="1.1", sentence=0, text="")
        )
        assert says(person, word).state.path_ids == here


def test_a_doubt_does_not_close_the_question_below_it() -> None:
    person = says(asked_for_a_pace(), "slower for now", score=0.6)
    assert person.state.path_ids[-1] == "doubt"
    assert says(person, "yes").state.settings.profile == "slower"
    person = says(asked_for_a_pace(), "slower for now", score=0.6)
    assert says(person, "no").state.path_ids[-1] == "pace"


def test_what_was_lit_in_a_question_is_never_taken_from_another_list() -> None:
    person = asked_for_a_pace()
    person = says(says(person, "next"), "next")
    assert lit(person) == "ask-no-more"
    person = says(says(person, "select", score=0.6), "yes")
    assert not person.state.alarm.is_calling
    assert person.chosen()[-1] == "ask-no-more"


def test_a_doubt_ends_no_trial_of_a_method() -> None:
    person = says(trying_step(), "keep it", score=0.6)
    assert person.state.path_ids[-1] == "doubt"
    person = says(person, "yes")
    assert person.chosen()[-1] == "keep-method"
    assert person.state.before_trial is None
    assert person.state.settings.scan.method == "step"


def test_a_doubt_that_nobody_answers_leaves_a_trial_to_end_as_ever() -> None:
    person = says(trying_step(), "keep it", score=0.6).waits(120_000)
    assert person.state.settings.scan.method == "auto"
    assert person.state.before_trial is None


@pytest.mark.parametrize("word", ["go on", "resume", "continue"])
@pytest.mark.parametrize(
    ("step", "following"), [("region", "voice"), ("voice", "switch"), ("switch", "words")]
)
def test_to_go_on_is_the_next_of_the_first_steps(word: str, step: str, following: str) -> None:
    person = listening(silent(welcome=step))
    assert person.state.path_ids[-1] == f"welcome/{step}"
    assert says(person, word).state.path_ids[-1] == f"welcome/{following}"


def test_to_go_on_begins_the_first_steps() -> None:
    person = says(listening(silent(welcome="start")), "go on")
    assert person.state.path_ids[-1] == "welcome/region"


@pytest.mark.parametrize("word", ["back", "home", "next", "stop"])
@pytest.mark.parametrize("group", ["words used most", "words for reading", "numbers"])
def test_in_the_list_of_own_words_commands_stay_commands(word: str, group: str) -> None:
    person = listening()
    for title in ("settings", "voice commands", "my own words", group):
        says(person, title)
    here = person.state.path_ids
    assert here[-1].startswith("words/")
    person = says(person, word)
    went = {"back": here[:-1], "home": ("home",), "next": here, "stop": here}
    assert person.state.path_ids == went[word]


def test_a_word_to_teach_is_chosen_by_its_number() -> None:
    person = listening()
    for title in ("settings", "voice commands", "my own words", "words used most", "four"):
        says(person, title)
    assert person.state.path_ids[-1] == "words/of/back"


@pytest.mark.parametrize("word", ["yes", "select"])
def test_a_word_for_what_is_lit_leads_on_while_a_list_is_still_introduced(word: str) -> None:
    person = says(listening(Settings()).waits(2000), "treatment guide", score=1.0)
    assert person.state.scan is not None
    assert person.state.scan.index is None
    person = says(person, word, score=1.0, takes_ms=50)
    assert person.chosen() == ["guide"]
    assert lit(person) == "1"
