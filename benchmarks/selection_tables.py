"""The figures of the selection study as tables in the documents. Must not know how they came.

A document holds blocks, from ``<!-- figures: NAME -->`` to ``<!-- end of figures -->``. What stands
between the two is written from the output of ``python -m benchmarks selection --json``, so that
nobody copies a figure by hand.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.hands_that_change import over_seeds
from benchmarks.measures import Row
from benchmarks.study import mean

DOCS = Path(__file__).parents[1] / "docs"
DOCUMENTS = (DOCS / "selection.md", DOCS / "selection-figures.md")
TUNED: Final = ("linear oracle", "row-column oracle")
"""The best tuned peers that ours is to beat."""
RULE: Final = "linear .65 rule"
_BLOCK = re.compile(r"<!-- figures: ([a-z ]+) -->\n(?:.*?)<!-- end of figures -->", re.DOTALL)
_PARTS = {"people", "rows", "more", "leaves", "strangers"}
_NAMES = {
    "linear 1.0 s": "linear, 1 s",
    RULE: "linear, .65 rule",
    "linear oracle": "linear, best",
    "row-column oracle": "row-column, best",
    "groups, rows, oracle": "rows of three, best",
    "groups, halves, oracle": "halves, best",
    "overscan oracle": "critical overscan, best",
    "nomon-like oracle": "clocks, best",
    "ours": "**ours**",
}


def write_tables(file: Path) -> str:
    """Write every block of the documents from a study; what was done, in a sentence.

    Raises:
        ValueError: The file holds no such study, or a document asks for a table there is not.
    """
    tables = tables_of(study_in(file))
    written = {document: with_tables(document, tables) for document in DOCUMENTS}
    for document, text in written.items():
        document.write_text(text, "utf-8", newline="\n")
    return f"Written: {', '.join(document.name for document in written)}."


def study_in(file: Path) -> dict[str, Any]:
    """The output of the study, as it was kept in a file."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except ValueError as problem:
        message = f"{file}: is not JSON; keep it with: python -m benchmarks selection --json"
        raise ValueError(message) from problem
    if not isinstance(found, dict) or not found.keys() >= _PARTS:
        message = f"{file}: is no selection study; run: python -m benchmarks selection --json"
        raise ValueError(message)
    return found


def with_tables(document: Path, tables: Mapping[str, str]) -> str:
    """The text of a document, each block holding its table."""
    text = document.read_text("utf-8")
    names = _BLOCK.findall(text)
    if text.count("<!-- figures:") != len(names) or text.count("<!-- end of") != len(names):
        message = f'{document}: each "figures: NAME" needs its "end of figures" before the next one'
        raise ValueError(message)
    for name in names:
        if name not in tables:
            message = f'{document}: there is no table "{name}", only {", ".join(tables)}'
            raise ValueError(message)

    def filled(block: re.Match[str]) -> str:
        name = block[1]
        return f"<!-- figures: {name} -->\n\n{tables[name]}\n\n<!-- end of figures -->"

    return _BLOCK.sub(filled, text)


def tables_of(study: Mapping[str, Any]) -> dict[str, str]:
    """All tables by name, as Markdown."""
    rows, more, leaves = study["rows"], study["more"], study["leaves"]
    silent = [row for row in rows if not row["is_spoken"]]
    spoken = [row for row in rows if row["is_spoken"]]
    return {
        "people": _people(study["people"]),
        "short": _cells(silent, (RULE, *TUNED, "ours")),
        "silent": _cells(silent, _methods(silent)),
        "spoken": _cells(spoken, _methods(spoken)),
        "presses": _presses(silent),
        "verdict": _verdict(silent, spoken, more),
        "others": _others(silent),
        "strangers": _others(study["strangers"]),
        "precision": _precision(silent, spoken),
        "tired": _tired(_of(more, study="fatigue")),
        "new": _new(_of(more, study="cold start")),
        "nine": _ways(_of(more, study="through the program")),
        "leaves": _ways(_of(leaves, study="all leaves")),
        "leaf by leaf": _leaf_by_leaf(_of(leaves, study="leaf")),
        "every leaf": _every_leaf(_of(leaves, study="leaf")),
    }


# --- Markdown ----------------------------------------------------------------------------


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _seconds(value: float) -> str:
    return f"{value:#.3g}".rstrip(".")


def _hundred(errors: float) -> str:
    return f"{100 * errors:.0f}"


def _both(row: Row) -> str:
    return f"{_seconds(row['seconds_per_correct'])}, {_hundred(row['errors_per_target'])}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


# --- picking rows ------------------------------------------------------------------------


def _of(rows: Iterable[Row], **wanted: object) -> list[Row]:
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def _one(rows: Iterable[Row], **wanted: object) -> Row:
    (found,) = _of(rows, **wanted)
    return found


def _each(rows: Iterable[Row], key: str) -> list[Any]:
    return list(dict.fromkeys(row[key] for row in rows))


def _methods(rows: Iterable[Row]) -> list[str]:
    return _each(rows, "method")


# --- the tables --------------------------------------------------------------------------


def _people(people: Sequence[Row]) -> str:
    head = ("hand", "delay", "spread", "false presses", "missed", "bounces")
    lines = [
        (
            one["name"],
            f"{one['delay_mean_s']:.2f} s",
            f"{one['delay_sd_s']:.2f} s",
            f"one in {1 / one['false_per_s']:.0f} s" if one["false_per_s"] else "none",
            _percent(one["miss"]),
            f"{_percent(one['bounce'])}, {1000 * one['bounce_mean_s']:.0f} ms",
        )
        for one in people
    ]
    return _table(head, lines)


def _cells(rows: Sequence[Row], methods: Sequence[str]) -> str:
    items = _each(rows, "items")
    lines = []
    for person in _each(rows, "person"):
        for method in methods:
            mark = "**" if method == "ours" else ""
            cells = [
                mark + _both(_one(rows, person=person, method=method, items=count)) + mark
                for count in items
            ]
            lines.append([person if method == methods[0] else "", _NAMES[method], *cells])
    return _table(["hand", "method", *map(str, items)], lines)


def _presses(rows: Sequence[Row]) -> str:
    """Presses and bits a second, ours next to the tuned peers."""
    items = _each(rows, "items")
    lines = []
    for person in _each(rows, "person"):
        for method in (RULE, "row-column oracle", "nomon-like oracle", "ours"):
            found = [_one(rows, person=person, method=method, items=count) for count in items]
            cells = [f"{row['presses']:.1f}, {row['bits_per_s']:.2f}" for row in found]
            lines.append([person if method == RULE else "", _NAMES[method], *cells])
    return _table(["hand", "method", *map(str, items)], lines)


def _others(rows: Sequence[Row]) -> str:
    """How ours stands next to each other method over all hands and lists."""
    cells = _cells_of(rows)
    lines = []
    for method in _methods(rows):
        if method == "ours":
            continue
        over = [_next_to(cell, (method,)) for cell in cells]
        errors = [_one(cell, method=method)["errors_per_target"] for cell in cells]
        lines.append(
            (
                _NAMES[method],
                f"{sum(one < 1 for one in over)} of {len(over)}",
                _percent(1 - mean(over)),
                _more_or_less(max(over)),
                _hundred(mean(errors)),
            )
        )
    own = [_one(cell, method="ours")["errors_per_target"] for cell in cells]
    lines.append((_NAMES["ours"], "", "", "", _hundred(mean(own)) if own else ""))
    head = ("method", "ours is faster in", "on average by", "at worst", "wrong in a hundred")
    return _table(head, lines)


def _more_or_less(ratio: float) -> str:
    how = "faster" if ratio < 1 else "slower"
    return f"{_percent(abs(ratio - 1))} {how}"


def _precision(*parts: Sequence[Row]) -> str:
    rows = [row for part in parts for row in part]
    ours = max(row["standard_error"] for row in rows if row["method"] == "ours")
    peers = max(row["standard_error"] for row in rows if row["method"] != "ours")
    return (
        f"The standard error of the seconds is at most {100 * ours:.1f} % for ours and"
        f" {100 * peers:.1f} % for the others."
    )


def _tired(rows: Sequence[Row]) -> str:
    head = (
        "hand",
        "fresh",
        "tired",
        "tired next to fresh",
        "of all seeds",
        "fixed .65 rule, tired",
    )
    lines = []
    for person in _each(rows, "person"):
        found = _of(rows, person=person)
        middle, spread = over_seeds(found)
        ratios = [row["tired_over_fresh"] for row in found]
        lines.append(
            (
                person,
                f"{_seconds(mean(row['fresh_s'] for row in found))} s",
                f"{_seconds(mean(row['tired_s'] for row in found))} s",
                f"{middle:.2f} ± {spread:.2f}",
                f"{min(ratios):.2f} to {max(ratios):.2f}",
                f"{_seconds(mean(row['fixed_linear_tired_s'] for row in found))} s",
            )
        )
    return _table(head, lines)


def _new(rows: Sequence[Row]) -> str:
    head = ("hand", "choices 1 to 20", "choices 21 to 40", "settled", "21 to 40 above settled")
    lines = [
        (
            row["person"],
            f"{_seconds(row['choices_1_to_20_s'])} s",
            f"{_seconds(row['choices_21_to_40_s'])} s",
            f"{_seconds(row['settled_s'])} s",
            _percent(row["over_settled_after_20"]),
        )
        for row in rows
    ]
    return _table(head, lines)


def _ways(rows: Sequence[Row]) -> str:
    """Seconds and errors of each way of the program, silent and spoken."""
    methods = _methods(rows)
    lines = []
    for is_spoken in (False, True):
        for person in _each(rows, "person"):
            found = [
                _one(rows, person=person, is_spoken=is_spoken, method=method) for method in methods
            ]
            lines.append([f"{person}, {_voice(is_spoken)}", *map(_both, found)])
    return _table(["hand", *(f"**{m}**" if m == "ours" else m for m in methods)], lines)


def _voice(is_spoken: object) -> str:
    return "spoken" if is_spoken else "silent"


def _leaf_by_leaf(rows: Sequence[Row]) -> str:
    """In how many texts ours is quicker, and the one that takes longest."""
    plain = "plain, .65 rule"
    head = ("hand", "texts", "ours quicker than the .65 rule", "than 1 s", "slowest, ours", plain)
    lines = []
    for is_spoken in (False, True):
        for person in _each(rows, "person"):
            found = _of(rows, person=person, is_spoken=is_spoken)
            worst = max(found, key=lambda row: float(row["s"]["ours"]))
            lines.append(
                (
                    f"{person}, {_voice(is_spoken)}",
                    str(len(found)),
                    f"in {_quicker(found, plain)}",
                    f"in {_quicker(found, 'plain, 1.0 s')}",
                    f"{_seconds(worst['s']['ours'])} s ({worst['leaf']})",
                    f"{_seconds(max(row['s'][plain] for row in found))} s",
                )
            )
    return _table(head, lines)


def _quicker(rows: Sequence[Row], than: str) -> int:
    return sum(row["s"]["ours"] < row["s"][than] for row in rows)


def _every_leaf(rows: Sequence[Row]) -> str:
    """Seconds for each text: ours, and the .65 rule."""
    people, plain = _each(rows, "person"), "plain, .65 rule"
    columns = [(person, is_spoken) for is_spoken in (False, True) for person in people]
    lines = []
    for leaf in _each(rows, "leaf"):
        cells = []
        for person, is_spoken in columns:
            row = _one(rows, leaf=leaf, person=person, is_spoken=is_spoken)
            cells.append(f"{_seconds(row['s']['ours'])} / {_seconds(row['s'][plain])}")
        lines.append([leaf, *cells])
    return _table(["text", *(f"{person}, {_voice(heard)}" for person, heard in columns)], lines)


# --- what was wanted ---------------------------------------------------------------------


def _verdict(silent: Sequence[Row], spoken: Sequence[Row], more: Sequence[Row]) -> str:
    shares = [row["share_of_capacity"] for row in silent if row["method"] == "ours"]
    new = [row["over_settled_after_20"] for row in _of(more, study="cold start")]
    tired = _of(more, study="fatigue")
    ratios = [over_seeds(_of(tired, person=one)) for one in _each(tired, "person")]
    lines = [
        *_against_peers(silent),
        *_against_the_rule(silent),
        (
            "choices 21 to 40 of somebody unknown, above the settled time",
            "10 % at most",
            _range(new),
        ),
        (
            "delay and spread up by 80 %, next to fresh",
            "under 2",
            ", ".join(f"{middle:.2f} ± {spread:.2f}" for middle, spread in ratios),
        ),
        (
            "share of what the hand could tell at best",
            "80 %",
            f"{_range(shares)}, on average {_percent(mean(shares))}",
        ),
        *_against_peers(spoken, "spoken: "),
    ]
    return _table(("", "wanted", "found"), lines)


def _range(shares: Sequence[float]) -> str:
    return f"{100 * min(shares):.0f} to {_percent(max(shares))}"


def _against_peers(rows: Sequence[Row], about: str = "") -> list[tuple[str, str, str]]:
    over = [_next_to(cell, TUNED) for cell in _cells_of(rows)]
    worst = max(over) - 1
    slower = "nowhere slower" if worst < 0 else f"{_percent(worst)} at worst"
    return [
        (
            f"{about}faster than the best tuned linear and row-column",
            f"in {len(over) * 3 // 4} of {len(over)}",
            f"in {sum(one < 1 for one in over)} of {len(over)}",
        ),
        (f"{about}nowhere slower by more than", "5 %", slower),
    ]


def _against_the_rule(rows: Sequence[Row]) -> list[tuple[str, str, str]]:
    cells = _cells_of(rows)
    found = [
        (
            "faster than linear by the .65 rule, on average",
            "25 %",
            _percent(1 - mean(_next_to(cell, (RULE,)) for cell in cells)),
        )
    ]
    errors = [_errors_next_to_rule(cell) for cell in cells if "noisy" in cell[0]["person"]]
    if errors:
        about = "wrong choices of noisy hands, next to the .65 rule"
        found.append((about, "a third at most", _range(errors)))
    return found


def _errors_next_to_rule(cell: Sequence[Row]) -> float:
    ours, rule = (_one(cell, method=method)["errors_per_target"] for method in ("ours", RULE))
    return float(ours / rule) if rule else float(ours > 0)


def _cells_of(rows: Sequence[Row]) -> list[list[Row]]:
    return [
        _of(rows, person=person, items=items)
        for person in _each(rows, "person")
        for items in _each(rows, "items")
    ]


def _next_to(cell: Sequence[Row], methods: Sequence[str]) -> float:
    """The time of ours next to that of the quickest of these."""
    others = [float(_one(cell, method=method)["seconds_per_correct"]) for method in methods]
    return float(_one(cell, method="ours")["seconds_per_correct"]) / min(others)
