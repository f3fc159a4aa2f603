"""A web server of our own, with the faults that home networks have, and tiny models to serve."""

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from assistant.listening.contract import CannotListen
from assistant.listening.models import Model
from assistant.listening.vosk_recognizer import NEEDED_FILES

MODEL_NAME = "vosk-model-small-xx-0.1"
PORTAL = b"<html><body>Welcome to the guest network. Please log in.</body></html>"


@dataclass
class Server:
    """What it serves, how badly, and what it was asked."""

    content: bytes
    version: str = '"one"'
    has_ranges: bool = True
    breaks_after: list[int] = field(default_factory=list)
    """For each answer to come: how many bytes until the connection is cut; then no more cuts."""
    stalls: bool = False
    status: int = 200
    content_type: str = "application/zip"
    redirects_left: int = 0
    piece: int = 1 << 16
    says_length: bool = True
    ranges_asked: list[str] = field(default_factory=list)
    is_stopping: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{MODEL_NAME}.zip"


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            # Half of the tests hang up early.
            with suppress(ConnectionError):
                _answer(self, server)

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = False
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.is_stopping.set()
            listening.shutdown()
            thread.join()


def _answer(to: BaseHTTPRequestHandler, server: Server) -> None:
    to.close_connection = True
    if server.redirects_left:
        server.redirects_left -= 1
        to.send_response(302)
        to.send_header("Location", server.url)
        to.send_header("Content-Length", "0")
        to.end_headers()
        return
    asked = to.headers.get("Range", "")
    server.ranges_asked.append(asked)
    if server.status != 200:
        to.send_error(server.status)
        return
    first = 0
    is_same = to.headers.get("If-Range", server.version) == server.version
    if asked and server.has_ranges and is_same:
        first = int(asked.removeprefix("bytes=").removesuffix("-"))
    to.send_response(206 if first else 200)
    if first:
        size = len(server.content)
        to.send_header("Content-Range", f"bytes {first}-{size - 1}/{size}")
    if server.version:
        to.send_header("ETag", server.version)
    to.send_header("Content-Type", server.content_type)
    if server.says_length:
        to.send_header("Content-Length", str(len(server.content) - first))
    to.end_headers()
    rest = server.content[first:]
    if server.breaks_after:
        rest = rest[: server.breaks_after.pop(0)]
    for begin in range(0, len(rest), server.piece):
        to.wfile.write(rest[begin : begin + server.piece])
    if server.stalls:
        server.is_stopping.wait(20)


def files_of_a_model(filling: int = 3000) -> dict[str, bytes]:
    """What a small vosk model consists of, in shape only; hard to compress."""
    return {
        name: b"".join(
            hashlib.sha256(f"{name} {number}".encode()).digest() for number in range(filling // 32)
        )
        for name in NEEDED_FILES
    }


def zipped(files: dict[str, bytes], folder: str = MODEL_NAME) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"{folder}/{name}" if folder else name, content)
    return packed.getvalue()


def model_of(content: bytes, url: str = "http://127.0.0.1:9/nowhere.zip") -> Model:
    return Model(
        id="xx",
        kind="vosk",
        language="xx",
        name=MODEL_NAME,
        url=url,
        sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        unpacked_bytes_at_most=200_000,
        licence="Apache-2.0",
    )


def manifest_of(model: Model, file: Path) -> Path:
    file.write_text(
        "[[model]]\n"
        f'id = "{model.id}"\nkind = "vosk"\nlanguage = "{model.language}"\n'
        f'name = "{model.name}"\nurl = "{model.url}"\nsha256 = "{model.sha256}"\n'
        f"size_bytes = {model.size_bytes}\n"
        f"unpacked_bytes_at_most = {model.unpacked_bytes_at_most}\n"
        f'licence = "{model.licence}"\n',
        encoding="utf-8",
    )
    return file


@dataclass
class TryingOut:
    """Takes any model for good, or none, and remembers what it was shown."""

    is_content: bool = True
    tried: list[Path] = field(default_factory=list)

    def __call__(self, model: Path) -> None:
        self.tried.append(model)
        if not self.is_content:
            message = "The model is no good."
            raise CannotListen(message)
