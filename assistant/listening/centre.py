"""The mean of all frames of speech: from there words lie in different directions.

Measured by ``python -m benchmarks.listening_centre`` on synthetic words. A constant, because the
thresholds for personal words hold for this centre only.
"""

from typing import Final

import numpy as np

from assistant.listening.features import Frames

_NUMBERS: Final = """
    -9.8 16.4 3.6 3.6 5.7 20.9 5.1 -4.5 6.6 12.7 -17.3 -1.8 9.7 -7.8 -0.6 7.9 2.3 -5.1 3.3
    -8.8 3.5 14.8 -13.7 0.7 -6.6 7.0 -22.3 2.8 10.1 -2.0 -14.7 10.8 -24.2 -3.6 -8.4 7.4 26.7
    20.6 -1.6 20.6 -7.4 3.0 47.2 -18.2 -4.7 -5.8 -16.7 3.9 18.1 -2.5 -13.3 6.7 13.4 -5.0 -15.7
    -15.1 -8.2 27.2 -13.2 -0.7 6.7 7.6 -0.5 -2.4 19.8 12.8 -0.2 -9.1 -3.4 -7.1 -0.5 19.6 4.7
    -12.5 20.1 -2.3 -5.8 -2.5 -20.3 -29.1 8.0 17.2 17.1 -6.6 9.5 3.9 2.1 -2.4 0.4 26.8 2.6
    14.0 17.8 -25.1 0.7 19.7
"""

CENTRE: Final[Frames] = np.array(_NUMBERS.split(), np.float32)
