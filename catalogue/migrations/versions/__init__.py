"""One module a version, numbered in order. A published one is never edited."""
