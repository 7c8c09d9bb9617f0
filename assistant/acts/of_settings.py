"""Acts about the settings of the installation."""

from typing import Literal

from assistant.acts.base import Act


class SettingsForm(Act):
    do: Literal["settings_form"] = "settings_form"
    about: Literal["mail", "sending", "planning"]
