"""Every action of the chat, found by itself."""

import importlib
import pkgutil

from assistant.web import elements
from assistant.web.asked import TURNS, Asked
from assistant.web.elements.loading import LOADS, Loader

for _module in pkgutil.iter_modules(elements.__path__, f"{elements.__name__}."):
    importlib.import_module(_module.name)  # For what it declares.

LOADERS: dict[str, Loader] = {name: load for name, (_, load) in LOADS.items()}
"""What answers each element that loads or polls."""
ACTIONS: dict[str, type[Asked]] = TURNS | {name: takes for name, (takes, _) in LOADS.items()}
"""What each takes: any account may call each, on what is its own."""
