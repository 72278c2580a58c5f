"""Run in an environment that has ``roc-validator``: is a folder an RO-Crate? Its context is given as a file.

    python ro_crate_validator.py FOLDER CONTEXT

prints what is required and missing, a line each.
"""

import json
import sys
from pathlib import Path

from rocrate_validator import models, services
from rocrate_validator.utils import http

folder, given = sys.argv[1:]
text = Path(given).read_text(encoding="utf-8")


class Answer:
    """What a server would answer that is asked for a context."""

    status_code, ok, headers, content = 200, True, {"Content-Type": "application/ld+json"}, text.encode()
    text = text

    def json(self):
        return json.loads(text)

    def raise_for_status(self):
        pass


http.HttpRequester.get = lambda *_, **__: Answer()
settings = services.ValidationSettings(
    rocrate_uri=folder,
    profile_identifier="ro-crate-1.1",
    requirement_severity=models.Severity.REQUIRED,
)
for issue in services.validate(settings).get_issues():
    print(issue.check.identifier, issue.message)
