import duckdb
import pytest

from gardefou.table.connection import connection, one_row, with_room


def limit(made):
    return one_row(made, "SELECT current_setting('memory_limit')")[0]


def test_memory_is_bounded_by_threads_and_not_by_the_machine(tmp_path):
    with connection(tmp_path, least=100, each=0) as made:
        assert limit(made) == "95.3 MiB"


def test_a_question_that_needs_more_room_gets_it_once(tmp_path):
    asked = []

    def greedy():
        asked.append(limit(made))
        if len(asked) == 1:
            raise duckdb.OutOfMemoryException("Out of Memory Error")
        return 7

    with connection(tmp_path, least=100, each=0) as made:
        assert with_room(made, greedy) == 7
        assert asked[0] != asked[1]


def test_other_failures_are_not_tried_again(tmp_path):
    asked = []

    def broken():
        asked.append(1)
        raise OSError("no such file")

    with connection(tmp_path) as made, pytest.raises(OSError, match="no such file"):
        with_room(made, broken)
    assert asked == [1]
