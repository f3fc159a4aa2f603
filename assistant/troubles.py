"""Which devices are in trouble, so that each end of it is told too. Must not know the devices."""

from collections.abc import Callable

from assistant.core.events import Device, DeviceFailed, DeviceReturned, Event
from assistant.core.units import Millis


class Troubles:
    """Tells of trouble each time, and of its end once. From any thread."""

    def __init__(self, post: Callable[[Event], None], now: Callable[[], Millis]) -> None:
        """Nothing is wrong yet."""
        self._post, self._now = post, now
        self._troubled: set[Device] = set()

    def failed(self, device: Device, why: str) -> None:
        """Something is wrong; ``why`` is plain words for the carer."""
        self._troubled.add(device)
        self._post(DeviceFailed(at=self._now(), device=device, why=why))

    def failed_still(self, device: Device, why: str) -> None:
        """The same where it would be found again many times a second: told the first time only."""
        if device not in self._troubled:
            self.failed(device, why)

    def well(self, device: Device) -> None:
        """It works; told only after trouble."""
        if device in self._troubled:
            self._troubled.discard(device)
            self._post(DeviceReturned(at=self._now(), device=device))
