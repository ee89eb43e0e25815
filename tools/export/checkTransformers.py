#!/usr/bin/env python3
"""Do transformers and PEFT answer as golden.json says, from the files of `tabtune export`?

    checkTransformers.py EXPORT --base MODEL_FOLDER [--only merged,adapter,quantised]

merged     AutoModelForCausalLM on `merged/`: token ids of its tokenizer, logits and greedy answers against `merged` of golden.json
adapter    the same answers from PeftModel.from_pretrained(base, `adapter/`) on the base without quantisation
quantised  the adapter on bitsandbytes NF4 (tools/peft/reference.py) against `quantised`

Everything is computed in f32 on the CPU. The merged weights are rounded to 16 bits once, so that `adapter` is compared with a wider
tolerance than the two that hold the very same numbers. A greedy step may differ where golden.json says that its two tokens are nearer
than the tolerance. Exit code 0: all agree; 1: something differs; 2: the check could not be made.
"""

import argparse
import json
import os
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "peft"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", help="the --out folder of `tabtune export`")
    parser.add_argument("--base", help="folder of the base model in Hugging Face layout; without it only `merged` is checked")
    parser.add_argument("--only", help="out of merged, adapter, quantised")
    parser.add_argument("--tolerance", type=float, default=2e-3, help="largest |difference| of a logit (default 2e-3)")
    parser.add_argument("--tolerance-rounded", type=float, default=5e-2, help="the same for `adapter` (default 5e-2)")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    import torch

    torch.set_num_threads(args.threads)
    with open(os.path.join(args.export, "golden.json"), encoding="utf-8") as file:
        golden = json.load(file)
    checks = {"merged": check_merged, "adapter": check_adapter, "quantised": check_quantised}
    names = args.only.split(",") if args.only else [name for name in checks if name == "merged" or args.base]
    results = []
    for name in names:
        if ("quantised" if name == "quantised" else "merged") not in golden:
            print(f"{name}: not in golden.json")
            continue
        results.append(checks[name](args, golden))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if results and all(results) else 1


def check_merged(args, golden):
    from transformers import AutoModelForCausalLM, AutoTokenizer
    import torch

    folder = os.path.join(args.export, "merged")
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)
    faults = []
    for answer in golden["merged"]["answers"]:
        ids = tokenizer(answer["text"], add_special_tokens=False)["input_ids"]
        if ids != answer["promptIds"]:
            faults.append(f"{answer['prompt']!r}: the tokenizer gives {ids}")
        if tokenizer.chat_template:
            messages = [{"role": "user", "content": answer["prompt"]}]
            text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
            if text != answer["text"]:
                faults.append(f"{answer['prompt']!r}: the chat template gives {text!r}")
        if tokenizer.decode(answer["answerIds"], skip_special_tokens=True) != answer["answer"]:
            faults.append(f"{answer['prompt']!r}: the tokenizer decodes the answer in another way")
    return judge("merged", model, golden["merged"]["answers"], golden, args.tolerance, faults)


def check_adapter(args, golden):
    from peft import PeftModel
    from transformers import AutoModelForCausalLM
    import torch

    base = AutoModelForCausalLM.from_pretrained(args.base, dtype=torch.float32, attn_implementation="eager").eval()
    model = PeftModel.from_pretrained(base, os.path.join(args.export, "adapter")).eval()
    return judge("adapter", model, golden["merged"]["answers"], golden, args.tolerance_rounded, [])


def check_quantised(args, golden):
    from reference import attach_adapter, load_base

    base, _ = load_base(args.base, golden["quantised"]["doubleQuant"])
    model, _ = attach_adapter(base, os.path.join(args.export, "adapter"))
    return judge("quantised", model, golden["quantised"]["answers"], golden, args.tolerance, [])


def judge(name, model, answers, golden, tolerance, faults):
    import torch

    largest, steps, ties = 0.0, 0, 0
    for answer in answers:
        prompt, expected = answer["promptIds"], answer["answerIds"]
        with torch.no_grad():
            logits = model(input_ids=torch.tensor([prompt + expected])).logits[0].float()
        for i, step in enumerate(answer["steps"]):
            row = logits[len(prompt) - 1 + i]
            difference = (row[step["ids"]] - torch.tensor(step["logits"])).abs().max().item()
            largest = max(largest, difference)
        generated = greedy(model, prompt, golden)
        for i, (ours, theirs) in enumerate(zip(expected, generated)):
            steps += 1
            if ours == theirs:
                continue
            step = answer["steps"][i]
            near = theirs in step["ids"] and step["logits"][0] - step["logits"][step["ids"].index(theirs)] <= tolerance
            ties += near
            if not near:
                faults.append(f"{answer['prompt']!r}: greedy token {i} is {theirs}, expected {ours}")
            break
        else:
            if len(generated) != len(expected):
                faults.append(f"{answer['prompt']!r}: {len(generated)} greedy tokens, expected {len(expected)}")
    if not largest <= tolerance:  # a NaN fails too
        faults.append(f"largest difference of a logit {largest:.2e}")
    print(f"{'FAILED' if faults else 'passed'}: {name}: {steps} greedy tokens equal but for {ties} near ties; largest |difference| of a logit {largest:.2e} (allowed {tolerance:g})")
    for fault in faults:
        print(f"  {fault}")
    return not faults


def greedy(model, prompt, golden):
    import torch

    with torch.no_grad():
        out = model.generate(
            input_ids=torch.tensor([prompt]),
            attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
            max_new_tokens=golden["maxNewTokens"],
            do_sample=False,
            repetition_penalty=1.0,
            eos_token_id=golden["stopIds"],
            pad_token_id=golden["stopIds"][0],
        )
    ids = out[0].tolist()[len(prompt) :]
    return ids[:-1] if ids and ids[-1] in golden["stopIds"] else ids


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        print(f"checkTransformers: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(2)
