"""Measures how right the answers are; the suite is the next piece of work."""
