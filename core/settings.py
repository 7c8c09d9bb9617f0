"""Settings, read once from the environment; nothing else in core or assistant reads it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """How this installation runs. Each name can be set in the environment."""

    model_config = SettingsConfigDict(populate_by_name=True, extra="ignore", frozen=True)

    data: Annotated[Path, Field(validation_alias="MIMICOM_DATA")] = Path("data")
    """The data folder: embedded database, secrets, logs, files made by commands."""
    mongodb_uri: Annotated[SecretStr | None, Field(validation_alias="MONGODB_URI")] = None
    """A MongoDB 7 or 8 to use in place of the embedded server; may hold a password."""
    database_name: Annotated[str, Field(validation_alias="MIMICOM_DATABASE")] = "mimicom"
    """Database to use where MONGODB_URI names none."""
    durability: Annotated[
        Literal["power-loss", "process-kill"], Field(validation_alias="MIMICOM_DURABILITY")
    ] = "power-loss"
    """What an acknowledged write to the embedded database survives; process-kill is faster."""
    secure_cookies: Annotated[bool, Field(validation_alias="MIMICOM_SECURE_COOKIES")] = False
    """Set where the page is served over HTTPS."""
    max_upload_mb: Annotated[int, Field(validation_alias="MIMICOM_MAX_UPLOAD_MB", ge=1)] = 50
    export_interval_seconds: Annotated[
        int, Field(validation_alias="MIMICOM_EXPORT_SECONDS", ge=0, le=86_400)
    ] = 30
    """Between two exports of one user."""
    export_rows_a_day: Annotated[int, Field(validation_alias="MIMICOM_EXPORT_ROWS_A_DAY", ge=0)] = (
        500_000
    )
    """Prospects that one user may export in a day of Paris."""

    @property
    def folder(self) -> Path:
        """The data folder, absolute."""
        return self.data.expanduser().absolute()
