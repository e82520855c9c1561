"""How a check says that what it was given does not concern it."""


class NotApplicable(Exception):  # noqa: N818  it is an answer, no error
    """The case has every part that the check asks for, and the check still has nothing to say.

    Raise it with the reason in plain words: the outcome becomes `not applicable`, never `clean`.
    """
