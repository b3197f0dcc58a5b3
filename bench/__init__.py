"""Figures beside the floor and beside what a user would pick instead, for the same work in one run."""
