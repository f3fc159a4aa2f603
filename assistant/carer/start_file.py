"""start.py, as a module that can be asked. Must not know what is asked of it."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any


def load_start(file: Path) -> ModuleType | Any:  # noqa: ANN401 - it knows no packages
    """The functions of this start.py. Raises ImportError where there is none."""
    spec = importlib.util.spec_from_file_location("als_assistant_start", file)
    if spec is None or spec.loader is None:
        message = f"{file} cannot be loaded"
        raise ImportError(message, name=file.name)
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its own module up by name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
