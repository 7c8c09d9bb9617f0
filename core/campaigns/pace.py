"""The speed of a run: mails are taken from the limits of all, a second's worth at a time."""

import threading
import time
from collections.abc import Callable

from core.clock import Clock
from core.configuration.keys import SEND_PER_HOUR, SEND_PER_MINUTE
from core.configuration.service import ConfigurationService
from core.mailer.limits import SpeedLimits

_LASTS = 1.0
"""Seconds that what was taken may be used for: it is counted in its second."""
_LONGEST_WAIT = 0.5
"""Seconds: limits may be changed meanwhile."""
_SECONDS_A_MINUTE = 60


_REHEARSED, _SHOWN = 0.02, 90.0


def unhurried(stop: threading.Event, _patient: bool) -> bool:
    """The gate of rehearsals: no limit holds, and one has the time to see them go."""
    return not stop.wait(_REHEARSED)


def leisurely(stop: threading.Event, patient: bool) -> bool:
    """The gate of the demonstration's send: it is under way for as long as one looks around."""
    return patient and not stop.wait(_SHOWN)


class Pace:
    """Makes the gates of runs."""

    def __init__(
        self, limits: SpeedLimits, configuration: ConfigurationService, clock: Clock
    ) -> None:
        self._limits = limits
        self._configuration = configuration
        self._clock = clock

    def gate(self) -> Callable[[threading.Event, bool], bool]:
        """Wait until one more mail may leave; False where the run is stopped meanwhile, or at once
        where the second argument says not to wait."""
        lock = threading.Lock()
        left, until = 0, 0.0

        def wait(stop: threading.Event, patient: bool) -> bool:
            nonlocal left, until
            while not stop.is_set():
                with lock:
                    now = time.monotonic()
                    if left > 0 and now < until:
                        left -= 1
                        return True
                    taken, seconds = self.take()
                    if taken:
                        left, until = taken - 1, now + _LASTS
                        return True
                if not patient:
                    return False
                stop.wait(min(seconds, _LONGEST_WAIT))
            return False

        return wait

    def take(self) -> tuple[int, float]:
        """Take a second's worth of mails at the limit; (how many, seconds to wait where none)."""
        per_minute = self._configuration.get(SEND_PER_MINUTE)
        per_hour = self._configuration.get(SEND_PER_HOUR)
        wanted = max(1, per_minute // _SECONDS_A_MINUTE)
        return self._limits.take(wanted, self._clock(), per_minute, per_hour)

    def take_one(self) -> bool:
        """Take one mail; False where none may leave now."""
        per_minute = self._configuration.get(SEND_PER_MINUTE)
        per_hour = self._configuration.get(SEND_PER_HOUR)
        return self._limits.take(1, self._clock(), per_minute, per_hour)[0] == 1
