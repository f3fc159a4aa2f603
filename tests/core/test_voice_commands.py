"""What words do: on the same menu, beside the switch, and never against the person."""

from collections.abc import Callable, Sequence

import pytest

from assistant.core.effects import PressIgnored, SaveSettings, Understood
from assistant.core.events import (
    DeviceFailed,
    EarsOpened,
    NoWordHeard,
    SwitchPressed,
    SwitchReleased,
    VoiceBegan,
    WordHeard,
)
from assistant.core.hearing import Act, Ask, Guess, Ignore, decide
from assistant.core.phrases import Spoken, spoken_form
from assistant.core.settings import Settings, with_value
from assistant.core.state import Browsing, Playing, Resting, Telling
from assistant.core.units import Millis
from assistant.core.vocabulary import vocabulary
from tests.core.person import Person, flat_library, silent


def listening(settings: Settings | None = None, **more: object) -> Person:
    """A person before Home, with the ears open."""
    person = Person(settings or silent(), **more).does("0 end")  # type: ignore[arg-type]
    return person.gets(EarsOpened(at=1)).waits(200)


def says(person: Person, *phrases: str, score: float = 0.95, takes_ms: Millis = 500) -> Person:
    """Speak, starting now; several phrases are what it might have been."""
    began = person.now + 1
    person.gets(VoiceBegan(at=began, began=began))
    ended = began + takes_ms
    guesses = tuple(Guess(phrase, score - 0.05 * at, "test") for at, phrase in enumerate(phrases))
    return person.gets(WordHeard(at=ended + 300, began=began, ended=ended, guesses=guesses)).waits(
        10
    )


def makes_no_word(person: Person, times: int = 1) -> Person:
    for _ in range(times):
        began = person.now + 1
        person.gets(VoiceBegan(at=began, began=began))
        person.gets(NoWordHeard(at=began + 700, began=began, why="not known")).waits(300)
    return person


def lit(person: Person) -> str:
    scan = person.state.scan
    assert scan is not None
    assert scan.index is not None
    return person.state.menu.items[scan.index].id


def reading_1_1(settings: Settings | None = None) -> Person:
    person = listening(settings)
    for word in ("treatment guide", "title one", "title one one"):
        says(person, word)
    assert person.chosen()[-1] == "1.1"
    return person.waits(2500)


# --- the same menu ---------------------------------------------------------------------------


def test_a_title_chooses_its_choice() -> None:
    person = says(listening(), "treatment guide")
    assert person.chosen() == ["guide"]
    assert person.state.path_ids == ("home", "guide")


def test_a_number_chooses_the_choice_beside_it() -> None:
    person = says(listening(), "two")
    assert person.chosen() == [person_items(listening())[1]]


def person_items(person: Person) -> list[str]:
    return [item.id for item in person.state.menu.items]


def test_a_number_that_no_choice_has_does_nothing() -> None:
    person = says(listening(), "nine")
    assert person.chosen() == []
    assert person.records_of(Understood)[-1].decision == "ignore"


@pytest.mark.parametrize("word", ["select", "yes", "right"])
def test_the_lit_choice_is_chosen(word: str) -> None:
    person = listening(silent(scan__interval_ms=3000)).waits(500)
    wanted = lit(person)
    assert says(person, word).chosen() == [wanted]


def test_what_was_lit_when_the_word_began_is_chosen_though_the_light_moved_on() -> None:
    person = listening(silent(scan__interval_ms=1000, scan__first_item_extra_ms=0)).waits(700)
    wanted = lit(person)
    person = says(person, "select", takes_ms=700)
    assert person.chosen() == [wanted]


def test_a_word_that_begins_just_after_a_step_meant_the_choice_before_it() -> None:
    person = listening(silent(scan__interval_ms=1000, scan__first_item_extra_ms=0))
    before = lit(person)
    while lit(person) == before:
        person.waits(20)
    assert says(person.waits(100), "select").chosen() == [before]


def test_next_and_up_move_the_light_and_it_waits_there() -> None:
    person = listening()
    first, second = person_items(person)[:2]
    assert lit(says(person, "next")) == second
    assert lit(person.waits(3000)) == second
    assert lit(says(person, "up")) == first


def test_no_goes_to_the_next_choice_as_with_a_partner_who_points() -> None:
    person = listening()
    assert lit(says(person, "no")) == person_items(person)[1]


def test_back_and_home_lead_out() -> None:
    person = listening()
    for word in ("treatment guide", "title one"):
        says(person, word)
    assert says(person, "back").state.path_ids == ("home", "guide")
    assert says(person, "title one").state.path_ids[-1] == "1"
    assert says(person, "home").state.path_ids == ("home",)


def test_louder_is_kept_and_stays_in_the_list() -> None:
    person = says(listening(), "louder")
    assert person.state.settings.speech.volume_percent == 90
    assert person.records_of(SaveSettings)
    assert person.state.path_ids == ("home",)


def test_any_section_can_be_gone_to_from_anywhere() -> None:
    person = says(listening(), "go to title two two")
    assert person.chosen() == ["2.2"]
    assert says(person.waits(100), "back").state.path_ids == ("home", "guide", "2")


def test_a_folder_can_be_gone_to() -> None:
    assert says(listening(), "go to title two").state.path_ids == ("home", "guide", "2")


def test_find_lists_the_sections_with_that_word_and_one_can_be_chosen() -> None:
    person = says(listening(), "find title")
    assert person_items(person) == ["1.1", "1.2", "2.1", "2.2", "back"]
    assert says(person, "three").chosen()[-1] == "2.1"


def test_a_library_too_large_to_name_has_no_far_titles_but_its_lists_work() -> None:
    person = listening(library=flat_library(600))
    assert not person.state.far
    assert says(person, "treatment guide").state.path_ids[-1] == "guide"


def test_what_can_i_say_names_the_choices_of_the_moment() -> None:
    person = says(listening(), "help")
    assert isinstance(person.state.mode, Telling)
    assert any("Treatment guide" in line for line in person.state.mode.lines)
    assert any("help me" in line for line in person.state.mode.lines)
    assert isinstance(says(person, "stop").state.mode, Browsing)


def test_the_switch_and_words_mix() -> None:
    person = says(listening(), "treatment guide").waits(600)
    person.presses_at("1")
    assert says(person, "two").chosen()[-1] == "1.2"


# --- reading ---------------------------------------------------------------------------------


def test_pause_and_stop_silence_the_reading_at_once_and_leave_the_strip() -> None:
    for word in ("pause", "stop"):
        person = says(reading_1_1(), word)
        assert person.state.path_ids[-1] == "strip"
        assert person.state.saying is None


def test_stop_in_the_strip_leaves_the_text_and_go_on_reads_on() -> None:
    person = says(says(reading_1_1(), "stop"), "stop")
    assert person.state.path_ids == ("home", "guide", "1")
    person = says(says(reading_1_1(), "pause"), "go on")
    assert isinstance(person.state.mode, Playing)


def test_next_and_repeat_move_by_a_sentence() -> None:
    person = says(reading_1_1(), "next")
    assert person.state.saying is not None
    assert person.state.saying.text == "Second of 1.1."
    person = says(person.waits(100), "repeat")
    assert person.state.saying is not None
    assert person.state.saying.text == "Second of 1.1."


def test_slower_says_the_sentence_again_slower() -> None:
    person = says(reading_1_1(), "slower")
    assert person.state.saying is not None
    assert person.state.saying.text == "First of 1.1."
    assert person.state.saying.rate_wpm == 135


def test_yes_and_no_answer_a_question_in_a_section() -> None:
    for word, then_said in (("yes", "Third of 2.2."), ("no", None)):
        person = says(listening(), "go to title two two").waits(12_000)
        assert person.state.path_ids[-1] == "gate"
        says(person, word).waits(100)
        saying = person.state.saying
        assert (saying.text if saying else None) == then_said


# --- help ------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["home", "reading", "resting", "telling", "asking"])
def test_help_me_calls_from_everywhere(where: str) -> None:
    ways: dict[str, Callable[[], Person]] = {
        "home": listening,
        "reading": reading_1_1,
        "resting": lambda: listening().waits(60_000),
        "telling": lambda: says(listening(), "help"),
        "asking": lambda: says(listening(), "next", score=0.6),
    }
    person = ways[where]()
    assert says(person, "help me").state.alarm.is_calling


def test_nothing_that_is_said_ends_a_call() -> None:
    person = says(listening(), "help me")
    for word in ("stop", "back", "yes", "home"):
        assert says(person, word).state.alarm.is_calling


# --- doubt -----------------------------------------------------------------------------------


def test_only_a_sure_word_acts() -> None:
    active = {"next", "back", "one", "nine"}
    sure, unsure = Guess("next", 0.9, "a"), Guess("next", 0.6, "a")
    assert decide([sure], active) == Act(sure)
    assert decide([unsure], active) == Ask((unsure,))
    assert decide([Guess("next", 0.3, "a")], active) == Ignore()
    assert decide([], active) == Ignore()
    assert decide([Guess("home", 1.0, "a")], active) == Ignore()


def test_two_likely_words_are_asked_about_however_sure_each_is() -> None:
    one, nine = Guess("one", 0.9, "a"), Guess("nine", 0.85, "a")
    assert decide([one, nine], {"one", "nine"}) == Ask((one, nine))


def test_an_unsure_word_opens_a_question_and_no_closes_it() -> None:
    person = says(listening(), "treatment guide", score=0.6)
    assert person.state.path_ids == ("home", "doubt")
    assert person.chosen() == []
    assert says(person, "no").state.path_ids == ("home",)


def test_yes_does_what_was_asked() -> None:
    person = says(says(listening(), "treatment guide", score=0.6), "yes")
    assert person.state.path_ids == ("home", "guide")


def test_a_number_or_the_switch_answers_a_question_with_three_answers() -> None:
    phrases = ("treatment guide", "settings", "home")
    person = says(listening(), *phrases, score=0.7)
    assert person_items(person) == ["meant-1", "meant-2", "meant-3", "none-of-these"]
    assert says(person, "two").state.path_ids == ("home", "settings")
    person = says(listening(), *phrases, score=0.7).waits(600).presses_at("meant-1")
    assert person.state.path_ids == ("home", "guide")
    person = says(listening(), *phrases, score=0.7).waits(600).presses_at("none-of-these")
    assert person.state.path_ids == ("home",)


def test_the_same_meaning_is_asked_about_once() -> None:
    person = says(listening(), "home", "menu", score=0.6)
    assert person_items(person) == ["meant-1", "none-of-these"]


def test_select_means_what_was_lit_before_the_question() -> None:
    person = listening(silent(scan__interval_ms=3000)).waits(4500)
    wanted = lit(person)
    assert says(says(person, "select", score=0.6), "yes").chosen()[-1] == wanted


def test_a_question_that_nobody_answers_goes_away_and_the_third_is_not_asked() -> None:
    person = listening()
    for _ in range(2):
        says(person, "treatment guide", score=0.6)
        assert person.state.path_ids[-1] == "doubt"
        person.waits(26_000)
        assert person.state.path_ids == ("home",)
    assert says(person, "treatment guide", score=0.6).state.path_ids == ("home",)
    says(person, "next")
    assert says(person, "treatment guide", score=0.6).state.path_ids[-1] == "doubt"


def test_home_from_a_question_leaves_no_question_behind() -> None:
    person = says(says(listening(), "treatment guide", score=0.6), "home")
    assert person.state.path_ids == ("home",)
    assert not person.state.ears.doubts


def test_twice_not_understood_offers_the_switch() -> None:
    person = makes_no_word(listening(), times=2)
    assert any("press your switch" in told.text for told in person.state.notices)


def test_noise_alone_never_interrupts_the_voice() -> None:
    person = makes_no_word(listening(Settings()), times=6)
    assert not [text for text in person.said() if "did not understand" in text]


# --- its own voice ---------------------------------------------------------------------------


def test_a_word_that_the_program_says_itself_does_not_count() -> None:
    person = listening(Settings()).waits(500)
    while person.state.saying is None or person.state.saying.text != "Settings":
        person.waits(50)
    assert says(person.waits(50), "settings", takes_ms=300).chosen() == []


def test_it_does_not_count_just_after_it_was_said_either() -> None:
    person = listening(Settings()).waits(500)
    while "Settings" not in person.said():
        person.waits(20)
    assert says(person, "settings", takes_ms=200).chosen() == []
    assert says(person.waits(800), "settings", takes_ms=200).chosen() == ["settings"]


def test_over_its_own_voice_a_word_must_be_very_sure() -> None:
    person = reading_1_1()
    assert isinstance(says(person, "stop", score=0.85).state.mode, Playing)
    assert says(person, "stop", score=0.95).state.path_ids[-1] == "strip"


def test_over_its_own_reading_a_title_or_a_number_does_nothing() -> None:
    person = reading_1_1()
    for word in ("one", "settings", "yes", "select", "go to title two"):
        assert isinstance(says(person, word).state.mode, Playing)


# --- when words count ------------------------------------------------------------------------


def with_settings(**values: object) -> Settings:
    settings = silent()
    for path, value in values.items():
        settings = with_value(settings, path.replace("__", "."), value)
    return settings


def test_with_an_attention_word_nothing_counts_before_it_but_the_call() -> None:
    settings = with_settings(listening__attention_word="computer")
    assert says(listening(settings), "next").records_of(Understood)[-1].decision == "ignore"
    assert says(listening(settings), "help me").state.alarm.is_calling
    person = says(says(listening(settings), "computer"), "treatment guide")
    assert person.state.path_ids[-1] == "guide"
    assert says(person, "one").state.path_ids[-1] == "1"
    person.waits(11_000)
    assert says(person, "home").state.path_ids[-1] == "1"


def test_an_attention_word_that_is_a_command_only_wakes() -> None:
    settings = with_settings(listening__attention_word="home")
    person = says(says(listening(settings), "home"), "treatment guide")
    assert says(person, "home").state.path_ids == ("home",)


def test_with_a_key_to_speak_only_what_is_said_while_it_is_held_counts() -> None:
    settings = with_settings(listening__talk_keys=("f6",))
    person = says(listening(settings), "treatment guide")
    assert person.chosen() == []
    person.gets(SwitchPressed(at=person.now + 1, switch="f6"))
    says(person, "treatment guide")
    person.gets(SwitchReleased(at=person.now + 1, switch="f6"))
    assert person.chosen() == ["guide"]
    assert not person.records_of(PressIgnored)
    assert says(person.waits(600), "one").chosen() == ["guide"]


def test_nothing_is_heard_after_the_microphone_failed_and_people_are_told() -> None:
    person = listening()
    why = "The microphone is gone. Please plug it in again."
    person.gets(DeviceFailed(at=person.now + 1, device="microphone", why=why))
    assert [told.until for told in person.state.notices] == [None]
    assert says(person, "next").records_of(Understood) == []
    assert person.waits(600).presses_at("guide").chosen() == ["guide"]


def test_who_never_had_a_microphone_is_told_only_for_a_while() -> None:
    person = Person(silent()).does("0 end")
    person.gets(DeviceFailed(at=5, device="microphone", why="There is no microphone."))
    assert person.state.notices
    assert not person.waits(11_000).state.notices


def test_any_word_wakes_and_chooses_nothing() -> None:
    person = listening().waits(60_000)
    assert isinstance(person.state.mode, Resting)
    person = says(person, "yes")
    assert isinstance(person.state.mode, Browsing)
    assert person.chosen() == []


# --- what can be said ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tube feeding: the first 24 hours", "tube feeding the first twenty four hours"),
        ("Where is this from?", "where is this from"),
        ("Don’t", "don't"),
        ("Riluzole (Rilutek)", "riluzole rilutek"),
        ("007 and 2026", "zero zero seven and two zero two six"),
        ("90 or 13", "ninety or thirteen"),
        ("5 m²", "five m²"),
    ],
)
def test_a_title_is_said_without_signs_and_with_its_numbers_written_out(
    text: str, said: str
) -> None:
    assert spoken_form(text) == said


def test_every_command_can_be_said_in_a_list() -> None:
    meanings = [phrase.meaning for phrase in vocabulary(listening().state).values()]
    assert set(Spoken) <= set(meanings)


def phrases_of(person: Person) -> Sequence[str]:
    return list(vocabulary(person.state))


def test_a_choice_of_the_list_goes_before_a_command_of_the_same_words() -> None:
    person = says(reading_1_1(), "pause")
    assert says(person, "faster").chosen()[-1] == "faster"
    assert "stop reading" in phrases_of(person)


def test_a_word_cannot_switch_the_words_off_but_the_switch_can() -> None:
    person = says(says(listening(), "settings"), "voice commands")
    says(person, "turn voice commands off")
    assert person.state.settings.listening.is_on
    says(person, "three")
    assert person.state.settings.listening.is_on
    assert not person.waits(600).presses_at("listening.is_on").state.settings.listening.is_on
