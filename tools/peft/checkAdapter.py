#!/usr/bin/env python3
"""Does an adapter written by `tabtune finetune` mean the same in PEFT?

    checkAdapter.py --base MODEL_FOLDER --adapter ADAPTER_FOLDER [--rows FILE.jsonl] [--double-quant on|off]

Loads the base with transformers and bitsandbytes (NF4 on the CPU, see reference.py), the adapter with `PeftModel.from_pretrained`,
runs the same token ids through both stacks and compares every logit, without and with the adapter. Our side is `tabtune trace`, so
`npm run build` comes first.

Exit code 0: both differences are within --tolerance, and the adapter moves the logits by more than that. 1: they are not, or it does
not (then the comparison would show nothing). 2: the check could not be made.

Needs torch, transformers, peft, bitsandbytes, accelerate and safetensors; no GPU.
"""

import argparse
import json
import os
import sys
import tempfile


def main():
    args = parse_args()
    # These imports take seconds: --help and a mistyped flag need not wait for them.
    import torch
    from engine import CLI, engine_logits
    from reference import attach_adapter, load_base, logits_of, versions

    torch.set_num_threads(args.threads)
    if not os.path.exists(CLI):
        raise RuntimeError(f"{CLI} is not there; run `npm run build` first")
    double_quant = args.double_quant == "on" if args.double_quant else double_quant_of(args.adapter)
    rows = token_rows(args.base, args.rows or os.path.join(args.adapter, "test.jsonl"), args.limit, args.max_length)
    print(", ".join(f"{name} {version}" for name, version in versions().items()))
    print(f"{args.base} + {args.adapter}: NF4, double quantisation {'on' if double_quant else 'off'}")

    base, quantised = load_base(args.base, double_quant)
    expected_base = logits_of(base, rows)
    tuned, tensors = attach_adapter(base, args.adapter)
    expected = logits_of(tuned, rows)
    print(f"{quantised} linears in NF4; PEFT took over all {tensors} adapter tensors, bit for bit")

    with tempfile.TemporaryDirectory() as work:
        actual_base, actual = engine_logits(work, args.base, args.adapter, rows, double_quant, args.device)

    effect = largest_difference(expected, expected_base)
    count = sum(value.numel() for value in expected)
    print(f"{len(rows)} rows, {sum(map(len, rows))} tokens, {count:,} logits, largest {max(v.abs().max() for v in expected):.3f}")
    print(f"the adapter moves a logit by up to  {effect:.4f}")
    differences = {
        "without the adapter": largest_difference(actual_base, expected_base),
        "with the adapter": largest_difference(actual, expected),
    }
    for name, difference in differences.items():
        print(f"max |difference| {name:<20} {difference:.2e}")
    # Written so that a NaN fails.
    equal = all(difference <= args.tolerance for difference in differences.values())
    if not effect > args.tolerance:
        print(f"FAILED: the adapter moves no logit by more than {args.tolerance:g}, so this compares nothing; train it longer")
        return 1
    print(f"{'passed' if equal else 'FAILED'}: tolerance {args.tolerance:g}")
    return 0 if equal else 1


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True, help="folder of the base model in Hugging Face layout, e.g. public/models/mini")
    parser.add_argument("--adapter", required=True, help="the --out folder of `tabtune finetune`, or any PEFT LoRA folder")
    parser.add_argument("--rows", help="JSON lines with prompt and completion (default: test.jsonl of the adapter folder)")
    parser.add_argument("--limit", type=int, default=4, help="rows taken from the file (default 4)")
    parser.add_argument("--max-length", type=int, default=64, help="tokens taken from each row (default 64)")
    parser.add_argument("--double-quant", choices=["on", "off"], help="default: as in run.json of the adapter folder, else on")
    parser.add_argument("--device", default="software", help="for tabtune: software (default), auto or the name of a GPU")
    parser.add_argument("--tolerance", type=float, default=2e-3, help="largest |difference| of a logit (default 2e-3)")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads of torch (default 1)")
    return parser.parse_args()


def double_quant_of(adapter):
    """What the run that wrote the adapter used."""
    path = os.path.join(adapter, "run.json")
    if not os.path.exists(path):
        return True
    with open(path, encoding="utf-8") as file:
        return json.load(file)["config"]["doubleQuant"]


def token_rows(base, path, limit, max_length):
    """Token ids of the first rows of the file, as a chat where the model has a template. Both stacks get these very ids."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(base)
    with open(path, encoding="utf-8") as file:
        examples = [json.loads(line) for line in file if line.strip()][:limit]
    if not examples:
        raise RuntimeError(f"{path} holds no rows")

    def text(example):
        if not tokenizer.chat_template:
            return f"{example['prompt']}\n{example['completion']}"
        turns = [("user", example["prompt"]), ("assistant", example["completion"])]
        return tokenizer.apply_chat_template([{"role": role, "content": words} for role, words in turns], tokenize=False)

    return [tokenizer(text(example), add_special_tokens=False)["input_ids"][:max_length] for example in examples]


def largest_difference(actual, expected):
    """max |a - e| over all rows; NaN where either holds one."""
    import torch

    return float(torch.stack([(a - e).abs().max() for a, e in zip(actual, expected, strict=True)]).max())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        print(f"checkAdapter: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
