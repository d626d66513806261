"""Which worker of xdist runs which test: all tests of one exchange run in the same one."""

from typing import Any

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from crosswire.plugin.crashes import Crashes

AHEAD = 3
"""Exchanges that a worker has: the one that it judges, and those that come next."""


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

    def _reschedule(self, node: Any) -> None:
        """Give a worker so many exchanges that it knows the next one when it ends one, or tell it that none will come.

        It holds its last test back until then.
        """
        while self.workqueue and len(self.assigned_work[node]) < AHEAD and not node.shutting_down:
            self._assign_work_unit(node)
        if not (self.workqueue or node.shutting_down):
            node.shutdown()

    def _assign_work_unit(self, node: Any) -> None:
        scope, tests = self.workqueue.popitem(last=False)
        self.assigned_work[node][scope] = tests
        node.send_runtest_some([self._index[node][test] for test, is_done in tests.items() if not is_done])

    def mark_test_complete(self, node: Any, item_index: int, _duration: float = 0) -> None:
        """Note that this test of an exchange has run, and those before it. Forget an exchange that is over."""
        nodeid = self.registered_collections[node][item_index]
        scope = self._split_scope(nodeid)
        tests = self.assigned_work[node][scope]
        for test in tests:
            tests[test] = True
            if test == nodeid:
                break
        if all(tests.values()):
            del self.assigned_work[node][scope]
        self._reschedule(node)

    def remove_node(self, node: Any) -> str | None:
        """Give up the exchange in which a worker died: it would take the next worker with it."""
        begun = self.assigned_work[node]
        last = next((scope for scope, tests in begun.items() if not all(tests.values())), None)
        tests = begun.pop(last) if last else {}
        super().remove_node(node)
        left = [test for test, is_done in tests.items() if not is_done]
        judged = set(self.config.stash[Crashes.KEY].done)  # a worker says only of whole exchanges that they are over
        return next((test for test in left if test not in judged), left[0] if left else None)
