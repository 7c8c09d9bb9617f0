"""What a sentence asks for, as plain data: the only thing that skills read of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Request:
    """Base of all requests; bare where the name of the command or the intent says it all."""
