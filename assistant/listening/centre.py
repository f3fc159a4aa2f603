"""The mean of all frames of speech: from there words lie in different directions.

Measured by ``python -m benchmarks.listening_centre`` on synthetic words. A constant, because the
thresholds for personal words hold for this centre only.
"""

from typing import Final

import numpy as np

from assistant.listening.features import Frames

_NUMBERS: Final = """
    -9.7 15.9 4.3 3.7 5.4 20.2 4.6 -4.5 5.7 14.4 -17.9 -1.5 8.3 -8.2 -0.7 8.0 1.9 -4.3 2.7
    -7.8 3.0 14.4 -12.6 1.4 -6.6 6.2 -23.1 2.5 9.2 -0.4 -14.8 12.3 -23.7 -4.3 -8.5 6.4 28.3
    21.9 -0.4 20.8 -7.4 4.0 47.4 -17.9 -3.7 -5.1 -17.2 4.7 17.6 -3.1 -14.5 6.2 12.8 -4.6 -15.9
    -15.8 -8.5 27.5 -14.7 -1.7 5.8 7.9 -1.7 -3.7 21.6 12.4 -0.6 -9.5 -4.2 -7.5 -2.7 20.1 4.2
    -13.4 19.2 -2.0 -5.1 -2.6 -21.4 -30.4 6.7 17.7 16.5 -6.8 10.6 4.0 1.6 -3.7 0.4 27.2 2.6
    15.0 18.5 -25.1 -0.1 21.6
"""

CENTRE: Final[Frames] = np.array(_NUMBERS.split(), np.float32)
