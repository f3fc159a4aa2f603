"""Another version of the program in the place of this one, and back again.

``new_version`` takes a downloaded zip or folder apart and says whether it can be used,
``carers_files`` finds what carers put into the program's own folder, and ``replacing`` lays the new
version down and lets start.py do the rest. Must not know the window, the page or the voice.
"""

from assistant.carer.updating.replacing import CannotUpdate, Means, Updated, go_back, update

__all__ = ["CannotUpdate", "Means", "Updated", "go_back", "update"]
