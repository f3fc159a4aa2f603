"""start.py, as a module that can be asked. Must not know what is asked of it."""

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any


class _NoCopy(SourceFileLoader):
    """Leaves no compiled copy in the program's folder, which is being replaced, and trusts none."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def load_start(file: Path) -> ModuleType | Any:  # noqa: ANN401 - it knows no packages
    """The functions of this start.py. Raises ImportError where there is none."""
    name = "als_assistant_start"
    spec = importlib.util.spec_from_file_location(name, file, loader=_NoCopy(name, str(file)))
    if spec is None or spec.loader is None:
        message = f"{file} cannot be loaded"
        raise ImportError(message, name=file.name)
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its own module up by name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
