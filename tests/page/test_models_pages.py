"""Language models on the page: nothing is fetched unasked, and only a whole one is put in place."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.listening.contract import CannotListen
from assistant.listening.model_install import Surroundings
from assistant.listening.models import RECORD, installed_models
from tests.listening.model_server import (
    MODEL_NAME,
    Server,
    files_of_a_model,
    manifest_of,
    model_of,
    serving,
    zipped,
)
from tests.page.visitor import Answer, OpenPage, Visitor

CONTENT = zipped(files_of_a_model())


class Trying:
    """The trying out of a model, which a test may hold up or let fail."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.may_end.set()
        self.fails = False

    def __call__(self, _model: Path) -> None:
        assert self.may_end.wait(20)
        if self.fails:
            message = "no"
            raise CannotListen(message)


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    with serving(Server(CONTENT)) as running:
        yield running


@pytest.fixture(name="trying")
def _trying(page: OpenPage, server: Server, tmp_path: Path) -> Iterator[Trying]:
    trying = Trying()
    page.desk.installing = Surroundings(try_out=trying, stalled_after_s=5)
    page.desk.models = tmp_path / "brought"
    page.desk.models.mkdir()
    model = replace(model_of(CONTENT), url=server.url)
    manifest_of(model, page.desk.models / "manifest.toml")
    yield trying
    trying.may_end.set()


def token(carer: Visitor) -> dict[str, str]:
    return {"csrf": carer.gets("/access").form["csrf"]}


def fetched(carer: Visitor) -> Answer:
    carer.sends_form("/models/fetch", token(carer), model="xx")
    return carer.gets("/models?wait=1")


def uploaded(carer: Visitor, data: bytes, name: str = f"{MODEL_NAME}.zip") -> Answer:
    carer.sends_file("/models/file", token(carer), name, data)
    return carer.gets("/models?wait=1")


def ids(page: OpenPage) -> list[str]:
    return [model.id for model in installed_models(page.desk.folders.models)]


@pytest.mark.usefixtures("trying")
def test_nothing_is_fetched_before_a_button_that_says_what_and_from_where(
    page: OpenPage, carer: Visitor, server: Server
) -> None:
    seen = carer.gets("/models")
    assert server.url in seen.seen
    assert "Fetch 1 MB and install it" in seen.of("button")
    assert server.ranges_asked == []
    assert "is installed" in fetched(carer).seen
    assert ids(page) == ["xx"]
    assert "Fetch" not in " ".join(carer.gets("/models").of("button"))


def test_the_page_answers_while_a_model_is_installed(
    page: OpenPage, carer: Visitor, trying: Trying
) -> None:
    trying.may_end.clear()
    form = token(carer)
    busy = carer.sends_form("/models/fetch", form, model="xx")
    assert "is being installed" in busy.seen
    assert busy.soup.select_one("progress[aria-labelledby=going]") is not None
    assert busy.headers["Refresh"].endswith("/models?wait=1")
    assert carer.gets("/settings").status == 200
    assert "Please wait" in carer.sends_form("/models/check", form).seen
    second = carer.sends_file("/models/file", form, "second.zip", CONTENT)
    assert second.status == 422
    trying.may_end.set()
    assert "is installed" in carer.gets("/models?wait=1").seen
    assert ids(page) == ["xx"]


@pytest.mark.usefixtures("trying")
def test_a_model_from_a_file_is_installed_and_the_upload_is_gone(
    page: OpenPage, carer: Visitor, server: Server
) -> None:
    done = uploaded(carer, CONTENT, "anything.zip")
    assert "is installed" in done.seen
    assert ids(page) == ["xx"], "known again by what is in it"
    assert server.ranges_asked == []
    assert not [file for file in page.desk.folders.page_uploads.rglob("*") if file.is_file()]


@pytest.mark.usefixtures("trying")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        (f"{MODEL_NAME}.zip", b"no zip"),
        ("other.zip", b""),
        ("other.zip", zipped({"../../evil.txt": b"x"})),
        ("other.zip", zipped({"README": b"x" * 1000})),
        ("other.zip", zipped({**files_of_a_model(), "../../../evil.txt": b"x"})),
        ("../../../evil.zip", zipped({"bomb": b"\0" * 50_000_000})),
    ],
    ids=["another", "empty", "outside", "no model", "outside too", "large"],
)
def test_what_is_no_model_is_refused_and_thrown_away(
    page: OpenPage, carer: Visitor, name: str, data: bytes
) -> None:
    failed = uploaded(carer, data, name)
    assert failed.of("[role=alert] strong") == ["That did not work."]
    assert ids(page) == []
    assert not list(page.home.parent.rglob("evil*"))
    assert not [file for file in page.desk.folders.page_uploads.rglob("*") if file.is_file()]


def test_a_model_that_does_not_work_here_is_not_put_in_place(
    page: OpenPage, carer: Visitor, trying: Trying
) -> None:
    trying.fails = True
    assert "does not work" in fetched(carer).seen
    assert ids(page) == []


@pytest.mark.usefixtures("trying")
def test_a_server_that_is_gone_is_told(page: OpenPage, carer: Visitor, server: Server) -> None:
    server.status = 404
    assert "no longer at" in fetched(carer).seen
    assert ids(page) == []


@pytest.mark.usefixtures("trying")
def test_every_file_is_checked(page: OpenPage, carer: Visitor) -> None:
    fetched(carer)
    carer.sends_form("/models/check", token(carer))
    assert "whole" in carer.gets("/models?wait=1").of(".condition")
    record = installed_models(page.desk.folders.models)[0]
    (record.folder / record.files[0].path).write_bytes(b"rotten")
    carer.sends_form("/models/check", token(carer))
    damaged = carer.gets("/models?wait=1")
    assert "damaged" in damaged.of(".condition")
    assert f"{record.files[0].path} is damaged." in damaged.seen
    assert "whole" not in uploaded(carer, CONTENT).of(".condition")
    assert (record.folder / RECORD).exists()


@pytest.mark.usefixtures("trying")
def test_a_model_is_removed_after_a_question(page: OpenPage, carer: Visitor) -> None:
    fetched(carer)
    assert carer.gets("/models/remove/xx").of("h1") == ["Remove this language model?"]
    assert ids(page) == ["xx"]
    carer.sends_form("/models/remove/xx", token(carer))
    assert ids(page) == []
    assert list(page.desk.folders.models.iterdir()) == []
    assert carer.gets("/models/remove/xx").status == 404


@pytest.mark.usefixtures("trying")
@pytest.mark.parametrize("name", ["..", ".", "%2e%2e", "..%2f..%2fhome", "nothing"])
def test_nothing_else_can_be_removed_or_fetched(page: OpenPage, carer: Visitor, name: str) -> None:
    page.desk.folders.settings.parent.mkdir(exist_ok=True)
    page.desk.folders.settings.write_text("", encoding="utf-8")
    assert carer.sends_form(f"/models/remove/{name}", token(carer)).status in (404, 405)
    assert carer.sends_form("/models/fetch", token(carer), model=name).status == 404
    assert page.desk.folders.settings.exists()
