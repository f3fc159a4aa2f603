"""Which files that are no modules belong into the packed program. Knows the project's folders alone.

The list of the wheel is followed, so that what is added there is not forgotten here.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

_CODE = frozenset({".py", ".pyc", ".pyi"})


def brought(project: Path) -> Iterator[tuple[Path, str]]:
    """(file, the folder in which the packed program has it), as the wheel has them."""
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = settings["tool"]["hatch"]["build"]["targets"]["wheel"]
    not_taken = [project / name.strip("/") for name in wheel["exclude"]]
    for name, inside in wheel["sources"].items():
        for file in sorted((project / name).rglob("*")):
            is_left = any(file.is_relative_to(folder) for folder in not_taken)
            if file.is_file() and file.suffix not in _CODE and not is_left:
                yield file, str(Path(inside) / file.parent.relative_to(project / name))


def left_out() -> list[str]:
    """What packages offer and the program never uses: it would only make the folder larger."""
    return [
        "IPython",
        "PIL",
        "matplotlib",
        "numpy.f2py",
        "numpy.testing",
        "onnxruntime.quantization",
        "onnxruntime.tools",
        "onnxruntime.transformers",
        "pandas",
        "pip",
        "pydoc_data",
        "pygame.docs",
        "pygame.examples",
        "pygame.tests",
        "pytest",
        "scipy",
        "setuptools",
        "sympy",
        "tkinter",
        "torch",
    ]
