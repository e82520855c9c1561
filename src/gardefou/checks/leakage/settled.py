"""The lines of need.toml that settle a question."""


def toml_text(text: str) -> str:
    r"""A text as need.toml writes it, whatever signs it holds.

    >>> print(toml_text('say "x"\n'))
    "say \"x\"\u000a"
    """
    signs = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"'
        + "".join(f"\\u{ord(s):04x}" if ord(s) < 32 or ord(s) == 127 else s for s in signs)
        + '"'
    )


def when_known(columns: tuple[str, ...]) -> tuple[str, str]:
    """What to write if the columns are known before the decision, and what if they are not.

    >>> when_known(("boat",))
    ('[columns] known_before = ["boat"]', '[columns] known_after = ["boat"]')
    """
    names = ", ".join(toml_text(name) for name in columns)
    return f"[columns] known_before = [{names}]", f"[columns] known_after = [{names}]"
