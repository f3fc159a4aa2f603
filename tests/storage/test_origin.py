from datetime import date

from assistant.storage.origin import Source, origin_of, source_names

AAN, NICE = Source("Neurology guideline", "2009"), Source("Motor neuron guideline", "July 2019")


def test_what_weighs_most_comes_first_and_every_source_is_one_short_sentence() -> None:
    assert origin_of([AAN, NICE], "high", None, date(2027, 5, 23)) == (
        "No clinician has reviewed this section yet.",
        "The next check is due in May 2027.",
        "The sources of this section are: Neurology guideline, 2009.",
        "Motor neuron guideline, July 2019.",
    )


def test_doubt_and_a_review_are_told() -> None:
    assert origin_of([AAN], "contested", date(2026, 11, 3), None) == (
        "Last reviewed on 3 November 2026.",
        "Experts do not all agree on this.",
        "The source is: Neurology guideline, 2009.",
    )


def test_a_section_without_sources_says_so() -> None:
    assert origin_of([], "high", None, None)[-1] == "No source is named for this section."


def test_unknown_sources_are_passed_over() -> None:
    assert source_names(["b", "a"], {"a": AAN}) == (AAN,)
