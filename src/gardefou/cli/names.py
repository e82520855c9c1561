"""The commands and one line on each: all that `gardefou --help` needs to know."""

# Written here and not in core/words, so that help reads no file and loads no command.
COMMANDS = {
    "train": "Learn from a table: ends in a verdict, a report and a model.",
    "audit": "Look for faults in a table, a model or predictions; learn nothing.",
    "need": "Propose a need.toml for a table, with a comment on each guess.",
    "predict": "Answer the rows of a table with the model of a case.",
    "export": "Write the model of a case as a script, as ONNX or as a sheet of points.",
    "neutralise": "Make a table neutral between groups of people: weights, rows or values.",
    "ask": "Say which rows a person should label next, and what their answers may save.",
    "report": "Write the report of a case again.",
    "checks": "List the checks, or show the page of one.",
    "doctor": "Say whether this machine has what gardefou needs.",
    "demo": "Train on a small table of real tumours, to see what comes out.",
}
