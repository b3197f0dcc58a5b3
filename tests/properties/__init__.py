"""Machines that do anything in any order to a part of the house, beside a small model of what must hold.

Each module has a machine (hypothesis' RuleBasedStateMachine), a test that runs it on every store it is for,
and tests that take one rule of the house away and expect the machine to find it.

`make test` runs few examples, always the same ones. To look longer, with other examples each time:

    LIANQIAO_MACHINES_TIMES=50 .venv/bin/python -m pytest tests/properties

runs fifty times as many, of twice as many steps. A failure prints the steps that led to it: write them
down as a test beside the part that was mended, for tomorrow the machine may look elsewhere.
"""
