"""What the engine of the voice commands does besides, and must not."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.listening import voice
from assistant.storage.folders import models_root

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime") is None, reason="needs the package onnxruntime"
)

# As at home: the engine keeps still by itself where it takes the machine for a test machine.
TEST_MACHINES = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_RUNNING_UNIT_TESTS", "XDG_CACHE_HOME")


@pytest.mark.slow
def test_the_engine_marks_no_computer_and_queues_nothing_to_send(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    at_home = {name: text for name, text in os.environ.items() if name not in TEST_MACHINES}
    at_home |= {"HOME": str(home), "USERPROFILE": str(home), "LOCALAPPDATA": str(home)}
    code = (
        "import sys; from pathlib import Path; from assistant.listening.network import Network;"
        "Network(Path(sys.argv[1]))"
    )
    file = models_root() / voice.FILE
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", code, str(file)]
    subprocess.run(command, env=at_home, cwd=root, check=True, timeout=60)
    assert list(home.rglob("*")) == []
