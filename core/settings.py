"""Settings, read once from the environment; nothing else in core or assistant reads it."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


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
    allowed_hosts: Annotated[
        tuple[str, ...], NoDecode, Field(validation_alias="MIMICOM_ALLOWED_HOSTS")
    ] = ()
    """Names that the page answers to, beside this machine's own: "mimicom.exemple.fr,accueil"."""
    trusted_proxies: Annotated[
        tuple[str, ...], NoDecode, Field(validation_alias="MIMICOM_TRUSTED_PROXIES")
    ] = ()
    """Addresses or networks of the proxies whose X-Forwarded-For and -Proto are believed."""
    max_upload_mb: Annotated[int, Field(validation_alias="MIMICOM_MAX_UPLOAD_MB", ge=1)] = 50
    export_interval_seconds: Annotated[
        int, Field(validation_alias="MIMICOM_EXPORT_SECONDS", ge=0, le=86_400)
    ] = 30
    """Between two exports of one user."""
    export_rows_a_day: Annotated[int, Field(validation_alias="MIMICOM_EXPORT_ROWS_A_DAY", ge=0)] = (
        500_000
    )
    """Prospects that one user may export in a day of Paris."""
    openai_base_url: Annotated[str | None, Field(validation_alias="OPENAI_BASE_URL")] = None
    """A server of that protocol, this machine's own or another: mails may be put in other words."""
    openai_model: Annotated[str | None, Field(validation_alias="OPENAI_MODEL")] = None
    openai_seconds: Annotated[
        float, Field(gt=0, le=10, validation_alias="MIMICOM_OPENAI_SECONDS")
    ] = 10
    """How long it may take before the mail stays as it is."""
    openai_api_key: Annotated[SecretStr | None, Field(validation_alias="OPENAI_API_KEY")] = None
    # What follows wins over what admins set (`core.configuration`), which checks it as well.
    smtp_url: Annotated[SecretStr | None, Field(validation_alias="MIMICOM_SMTP_URL")] = None
    sender: Annotated[str | None, Field(validation_alias="MIMICOM_SENDER")] = None
    imap_url: Annotated[SecretStr | None, Field(validation_alias="MIMICOM_IMAP_URL")] = None
    public_url: Annotated[str | None, Field(validation_alias="MIMICOM_PUBLIC_URL")] = None

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _listed(cls, given: object) -> object:
        """Names with commas or spaces between them."""
        return tuple(given.replace(",", " ").split()) if isinstance(given, str) else given

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for one in given:
            ip_network(one, strict=False)
        return given

    @property
    def folder(self) -> Path:
        """The data folder, absolute."""
        return self.data.expanduser().absolute()
