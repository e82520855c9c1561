"""The lines of need.toml that settle a question."""

import json


def waiver(check: str, *columns: str) -> str:
    r"""The line that clears a check for these columns, or for the table as a whole.

    >>> print(waiver("answer_copied", 'a "b"'))
    [waive]
    answer_copied = { columns = ["a \"b\""], why = "..." }
    >>> print(waiver("too_few_rows"))
    [waive]
    too_few_rows = { columns = [], why = "..." }
    """
    named = ", ".join(_quoted(column) for column in columns)
    return f'[waive]\n{check} = {{ columns = [{named}], why = "..." }}'


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
