"""The command ``routebook``.

    arguments + environment + routebook.toml -> settings -> framework -> an answer, an exit code

``main`` lists the commands; each has a module of its own name. Exit codes: 0 fine, 1 a finding,
2 usage or could not run.
"""
