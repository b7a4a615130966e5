"""Numbered prompt files, and the loader that fills them and says which one was used."""
