"""The page's front door: `python app.py` does what `python cli.py serve` does."""

from cli import main

if __name__ == "__main__":
    main(["serve"])
