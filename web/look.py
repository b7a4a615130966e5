"""How the page looks: paper and ink, in fonts that every visitor already has."""

from pathlib import Path

import gradio as gr
from gradio.themes.utils.fonts import Font

STATIC = Path(__file__).resolve().parent / "static"
SERIF = tuple(map(Font, ("Charter", "Bitstream Charter", "Georgia", "Cambria", "serif")))
MONO = tuple(map(Font, ("ui-monospace", "Menlo", "Consolas", "monospace")))


def theme() -> gr.themes.Base:
    """Gradio's plainest theme, without its rounded corners, shadows and downloaded fonts."""
    base = gr.themes.Base(primary_hue="neutral", neutral_hue="stone", radius_size="none", font=SERIF, font_mono=MONO)
    return base.set(
        body_background_fill="#fdfcf8",
        body_background_fill_dark="#161512",
        body_text_color="#1b1a17",
        body_text_color_dark="#e9e5dc",
        link_text_color="#1f4f7a",
        link_text_color_hover="#123453",
        link_text_color_visited="#1f4f7a",
        link_text_color_dark="#9cc3e6",
        link_text_color_hover_dark="#c4dcf2",
        link_text_color_visited_dark="#9cc3e6",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_shadow="none",
        input_background_fill="#ffffff",
        input_background_fill_dark="#211f1b",
        input_border_color="#8d877a",
        input_border_color_dark="#7d776b",
        button_primary_background_fill="#1b1a17",
        button_primary_background_fill_hover="#403c34",
        button_primary_text_color="#fdfcf8",
        button_primary_background_fill_dark="#e9e5dc",
        button_primary_background_fill_hover_dark="#cfc9bc",
        button_primary_text_color_dark="#161512",
    )
