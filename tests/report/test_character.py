from dataclasses import asdict, replace

from gardefou.report.character import character, known
from gardefou.report.html import as_html
from gardefou.report.json import as_json, from_json, plain_values
from report import made_up
from verdict.test_character import WHOLE


def with_character(kept):
    record = made_up.churn()
    pictures = {**record.model.pictures, "character": kept}
    return replace(record, model=replace(record.model, pictures=pictures))


def test_the_paragraph_comes_first_and_its_numbers_in_a_fold():
    content = character(with_character(WHOLE)).content
    assert content.index("nearly sure") < content.index("<li>Where") < content.index("<details>")
    assert "120 (10 %)" in content
    assert "20 simple conditions" in content


def test_it_is_the_same_from_the_case_as_from_the_training():
    record = with_character(WHOLE)
    again = from_json(as_json(record))
    assert known(again) == WHOLE
    assert as_html(again) == as_html(record)
    assert as_html(with_character(asdict(WHOLE))) == as_html(record)


def test_what_is_not_known_is_no_section():
    assert character(made_up.churn()) is None
    assert character(made_up.audit()) is None
    for odd in ("text", [], {"sure": 1}, {**plain_values(WHOLE), "weak": [None]}):
        assert character(with_character(odd)) is None


def test_hostile_names_are_text():
    odd = replace(WHOLE.unseen[0], column=made_up.HOSTILE)
    lean = replace(WHOLE.leans[0], column=made_up.QUOTES)
    whole = replace(WHOLE, unseen=(odd,), leans=(lean, *WHOLE.leans))
    content = character(with_character(whole)).content
    assert "<img" not in content
    assert "<script" not in content


def test_nothing_found_tells_how_it_was_looked_for():
    content = character(with_character(replace(WHOLE, weak=(), unseen=()))).content
    assert "No kind of cases was found" in content
    assert "How this was looked for" in content
