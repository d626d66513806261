"""Which worker of xdist runs which test: all tests of one exchange run in the same one."""

from typing import Any

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]


class ByExchange(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Gives a worker one exchange after the other.

    xdist's own scheduler looks through all that a worker has done, whenever a test ends: with tens of thousands of
    tests that takes as long as the tests.
    """

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("[")[2] or nodeid

    def schedule(self) -> None:
        """Begin, or go on with a worker that came later."""
        self._index = {
            node: {id_: at for at, id_ in enumerate(ids)} for node, ids in self.registered_collections.items()
        }
        super().schedule()

    def _assign_work_unit(self, node: Any) -> None:
        scope, tests = self.workqueue.popitem(last=False)
        self.assigned_work[node][scope] = tests
        node.send_runtest_some([self._index[node][test] for test, is_done in tests.items() if not is_done])

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        """Forget an exchange whose tests have all run."""
        scope = self._split_scope(self.registered_collections[node][item_index])
        super().mark_test_complete(node, item_index, duration)
        if all(self.assigned_work[node][scope].values()):
            del self.assigned_work[node][scope]

    def _reschedule(self, node: Any) -> None:
        super()._reschedule(node)
        if not (self.workqueue or node.shutting_down):
            node.shutdown()  # a worker holds its last test back until it has another, or knows that none will come

    def remove_node(self, node: Any) -> str | None:
        """Give up the exchange in which a worker died: it would take the next worker with it."""
        begun = self.assigned_work[node]
        last = next((scope for scope, tests in begun.items() if not all(tests.values())), None)
        tests = begun.pop(last) if last else {}
        super().remove_node(node)
        return next((test for test, is_done in tests.items() if not is_done), None)
