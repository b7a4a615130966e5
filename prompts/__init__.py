"""Numbered prompt files and their loader; extractive answers need none, so it holds none yet."""
