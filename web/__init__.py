"""The page, its HTTP API and what guards them; the only package that knows Gradio and FastAPI."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
"""Gradio reads this while it is imported, so it is set before any module here can import it."""
