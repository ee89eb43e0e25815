"""The reference stack on the CPU: transformers + PEFT + bitsandbytes NF4, everything else in f32.

bitsandbytes has three shortcuts on the CPU that a CUDA GPU does not take and that the NF4 format does not prescribe. All are off here,
so that `logits` is linear(x, dequantised W) in f32 with the codes that CUDA would store:

* The native `quantize_blockwise` finds 8-bit codes through a table of 65,536 bins, and picks a neighbouring code for about 0.2 % of
  the block scales. `exact_scale_codes` sends double quantisation to bitsandbytes' own portable kernel: the nearest code, ties down.
* With avx512_bf16, `Linear4bit` in eval mode repacks its weight, rounds the scales to bf16 and multiplies in bf16.
* With AVX-512, `dequantize_4bit` begins the blocks of 64 anew in every row when in_features is a multiple of 16 and not of 64, although
  `quantize_4bit` counts them through the flattened matrix. As a vector, which has no rows, the matrix gets its own scales.
"""

import contextlib
import logging
import math
import os
import warnings

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
for kind in (UserWarning, FutureWarning):
    warnings.filterwarnings("ignore", category=kind)
# It says that an optional kernel for the bf16 shortcut is missing.
logging.getLogger("bitsandbytes").setLevel(logging.ERROR)

import bitsandbytes
import peft
import torch
import transformers
from bitsandbytes import functional as bnb_functional
from bitsandbytes.nn import modules as bnb_modules
from safetensors.torch import load_file

transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()
bnb_modules.has_avx512bf16 = lambda: False  # read when a Linear4bit is built
native_dequantise = torch.library.get_kernel("bitsandbytes::dequantize_4bit", "CPU")


def flat_dequantise(keys, A, absmax, blocksize, quant_type, shape, dtype):
    size = [math.prod(shape)] if shape[-1] % blocksize else list(shape)
    return native_dequantise.call_boxed(keys, A, absmax, blocksize, quant_type, size, dtype).reshape(shape)


bnb_library = torch.library.Library("bitsandbytes", "IMPL")  # the replacement lives as long as this object
bnb_library.impl("dequantize_4bit", flat_dequantise, "CPU", with_keyset=True, allow_override=True)


def versions():
    """Name and version of every library whose arithmetic or file format takes part."""
    return {module.__name__: module.__version__ for module in (torch, transformers, peft, bitsandbytes)}


@contextlib.contextmanager
def exact_scale_codes():
    """Within it, bitsandbytes quantises the block scales (8 bit, double quantisation) with its portable kernel."""
    native = bnb_functional.quantize_blockwise
    portable = torch._C.DispatchKeySet(torch._C.DispatchKey.CompositeExplicitAutograd)

    def quantize_blockwise(A, code=None, blocksize=4096, **rest):
        if rest:
            raise TypeError(f"bitsandbytes now passes {sorted(rest)} to quantize_blockwise; adapt this replacement")
        code = bnb_functional.create_dynamic_map() if code is None else code
        codes, absmax = torch.ops.bitsandbytes.quantize_blockwise.default.redispatch(portable, A, code, blocksize)
        return codes, bnb_functional.QuantState(absmax=absmax, code=code, blocksize=blocksize, dtype=A.dtype)

    bnb_functional.quantize_blockwise = quantize_blockwise
    try:
        yield
    finally:
        bnb_functional.quantize_blockwise = native


def load_base(folder, double_quant):
    """The base as QLoRA trains on it: decoder linears in NF4 (from f32 weights, compute dtype f32), the rest in f32."""
    config = transformers.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=double_quant,
        bnb_4bit_compute_dtype=torch.float32,
    )
    with exact_scale_codes():
        model = transformers.AutoModelForCausalLM.from_pretrained(
            folder, dtype=torch.float32, quantization_config=config, device_map={"": "cpu"}, attn_implementation="eager"
        )
    model = peft.prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    quantised = [module.weight for module in model.modules() if isinstance(module, bitsandbytes.nn.Linear4bit)]
    if not quantised or any(weight.quant_state.nested != double_quant for weight in quantised):
        raise RuntimeError("bitsandbytes did not quantise the base as asked")
    rest = [p.dtype for p in model.parameters() if not isinstance(p, bitsandbytes.nn.Params4bit)]
    if set(rest) != {torch.float32}:
        raise RuntimeError(f"the base holds parameters in {set(rest)}, expected f32 only")
    return model.eval(), len(quantised)


def attach_adapter(model, folder):
    """`PeftModel.from_pretrained`, and the certainty that it took every tensor of the file over, bit for bit."""
    tuned = peft.PeftModel.from_pretrained(model, folder).eval()
    stored = load_file(os.path.join(folder, "adapter_model.safetensors"))
    loaded = peft.get_peft_model_state_dict(tuned)
    if stored.keys() != loaded.keys():
        raise RuntimeError(f"PEFT and the file disagree on the tensors {sorted(stored.keys() ^ loaded.keys())}")
    changed = [name for name, value in stored.items() if not torch.equal(value, loaded[name])]
    if changed:
        raise RuntimeError(f"PEFT loaded other values for {changed}")
    return tuned, len(stored)


def logits_of(model, rows):
    """f32 logits [length, vocabulary] of every row, each on its own: no padding takes part."""
    with torch.no_grad():
        return [model(input_ids=torch.tensor([row])).logits[0].float() for row in rows]
