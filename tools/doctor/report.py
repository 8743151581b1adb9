"""What the person reads, and what programs read."""

import json
from collections.abc import Sequence

from pad.version import VERSION
from tools.doctor.finding import Finding, Outcome, verdict

MARKS = {
    Outcome.GOOD: "good",
    Outcome.NOTE: "note",
    Outcome.UNTESTED: "open",
    Outcome.FLAW: "mend",
    Outcome.NO_HEAT: "BAD",
    Outcome.NO_USE: "BAD",
}


def as_text(finding: Finding) -> str:
    """One line, and for what is wrong what it means and what to check."""
    lines = [f"{MARKS[finding.outcome]:<5} {finding.part}: {finding.measured}"]
    if finding.meaning:
        lines.append(f"      {finding.meaning}")
    if len(finding.check) > 1:
        lines.append("      Check, the likeliest first:")
        lines += [f"      {number}. {text}" for number, text in enumerate(finding.check, 1)]
    else:
        lines += [f"      Check: {text}" for text in finding.check]
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    """One object with every finding and the verdict."""
    what_follows = verdict(findings)
    content = {
        "version": VERSION,
        "verdict": what_follows.name,
        "untested": [finding.part for finding in findings if finding.outcome == Outcome.UNTESTED],
        "findings": [finding.as_dict() for finding in findings],
    }
    return json.dumps(content, indent=2, ensure_ascii=False)
