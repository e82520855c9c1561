"""gardefou: from a table and a stated need, a model you can stand behind, or why you cannot."""
