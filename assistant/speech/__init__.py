"""The speech room: text to sound to loudspeaker, and the two tones that need no voice.

Kept empty of imports: the synthesizer process loads this package too, and must start fast.
"""

import os

# pygame greets on standard output when it is imported; the terminal belongs to the person.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
