"""A model from the web, over networks as they are."""

import errno
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.listening.download import Wanted, download
from assistant.listening.models import CannotInstall, sha256_of
from tests.listening.model_server import (
    PORTAL,
    Server,
    files_of_a_model,
    model_of,
    serving,
    zipped,
)

CONTENT = zipped(files_of_a_model())
HALF = len(CONTENT) // 2


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Server(CONTENT)) as running:
        yield running


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "model.zip.part"


def wanted(server: Server) -> Wanted:
    model = model_of(CONTENT)
    return Wanted(url=server.url, size_bytes=model.size_bytes, sha256=model.sha256)


def fetch(server: Server, part: Path, stalled_after_s: float = 5) -> list[int]:
    seen: list[int] = []
    download(wanted(server), part, lambda done, _size: seen.append(done), stalled_after_s)
    return seen


def complaint(server: Server, part: Path, stalled_after_s: float = 5) -> str:
    with pytest.raises(CannotInstall) as refused:
        fetch(server, part, stalled_after_s)
    return str(refused.value)


def leave_a_half(server: Server, part: Path) -> None:
    server.breaks_after = [HALF, 0, 0, 0]
    complaint(server, part)
    server.breaks_after = []
    server.ranges_asked.clear()


def test_the_whole_file_arrives_and_progress_never_goes_back(server: Server, part: Path) -> None:
    seen = fetch(server, part)
    assert part.read_bytes() == CONTENT
    assert seen == sorted(seen)
    assert seen[-1] == len(CONTENT)
    assert [left.name for left in part.parent.iterdir()] == [part.name]


def test_small_pieces_on_a_slow_line_make_the_same_file(server: Server, part: Path) -> None:
    server.piece = 700
    fetch(server, part)
    assert part.read_bytes() == CONTENT


def test_a_redirect_is_followed(server: Server, part: Path) -> None:
    server.redirects_left = 2
    fetch(server, part)
    assert part.read_bytes() == CONTENT


def test_a_connection_that_breaks_once_goes_on_by_itself(server: Server, part: Path) -> None:
    server.breaks_after = [HALF]
    fetch(server, part)
    assert part.read_bytes() == CONTENT
    assert server.ranges_asked == ["", f"bytes={HALF}-"]


def test_a_connection_that_keeps_breaking_leaves_a_half_for_the_next_run(
    server: Server, part: Path
) -> None:
    server.breaks_after = [HALF, 0, 0, 0]
    said = complaint(server, part)
    assert said.startswith("The connection broke off at 49 %. What has arrived is kept")
    assert part.stat().st_size == HALF


def test_the_next_run_asks_only_for_the_rest(server: Server, part: Path) -> None:
    leave_a_half(server, part)
    fetch(server, part)
    assert server.ranges_asked == [f"bytes={HALF}-"]
    assert part.read_bytes() == CONTENT


def test_a_server_without_ranges_sends_it_all_again(server: Server, part: Path) -> None:
    leave_a_half(server, part)
    server.has_ranges = False
    fetch(server, part)
    assert part.read_bytes() == CONTENT


def test_a_file_that_changed_on_the_server_is_not_joined_to_the_old_half(
    server: Server, part: Path
) -> None:
    leave_a_half(server, part)
    part.write_bytes(b"PK\x03\x04" + b"x" * (HALF - 4))
    server.version = '"two"'
    fetch(server, part)
    assert server.ranges_asked == [f"bytes={HALF}-"]
    assert part.read_bytes() == CONTENT


def test_a_half_of_another_version_is_found_out_and_fetched_anew(
    server: Server, part: Path
) -> None:
    server.version = ""
    part.write_bytes(b"PK\x03\x04" + b"x" * (HALF - 4))
    fetch(server, part)
    assert server.ranges_asked == [f"bytes={HALF}-", ""]
    assert part.read_bytes() == CONTENT


def test_a_part_that_is_too_long_is_thrown_away(server: Server, part: Path) -> None:
    part.write_bytes(CONTENT + b"more")
    fetch(server, part)
    assert part.read_bytes() == CONTENT


def test_a_whole_part_is_not_fetched_again(server: Server, part: Path) -> None:
    part.write_bytes(CONTENT)
    fetch(server, part)
    assert server.ranges_asked == []


def test_a_wrong_file_of_the_right_size_is_deleted(server: Server, part: Path) -> None:
    server.content = CONTENT[:-1] + b"!"
    assert "is not the one this program knows" in complaint(server, part)
    assert list(part.parent.iterdir()) == []


def test_a_file_of_another_size_is_not_even_fetched(server: Server, part: Path) -> None:
    server.content = CONTENT * 3
    assert "another file than this program knows" in complaint(server, part)
    assert not part.exists()


def test_a_server_that_never_stops_sending_does_not_fill_the_disk(
    server: Server, part: Path
) -> None:
    server.content = CONTENT + b"x" * 5_000_000
    server.says_length = False
    fetch(server, part)
    assert part.read_bytes() == CONTENT


def test_a_login_page_of_the_network_is_named_as_what_it_is(server: Server, part: Path) -> None:
    server.content, server.content_type = PORTAL, "text/html; charset=utf-8"
    assert "web page instead of the model" in complaint(server, part)
    assert not part.exists()


def test_a_login_page_that_calls_itself_a_zip_is_named_too(server: Server, part: Path) -> None:
    server.content, server.says_length = PORTAL, False
    assert "web page instead of the model" in complaint(server, part)
    server.content = CONTENT
    server.ranges_asked.clear()
    fetch(server, part)
    assert server.ranges_asked == [""]


def test_a_login_page_in_the_middle_keeps_what_has_arrived(server: Server, part: Path) -> None:
    leave_a_half(server, part)
    server.content, server.content_type = PORTAL, "text/html"
    assert "web page instead of the model" in complaint(server, part)
    assert part.read_bytes() == CONTENT[:HALF]


def test_a_model_that_has_moved_is_said_plainly(server: Server, part: Path) -> None:
    server.status = 404
    assert "Look for a newer version of the program" in complaint(server, part)


def test_a_server_in_trouble_is_for_later_and_the_half_stays(server: Server, part: Path) -> None:
    leave_a_half(server, part)
    server.status = 503
    assert "refused (answer 503). Try again later" in complaint(server, part)
    assert part.stat().st_size == HALF


def test_a_server_that_refuses_the_range_is_asked_for_all(server: Server, part: Path) -> None:
    part.write_bytes(CONTENT[:HALF])
    server.status = 416
    assert "does not answer sensibly" in complaint(server, part)
    assert server.ranges_asked[:2] == [f"bytes={HALF}-", ""]


def test_a_line_that_falls_silent_is_given_up_and_kept(server: Server, part: Path) -> None:
    server.breaks_after = [HALF] + [0] * 5
    server.stalls = True
    assert "broke off at 49 %" in complaint(server, part, stalled_after_s=0.2)
    assert part.stat().st_size == HALF


def test_no_internet_names_the_way_without_it(server: Server, part: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server.port, port = free.getsockname()[1], server.port
        said = complaint(server, part)
        server.port = port
    assert "The server cannot be reached" in said
    assert "als-assistant models install FILE" in said


def test_a_full_disk_is_no_reason_to_fetch_again(server: Server, part: Path) -> None:
    def full(_done: int, _size: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        download(wanted(server), part, full, 5)
    assert server.ranges_asked == [""]


def test_an_interruption_keeps_what_has_arrived(server: Server, part: Path) -> None:
    server.breaks_after = [HALF]

    def interrupt(done: int, _size: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(wanted(server), part, interrupt, 5)
    assert 0 < part.stat().st_size <= HALF
    server.ranges_asked.clear()
    fetch(server, part)
    assert server.ranges_asked[0].startswith("bytes=")
    assert sha256_of(part) == model_of(CONTENT).sha256
