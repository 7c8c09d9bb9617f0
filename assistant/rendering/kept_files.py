"""What a file reply holds, made when it is kept."""

import json

from assistant.rendering.planning.plan_files import plan_file, plan_format
from assistant.replies import File
from core.accounts.models import User
from core.services import Services


def content_of(services: Services, user: User, file: File) -> bytes | None:
    """Its bytes; None for pictures and lists, which are made as they are written."""
    match file.kind:
        case "plan":
            campaign = services.planning.tasks.campaign_of(user, file.selection_id)
            return plan_file(services, user, campaign, plan_format(file.name))
        case "access_text":
            return services.privacy.access_file(user, file.selection_id).as_text().encode()
        case "access_json":
            known = services.privacy.access_file(user, file.selection_id).as_json()
            return json.dumps(known, ensure_ascii=False, indent=2).encode()
        case "import_errors":
            return b"".join(services.imports.errors_file(user, file.selection_id))
        case "import_report":
            return b"".join(services.imports.report_file(user, file.selection_id))
        case _:
            return None
