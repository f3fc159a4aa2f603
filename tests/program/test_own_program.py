"""How the program starts itself and others, also where it is packed and there is no Python."""

import sys
from pathlib import Path

import pytest

from assistant import own_program
from assistant.carer_page import page_command
from assistant.listening import vosk_recognizer


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a packed program, as which this one now believes to run."""
    program = tmp_path / "als-assistant.exe"
    program.touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    return program


def test_with_python_the_program_is_a_module() -> None:
    assert own_program.own_program() == (sys.executable, "-P", "-m", "assistant")


def test_packed_the_program_starts_itself(packed: Path) -> None:
    assert own_program.own_program() == (str(packed),)
    assert page_command()[:2] == (str(packed), "setup")


def test_it_is_called_by_what_somebody_has_of_it(tmp_path: Path) -> None:
    assert own_program.typed_command(tmp_path) == "als-assistant"
    (tmp_path / "start.py").touch()
    assert own_program.typed_command(tmp_path).endswith(" start.py")


def test_packed_it_is_called_by_its_whole_name(packed: Path) -> None:
    assert own_program.typed_command(packed.parent) == str(packed)


def test_a_name_with_spaces_is_put_in_quotes(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spaced = packed.with_name("ALS assistant.exe")
    monkeypatch.setattr(sys, "executable", str(spaced))
    assert own_program.typed_command() == f'"{spaced}"'


def test_on_windows_the_one_that_can_answer_is_started(packed: Path) -> None:
    console = packed.with_name("als-assistant-console.exe")
    console.touch()
    assert own_program.own_program() == (str(console),)
    assert own_program.answering(console) == str(console)
    assert own_program.windowed(console) == own_program.windowed(packed) == str(packed)


def test_packed_a_model_is_tried_out_by_the_program_itself(packed: Path) -> None:
    assert vosk_recognizer._probe() == (str(packed), "models", "probe")


@pytest.mark.usefixtures("packed")
@pytest.mark.parametrize("before", [None, "/opt/lib"])
def test_a_browser_gets_the_systems_libraries_and_not_ours(before: str | None) -> None:
    environment = {"LD_LIBRARY_PATH": "/ours"}
    if before is not None:
        environment["LD_LIBRARY_PATH_ORIG"] = before
    with own_program.for_other_programs(environment):
        assert environment.get("LD_LIBRARY_PATH") == before
    assert environment["LD_LIBRARY_PATH"] == "/ours"


def test_not_packed_the_systems_libraries_are_let_alone() -> None:
    environment = {"LD_LIBRARY_PATH": "/opt/lib"}
    with own_program.for_other_programs(environment):
        assert environment == {"LD_LIBRARY_PATH": "/opt/lib"}


def test_a_program_without_a_console_may_print_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    own_program.have_streams()
    with sys.stderr:
        assert sys.stderr.write("Nobody reads this.")
