"""What words do: on the same menu, beside the switch, and never against the person."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from assistant.core.effects import ForgetWords, PressIgnored, SaveSettings, Understood
from assistant.core.events import (
    CarerKeyPressed,
    DeviceFailed,
    EarsOpened,
    ItemPointed,
    LibraryLoaded,
    NoWordHeard,
    SpeechStarted,
    SwitchPressed,
    SwitchReleased,
    VoiceBegan,
    WordHeard,
    WordsKnown,
)
from assistant.core.hearing import Act, Ask, Guess, Ignore, decide
from assistant.core.phrases import Spoken, spoken_form
from assistant.core.sayable import sayable
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


def waits_for_cue(person: Person, text: str) -> Person:
    while person.state.saying is None or person.state.saying.text != text:
        person.waits(20)
    return person


def test_over_a_spoken_choice_a_word_must_be_very_sure() -> None:
    person = listening(with_settings(speech__is_on=True)).waits(500)
    waits_for_cue(person, "Settings")
    assert says(person, "treatment guide", score=0.85, takes_ms=200).chosen() == []
    waits_for_cue(person, "Rest")
    assert says(person, "treatment guide", score=0.95, takes_ms=200).chosen() == ["guide"]


def test_over_its_own_reading_stop_is_heard_like_any_word() -> None:
    assert isinstance(says(reading_1_1(), "stop", score=0.75).state.mode, Playing)
    assert says(reading_1_1(), "stop", score=0.85).state.path_ids[-1] == "strip"


def test_its_own_reading_is_no_talk_in_the_room() -> None:
    person = talks(reading_1_1(), 600)
    assert says(person, "stop", score=0.85).state.path_ids[-1] == "strip"


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


# --- what a question leaves behind -----------------------------------------------------------


def test_next_after_a_question_is_the_choice_after_the_one_that_was_lit() -> None:
    person = listening(silent(scan__interval_ms=3000)).waits(4500)
    before = person.state.scan
    assert before is not None
    assert before.index == 1
    says(says(person, "next", score=0.6), "yes")
    after = person.state.scan
    assert after is not None
    assert (after.index, after.count) == (2, before.count)


def test_a_question_over_a_short_list_leaves_that_list_whole() -> None:
    person = says(says(says(listening(), "settings"), "text size").waits(600), "down")
    says(person, "down", "up", "home", score=0.6).waits(4100)
    assert person.state.path_ids[-1] == "doubt"
    says(person, "one").waits(60_000)
    assert person.state.path_ids == ("home", "settings", "settings/screen.text_percent")


def test_a_question_about_what_is_no_longer_there_leads_back_to_the_whole_list() -> None:
    person = says(listening(), "go to title one one", score=0.6)
    person.gets(LibraryLoaded(at=person.now + 1, library=flat_library(3)))
    says(person, "yes").waits(100)
    assert person.state.scan is not None
    assert person.state.scan.count == len(person.state.menu.items)


def test_select_in_doubt_means_what_was_lit_when_the_voice_began() -> None:
    person = listening(silent(scan__interval_ms=1500))
    while lit(person) != "settings":
        person.waits(50)
    person.waits(1200)
    says(says(person, "select", score=0.6, takes_ms=900), "yes")
    assert person.chosen()[-1] == "settings"


def test_yes_to_several_answers_means_the_one_that_is_lit() -> None:
    person = says(listening(), "treatment guide", "settings", "home", score=0.7)
    while lit(person) != "meant-2":
        person.waits(50)
    assert says(person.waits(600), "yes").state.path_ids == ("home", "settings")


def test_a_call_taken_back_out_of_an_answered_question_leads_to_the_list() -> None:
    person = says(says(listening(), "settings").waits(600), "next", score=0.6).waits(600)
    while lit(person) != "meant-1":
        person.waits(50)
    person.does(f"{person.now} press\n{person.now + 3500} release\n{person.now + 3600} end")
    assert person.state.alarm.is_calling
    person.gets(CarerKeyPressed(at=person.now + 1, key="escape"))
    assert person.state.path_ids == ("home", "settings")


def test_after_a_long_time_there_are_questions_again() -> None:
    person = listening()
    for _ in range(2):
        says(person, "treatment guide", score=0.6).waits(26_000)
    assert says(person, "treatment guide", score=0.6).state.path_ids == ("home",)
    person.waits(600_000).presses()
    assert says(person.waits(600), "settings", score=0.6).state.path_ids[-1] == "doubt"


def test_two_ways_to_say_one_thing_are_no_doubt() -> None:
    person = says(says(listening(), "settings"), "back", "go back")
    assert person.state.path_ids == ("home",)


# --- what nothing takes back -----------------------------------------------------------------


@pytest.mark.parametrize("word", ["four", "delete all my recordings"])
def test_recordings_are_deleted_by_voice_only_after_a_yes(word: str) -> None:
    person = says(says(says(listening(), "settings"), "voice commands"), "my own words")
    person.gets(WordsKnown(at=person.now + 1, taught=(("yes", 3),)))
    assert "forget-all-words" in person_items(person)
    says(person, word)
    assert not person.records_of(ForgetWords)
    assert person.state.path_ids[-1] == "doubt"
    says(person, "yes")
    assert [it.word for it in person.records_of(ForgetWords)] == [""]


# --- when nobody speaks to it ----------------------------------------------------------------


def test_while_only_a_sound_is_the_switch_nobody_is_told_of_words() -> None:
    person = listening()
    person.world.loop.state = replace(
        person.state, settings=with_value(person.state.settings, "listening.is_on", value=False)
    )
    assert not makes_no_word(person, times=3).state.notices


def test_before_the_attention_word_talk_is_neither_missed_nor_asked_about() -> None:
    person = listening(with_settings(listening__attention_word="home"))
    assert not makes_no_word(person, times=3).state.notices
    assert says(person, "home", score=0.6).state.path_ids == ("home",)
    for _ in range(3):
        says(person, "next", score=0.3)
    assert not person.state.notices
    assert says(person, "help me", score=0.6).state.path_ids == ("home", "doubt")


def test_without_its_key_talk_is_not_missed() -> None:
    person = listening(with_settings(listening__talk_keys=("f6",)))
    assert not makes_no_word(person, times=3).state.notices


def test_help_me_needs_no_key_to_speak() -> None:
    person = listening(with_settings(listening__talk_keys=("f6",)))
    assert says(person, "help me").state.alarm.is_calling


def test_an_attention_word_without_letters_is_none() -> None:
    person = listening(with_settings(listening__attention_word=" !! "))
    assert says(person, "settings").state.path_ids[-1] == "settings"


def test_help_me_calls_at_once_though_it_is_the_attention_word() -> None:
    person = listening(with_settings(listening__attention_word="help me"))
    assert says(person, "help me").state.alarm.is_calling


def test_an_attention_word_that_is_yes_still_answers() -> None:
    person = listening(with_settings(listening__attention_word="yes", listening__attention_ms=3000))
    says(says(person, "yes"), "settings", score=0.6).waits(6000)
    assert says(person, "yes").state.path_ids == ("home", "settings")


def test_what_can_be_said_begins_with_the_attention_word() -> None:
    person = listening(with_settings(listening__attention_word="computer"))
    assert sayable(person.state)[0] == "Say computer first."


# --- its own voice, and the order of things --------------------------------------------------


def said_now(person: Person) -> str:
    return person.state.saying.text if person.state.saying else ""


def test_what_the_program_says_after_the_word_was_over_does_not_silence_it() -> None:
    person = listening(Settings()).waits(500)
    while said_now(person) or lit(person) != "guide":
        person.waits(20)
    began = person.now + 600
    person.gets(VoiceBegan(at=began, began=began))
    while said_now(person) != "Settings":
        person.waits(20)
    guess = Guess("settings", 0.95, "test")
    at = person.now + 20
    person.gets(WordHeard(at=at, began=began, ended=at - 200, guesses=(guess,)))
    assert person.chosen() == ["settings"]


def test_what_can_i_say_is_answered_while_it_reads() -> None:
    person = says(reading_1_1(), "help")
    assert isinstance(person.state.mode, Telling)
    assert person.state.path_ids[-1] == "strip"


def test_next_at_a_title_loses_no_sentence() -> None:
    person = listening(Settings())
    says(person, "go to title one one", score=1.0)
    person.hears("Title 1.1")
    says(person, "next", score=1.0, takes_ms=50)
    assert said_now(person) == "First of 1.1."


def test_next_leads_to_the_next_line_of_what_is_told() -> None:
    person = says(listening(), "help").waits(100)
    says(person, "next", score=1.0)
    assert isinstance(person.state.mode, Telling)
    assert person.state.mode.index > 0


def test_go_on_at_a_question_in_a_section_asks_again() -> None:
    person = says(listening(), "go to title two two").waits(12_000)
    assert person.state.path_ids[-1] == "gate"
    says(person, "go on")
    assert person.state.path_ids[-1] == "gate"
    assert person.state.reading is not None


def test_home_leads_home_while_the_switch_is_tried_or_measured() -> None:
    for item in ("set up my switch", "try my switch"):
        person = says(says(says(listening(), "settings"), "my switch"), item).waits(100)
        assert not isinstance(person.state.mode, Browsing)
        assert says(person, "home").state.path_ids == ("home",)


def test_what_was_not_understood_over_its_own_voice_is_not_held_against_anybody() -> None:
    person = listening(with_value(Settings(), "scan.loops", 20))
    for _ in range(4):
        person.hears("Call for help")
        began = person.now - 300
        person.gets(VoiceBegan(at=person.now + 1, began=began))
        person.gets(NoWordHeard(at=person.now + 200, began=began, why="not known"))
        person.hears("Call for help")
        began = person.now - 300
        guess = Guess("louder", 0.13, "test")
        at = person.now + 300
        person.gets(WordHeard(at=at, began=began, ended=at - 280, guesses=(guess,)))
    assert not person.state.notices


def test_what_is_told_to_be_sayable_can_be_said_at_once() -> None:
    person = says(listening(), "help").waits(100)
    assert says(person, "two").state.path_ids == ("home", "settings")
    person = says(listening(), "help").waits(100)
    volume = person.state.settings.speech.volume_percent
    assert says(person, "louder").state.settings.speech.volume_percent > volume
    assert isinstance(person.state.mode, Browsing)


def test_what_is_told_about_the_program_is_no_list_to_choose_from() -> None:
    carers = says(says(listening(), "settings"), "carers and about")
    person = says(carers, "about this program").waits(100)
    assert isinstance(says(person, "two").state.mode, Telling)


def test_deleting_is_asked_about_while_it_is_told_what_can_be_said_too() -> None:
    person = says(says(says(listening(), "settings"), "voice commands"), "my own words")
    person.gets(WordsKnown(at=person.now + 1, taught=(("yes", 3),)))
    says(says(person, "help").waits(100), "four")
    assert person.state.path_ids[-1] == "doubt"
    assert not person.records_of(ForgetWords)


def test_help_at_a_question_tells_of_the_list_and_not_of_the_question_that_is_left() -> None:
    person = says(says(listening(), "next", score=0.6), "help")
    assert isinstance(person.state.mode, Telling)
    assert person.state.mode.lines[0] == "1: Treatment guide."


def test_help_tells_of_the_choices_though_it_rests_or_tells_already() -> None:
    for person in (listening().waits(60_000), says(listening(), "help").waits(100)):
        says(person, "help")
        assert isinstance(person.state.mode, Telling)
        assert person.state.mode.lines[0] == "1: Treatment guide."


def talks(person: Person, ms: Millis = 4000) -> Person:
    """Somebody else talks in the room."""
    began = person.now + 1
    person.gets(VoiceBegan(at=began, began=began))
    return person.gets(NoWordHeard(at=began + ms, began=began, why="running speech"))


def test_while_people_talk_in_the_room_only_a_very_clear_word_counts() -> None:
    assert says(talks(listening()), "treatment guide", score=0.85).chosen() == []
    assert says(talks(listening()), "treatment guide", score=0.92).chosen() == ["guide"]
    later = says(talks(listening()).waits(30_000), "yes")
    assert says(later, "treatment guide", score=0.85).chosen() == ["guide"]


def test_nothing_is_asked_and_no_switch_offered_because_people_talk() -> None:
    person = talks(listening())
    for _ in range(3):
        says(person, "treatment guide", score=0.6)
    assert person.state.path_ids == ("home",)
    assert not person.state.notices


def test_a_hum_that_was_a_press_is_no_word_as_well() -> None:
    person = listening().waits(600)
    began = person.now + 1
    person.gets(VoiceBegan(at=began, began=began))
    person.gets(SwitchPressed(at=began + 510, switch="sound"))
    person.gets(SwitchReleased(at=began + 900, switch="sound"))
    before = person.state.path_ids
    heard = WordHeard(
        at=began + 1200, began=began, ended=began + 900, guesses=(Guess("up", 0.6, "test"),)
    )
    person.gets(heard)
    assert person.state.path_ids == before
    assert person.records_of(Understood)[-1].why == "this sound was a press of the switch"


def test_a_cue_that_begins_within_a_word_does_not_make_it_doubtful() -> None:
    person = listening(with_settings(speech__is_on=True)).waits(8000)
    cues = [at for at, it in person.records if isinstance(it, SpeechStarted)]
    began = cues[-1] - 300
    guesses = (Guess("three", 0.84, "test"),)
    ended, at = person.now - 100, person.now + 1
    person.gets(WordHeard(at=at, began=min(began, ended), ended=ended, guesses=guesses))
    assert person.records_of(Understood)[-1].decision == "act"


def test_help_me_calls_while_words_are_taught_but_not_while_it_is_taught_itself() -> None:
    for word, calls in (("yes", True), ("help_me", False)):
        person = listening()
        for item in ("settings", "listening", "words", "words-first", f"word-{word}", "record"):
            person.waits(600).gets(ItemPointed(at=person.now + 1, item=item))
        assert says(person.waits(200), "help me").state.alarm.is_calling is calls
