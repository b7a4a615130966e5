"""The page, its HTTP API and what guards them; the only package that knows Gradio and FastAPI.

Gradio reads these variables while it is imported, so they are set before any module here can import it. The last two
keep it from building a table of its last 10,000 events anew after every single one.
"""

import os

os.environ.update(
    GRADIO_ANALYTICS_ENABLED="False",
    GRADIO_ANALYTICS_MAX_EVENTS="1",
    GRADIO_ANALYTICS_CACHE_FREQUENCY=str(10**9),
)
