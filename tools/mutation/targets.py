"""What is mutated, and which tests must notice: one line a file."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "lib" / "pad"
TESTS = ROOT / "host_tests" / "unit"

# Quick tests first: a run ends at the first that fails.
TARGETS = {
    "gate.py": ("test_gate.py",),
    "limits.py": ("test_limits.py",),
    "thermistor.py": ("test_thermistor.py",),
    "readings.py": ("test_readings.py",),
    "running.py": ("test_running.py",),
    "surface_check.py": ("test_surface_check.py",),
    "side_watch.py": ("test_side_watch.py",),
    "heat_watch.py": ("test_heat_watch.py",),
    "heat_limits.py": ("test_heat_limits.py",),
    "heat_budget.py": ("test_heat_budget.py",),
    "circuit_check.py": ("test_circuit_check.py",),
    "heat_checks.py": ("test_heat_checks.py",),
    "motor_check.py": ("test_motor_check.py",),
    "guard.py": ("test_guard.py",),
    "liveness.py": ("test_liveness.py",),
    "self_test.py": ("test_self_test.py",),
    "duty_window.py": ("test_duty_window.py",),
    "buttons.py": ("test_buttons.py",),
    "session.py": (
        "test_session.py",
        "test_session_time.py",
        "test_session_phases.py",
        "test_session_questions.py",
        "test_session_stop.py",
        "test_session_fault.py",
        "test_session_phone.py",
        "test_session_machine.py",
    ),
    "memory_record.py": ("test_memory_record.py",),
    "settling.py": ("test_settle.py", "test_memory_record.py"),
    "kept.py": ("test_kept.py",),
    "diary_record.py": ("test_diary_record.py",),
    "diary_review.py": ("test_diary_review.py",),
    "pairing.py": ("test_pairing.py",),
    "bond_keeper.py": ("test_bonds.py",),
    "bonds.py": ("test_bonds.py",),
    "phone.py": ("test_phone.py",),
    "record_access.py": ("test_record_access.py",),
    "settings.py": ("test_settings.py",),
}


def read(file: str) -> str:
    """The source of a file of lib/pad."""
    return (SOURCES / file).read_text()


def sources_and_tests() -> dict[Path, int]:
    """When each file that counts was last changed."""
    folders = (SOURCES, TESTS, ROOT / "tools" / "simulator")
    return {path: path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*.py")}
