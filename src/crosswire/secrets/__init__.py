"""Keeping secrets out of what is saved. docs/security.md says what is found.

Finding:

- `forms`: secrets that their own form tells. `forms.json` has others' table of them.
- `names`: names of fields, headers, options and variables that tell of a credential.
- `values`: which values of a name are secrets.
- `running_text`: names and values in running text.
- `commands`: passwords in commands, SQL and files of settings. `command_table`: which commands have one, and where.
  `shell_commands` finds them by that, `shell_words` reads a command. `syntaxes`: what has a pattern of its own.
- `urls`: credentials in URLs. `url_parameters`: in their parameters. `url_paths`: in hosts and paths.
- `texts`: what a text shows by all of these. `entries`: the names of JSON's entries.
- `encodings`: texts in base64, hex and percent-encoding. `deltas`: texts that a stream cuts.
- `environment`: the secrets among the variables of this process.

Replacing, and refusing:

- `fakes`: what stands for a secret.
- `quick`: whether a body surely has no secret, by its strings alone.
- `patterns`: clearing a text, and JSON, of secrets that are found or known.
- `redaction`: recorded calls without secrets.
- `scan`: finding what redaction cannot reach, and refusing to save it. `folders`: finding secrets in files.
"""
