import resource
import unittest

from newsroom.call_stack import with_room


def leaf():
    return None


# A frame large enough that many depths have no room for it at the end of their chunk.
leaf.__code__ = leaf.__code__.replace(co_stacksize=60)
CALLS = 200


def faults_at(depth: int) -> int:
    """The pages of memory that a loop of calls had mapped, at that depth."""
    if depth:
        return faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        leaf()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def worst(first: int, last: int) -> int:
    return max(faults_at(depth) for depth in range(first, last))


class CallStackTests(unittest.TestCase):
    def test_it_calls_with_both_arguments_and_answers_what_is_answered(self):
        self.assertEqual(with_room(lambda first, second: (first, second))(1, second=2), (1, 2))

    def test_no_depth_of_a_deep_page_maps_memory_at_each_call(self):
        self.assertLess(with_room(worst)(20, 420), CALLS // 2)

    def test_the_server_has_that_room(self):
        from newsroom.wsgi import application

        self.assertGreater(application.__code__.co_stacksize, 10_000)
