"""The reference stack on the same work: transformers + PEFT + bitsandbytes QLoRA, for speed, memory and quality comparisons.

  python hf_qlora.py speed   --shape llama-3.2-1b --dtype fp16 --checkpointing 1 --batch 2 --seq 512
  python hf_qlora.py quality --model DIR --data DIR_WITH_JSONL --lr 1e-4 --batch 2 --epochs 1

speed:   random weights of the given shape; prints tokens/s of forward + backward + optimizer and the peak of torch's allocator.
quality: real weights (HF folder); trains on DATA/train.jsonl with the report's settings (r=8, alpha=16, dropout 0.1, q_proj and
         v_proj, accumulation 5, warmup 10, linear decay, clip 1.0), completion tokens only, max length 512; prints token-weighted
         loss and perplexity of the base and the tuned model on DATA/test.jsonl.
Every result is one JSON line. Needs a CUDA GPU; bitsandbytes >= 0.50.
"""
import argparse, json, math, os, tempfile, time
import torch

SHAPES = {
    "llama-3.2-1b": dict(hidden_size=2048, num_hidden_layers=16, num_attention_heads=32, num_key_value_heads=8, head_dim=64,
                         intermediate_size=8192, vocab_size=128256, tie_word_embeddings=True, rms_norm_eps=1e-5),
    "smollm2-135m": dict(hidden_size=576, num_hidden_layers=30, num_attention_heads=9, num_key_value_heads=3, head_dim=64,
                         intermediate_size=1536, vocab_size=49152, tie_word_embeddings=True, rms_norm_eps=1e-5),
    "smollm2-360m": dict(hidden_size=960, num_hidden_layers=32, num_attention_heads=15, num_key_value_heads=5, head_dim=64,
                         intermediate_size=2560, vocab_size=49152, tie_word_embeddings=True, rms_norm_eps=1e-5),
}
DTYPES = {"fp16": torch.float16, "bf16": torch.bfloat16, "f32": torch.float32}


def load(path, dtype, checkpointing, seed=0):
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig
    from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training
    torch.manual_seed(seed)
    bnb = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True,
                             bnb_4bit_compute_dtype=dtype)
    model = AutoModelForCausalLM.from_pretrained(path, quantization_config=bnb, dtype=dtype, device_map={"": 0})
    model.config.use_cache = False
    model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=bool(checkpointing))
    return get_peft_model(model, LoraConfig(r=8, lora_alpha=16, lora_dropout=0.1, target_modules=["q_proj", "v_proj"],
                                            task_type="CAUSAL_LM"))


class Trainer:
    """fp16: autocast + GradScaler, as the report; bf16: autocast; f32: neither (and TF32 off)."""
    def __init__(self, model, dtype, lr, warmup, total):
        from transformers import get_linear_schedule_with_warmup
        self.model, self.dtype = model, dtype
        self.params = [p for p in model.parameters() if p.requires_grad]
        self.opt = torch.optim.AdamW(self.params, lr=lr, weight_decay=0.0, fused=True)
        self.sched = get_linear_schedule_with_warmup(self.opt, warmup, total)
        self.scaler = torch.amp.GradScaler("cuda", enabled=dtype == torch.float16)
        torch.backends.cuda.matmul.allow_tf32 = False

    def step(self, group):
        n = sum(int((b["labels"][:, 1:] != -100).sum()) for b in group)
        total = torch.zeros((), device="cuda")
        for b in group:
            with torch.autocast("cuda", self.dtype, enabled=self.dtype != torch.float32):
                out = self.model(**b, num_items_in_batch=n)
            self.scaler.scale(out.loss).backward()
            total += out.loss.detach().float()
        self.scaler.unscale_(self.opt)
        torch.nn.utils.clip_grad_norm_(self.params, 1.0)
        self.scaler.step(self.opt); self.scaler.update(); self.sched.step(); self.opt.zero_grad()
        return total


def speed(a):
    from transformers import LlamaConfig, LlamaForCausalLM
    dtype, folder = DTYPES[a.dtype], os.path.join(tempfile.gettempdir(), a.shape)
    if not os.path.exists(folder + "/config.json"):
        torch.manual_seed(0)
        with torch.device("cuda"):
            LlamaForCausalLM(LlamaConfig(max_position_embeddings=4096, **SHAPES[a.shape])).to(torch.bfloat16).save_pretrained(folder)
        torch.cuda.empty_cache()
    model = load(folder, dtype, a.checkpointing)
    model.train()
    t = Trainer(model, dtype, 1e-4, 10, 1000)
    ids = torch.randint(0, 1000, (a.batch, a.seq), device="cuda")
    labels = ids.clone(); labels[:, : a.seq // 4] = -100
    group = [dict(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels)] * a.accumulation
    for _ in range(2): t.step(group)
    torch.cuda.synchronize(); torch.cuda.reset_peak_memory_stats()
    t0 = time.perf_counter()
    for _ in range(a.steps): t.step(group)
    torch.cuda.synchronize(); dt = time.perf_counter() - t0
    tokens = a.steps * a.accumulation * a.batch * a.seq
    print(json.dumps(dict(kind="speed", gpu=torch.cuda.get_device_name(), shape=a.shape, dtype=a.dtype, checkpointing=a.checkpointing,
                          batch=a.batch, seq=a.seq, tokens_per_s=round(tokens / dt), ms_per_microbatch=round(1e3 * dt / a.steps / a.accumulation, 2),
                          peak_mb=round(torch.cuda.max_memory_allocated() / 1e6))), flush=True)


def quality(a):
    from transformers import AutoTokenizer
    dtype = DTYPES[a.dtype]
    tok = AutoTokenizer.from_pretrained(a.model)
    pad = tok.pad_token_id if tok.pad_token_id is not None else tok.eos_token_id

    def encode(line):
        r = json.loads(line)
        user = [{"role": "user", "content": r["prompt"]}]
        text_p = tok.apply_chat_template(user, tokenize=False, add_generation_prompt=True)
        text = tok.apply_chat_template(user + [{"role": "assistant", "content": r["completion"]}], tokenize=False)
        p, full = (tok(x, add_special_tokens=False)["input_ids"] for x in (text_p, text))
        return full[: a.max_length], min(len(p), a.max_length)

    read = lambda part: [encode(l) for l in open(os.path.join(a.data, part + ".jsonl"), encoding="utf-8")]
    train, test = read("train"), read("test")

    def collate(rows):
        width = max(len(i) for i, _ in rows)
        ids = torch.full((len(rows), width), pad); lab = torch.full_like(ids, -100); att = torch.zeros_like(ids)
        for k, (i, p) in enumerate(rows):
            ids[k, : len(i)] = torch.tensor(i); att[k, : len(i)] = 1; lab[k, p: len(i)] = torch.tensor(i[p:])
        return {k: v.cuda() for k, v in dict(input_ids=ids, attention_mask=att, labels=lab).items()}

    @torch.no_grad()
    def evaluate(model, rows):
        model.eval(); total = count = 0
        for k in range(0, len(rows), 8):
            b = collate(rows[k:k + 8]); n = int((b["labels"][:, 1:] != -100).sum())
            with torch.autocast("cuda", dtype, enabled=dtype != torch.float32):
                total += float(model(**b, num_items_in_batch=1).loss); count += n
        model.train()
        return total / count, count

    model = load(a.model, dtype, a.checkpointing, a.seed)
    base, count = evaluate(model, test)
    order = torch.Generator().manual_seed(a.seed)
    per_epoch = math.ceil(math.ceil(len(train) / a.batch) / a.accumulation)
    trainer = Trainer(model, dtype, a.lr, 10, per_epoch * a.epochs)
    model.train(); losses, tokens, t0 = [], 0, time.perf_counter()
    for _ in range(a.epochs):
        perm = torch.randperm(len(train), generator=order).tolist()
        micro = [perm[k:k + a.batch] for k in range(0, len(perm), a.batch)]
        for k in range(0, len(micro), a.accumulation):
            group = [collate([train[i] for i in m]) for m in micro[k:k + a.accumulation]]
            losses.append(trainer.step(group)); tokens += sum(int(b["attention_mask"].sum()) for b in group)
    torch.cuda.synchronize(); dt = time.perf_counter() - t0
    losses = [round(float(x), 4) for x in losses]
    tuned, _ = evaluate(model, test)
    print(json.dumps(dict(kind="quality", gpu=torch.cuda.get_device_name(), model=os.path.basename(a.model.rstrip("/")), lr=a.lr, batch=a.batch,
                          epochs=a.epochs, dtype=a.dtype, checkpointing=a.checkpointing, seed=a.seed, train_s=round(dt, 1), tokens_per_s=round(tokens / dt),
                          steps=len(losses), test_tokens=count, base_loss=round(base, 4), base_ppl=round(math.exp(base), 4),
                          tuned_loss=round(tuned, 4), tuned_ppl=round(math.exp(tuned), 4), final_train_loss=sum(losses[-10:]) / len(losses[-10:]),
                          losses=losses[::10], peak_mb=round(torch.cuda.max_memory_allocated() / 1e6))), flush=True)


p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("kind", choices=["speed", "quality"])
p.add_argument("--shape", default="llama-3.2-1b", choices=SHAPES); p.add_argument("--model"); p.add_argument("--data")
p.add_argument("--dtype", default="fp16", choices=DTYPES); p.add_argument("--checkpointing", type=int, default=1)
p.add_argument("--batch", type=int, default=2); p.add_argument("--seq", type=int, default=512); p.add_argument("--steps", type=int, default=4)
p.add_argument("--accumulation", type=int, default=5); p.add_argument("--lr", type=float, default=1e-4); p.add_argument("--epochs", type=int, default=1)
p.add_argument("--max-length", type=int, default=512); p.add_argument("--seed", type=int, default=42)
a = p.parse_args()
{"speed": speed, "quality": quality}[a.kind](a)
