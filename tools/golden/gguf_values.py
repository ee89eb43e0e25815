"""Writes src/formats/golden/gguf.safetensors and gguf.gguf: what the reference reader (PyPI package `gguf`) makes of random blocks.

    pip install gguf safetensors
    python tools/golden/gguf_values.py        # from the root

gguf.safetensors: for each type `<TYPE>.bytes` (512 weights in blocks) and `<TYPE>.values` (f32). Scales are half of a usual size, half any
finite f16 (subnormals, both zeros); all other bits are random. gguf.gguf: a file by the reference writer with each metadata type and
tensors of several types; gguf.json says what is in it.
"""
import json

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T
from safetensors.numpy import save_file

OUT = "src/formats/golden/"
WEIGHTS = 512
# byte offsets of the f16 scales in a block
SCALES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0], "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2],
          "Q5_K": [0, 2], "Q6_K": [208], "IQ4_NL": [0]}
rng = np.random.default_rng(20)


def random_f16(n):
    usual = rng.normal(0, 0.01, n).astype("<f2")
    anything = rng.integers(0, 1 << 16, n, dtype=np.uint16)
    anything = np.where((anything & 0x7C00) == 0x7C00, anything & 0x83FF, anything).astype("<u2").view("<f2")
    return np.where(rng.random(n) < 0.5, usual, anything)


def random_blocks(name):
    weights, size = gguf.GGML_QUANT_SIZES[T[name]]
    n = WEIGHTS // weights
    if name == "F32":
        return rng.normal(0, 1, WEIGHTS).astype("<f4").view(np.uint8)
    if name == "F16":
        return random_f16(WEIGHTS).view(np.uint8)
    if name == "BF16":
        return (rng.normal(0, 1, WEIGHTS).astype("<f4").view("<u4") >> 16).astype("<u2").view(np.uint8)
    blocks = rng.integers(0, 256, (n, size), dtype=np.uint8)
    for at in SCALES[name]:
        blocks[:, at:at + 2] = random_f16(n).view(np.uint8).reshape(n, 2)
    return blocks.reshape(-1)


def write_values():
    tensors = {}
    for name in ["F32", "F16", "BF16", *SCALES]:
        raw = random_blocks(name)
        values = gguf.dequantize(raw.reshape(1, -1) if name not in ("F32", "F16") else raw.view({"F32": "<f4", "F16": "<f2"}[name]), T[name])
        assert values.size == WEIGHTS and np.isfinite(values).all(), name
        tensors[f"{name}.bytes"], tensors[f"{name}.values"] = raw, values.astype("<f4").reshape(-1)
    save_file(tensors, OUT + "gguf.safetensors")


def write_file():
    w = gguf.GGUFWriter(OUT + "gguf.gguf", "llama")
    content = {"u8": 200, "i8": -100, "u16": 60000, "i16": -30000, "u32": 4000000000, "i32": -2000000000, "u64": 2 ** 40, "i64": -(2 ** 40),
               "f32": 0.5, "f64": 0.1, "yes": True, "no": False, "text": "h\u00e9llo \U0001f600", "texts": ["a", "", "\u0120b"], "numbers": [1, -2, 3], "reals": [0.5, -0.25]}
    add = {"u8": w.add_uint8, "i8": w.add_int8, "u16": w.add_uint16, "i16": w.add_int16, "u32": w.add_uint32, "i32": w.add_int32, "u64": w.add_uint64,
           "i64": w.add_int64, "f32": w.add_float32, "f64": w.add_float64, "yes": w.add_bool, "no": w.add_bool, "text": w.add_string,
           "texts": w.add_array, "numbers": w.add_array, "reals": w.add_array}
    for key, value in content.items():
        add[key]("test." + key, value)
    matrix = np.arange(3 * 64, dtype="<f4").reshape(3, 64) / 16
    w.add_tensor("plain", matrix)
    w.add_tensor("half", matrix.astype("<f2"))
    w.add_tensor("eight", gguf.quantize(matrix, T.Q8_0), raw_dtype=T.Q8_0)
    w.add_tensor("vector", np.arange(5, dtype="<f4"))
    w.write_header_to_file(); w.write_kv_data_to_file(); w.write_tensors_to_file(); w.close()
    r = gguf.GGUFReader(OUT + "gguf.gguf")
    tensors = [{"name": t.name, "type": t.tensor_type.name, "shape": [int(n) for n in t.shape[::-1]], "begin": int(t.data_offset),
                "end": int(t.data_offset + t.n_bytes), "values": gguf.dequantize(t.data, t.tensor_type).reshape(-1).tolist()} for t in r.tensors]
    with open(OUT + "gguf.json", "w", encoding="utf-8") as f:
        json.dump({"gguf": __import__("importlib.metadata").metadata.version("gguf"), "metadata": content, "tensors": tensors}, f, separators=(",", ":"))
        f.write("\n")


write_values()
write_file()
