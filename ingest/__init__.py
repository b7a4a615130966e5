"""An article's way in: load, clean, split, index."""
