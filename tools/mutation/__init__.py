"""Mutation testing: breaks the pure logic in small ways, one at a time, and asks whether a test notices.

targets.py says which files and tests, mutants.py makes the changes, trial.py runs tests against one of them,
survivors.py holds what survives against the list in host_tests/mutation/survivors.toml, __main__.py reports.
"""
