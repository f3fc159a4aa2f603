"""The page as a process: opened once, found again, and closed."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.page.visitor import HOST, Visitor

pytestmark = pytest.mark.slow


def setup(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "assistant", "setup", "--no-browser", *arguments]


@pytest.fixture(name="own")
def _own(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "ALS_ASSISTANT_HOME": str(tmp_path / "home")}


@contextmanager
def started(own: dict[str, str], *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """The command, running; its end is awaited, so nothing stays behind."""
    with subprocess.Popen(
        setup(*arguments),
        env=own,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def told(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


def port_of(link: str) -> int:
    return int(link.split(":")[2].partition("/")[0])


def ends(process: "subprocess.Popen[str]") -> int:
    return process.wait(20)


def test_the_address_is_told_in_one_line_for_a_program_and_opens_the_page(
    own: dict[str, str],
) -> None:
    with started(own, "--json") as process:
        line = told(process)
        assert line["is_in_browser"] is False
        visitor = Visitor(port_of(line["link"]))
        assert visitor.comes_in(line["link"]).of("h1") == ["What would you like to do?"]


def test_for_people_the_address_stands_on_a_line_of_its_own(own: dict[str, str]) -> None:
    with started(own) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(3)]
        assert lines[0].startswith("The carer's page is open.")
        visitor = Visitor(port_of(lines[1].strip()))
        assert visitor.comes_in(lines[1].strip()).status == 200
        assert "works once" in lines[2]


def test_a_second_start_gives_a_new_address_for_the_same_page(own: dict[str, str]) -> None:
    with started(own, "--json") as first:
        link = told(first)["link"]
        again = subprocess.run(
            setup("--json"), env=own, capture_output=True, text=True, timeout=60, check=False
        )
        second = json.loads(again.stdout)["link"]
        assert again.returncode == 0
        assert second != link
        assert port_of(second) == port_of(link)
        assert Visitor(port_of(link)).comes_in(second).status == 200
        assert Visitor(port_of(link)).comes_in(link).status == 200


def test_a_page_that_was_killed_keeps_nobody_out(own: dict[str, str]) -> None:
    with started(own, "--json") as first:
        told(first)
    with started(own, "--json") as second:
        link = told(second)["link"]
        assert Visitor(port_of(link)).comes_in(link).status == 200


def test_an_open_page_that_does_not_answer_is_told_in_one_line(
    own: dict[str, str], tmp_path: Path
) -> None:
    with started(own, "--json") as first:
        told(first)
        (tmp_path / "home" / "carers-page.json").write_text('{"port": 1}', encoding="utf-8")
        again = subprocess.run(
            setup(), env=own, capture_output=True, text=True, timeout=60, check=False
        )
    assert again.returncode == 1
    assert "open already" in again.stderr
    assert len(again.stderr.splitlines()) == 1


@pytest.mark.skipif(os.name != "posix", reason="other systems keep the whole folder private")
def test_only_this_person_can_read_how_to_get_a_new_address(
    own: dict[str, str], tmp_path: Path
) -> None:
    with started(own, "--json") as process:
        told(process)
        file = tmp_path / "home" / "carers-page.json"
        assert file.stat().st_mode & 0o077 == 0


def test_beside_a_program_it_ends_when_the_program_does(
    own: dict[str, str], tmp_path: Path
) -> None:
    with started(own, "--json", "--beside") as process:
        told(process)
        assert process.stdin is not None
        process.stdin.close()
        assert ends(process) == 0
    assert not (tmp_path / "home" / "carers-page.json").exists()


@pytest.mark.skipif(os.name != "posix", reason="Control-C is sent in another way there")
def test_control_c_closes_it_in_one_line(own: dict[str, str]) -> None:
    with started(own) as process:
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        process.send_signal(2)
        assert ends(process) == 0
        assert process.stdout.read() == "The carer's page is closed.\n"
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_a_port_that_is_taken_is_told_in_one_line(own: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = subprocess.run(
            setup("--port", str(port)),
            env=own,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 1
    assert f"port {port}" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_port_that_there_is_not_is_told_in_one_line(own: dict[str, str], port: str) -> None:
    ran = subprocess.run(
        setup(f"--port={port}"), env=own, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1


def test_where_nothing_can_be_kept_the_page_opens_all_the_same(
    own: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "home").write_text("a file where a folder should be", encoding="utf-8")
    with started(own, "--json") as process:
        link = told(process)["link"]
        visitor = Visitor(port_of(link))
        visitor.comes_in(link)
        form = visitor.gets("/settings/light").form
        saved = visitor.sends_form("/settings/light", form, scan__loops="7")
        assert "were not saved" in saved.of(".note")[0]


def test_the_page_listens_on_this_computer_alone(own: dict[str, str]) -> None:
    with started(own, "--json") as process:
        port = port_of(told(process)["link"])
        mine = [it[4][0] for it in socket.getaddrinfo(socket.gethostname(), port, socket.AF_INET)]
        for address in {str(each) for each in mine} - {HOST}:
            if address.startswith("127."):
                continue
            with pytest.raises(OSError):  # noqa: PT011 - refused, or not reachable at all
                socket.create_connection((address, port), timeout=2)
