"""The secrets among the variables of an environment, which an adapter may say in an answer or an error."""

from collections.abc import Collection, Mapping
from pathlib import Path

from crosswire.secrets.chance import is_unmistakable
from crosswire.secrets.lazy import regex
from crosswire.secrets.names import telling
from crosswire.secrets.redaction import unmistakable

HARMLESS_VARIABLES = regex(
    r"_|PATH|HOME|PWD|OLDPWD|SHELL|SHLVL|TERM\w*|COLORTERM|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|LANG\w*|LC_\w+|TZ|USER"
    r"|LOGNAME|HOSTNAME|TMPDIR|TEMP|TMP|EDITOR|VISUAL|PAGER|LESS\w*|LS_COLORS|MAIL|DISPLAY|PS1|CI|DEBIAN_FRONTEND"
    r"|PYTHON\w*|PYTEST\w*|VIRTUAL_ENV\w*|CONDA_\w+|COV_\w+|COVERAGE\w*|CROSSWIRE_\w+|XDG_\w+|UV_\w+|PIP_\w+"
    r"|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT|OS|PROCESSOR_\w+|NUMBER_OF_PROCESSORS"
    r"|GITHUB_\w+|RUNNER_\w+|GITLAB_\w+|CI_\w+|BUILD_\w+|JENKINS_\w+|CIRCLE_\w+|TRAVIS_\w+|BUILDKITE_\w+|Image(?:OS|Version)"
    r"|\w+_(?:MODEL|VERSION|PATH|DIR|HOME|ROOT|FILE|LEVEL|MODE|PORT|REGION)"
)
"""Variables whose values are harmless, unless their names tell of a credential."""


_OF_A_SHELL = frozenset({"PWD", "OLDPWD"})
_OF_WORDS = regex(r"[A-Za-z]+(?:[-_./:,= ]+[A-Za-z]+)*")
"""Names of files, branches, repositories and the like. Without a name that tells, plain words are no secret."""


def secrets_of_environment(variables: Mapping[str, str], public: Collection[str] = ()) -> frozenset[str]:
    """Return the values that no report may hold: of every variable that is not on the list of harmless ones.

    `public` are texts that anybody may see, such as the arguments of the command: what stands in them is no secret.
    """
    own = {name: value for name, value in variables.items() if not value.startswith("/") or not Path(value).exists()}
    telling_values = {value for name, value in own.items() if telling(name) and name not in _OF_A_SHELL}
    others = {
        value
        for name, value in own.items()
        if not (telling(name) or HARMLESS_VARIABLES.fullmatch(name) or _OF_WORDS.fullmatch(value))
        and not any(value in text for text in public)
    }
    return frozenset(filter(is_unmistakable, telling_values)) | unmistakable(others)
