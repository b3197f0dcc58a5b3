"""Onboarding: samples recognized, a mapping drafted, a dry run through a hub of its own, a signed report."""
