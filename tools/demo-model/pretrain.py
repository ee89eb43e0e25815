#!/usr/bin/env python3
"""Pretrain the embedded demo base models (mini, small) from MedQuAD and lay them out as HF folders.

  pretrain.py train  --csv medquad.csv --out DIR [--device cuda]    (GPU machine, < 9 minutes)
  pretrain.py unpack --src DIR --dest DIR2 [--no-check]             (afterwards, any machine)

`train` needs torch, numpy, tokenizers, safetensors (peft optional) and writes flat files only:
  {mini,small}.tokenizer.json, {mini,small}.model*.safetensors (<= 12 MB each), meta.json, train.log
`unpack` needs only the standard library; its check loads the folders with transformers.
Rows with qtype == 'symptoms' (the later fine-tuning task) and their near-duplicates are never trained on.
"""
import argparse, copy, csv, hashlib, json, math, os, re, shutil, struct, sys, time

T0 = time.time()
SEED = 1234
SEQ, UNIT, MAXPOS = 512, 1024, 1024          # packed rows of 512; every 4th step uses rows of 1024 (max_position)
EOT, PAD, IMS, IME = "<|endoftext|>", "<|pad|>", "<|im_start|>", "<|im_end|>"
SPECIALS = [EOT, PAD, IMS, IME]              # ids 0..3
SHARD_LIMIT = 12_000_000
MODELS = {
    "mini": dict(vocab=2048, hidden=128, layers=4, heads=4, kv=2, head_dim=32, ffn=384),
    "small": dict(vocab=4096, hidden=384, layers=6, heads=6, kv=2, head_dim=64, ffn=1024),
}
# Tried in order while the model's time budget lasts; the best validation loss of all is kept.
CANDIDATES = {
    "mini": [dict(epochs=120, dropout=0.0, lr=4e-3), dict(epochs=60, dropout=0.0, lr=8e-3)],
    "small": [dict(epochs=16, dropout=0.15, lr=1.2e-3), dict(epochs=32, dropout=0.25, lr=1.2e-3),
              dict(epochs=50, dropout=0.35, lr=1.2e-3), dict(epochs=16, dropout=0.25, lr=2e-3)],
}
CHAT_TEMPLATE = ("{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
                 "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
# In our own words: nothing of the data set is quoted here. The cards of the shipped models show samples for other questions.
PROMPTS = ["Tell me about asthma.", "What leads to high blood pressure?", "How is anemia treated?",
           "Does cystic fibrosis run in families?", "How does a migraine feel?"]
REFERENCE_ANSWER = "In asthma the airways narrow, so breathing takes effort."
LOG = None


def log(*a):
    s = f"[{time.time() - T0:6.1f}s] " + " ".join(str(x) for x in a)
    print(s, flush=True)
    if LOG:
        LOG.write(s + "\n")
        LOG.flush()


# ---------------------------------------------------------------- data
def norm(s):
    return re.sub(r"[^a-z0-9]+", " ", s.lower()).strip()


def clean(s):
    return re.sub(r"\s+", " ", s).strip()


def prompt_text(q):
    return f"{IMS}user\n{q}{IME}\n{IMS}assistant\n"


def load_data(path, fraction):
    """-> train, val rows (non-symptoms), symptoms rows, facts. Rows are (question, answer)."""
    csv.field_size_limit(10 ** 9)
    with open(path, encoding="utf-8", newline="") as f:
        rows = [(r["qtype"].strip().lower(), clean(r["Question"]), clean(r["Answer"])) for r in csv.DictReader(f)]
    sym = [(q, a) for t, q, a in rows if t == "symptoms"]
    other = [(q, a) for t, q, a in rows if t != "symptoms"]
    n_sym, n_other = len(sym), len(other)
    # 1) exact / near duplicates: same first 120 normalised characters
    heads = {norm(a)[:120] for _, a in sym}
    kept = [(q, a) for q, a in other if norm(a)[:120] not in heads]
    ex_head = n_other - len(kept)
    # 2) embedded copies: >= 20 % of the row's 13-word shingles are in symptoms answers, or it holds >= 30 % of one
    K = 13

    def shingles(a):
        w = norm(a).split()
        return {hash(" ".join(w[i:i + K])) for i in range(max(1, len(w) - K + 1))}

    index, size = {}, []
    for i, (_, a) in enumerate(sym):
        s = shingles(a)
        size.append(len(s))
        for h in s:
            index.setdefault(h, []).append(i)
    kept2 = []
    for q, a in kept:
        s = shingles(a)
        hits = [h for h in s if h in index]
        bad = len(hits) >= 0.2 * len(s)
        if hits and not bad:
            per = {}
            for h in hits:
                if len(index[h]) <= 20:
                    for i in index[h]:
                        per[i] = per.get(i, 0) + 1
            bad = any(c >= 0.3 * size[i] for i, c in per.items())
        if not bad:
            kept2.append((q, a))
    ex_shingle = len(kept) - len(kept2)
    # 3) exact repeats of the same question and answer once
    seen, uniq = set(), []
    for q, a in kept2:
        k = (norm(q), norm(a))
        if k not in seen:
            seen.add(k)
            uniq.append((q, a))
    if fraction < 1:
        uniq = uniq[::max(1, round(1 / fraction))]
    # 2 % validation by document hash (equal answers always fall on the same side)
    train, val = [], []
    for q, a in uniq:
        h = int(hashlib.sha1(norm(a).encode()).hexdigest()[:8], 16)
        (val if h % 1000 < 20 else train).append((q, a))
    if not val:
        val, train = train[:4], train[4:]
    facts = dict(rows=len(rows), symptoms_rows_excluded=n_sym, excluded_same_head=ex_head,
                 excluded_shingle_overlap=ex_shingle, dropped_exact_repeats=len(kept2) - len(seen),
                 train_rows=len(train), val_rows=len(val),
                 train_chars=sum(len(q) + len(a) for q, a in train), fraction=fraction,
                 csv_sha256=hashlib.sha256(open(path, "rb").read()).hexdigest())
    return train, val, sym, facts


def train_tokenizer(train, vocab):
    from tokenizers import Tokenizer, models, pre_tokenizers, decoders, processors, trainers
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tok.decoder = decoders.ByteLevel()
    tok.post_processor = processors.ByteLevel(trim_offsets=False)
    tr = trainers.BpeTrainer(vocab_size=vocab, min_frequency=2, special_tokens=SPECIALS, show_progress=False,
                             initial_alphabet=pre_tokenizers.ByteLevel.alphabet())

    def it():
        for q, a in train:
            yield "user\n" + q
            yield "assistant\n" + a
    tok.train_from_iterator(it(), tr)
    assert [tok.token_to_id(s) for s in SPECIALS] == [0, 1, 2, 3]
    s = "Naïve β-blockers: 5 µg\n x"
    assert tok.decode(tok.encode(s).ids) == s
    return tok


def encode_rows(tok, rows):
    """-> list of (plain ids, chat ids, index of the first answer token in chat ids, index after <|im_end|>)."""
    import numpy as np
    plain = tok.encode_batch([a + EOT for _, a in rows])
    head = tok.encode_batch([prompt_text(q) for q, _ in rows])
    tail = tok.encode_batch([f"{IME}\n{EOT}"])[0].ids
    out = []
    for p, h in zip(plain, head):
        chat = h.ids + p.ids[:-1] + tail
        out.append((np.array(p.ids, np.int32), np.array(chat, np.int32), len(h.ids), len(chat) - len(tail) + 1))
    for i in range(0, len(rows), max(1, len(rows) // 40)):      # splitting at the prompt does not change the ids
        q, a = rows[i]
        assert tok.encode(prompt_text(q) + a + f"{IME}\n{EOT}").ids == out[i][1].tolist()
    return out


# ---------------------------------------------------------------- model (parameter names are those of HF Llama)
def build(cfg, device, seed):
    import torch
    import torch.nn as nn
    import torch.nn.functional as F

    class RMSNorm(nn.Module):
        def __init__(self, d):
            super().__init__()
            self.weight = nn.Parameter(torch.ones(d))

        def forward(self, x):
            x32 = x.float()
            return (x32 * torch.rsqrt(x32.pow(2).mean(-1, keepdim=True) + 1e-5)) * self.weight

    class Attn(nn.Module):
        def __init__(self):
            super().__init__()
            d, hd = cfg["hidden"], cfg["head_dim"]
            self.q_proj = nn.Linear(d, cfg["heads"] * hd, bias=False)
            self.k_proj = nn.Linear(d, cfg["kv"] * hd, bias=False)
            self.v_proj = nn.Linear(d, cfg["kv"] * hd, bias=False)
            self.o_proj = nn.Linear(cfg["heads"] * hd, d, bias=False)

        def forward(self, x, cos, sin, mask):
            B, T, _ = x.shape
            hd, H, KV = cfg["head_dim"], cfg["heads"], cfg["kv"]
            q = self.q_proj(x).view(B, T, H, hd).transpose(1, 2)
            k = self.k_proj(x).view(B, T, KV, hd).transpose(1, 2)
            v = self.v_proj(x).view(B, T, KV, hd).transpose(1, 2)

            def rot(t):
                a, b = t.chunk(2, -1)
                return t * cos + torch.cat((-b, a), -1) * sin
            q, k = rot(q).to(v.dtype), rot(k).to(v.dtype)
            k = k[:, :, None].expand(B, KV, H // KV, T, hd).reshape(B, H, T, hd)
            v = v[:, :, None].expand(B, KV, H // KV, T, hd).reshape(B, H, T, hd)
            y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)
            return self.o_proj(y.transpose(1, 2).reshape(B, T, H * hd))

    class MLP(nn.Module):
        def __init__(self):
            super().__init__()
            d, f = cfg["hidden"], cfg["ffn"]
            self.gate_proj = nn.Linear(d, f, bias=False)
            self.up_proj = nn.Linear(d, f, bias=False)
            self.down_proj = nn.Linear(f, d, bias=False)

        def forward(self, x):
            return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))

    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.self_attn, self.mlp = Attn(), MLP()
            self.input_layernorm, self.post_attention_layernorm = RMSNorm(cfg["hidden"]), RMSNorm(cfg["hidden"])

    class Inner(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed_tokens = nn.Embedding(cfg["vocab"], cfg["hidden"])
            self.layers = nn.ModuleList(Block() for _ in range(cfg["layers"]))
            self.norm = RMSNorm(cfg["hidden"])

    class LM(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = Inner()
            inv = 1.0 / 10000 ** (torch.arange(0, cfg["head_dim"], 2).float() / cfg["head_dim"])
            ang = torch.outer(torch.arange(MAXPOS).float(), inv)
            ang = torch.cat((ang, ang), -1)
            self.register_buffer("cos", ang.cos(), persistent=False)
            self.register_buffer("sin", ang.sin(), persistent=False)
            self.register_buffer("p", torch.zeros(()), persistent=False)     # dropout rate as a tensor: no recompiles
            self.peak = None                                                 # list: collects the residual's peaks

        def drop(self, x):
            if not self.training:
                return x
            return x * (torch.rand_like(x) >= self.p).to(x.dtype) / (1 - self.p)

        def forward(self, ids, doc=None):
            m, T = self.model, ids.shape[1]
            cos, sin, mask = self.cos[:T], self.sin[:T], None
            if doc is not None:              # packed rows: attend within one document only
                mask = (doc[:, None, :, None] == doc[:, None, None, :]) & \
                    torch.ones(T, T, dtype=torch.bool, device=ids.device).tril()
            x = self.drop(m.embed_tokens(ids))
            for b in m.layers:
                x = x + self.drop(b.self_attn(b.input_layernorm(x), cos, sin, mask))
                x = x + self.drop(b.mlp(b.post_attention_layernorm(x)))
                if self.peak is not None:
                    self.peak.append(float(x.abs().max()))
            return F.linear(m.norm(x), m.embed_tokens.weight)

        def reset(self, seed):
            g = torch.Generator().manual_seed(seed)
            with torch.no_grad():
                for n, w in self.named_parameters():
                    if w.dim() < 2:
                        w.fill_(1.0)
                    else:
                        std = 0.02 / math.sqrt(2 * cfg["layers"]) if n.endswith(("o_proj.weight", "down_proj.weight")) else 0.02
                        w.copy_(torch.randn(w.shape, generator=g) * std)

    lm = LM().to(device)
    lm.reset(seed)
    return lm


def nll(logits, tgt, reduction="mean"):
    import torch.nn.functional as F
    return F.cross_entropy(logits.float().reshape(-1, logits.shape[-1]), tgt.reshape(-1), ignore_index=-100, reduction=reduction)


def make_batches(seqs, device, max_len, tokens=32768):
    """seqs: (ids, first supervised index, end index). Right-padded, sorted by length. -> [(ids, tgt)]"""
    import torch
    seqs = sorted(((s[0][:max_len], s[1], min(s[2], max_len)) for s in seqs if s[1] < min(s[2], max_len)), key=lambda s: len(s[0]))
    out, i = [], 0
    while i < len(seqs):
        j = i
        while j < len(seqs) and len(seqs[j][0]) * (j - i + 1) <= max(tokens, len(seqs[j][0])):
            j += 1
        T = len(seqs[j - 1][0])
        ids = torch.full((j - i, T), 1, dtype=torch.long)
        tgt = torch.full((j - i, T), -100, dtype=torch.long)
        for r, (s, a, e) in enumerate(seqs[i:j]):
            t = torch.from_numpy(s).long()
            ids[r, :len(t)] = t
            tgt[r, a - 1:e - 1] = t[a:e]
        out.append((ids.to(device), tgt.to(device)))
        i = j
    return out


def eval_loss(model, batches, amp=None, by_pos=None):
    """Token-mean loss. by_pos: only targets at positions in [a, b)."""
    import torch
    was = model.training
    model.eval()
    tot, cnt = 0.0, 0
    with torch.no_grad(), torch.autocast(amp or "cpu", dtype=torch.bfloat16, enabled=amp is not None):
        for ids, tgt in batches:
            if by_pos:
                t = torch.full_like(tgt, -100)
                t[:, by_pos[0]:by_pos[1]] = tgt[:, by_pos[0]:by_pos[1]]
                tgt = t
            n = int((tgt != -100).sum())
            if n:
                tot += float(nll(model(ids), tgt, "sum"))
                cnt += n
    model.train(was)
    return tot / max(1, cnt), cnt


def ppl(x):
    return math.exp(min(20, x))


# ---------------------------------------------------------------- pretraining
class Packer:
    """One epoch = every row once, in plain or chat form in turn (phase per row), shuffled, packed into units of 1024."""

    def __init__(self, enc, device, seed):
        self.enc, self.device, self.seed = enc, device, seed

    def epoch(self, e):
        import numpy as np
        import torch
        rng = np.random.default_rng([self.seed, e])
        phase = np.random.default_rng(self.seed).integers(0, 2, len(self.enc))
        docs = [self.enc[i][1] if (phase[i] + e) % 2 else self.enc[i][0] for i in rng.permutation(len(self.enc))]
        ids = np.concatenate(docs)
        doc = np.repeat(np.arange(len(docs), dtype=np.int32), [len(d) for d in docs])
        n = max(1, (len(ids) - 1) // UNIT)
        if len(ids) < UNIT + 1:
            ids, doc = np.resize(ids, UNIT + 1), np.resize(doc, UNIT + 1)
        tgt = np.where(doc[1:] == doc[:-1], ids[1:], -100)[:n * UNIT]
        to = lambda x: torch.from_numpy(np.ascontiguousarray(x[:n * UNIT]).astype(np.int64)).view(n, UNIT).to(self.device)
        return to(ids), to(tgt), to(doc), torch.from_numpy(rng.permutation(n)).to(self.device)


def pretrain(name, cfg, enc_train, val_sets, args, budget, facts):
    import torch
    dev = args.device
    amp = "cuda" if dev.startswith("cuda") else None
    model = build(cfg, dev, SEED)
    nparam = sum(p.numel() for p in model.parameters())
    units = args.batch_units
    packer = Packer(enc_train, dev, SEED)
    data = packer.epoch(0)
    epoch_tokens = data[0].numel()
    log(f"{name}: {nparam:,} parameters, {epoch_tokens:,} packed tokens per epoch, {units * UNIT} tokens per step")

    def raw(ids, tgt, doc):
        with torch.autocast(amp or "cpu", dtype=torch.bfloat16, enabled=amp is not None):
            logits = model(ids, doc)
        return nll(logits, tgt)

    units = min(units, data[0].shape[0])
    shapes = [(units * 2, SEQ), (units, UNIT)]

    def warm(fn):
        for b, t in shapes * 2:
            x = data[0][:units].reshape(b, t)
            fn(x, data[1][:units].reshape(b, t), data[2][:units].reshape(b, t)).backward()
        model.zero_grad(set_to_none=True)
        if amp:
            torch.cuda.synchronize()

    step_fn = raw
    model.train()
    if args.compile == "on" or (args.compile == "auto" and amp):
        try:
            t = time.time()
            step_fn = torch.compile(raw, dynamic=False)
            warm(step_fn)
            log(f"{name}: torch.compile ok, {time.time() - t:.1f} s")
        except Exception as e:                                        # any compiler trouble: go on eagerly
            log(f"{name}: torch.compile failed ({type(e).__name__}: {str(e)[:200]}), eager")
            step_fn = raw
            model.zero_grad(set_to_none=True)
    if step_fn is raw:
        warm(raw)

    best = dict(val=float("inf"), state=None)
    budget = max(5.0, budget())                                       # after compiling, so that its time is not forgotten
    log(f"{name}: training budget {budget:.0f} s")
    start, tps, runs = time.time(), None, []
    n_units = data[0].shape[0]
    per_epoch = max(1, n_units // units)
    for ci, cand in enumerate(CANDIDATES[name]):
        left = budget - (time.time() - start)
        total = max(10, cand["epochs"] * per_epoch)
        if ci and (args.max_steps or left < 5 or tps is None or total * units * UNIT / tps > 1.15 * left):
            log(f"{name}: candidate {ci} {cand} skipped (about {total * units * UNIT / max(1, tps):.0f} s needed, {left:.0f} s left)")
            continue
        if args.max_steps:
            total = min(total, args.max_steps)
        model.reset(SEED + ci)
        torch.manual_seed(SEED + ci)
        model.p.fill_(cand["dropout"])
        params = list(model.parameters())
        opt = torch.optim.AdamW([dict(params=[p for p in params if p.dim() >= 2], weight_decay=0.1),
                                 dict(params=[p for p in params if p.dim() < 2], weight_decay=0.0)],
                                lr=cand["lr"], betas=(0.9, 0.95), eps=1e-8, fused=bool(amp))
        warmup = max(2, min(200, total // 20))
        every = max(1, min(2 * per_epoch, total // 30))
        c0, step, rising, cbest, seen, acc, accn, ep = time.time(), 0, 0, float("inf"), 0, 0.0, 0, 0
        cbest_step, stopped, eval_s, cool, cstate, cbest_lr = 0, "end of schedule", 0.0, None, None, cand["lr"]
        log(f"{name}: candidate {ci} {cand}: {total} steps of {units * UNIT} tokens, evaluation every {every}")
        done = False
        while not done:
            ids, tgt, doc, perm = packer.epoch(ep)
            perm = perm.repeat(2 + per_epoch * units // len(perm))[:per_epoch * units]    # epochs differ a little in length
            for k in range(per_epoch):
                prog = max(step / total, (time.time() - c0) / max(1.0, left))
                lr = cand["lr"] * min(1.0, max((step + 1) / warmup, prog / 0.05)) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, prog))))
                if cool:
                    lr = cool["lr"] * (1 - (step - cool["at"]) / cool["n"]) * min(1.0, (step - cool["at"] + 1) / 10)
                for g in opt.param_groups:
                    g["lr"] = lr
                sel = perm[k * units:(k + 1) * units]
                shape = shapes[1] if step % 4 == 3 else shapes[0]
                loss = step_fn(ids[sel].reshape(shape), tgt[sel].reshape(shape), doc[sel].reshape(shape))
                loss.backward()
                torch.nn.utils.clip_grad_norm_(params, 1.0)
                opt.step()
                opt.zero_grad(set_to_none=True)
                acc, accn, step, seen = acc + loss.detach(), accn + 1, step + 1, seen + units * UNIT
                done = (step >= total if not cool else step >= cool["at"] + cool["n"]) or prog >= (1.1 if cool else 1)
                if step % every == 0 or done:
                    tr = float(acc) / accn                            # waits for the GPU
                    acc, accn, e0 = 0.0, 0, time.time()
                    v = {k2: eval_loss(model, b, amp)[0] for k2, b in val_sets.items()}
                    eval_s += time.time() - e0
                    score = (v["plain"] + v["chat"]) / 2
                    tps = seen / max(1e-6, time.time() - c0 - eval_s)
                    log(f"{name} c{ci} step {step:5d} epoch {step / per_epoch:6.2f} lr {lr:.2e} train {tr:.4f} | val plain {v['plain']:.4f} "
                        f"(ppl {ppl(v['plain']):.2f}) chat {v['chat']:.4f} (ppl {ppl(v['chat']):.2f}) chat-answer {v['chat_answer']:.4f} "
                        f"(ppl {ppl(v['chat_answer']):.2f}) | {tps / 1e3:.1f}k tok/s")
                    if done and not cool and step < total:
                        stopped = "time budget (schedule shortened to it)"
                    if not math.isfinite(score):
                        stopped, done = "loss not finite", True
                    if score < cbest:
                        cbest, cbest_step, cbest_lr, rising = score, step, lr, 0
                        cstate = {n: w.detach().clone() for n, w in model.state_dict().items()}
                        if score < best["val"]:
                            best = dict(val=score, cand=ci, step=step, epoch=step / per_epoch, train_loss=tr, val_losses=v,
                                        state=cstate, tokens=seen)
                    elif score > cbest + 0.01:
                        rising += 1
                        if rising >= 5 and cool:
                            done = True
                        elif rising >= 5:             # overfitting: back to the best point, and let the rate fall to 0 from there
                            stopped, rising, done = f"early stop at step {step} (validation rose 5 times), then annealed from step {cbest_step}", 0, False
                            model.load_state_dict(cstate)
                            opt.state.clear()
                            cool = dict(at=step, n=max(10, min(3 * per_epoch, cbest_step // 4)), lr=0.7 * cbest_lr)
                            every = max(1, cool["n"] // 6)
                            log(f"{name}: early stop, annealing from step {cbest_step} over {cool['n']} steps")
                    if time.time() - T0 > args.total_seconds - 30:
                        stopped, done = "total time used up", True
                if done:
                    break
            ep += 1
        runs.append(dict(cand, index=ci, steps=step, seconds=round(time.time() - c0, 1), best_val=cbest, best_step=cbest_step, stopped=stopped,
                         tokens=seen, tokens_per_s=round(tps)))
        log(f"{name}: candidate {ci} done after {time.time() - c0:.1f} s, {stopped}; best val {cbest:.4f} at step {cbest_step}; {tps / 1e3:.1f}k tok/s")
    if best["state"] is None:
        raise RuntimeError(f"{name}: no finite validation loss")
    model.load_state_dict(best["state"])
    model.eval()
    model.zero_grad(set_to_none=True)
    facts.update(parameters=nparam, epoch_tokens=epoch_tokens, batch_tokens=units * UNIT, runs=runs, kept_candidate=CANDIDATES[name][best["cand"]],
                 kept_step=best["step"], kept_epoch=round(best["epoch"], 2), tokens_seen=best["tokens"], train_loss=best["train_loss"],
                 train_seconds=round(time.time() - start, 1))
    return model


def save_f16(model, out, name):
    """Round to float16 (checked), put the rounded weights back into the model, write shards of <= 12 MB."""
    import torch
    from safetensors.torch import save_file
    state, peak = {}, 0.0
    for n, w in model.named_parameters():
        h = w.detach().float().cpu().to(torch.float16)
        assert torch.isfinite(h).all(), n
        peak = max(peak, float(h.abs().max()))
        state[n] = h.contiguous()
        w.data.copy_(h.to(w.device, w.dtype))
    shards, cur, size = [], {}, 0
    for n, h in state.items():
        b = h.numel() * 2
        if cur and size + b > SHARD_LIMIT - 100_000:
            shards.append(cur)
            cur, size = {}, 0
        cur[n] = h
        size += b
    shards.append(cur)
    files = []
    for i, s in enumerate(shards):
        fn = f"{name}.model.safetensors" if len(shards) == 1 else f"{name}.model-{i + 1:05d}-of-{len(shards):05d}.safetensors"
        save_file(s, os.path.join(out, fn), metadata={"format": "pt"})
        files.append(fn)
    return files, peak


def sample(model, tok, q, dev, n):
    import torch
    ids = tok.encode(prompt_text(q)).ids
    p = len(ids)
    with torch.no_grad():
        for _ in range(n):
            t = int(model(torch.tensor([ids], device=dev))[0, -1].argmax())
            if t in (0, 3):
                break
            ids.append(t)
    return tok.decode(ids[p:])


# ---------------------------------------------------------------- fine-tuning check
def add_lora(model, targets, r, alpha):
    import torch
    import torch.nn as nn
    for p in model.parameters():
        p.requires_grad_(False)
    try:
        if os.environ.get("NO_PEFT"):
            raise ImportError
        from peft import LoraConfig, inject_adapter_in_model
        inject_adapter_in_model(LoraConfig(r=r, lora_alpha=alpha, lora_dropout=0.0, target_modules=list(targets)), model)
        kind = "peft"
    except ImportError:
        class LoRA(nn.Module):
            def __init__(self, base):
                super().__init__()
                self.base = base
                self.lora_A = nn.Parameter(torch.empty(r, base.in_features, device=base.weight.device))
                self.lora_B = nn.Parameter(torch.zeros(base.out_features, r, device=base.weight.device))
                nn.init.kaiming_uniform_(self.lora_A, a=math.sqrt(5))

            def forward(self, x):
                return self.base(x) + (x @ self.lora_A.T) @ self.lora_B.T * (alpha / r)
        for m in list(model.modules()):
            for cn, c in list(m.named_children()):
                if cn in targets and isinstance(c, nn.Linear):
                    setattr(m, cn, LoRA(c))
        kind = "own"
    for n, p in model.named_parameters():
        p.requires_grad_("lora_" in n)
    return kind


def finetune(base, enc, held, dev, lr, steps, batch, targets):
    import numpy as np
    import torch
    torch.manual_seed(SEED)
    model = copy.deepcopy(base)
    kind = add_lora(model, targets, 8, 16) if targets else "full"
    train = [p for p in model.parameters() if p.requires_grad]
    opt = torch.optim.AdamW(train, lr=lr, weight_decay=0.0)
    amp = "cuda" if dev.startswith("cuda") else None
    before = eval_loss(model, held)[0]
    rng, order, t0 = np.random.default_rng(SEED), [], time.time()
    model.train()                                                    # p is 0 here: no dropout
    for s in range(steps):
        if len(order) < batch:
            order = list(rng.permutation(len(enc)))
        pick, order = order[:batch], order[batch:]
        (ids, tgt), = make_batches([(enc[i][1], enc[i][2], enc[i][3]) for i in pick], dev, SEQ, tokens=10 ** 9)
        for g in opt.param_groups:
            g["lr"] = lr * (1 - s / steps)
        with torch.autocast(amp or "cpu", dtype=torch.bfloat16, enabled=amp is not None):
            logits = model(ids)
        loss = nll(logits, tgt)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(train, 1.0)
        opt.step()
        opt.zero_grad(set_to_none=True)
    after = eval_loss(model, held)[0]
    return dict(kind=kind, targets=list(targets) if targets else "all weights", lr=lr, steps=steps, batch=batch, trainable=sum(p.numel() for p in train),
                before=before, after=after, ppl_before=ppl(before), ppl_after=ppl(after), ppl_reduction=1 - ppl(after) / ppl(before),
                last_train_loss=float(loss.detach()), seconds=round(time.time() - t0, 1))


# ---------------------------------------------------------------- train
def cmd_train(args):
    global LOG
    os.makedirs(args.out, exist_ok=True)
    LOG = open(os.path.join(args.out, "train.log"), "w")
    import numpy as np
    import torch
    torch.manual_seed(SEED)
    dev = args.device
    if dev == "auto":
        dev = args.device = "cuda" if torch.cuda.is_available() else "cpu"
    cuda = dev.startswith("cuda")
    hw = torch.cuda.get_device_name() if cuda else f"CPU, {os.cpu_count()} cores"
    log(f"torch {torch.__version__} on {hw}; arguments {vars(args)}")
    train, val, sym, dfacts = load_data(args.csv, args.fraction)
    log("data:", json.dumps(dfacts))
    perm = np.random.default_rng(SEED).permutation(len(sym))
    n_held, n_ft = args.held, args.ft_rows or len(sym)
    sym_held, sym_ft = [sym[i] for i in perm[:n_held]], [sym[i] for i in perm[n_held:][:n_ft]]
    meta = dict(created=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), hardware=hw, torch=torch.__version__, seed=SEED, data=dfacts, models={})

    def write_meta():
        meta["total_seconds"] = round(time.time() - T0, 1)
        p = os.path.join(args.out, "meta.json")
        with open(p + ".tmp", "w") as f:
            json.dump(meta, f, indent=1)
        os.replace(p + ".tmp", p)

    left = lambda: args.total_seconds - (time.time() - T0)
    for name in args.models.split(","):
        cfg = MODELS[name]
        t = time.time()
        tok = train_tokenizer(train, cfg["vocab"])
        assert tok.get_vocab_size() <= cfg["vocab"]
        tok.save(os.path.join(args.out, f"{name}.tokenizer.json"))
        enc, enc_val = encode_rows(tok, train), encode_rows(tok, val)
        ntok = sum(len(e[0]) for e in enc)
        cpt = sum(len(a) for _, a in train) / max(1, ntok)
        log(f"{name}: tokenizer {tok.get_vocab_size()} entries, {ntok:,} answer tokens, {cpt:.2f} characters per token, {time.time() - t:.1f} s")
        val_sets = dict(plain=make_batches([(e[0], 1, len(e[0])) for e in enc_val], dev, MAXPOS),
                        chat=make_batches([(e[1], 1, len(e[1])) for e in enc_val], dev, MAXPOS),
                        chat_answer=make_batches([(e[1], e[2], e[3]) for e in enc_val], dev, MAXPOS))
        facts = dict(config=cfg, vocab_used=tok.get_vocab_size(), answer_tokens=ntok, chars_per_token=round(cpt, 3))
        later = 45 + (60 + args.minutes_small * 45 if name == "mini" and "small" in args.models else 0)   # kept back for what follows
        model = pretrain(name, cfg, enc, val_sets, args, lambda: min(60 * getattr(args, f"minutes_{name}"), left() - later), facts)
        facts["files"], facts["max_abs_weight"] = save_f16(model, args.out, name)
        model.p.fill_(0.0)
        meta["models"][name] = facts
        # the shipped (float16-rounded) weights, evaluated in float32
        facts["val"] = {k: dict(loss=l, ppl=ppl(l), tokens=n) for k, b in val_sets.items() for l, n in [eval_loss(model, b)]}
        pos = [eval_loss(model, val_sets["plain"], by_pos=(a, b))[0] for a, b in ((0, 256), (256, 512), (512, 1024))]
        facts["val_plain_by_position"] = {"0-256": pos[0], "256-512": pos[1], "512-1024": pos[2]}
        model.peak = []
        eval_loss(model, val_sets["chat"])
        facts["max_abs_residual"], model.peak = max(model.peak), None
        log(f"{name} FINAL (float16 weights): " + ", ".join(f"val {k} {v['loss']:.4f} ppl {v['ppl']:.2f} ({v['tokens']} tokens)" for k, v in facts["val"].items()))
        log(f"{name}: val plain loss at positions 0-256 {pos[0]:.3f}, 256-512 {pos[1]:.3f}, 512-1024 {pos[2]:.3f}; "
            f"largest weight {facts['max_abs_weight']:.2f}, largest residual value {facts['max_abs_residual']:.1f} (float16 holds 65504)")
        with torch.no_grad():
            ref = tok.encode(prompt_text(PROMPTS[0]) + REFERENCE_ANSWER).ids
            lg = model(torch.tensor([ref], device=dev))[0].float().cpu()
        facts["reference"] = dict(ids=ref, argmax=lg.argmax(-1).tolist(), last_logits=[round(x, 5) for x in lg[-1, :16].tolist()])
        write_meta()
        facts["samples"] = []
        for q in PROMPTS:
            s = sample(model, tok, q, dev, args.sample_tokens)
            facts["samples"].append([q, s])
            log(f"{name} greedy: {q!r} -> {s!r}")
        enc_held, enc_ft = encode_rows(tok, sym_held), encode_rows(tok, sym_ft)
        held512 = make_batches([(e[1], e[2], e[3]) for e in enc_held], dev, SEQ)
        held1024 = make_batches([(e[1], e[2], e[3]) for e in enc_held], dev, MAXPOS)
        (z5, n5), (z10, n10) = eval_loss(model, held512), eval_loss(model, held1024)
        facts["symptoms_zero_shot"] = dict(rows=len(sym_held), loss_512=z5, ppl_512=ppl(z5), tokens_512=n5, loss_1024=z10, ppl_1024=ppl(z10), tokens_1024=n10)
        log(f"{name} ZERO-SHOT on {len(sym_held)} symptoms rows (answer tokens, chat form): cut at 512: loss {z5:.4f} ppl {ppl(z5):.2f} ({n5} tokens); "
            f"cut at 1024: loss {z10:.4f} ppl {ppl(z10):.2f} ({n10} tokens)")
        facts["finetune_check"] = []
        qv, every_linear = ("q_proj", "v_proj"), ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
        for lr, targets in ((1e-3, qv), (2e-3, qv), (2e-3, every_linear), (1e-3, None)):
            if left() < 15:
                log(f"{name}: fine-tuning check lr {lr} skipped, no time left")
                continue
            f = finetune(model, enc_ft, held512, dev, lr, args.ft_steps, 20, targets)
            facts["finetune_check"].append(f)
            what = "full" if not targets else f"LoRA({f['kind']}) r8 a16 on " + ("q,v" if targets == qv else "all linear layers")
            log(f"{name} FINE-TUNE {what} lr {lr} batch 20, {f['steps']} steps on {len(sym_ft)} rows, {f['trainable']:,} trainable: held-out loss "
                f"{f['before']:.4f} -> {f['after']:.4f}, ppl {f['ppl_before']:.2f} -> {f['ppl_after']:.2f} ({-100 * f['ppl_reduction']:+.1f} %), {f['seconds']} s")
            write_meta()
        write_meta()
        del model
        if cuda:
            log(f"{name}: peak GPU memory {torch.cuda.max_memory_allocated() / 2 ** 30:.1f} GiB")
            torch.cuda.empty_cache()
    write_meta()
    for f in sorted(os.listdir(args.out)):
        log(f"file {f}: {os.path.getsize(os.path.join(args.out, f)):,} bytes")
    log("done")


# ---------------------------------------------------------------- unpack
def card(name, m, meta):
    d, c, v, z = meta["data"], m["config"], m["val"], m.get("symptoms_zero_shot")
    runs = "\n".join(f"| {r['index']} | {r['epochs']} | {r['dropout']} | {r['lr']} | {r['steps']} | {r['best_val']:.4f} at {r['best_step']} | {r['stopped']} | {r['tokens_per_s'] / 1e3:.0f}k |"
                     for r in m["runs"])
    fts = "\n".join(f"| {'full' if f['kind'] == 'full' else 'LoRA r 8, alpha 16: ' + ', '.join(f['targets'])} | {f['lr']} | {f['trainable']:,} | {f['before']:.3f} -> {f['after']:.3f} | "
                    f"{f['ppl_before']:.2f} -> {f['ppl_after']:.2f} | {100 * f['ppl_reduction']:.0f} % |" for f in m.get("finetune_check", []))
    steps = m.get("finetune_check", [{}])[0].get("steps", "?") if m.get("finetune_check") else "?"
    ex = "\n".join(f"- **{q}** {s}" for q, s in m.get("samples", [])[:3])
    zs = (f"Zero-shot on {z['rows']} symptoms rows (answer tokens, chat form, cut at 512 tokens): loss {z['loss_512']:.3f}, perplexity {z['ppl_512']:.2f} "
          f"(cut at 1024: {z['loss_1024']:.3f}, {z['ppl_1024']:.2f}).") if z else ""
    return f"""---
license: cc-by-4.0
language: en
pipeline_tag: text-generation
tags: [llama, medquad, demo]
---
# demo-{name}: a {m['parameters'] / 1e6:.1f} M parameter Llama-architecture demo base model

**Software demonstration and tests only. NOT medical advice: the text that this model writes is often wrong,
and nobody may rely on it for any decision about health.** It is so small that it can be shipped inside a browser app,
where it serves as the offline default base model for (Q)LoRA fine-tuning demonstrations.

- Architecture: LlamaForCausalLM, {c['layers']} layers, hidden {c['hidden']}, {c['heads']} heads / {c['kv']} key-value heads of {c['head_dim']}, feed-forward {c['ffn']},
  tied embeddings, vocabulary {c['vocab']}, context {MAXPOS}, rope_theta 10000, float16 weights ({m['parameters']:,} parameters).
- Tokenizer: byte-level BPE trained on the same training split; {m['chars_per_token']:.2f} characters per token. ChatML template; eos `{IME}`, pad `{PAD}`, no bos.

## Data, licence, attribution
Trained only on MedQuAD (Asma Ben Abacha and Dina Demner-Fushman, "A question-entailment approach to question answering",
BMC Bioinformatics 20:511, 2019; https://github.com/abachaa/MedQuAD), licensed CC BY 4.0. Changes made to the data: whitespace collapsed,
rows selected as below, texts cut into token sequences. The weights and the tokenizer are licensed **CC BY 4.0**
(https://creativecommons.org/licenses/by/4.0/) with this attribution.

Of {d['rows']:,} rows, all {d['symptoms_rows_excluded']:,} rows of type `symptoms` are left out (they are the fine-tuning task), and so are rows whose answer begins with the same
120 normalised characters as a symptoms answer ({d['excluded_same_head']}) or shares 20 % of its 13-word sequences with them or holds 30 % of one ({d['excluded_shingle_overlap']});
{d['dropped_exact_repeats']} exact repeats were dropped. {d['train_rows']:,} training rows, {d['val_rows']} validation rows (2 %, by answer hash).{' DRY RUN on a fraction of the data: ' + str(d['fraction']) if d['fraction'] < 1 else ''}

## Training
Each row appears as plain text (answer, then `{EOT}`) and as a ChatML question and answer, in turn by epoch. Packed rows of {SEQ} tokens (every fourth step {UNIT}),
attention within one document, {m['batch_tokens']:,} tokens per step, AdamW (0.9, 0.95), weight decay 0.1, cosine schedule, bf16 autocast on GPU, seed {meta['seed']};
{meta['hardware']}, torch {meta['torch']}, {meta['created']}, {m['train_seconds']:.0f} s. Kept: {m['kept_candidate']} at step {m['kept_step']} (epoch {m['kept_epoch']}, {m['tokens_seen'] / 1e6:.1f} M tokens seen).

| run | epochs | dropout | peak lr | steps | best val loss | end | tokens/s |
| --- | --- | --- | --- | --- | --- | --- | --- |
{runs}

| validation (float16 weights) | loss | perplexity |
| --- | --- | --- |
""" + "\n".join(f"| {k.replace('_', ', ') + (' tokens only' if 'answer' in k else ', all tokens')} | {x['loss']:.4f} | {x['ppl']:.2f} |" for k, x in v.items()) + f"""

{zs}

Fine-tuning check ({steps} steps, batch 20, held-out symptoms rows, answer tokens):

| trained | lr | trainable | loss | perplexity | reduction |
| --- | --- | --- | --- | --- | --- |
{fts}

## Greedy samples (unchecked, may be false)
{ex}
"""


def cmd_unpack(args):
    meta = json.load(open(os.path.join(args.src, "meta.json")))
    for name, m in meta["models"].items():
        c, dst = m["config"], os.path.join(args.dest, name)
        os.makedirs(dst, exist_ok=True)
        for f in os.listdir(dst):                                   # only what an earlier unpack left
            if re.fullmatch(r"model.*\.safetensors(\.index\.json)?", f):
                os.remove(os.path.join(dst, f))

        def put(fn, obj):
            with open(os.path.join(dst, fn), "w") as f:
                f.write(obj if isinstance(obj, str) else json.dumps(obj, indent=2, ensure_ascii=False) + "\n")
        wmap, total = {}, 0
        for fn in m["files"]:
            to = os.path.join(dst, fn[len(name) + 1:])
            shutil.copyfile(os.path.join(args.src, fn), to)
            os.chmod(to, 0o644)
            with open(to, "rb") as f:
                head = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
            for k, t in head.items():
                if k != "__metadata__":
                    assert t["dtype"] == "F16"
                    wmap[k] = fn[len(name) + 1:]
                    total += t["data_offsets"][1] - t["data_offsets"][0]
        if len(m["files"]) > 1:
            put("model.safetensors.index.json", dict(metadata=dict(total_size=total), weight_map=dict(sorted(wmap.items()))))
        shutil.copyfile(os.path.join(args.src, f"{name}.tokenizer.json"), os.path.join(dst, "tokenizer.json"))
        os.chmod(os.path.join(dst, "tokenizer.json"), 0o644)
        put("config.json", dict(
            architectures=["LlamaForCausalLM"], model_type="llama", vocab_size=c["vocab"], hidden_size=c["hidden"], intermediate_size=c["ffn"],
            num_hidden_layers=c["layers"], num_attention_heads=c["heads"], num_key_value_heads=c["kv"], head_dim=c["head_dim"], hidden_act="silu",
            max_position_embeddings=MAXPOS, initializer_range=0.02, rms_norm_eps=1e-5, rope_theta=10000.0, rope_scaling=None, tie_word_embeddings=True,
            attention_bias=False, attention_dropout=0.0, mlp_bias=False, pretraining_tp=1, use_cache=True,
            bos_token_id=None, eos_token_id=3, pad_token_id=1, torch_dtype="float16"))
        put("generation_config.json", dict(bos_token_id=None, eos_token_id=[3, 0], pad_token_id=1, do_sample=False, max_new_tokens=256))
        put("tokenizer_config.json", dict(
            added_tokens_decoder={str(i): dict(content=s, lstrip=False, normalized=False, rstrip=False, single_word=False, special=True) for i, s in enumerate(SPECIALS)},
            add_bos_token=False, add_prefix_space=False, additional_special_tokens=[IMS, IME], bos_token=None, eos_token=IME, pad_token=PAD, unk_token=None,
            clean_up_tokenization_spaces=False, model_max_length=MAXPOS, tokenizer_class="PreTrainedTokenizerFast", chat_template=CHAT_TEMPLATE))
        put("README.md", card(name, m, meta))
        print(f"{dst}: " + ", ".join(f"{f} {os.path.getsize(os.path.join(dst, f)):,}" for f in sorted(os.listdir(dst))))
    for f in ("meta.json", "train.log"):
        shutil.copyfile(os.path.join(args.src, f), os.path.join(args.dest, f))
        os.chmod(os.path.join(args.dest, f), 0o644)
    if not args.no_check:
        check(args.dest, meta)


def check(dest, meta):
    """The folders load with transformers and give the logits that the training script's own model gave."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    for name, m in meta["models"].items():
        p = os.path.join(dest, name)
        tok = AutoTokenizer.from_pretrained(p)
        shipped = AutoModelForCausalLM.from_pretrained(p, dtype="auto")
        assert shipped.dtype == torch.float16, shipped.dtype
        lm = shipped.float().eval()
        n = sum(x.numel() for x in lm.parameters())
        assert n == m["parameters"] and type(lm).__name__ == "LlamaForCausalLM"
        assert (tok.eos_token_id, tok.pad_token_id, tok.bos_token_id, tok.model_max_length) == (3, 1, None, MAXPOS)
        q = PROMPTS[0]
        text = tok.apply_chat_template([dict(role="user", content=q)], tokenize=False, add_generation_prompt=True)
        assert text == prompt_text(q), text
        full = tok.apply_chat_template([dict(role="system", content="S"), dict(role="user", content="Q"), dict(role="assistant", content="A")], tokenize=False)
        assert full == f"{IMS}system\nS{IME}\n" + prompt_text("Q") + f"A{IME}\n", full
        ref = m["reference"]
        ids = tok(prompt_text(q) + REFERENCE_ANSWER)["input_ids"]
        assert ids == ref["ids"], "tokenizer differs"
        with torch.no_grad():
            lg = lm(torch.tensor([ids])).logits[0].float()
        err = max(abs(a - b) for a, b in zip(lg[-1, :16].tolist(), ref["last_logits"]))
        same = sum(a == b for a, b in zip(lg.argmax(-1).tolist(), ref["argmax"]))
        x = tok(text, return_tensors="pt")
        g = lm.generate(input_ids=x["input_ids"], attention_mask=x["attention_mask"], max_new_tokens=24)[0, x["input_ids"].shape[1]:]
        print(f"check {name}: {n:,} parameters, float16 files, logits differ by {err:.1e} at most, argmax equal {same}/{len(ids)}; generate -> {tok.decode(g)!r}")
        assert err < 2e-2 and same >= 0.95 * len(ids)


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="cmd", required=True)
    t = sub.add_parser("train")
    t.add_argument("--csv", required=True, help="MedQuAD as one table: qtype, Question, Answer")
    t.add_argument("--out", required=True)
    t.add_argument("--device", default="auto")
    t.add_argument("--models", default="mini,small")
    t.add_argument("--minutes", type=float, help="training budget of each model (overrides the next two)")
    t.add_argument("--minutes-mini", type=float, default=1.8)
    t.add_argument("--minutes-small", type=float, default=3.5)
    t.add_argument("--total-seconds", type=float, default=490, help="nothing new is begun after this")
    t.add_argument("--compile", choices=["auto", "on", "off"], default="auto")
    t.add_argument("--batch-units", type=int, default=32, help="1024-token units per step")
    t.add_argument("--fraction", type=float, default=1.0, help="part of the pretraining rows (dry runs)")
    t.add_argument("--max-steps", type=int, default=0, help="dry runs")
    t.add_argument("--held", type=int, default=300)
    t.add_argument("--ft-rows", type=int, default=0, help="0: all other symptoms rows")
    t.add_argument("--ft-steps", type=int, default=150)
    t.add_argument("--sample-tokens", type=int, default=96)
    u = sub.add_parser("unpack")
    u.add_argument("--src", required=True)
    u.add_argument("--dest", required=True)
    u.add_argument("--no-check", action="store_true")
    a = ap.parse_args()
    if a.cmd == "train":
        if a.minutes:
            a.minutes_mini = a.minutes_small = a.minutes
        cmd_train(a)
    else:
        cmd_unpack(a)
