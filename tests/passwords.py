"""Passwords of tests cost little: the library's usual parameters take 0.15 s of processor each."""

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

CHEAP = "m=64,t=1,p=1"
"""What a hash made in a test says of itself."""


def hash_cheaply() -> None:
    """Have this process hash with the same algorithm, at its least cost."""
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    PasswordHash.recommended = lambda: cheap  # type: ignore[method-assign]
