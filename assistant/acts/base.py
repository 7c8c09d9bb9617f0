"""What every act is."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[\w.-]+$", max_length=200)]


class Act(BaseModel):
    """Base of all acts."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    def as_json(self) -> dict[str, object]:
        """As an element of the page carries it."""
        return self.model_dump(mode="json", exclude_none=True)
