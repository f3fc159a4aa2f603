"""The steps by name: ``python -m models.training STEP``; see README.md."""

import argparse
from pathlib import Path
from typing import Final

from models.training.examples import make
from models.training.speak import speak

_MODELS: Final = Path(__file__).parents[1]
_ENCODER: Final = Path("sources", "whisper", "model.bin")
_COMMANDS: Final = _MODELS / "commands"
_TRAINED_ON: Final = ["kokoro", "flite", "espeak"]
_HELD_BACK: Final = ["held-kokoro", "held-flite", "held-festival", "held-piper"]


def main() -> None:
    """Do one step."""
    args = _parsed()
    match args.step:
        case "speak":
            runs = range(args.first, args.end)
            speak(args.voice, args.work / "sources", args.work / "clips", runs)
        case "examples":
            make(args.voice, args.work, times=args.times, seed=args.seed)
        case "see":
            from models.training.train import see  # noqa: PLC0415 - needs torch

            see(args.work, _TRAINED_ON, args.work / _ENCODER)
        case "train":
            _train(args)
        case "export":
            _export(args)
        case _:
            _measure(args)


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="models.training")
    parser.add_argument("--work", type=Path, default=Path("work"))
    steps = parser.add_subparsers(dest="step", required=True)
    speaking = steps.add_parser("speak", help="a voice says its words")
    speaking.add_argument("voice")
    speaking.add_argument("first", type=int)
    speaking.add_argument("end", type=int)
    making = steps.add_parser("examples", help="from clips to recordings")
    making.add_argument("voice")
    making.add_argument("--times", type=int, default=4)
    making.add_argument("--seed", type=int, default=0)
    steps.add_parser("see", help="what the encoder makes of them")
    training = steps.add_parser("train", help="one head")
    training.add_argument("head", type=int)
    exporting = steps.add_parser("export", help="the heads into one file")
    exporting.add_argument("heads", type=int, nargs="+")
    exporting.add_argument("--act", type=float, required=True)
    exporting.add_argument("--ask", type=float, required=True)
    exporting.add_argument("--name", required=True)
    measuring = steps.add_parser("measure", help="with people and held-back voices")
    measuring.add_argument("--people", type=Path)
    return parser.parse_args()


def _train(args: argparse.Namespace) -> None:
    import torch  # noqa: PLC0415 - a heavy part that the first steps do not need

    from models.training.train import PLANS, all_seen, train  # noqa: PLC0415 - as above

    torch.set_num_threads(1)
    head = train(all_seen(args.work, _TRAINED_ON), PLANS[args.head])
    folder = args.work / "heads"
    folder.mkdir(exist_ok=True)
    torch.save(head.state_dict(), folder / f"{args.head}.pt")


def _export(args: argparse.Namespace) -> None:
    import torch  # noqa: PLC0415 - see _train

    from models.training.encoder import Body  # noqa: PLC0415 - as above
    from models.training.export import Limits, Spotter, export  # noqa: PLC0415 - as above
    from models.training.head import Head  # noqa: PLC0415 - as above
    from models.training.train import LABELS, PLANS  # noqa: PLC0415 - as above

    heads = []
    for index in args.heads:
        plan = PLANS[index]
        head = Head(LABELS, width=plan.width, dropout=plan.dropout)
        head.load_state_dict(torch.load(args.work / "heads" / f"{index}.pt"))
        heads.append(head.eval())
    spotter = Spotter(Body(args.work / _ENCODER), heads)
    export(spotter, Limits(act=args.act, ask=args.ask), args.name, _COMMANDS)


def _measure(args: argparse.Namespace) -> None:
    from assistant.listening.spotter import Spotter  # noqa: PLC0415 - only this step needs it
    from models.training.measure import SCREEN, held_words, real_words, tally  # noqa: PLC0415

    spotter = Spotter(_MODELS)
    if args.people:
        print("people, 14 words active\n" + str(tally(spotter, real_words(args.people), SCREEN)))
    for name in _HELD_BACK:
        words = list(held_words(args.work / "clips" / name))
        print(f"{name}, 14 words active\n{tally(spotter, words, SCREEN)}")
        print(f"{name}, all words active\n{tally(spotter, words, spotter.labels)}")


if __name__ == "__main__":
    main()
