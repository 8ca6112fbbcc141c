"""Make the files of adapters/embedders/minilm from the published all-MiniLM-L6-v2 weights.

Needs an environment of its own, which Trivium never depends on:
`pip install torch transformers onnx onnxruntime`. The weights folder is the published one
(config.json, model.safetensors, tokenizer.json).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

LIMIT_MB = 40
# A fifth of the whole error in 8 bits comes from this one of 24 products; it costs 3% of the rate.
FULL_PRECISION = ["/bert/encoder/layer.0/output/dense/MatMul"]


def main() -> None:
    """Export, fuse and quantise the encoder; copy the tokenizer without padding and truncation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--out", type=Path, default=Path("adapters/embedders/minilm"))
    parser.add_argument("--full", type=Path, help="keep the full-precision ONNX file here too")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        full = arguments.full or Path(folder, "full.onnx")
        export(arguments.weights, full)
        quantise(full, arguments.out / "model.onnx")
    write_tokenizer(arguments.weights, arguments.out)


def export(weights: Path, target: Path) -> None:
    """Write the encoder in full precision: token ids and mask in, token vectors out."""
    import torch
    from transformers import AutoModel

    class Encoder(torch.nn.Module):
        def __init__(self, bert: Any) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.bert(input_ids=input_ids, attention_mask=attention_mask)[0]

    bert = AutoModel.from_pretrained(weights, attn_implementation="eager").eval()
    ids = torch.ones(2, 16, dtype=torch.long)
    rows_and_tokens = {0: "rows", 1: "tokens"}
    torch.onnx.export(
        Encoder(bert),
        (ids, torch.ones_like(ids)),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["token_vectors"],
        dynamic_axes=dict.fromkeys(
            ["input_ids", "attention_mask", "token_vectors"], rows_and_tokens
        ),
        opset_version=17,
        dynamo=False,
    )


def quantise(full: Path, target: Path) -> None:
    """Write weights as 8-bit integers, one scale an output channel; activations stay dynamic."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    # onnxruntime itself joins a bias with the 8-bit product before it: a tenth faster.
    fusions = FusionOptions("bert")
    fusions.enable_bias_gelu = fusions.enable_bias_skip_layer_norm = False
    model = optimize_model(
        str(full), "bert", num_heads=12, hidden_size=384, optimization_options=fusions
    )
    fused = target.with_suffix(".fused.onnx")
    model.save_model_to_file(str(fused))
    quantize_dynamic(
        fused,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=FULL_PRECISION,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    fused.unlink()
    megabytes = target.stat().st_size / 1e6
    if megabytes > LIMIT_MB:
        raise SystemExit(f"{target} has {megabytes:.0f} MB, more than the {LIMIT_MB} allowed.")
    print(f"{target}: {megabytes:.1f} MB")


def write_tokenizer(weights: Path, out: Path) -> None:
    """Copy the tokenizer; how to cut and pad is the embedder's to say."""
    tokenizer = json.loads((weights / "tokenizer.json").read_text("utf-8"))
    tokenizer.update(truncation=None, padding=None)
    text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
