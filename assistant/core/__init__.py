"""The pure core: what the program means, without time, files, sound or a window.

Nothing in here imports anything of ours from outside ``core``, and nothing that touches
the world. State and events are frozen data; time is a number in each event.
"""
