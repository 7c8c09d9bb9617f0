"""What every morning begins with: reminders of what is due, the digest."""

from core.accounts.models import OPERATOR
from core.accounts.service import AccountService
from core.configuration.keys import PLANNING_DIGEST
from core.configuration.service import ConfigurationService
from core.planning.digest import DigestService
from core.planning.task import OPEN, TaskQuery
from core.planning.tasks import TaskService
from core.reminders.telling import Telling


class Mornings:
    """Done by the clock; twice is as once."""

    def __init__(
        self,
        telling: Telling,
        tasks: TaskService,
        digests: DigestService,
        accounts: AccountService,
        configuration: ConfigurationService,
    ) -> None:
        self._telling = telling
        self._tasks = tasks
        self._digests = digests
        self._accounts = accounts
        self._configuration = configuration

    def remind_of_tasks(self) -> int:
        """Those that fall due today, for those who do them."""
        query = TaskQuery(due_on=self._tasks.today(), states=OPEN)
        return self._telling.for_tasks(self._tasks.find(OPERATOR, query))

    def tell_digests(self) -> int:
        """To each account that has something in it, where the setting wants it."""
        if self._configuration.get(PLANNING_DIGEST) == "off":
            return 0
        open_accounts = [one for one in self._accounts.everybody() if one.actif]
        return sum(
            self._telling.digest_for(user)
            for user in open_accounts
            if not self._digests.of(user).is_empty
        )
