"""Makes the command spotter from nothing but synthetic speech. Never part of the program itself."""

import os

# Before anything here imports onnxruntime, which would report to its makers.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
