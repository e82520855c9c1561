from gardefou.table.names import settled


def test_names_that_differ_are_left_as_they_are():
    names = ('"; drop table x; --', "<img src=x>", "😀", "\u202eabc", " a", "a", "A")
    assert settled(names) == (names, ())


def test_the_later_of_two_is_renamed_and_said():
    names, notes = settled(["a", "b", "a", "a"])
    assert names == ("a", "b", "a.1", "a.2")
    assert len(notes) == 2


def test_a_name_that_the_file_has_already_is_not_given_twice():
    assert settled(["a", "a", "a.1"])[0] == ("a", "a.2", "a.1")


def test_empty_names_are_numbers_in_one_note():
    names, notes = settled(["", "a", " \t"])
    assert names == ("column_1", "a", "column_3")
    assert len(notes) == 1
    assert "column_1, column_3" in notes[0]
