"""TabTune's engine on given token rows, through `tabtune trace` on a case folder in the layout of tools/golden/README.md 2."""

import json
import os
import subprocess

import torch
from safetensors.torch import load_file, save_file

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CLI = os.path.join(ROOT, "dist", "cli", "tabtune.js")


def engine_logits(work, base, adapter, rows, double_quant, device):
    """Logits of every row, without and with the adapter: two lists of f32 [length, vocabulary]. `work` is an empty folder."""
    case = os.path.join(work, "case")
    write_case(case, base, adapter, rows, double_quant)
    out = os.path.join(work, "actual")
    command = ["node", CLI, "trace", "--case", case, "--out", out, "--device", device]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} exited with {done.returncode}:\n{done.stderr.strip()}")
    traced = load_file(f"{out}.safetensors")
    lengths = [len(row) for row in rows]
    return traced["logits_nf4_base"].split(lengths), traced["logits"].split(lengths)


def write_case(case, base, adapter, rows, double_quant):
    """A golden case without expectations: links to base and adapter, and the inputs, every position of every row asked for."""
    os.makedirs(case)
    for name in os.listdir(base):
        if name == "config.json" or name.startswith("model"):
            os.symlink(os.path.join(os.path.abspath(base), name), os.path.join(case, name))
    os.symlink(os.path.abspath(adapter), os.path.join(case, "adapter_init"))
    write_json(os.path.join(case, "case.json"), {"case": "models/adapter-check"})
    write_json(os.path.join(case, "golden.json"), {"double_quant": double_quant})
    width = max(map(len, rows))
    padded = lambda fill, values: torch.tensor([v + [fill] * (width - len(v)) for v in values], dtype=torch.int32)
    tensors = {
        "input_ids": padded(0, rows),
        "attention_mask": padded(0, [[1] * len(row) for row in rows]),
        "labels": padded(-100, rows),  # trace also computes gradients, which need a supervised token; they are not compared
        "logits_index": torch.tensor([(i, p) for i, row in enumerate(rows) for p in range(len(row))], dtype=torch.int32),
    }
    save_file(tensors, os.path.join(case, "expected.safetensors"), metadata={"format": "pt"})


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)
