"""How a class is called: the same in need.toml, in the table and in the report."""

from gardefou.core.table import WHITE


def class_name(value: object) -> object:
    """A class as the table names it: text trimmed, 1.0 as "1", true as "true"; else as it is.

    >>> class_name(" Yes "), class_name(1.0), class_name(True)
    ('Yes', '1', 'true')
    """
    if isinstance(value, str):
        return value.strip(WHITE)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    return repr(value) if isinstance(value, float) else value
