"""Acts about the settings of the installation."""

from typing import Literal

from assistant.acts.base import Act


class SettingsForm(Act):
    do: Literal["settings_form"] = "settings_form"
    about: Literal["mail", "sending", "planning"]


class KeepCorrections(Act):
    """Whether one's own corrections are kept, to learn from."""

    do: Literal["keep_corrections"] = "keep_corrections"
    kept: bool
