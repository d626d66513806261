"""Keeping secrets out of what is saved. docs/security.md says what is found.

Finding:

- `forms`: secrets that their own form tells. `forms.json` has others' table of them, `vendors` our own of prefixes.
- `addresses`: e-mail addresses, and what only looks like one.
- `names`: names of fields, headers, options and variables that tell of a credential.
- `values`: which values of a name are secrets. `stand_ins`: what stands for one. `meanings`: what a value under such a
  name may be otherwise. `looks`: whether a value looks generated, like a password, like a word or like code.
- `running_text`: names and values in running text, by all of these. `stems`: where a text may have a telling name.
- `assignments`: a name, a sign and a value. `sentences`: what a sentence tells by a name.
  `logins`: what it tells by a user or a code. `particles`: a name and its value in languages without blanks.
- `in_code`: arguments and defaults in code. `markup`: elements, attributes, cells. `headers`: headers and cookies.
- `commands`: passwords in commands, SQL and files of settings. `command_table`: which commands have one, and where.
  `shell_commands` finds them by that, `shell_words` reads a command. `syntaxes`: what has a pattern of its own.
- `urls`: credentials in URLs. `url_parameters`: in their parameters. `url_paths`: in hosts and paths.
- `texts`: what a text shows by all of these. `views`: a text as a person sees it.
- `entries`: the names of JSON's entries. `positions`: headers, cookies and the like in JSON.
- `tokens`: the tokens of log probabilities.
- `chance`: which texts occur by chance.
- `encodings`: texts in base64, hex and percent-encoding. `deltas`: texts that a stream cuts.
- `lazy`: patterns that are compiled when they are first used.
- `environment`: the secrets among the variables of this process.

Replacing, and refusing:

- `fakes`: what stands for a secret.
- `quick`: whether a body surely has no secret, by its strings alone.
- `patterns`: clearing a text, and JSON, of secrets that are found or known.
- `redaction`: recorded calls without secrets.
- `scan`: finding what redaction cannot reach, and refusing to save it. `folders`: finding secrets in files.
"""
