"""Which contact is which: keys, mouse, touch, gamepads and sounds -> facts for the core."""

import os

# pygame greets on standard output when it is imported; the terminal belongs to the person.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
