#!/usr/bin/env python3
"""Tiny random Mixtral, Falcon and Bloom models with outputs computed in double precision.

    python3 golden_families.py ../resources/golden

Written from the published definitions alone: Mixtral (Jiang et al. 2024), Falcon (Almazrouei et al. 2023), Bloom (Le Scao et
al. 2022), ALiBi (Press et al. 2022), RoPE (Su et al. 2021), and the checkpoint layouts of these families. It shares nothing with
the Java implementation. Needs numpy; equal seeds give equal files. Each model gets config.json, model.safetensors and
golden.safetensors: input_ids [T] (I64), boundary.0 .. boundary.B [T, hidden] and logits [T, vocabulary] (F64).
"""

import json
import math
import struct
import sys
from pathlib import Path

import numpy as np

VOCABULARY = 128
TOKENS = 18


# --- files ------------------------------------------------------------------------------------------------------------------


def bf16_bits(x):
    """Nearest bf16, ties to even, as raw bits."""
    bits = x.astype(np.float32).view(np.uint32).astype(np.uint64)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def bf16_value(bits):
    return (bits.astype(np.uint32) << 16).view(np.float32).astype(np.float64)


def save(path, tensors):
    """A safetensors file: name -> (type name, shape, bytes)."""
    header, at = {}, 0
    for name, (kind, shape, data) in tensors.items():
        header[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [at, at + len(data)]}
        at += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(data for _, _, data in tensors.values()))


class Weights:
    """Random weights, rounded to the type of the file; values in double are the rounded ones."""

    def __init__(self, seed, kind):
        self.random, self.kind = np.random.default_rng(seed), kind
        self.stored, self.value = {}, {}

    def put(self, name, x):
        if self.kind == "BF16":
            bits = bf16_bits(x)
            self.value[name] = bf16_value(bits)
        else:
            bits = x.astype(np.float16)
            self.value[name] = bits.astype(np.float64)
        self.stored[name] = (self.kind, x.shape, bits.astype(bits.dtype.newbyteorder("<")).tobytes())

    def matrix(self, name, rows, columns, scale=None):
        self.put(name, self.random.normal(0, scale or columns**-0.5, (rows, columns)))

    def linear(self, name, rows, columns, bias):
        self.matrix(name + ".weight", rows, columns)
        if bias:
            self.put(name + ".bias", self.random.normal(0, 0.1, rows))

    def norm(self, name, size, bias):
        self.put(name + ".weight", 1 + self.random.normal(0, 0.2, size))
        if bias:
            self.put(name + ".bias", self.random.normal(0, 0.1, size))

    def embedding(self, name, hidden, tied):
        # An embedding that also makes the logits is smaller, or they would be far larger than those of a trained model.
        x = self.random.normal(0, 0.1 if tied else 0.5, (VOCABULARY, hidden))
        x[:, hidden // 3] *= 12
        self.put(name, x)

    def __getitem__(self, name):
        return self.value[name]

    def apply(self, name, x):
        out = x @ self[name + ".weight"].T
        return out + self[name + ".bias"] if name + ".bias" in self.value else out


# --- published definitions --------------------------------------------------------------------------------------------------


def rms_norm(x, weight, epsilon):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + epsilon) * weight


def layer_norm(w, name, x, epsilon):
    mean = x.mean(-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon) * w[name + ".weight"] + w[name + ".bias"]


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def silu(x):
    return x / (1 + np.exp(-x))


def gelu(x):
    return 0.5 * x * np.vectorize(math.erfc)(-x / math.sqrt(2))


def bloom_gelu(x):
    return x * 0.5 * (1 + np.tanh(0.79788456 * x * (1 + 0.044715 * x * x)))


def rotate(x, theta):
    """x is [T, heads, size]; element i is paired with element i + size/2."""
    tokens, _, size = x.shape
    angle = np.arange(tokens)[:, None] * theta ** (-2.0 * np.arange(size // 2) / size)[None, :]
    cos, sin = np.cos(angle)[:, None, :], np.sin(angle)[:, None, :]
    low, high = x[..., : size // 2], x[..., size // 2 :]
    return np.concatenate([low * cos - high * sin, high * cos + low * sin], -1)


def alibi_slopes(heads):
    """Press et al.: a geometric sequence from 2^(-8/n); other counts take every second slope of the next power of two."""

    def of_power(n):
        start = 2.0 ** (-8.0 / n)
        return [start ** (i + 1) for i in range(n)]

    closest = 2 ** int(math.floor(math.log2(heads)))
    return np.array(of_power(closest) + of_power(2 * closest)[0::2][: heads - closest])


def attention(q, k, v, slopes=None):
    """q [T, heads, size], k and v [T, groups, size]; causal; slopes add m * (j - i)."""
    tokens, heads, size = q.shape
    shared = heads // k.shape[1]
    i, j = np.arange(tokens)[:, None], np.arange(tokens)[None, :]
    out = np.zeros_like(q)
    for head in range(heads):
        scores = q[:, head] @ k[:, head // shared].T / math.sqrt(size)
        if slopes is not None:
            scores = scores + slopes[head] * (j - i)
        out[:, head] = softmax(np.where(j <= i, scores, -np.inf)) @ v[:, head // shared]
    return out.reshape(tokens, heads * size)


# --- families ---------------------------------------------------------------------------------------------------------------


def mixtral(seed):
    hidden, inner, heads, groups, experts, chosen, blocks, theta, epsilon = 64, 32, 4, 2, 4, 2, 3, 1e6, 1e-5
    size = hidden // heads
    config = {
        "architectures": ["MixtralForCausalLM"], "model_type": "mixtral", "hidden_act": "silu", "hidden_size": hidden,
        "intermediate_size": inner, "max_position_embeddings": 256, "num_attention_heads": heads,
        "num_experts_per_tok": chosen, "num_hidden_layers": blocks, "num_key_value_heads": groups,
        "num_local_experts": experts, "output_router_logits": False, "rms_norm_eps": epsilon, "rope_theta": theta,
        "router_aux_loss_coef": 0.02, "sliding_window": None, "tie_word_embeddings": False, "torch_dtype": "bfloat16",
        "vocab_size": VOCABULARY,
    }
    w = Weights(seed, "BF16")
    w.embedding("model.embed_tokens.weight", hidden, False)
    for b in range(blocks):
        p = f"model.layers.{b}."
        w.norm(p + "input_layernorm", hidden, False)
        w.norm(p + "post_attention_layernorm", hidden, False)
        w.linear(p + "self_attn.q_proj", hidden, hidden, False)
        w.linear(p + "self_attn.k_proj", groups * size, hidden, False)
        w.linear(p + "self_attn.v_proj", groups * size, hidden, False)
        w.linear(p + "self_attn.o_proj", hidden, hidden, False)
        w.linear(p + "block_sparse_moe.gate", experts, hidden, False)
        for e in range(experts):
            w.linear(p + f"block_sparse_moe.experts.{e}.w1", inner, hidden, False)
            w.linear(p + f"block_sparse_moe.experts.{e}.w2", hidden, inner, False)
            w.linear(p + f"block_sparse_moe.experts.{e}.w3", inner, hidden, False)
    w.norm("model.norm", hidden, False)
    w.matrix("lm_head.weight", VOCABULARY, hidden)

    margin = math.inf
    ids = w.random.integers(0, VOCABULARY, TOKENS)
    x = w["model.embed_tokens.weight"][ids]
    boundaries = [x]
    for b in range(blocks):
        p = f"model.layers.{b}."
        h = rms_norm(x, w[p + "input_layernorm.weight"], epsilon)
        q = rotate(w.apply(p + "self_attn.q_proj", h).reshape(TOKENS, heads, size), theta)
        k = rotate(w.apply(p + "self_attn.k_proj", h).reshape(TOKENS, groups, size), theta)
        v = w.apply(p + "self_attn.v_proj", h).reshape(TOKENS, groups, size)
        x = x + w.apply(p + "self_attn.o_proj", attention(q, k, v))
        h = rms_norm(x, w[p + "post_attention_layernorm.weight"], epsilon)
        # Router: probabilities over all experts, the greatest kept and renormalised.
        probability = softmax(w.apply(p + "block_sparse_moe.gate", h))
        mixed = np.zeros_like(x)
        for t in range(TOKENS):
            order = np.argsort(-probability[t], kind="stable")
            margin = min(margin, probability[t][order[chosen - 1]] - probability[t][order[chosen]])
            kept = order[:chosen]
            for e in kept:
                name = p + f"block_sparse_moe.experts.{e}."
                inside = silu(w.apply(name + "w1", h[t])) * w.apply(name + "w3", h[t])
                mixed[t] += probability[t][e] / probability[t][kept].sum() * w.apply(name + "w2", inside)
        x = x + mixed
        boundaries.append(x)
    logits = w.apply("lm_head", rms_norm(x, w["model.norm.weight"], epsilon))
    assert margin > 1e-4, f"routing is too close to a tie: {margin}"
    return config, w, ids, boundaries, logits


def falcon(seed, heads, groups, norms, bias, inner, kind, blocks):
    """groups None: one key and value for all queries (7B); else the decoder architecture of 40B with that many groups."""
    hidden, theta, epsilon = 64, 10000.0, 1e-5
    size, shared = hidden // heads, heads if groups is None else heads // groups
    count = groups or 1
    config = {
        "architectures": ["FalconForCausalLM"], "model_type": "falcon", "alibi": False,
        "apply_residual_connection_post_layernorm": False,
        "bias": bias, "hidden_size": hidden, "layer_norm_epsilon": epsilon, "multi_query": True,
        "new_decoder_architecture": groups is not None, "num_attention_heads": heads, "num_hidden_layers": blocks,
        "parallel_attn": True, "torch_dtype": "bfloat16", "vocab_size": VOCABULARY,
    }
    if groups is not None:
        config["num_kv_heads"] = groups
        if norms == 1:
            config["num_ln_in_parallel_attn"] = 1
            config["tie_word_embeddings"] = False
    if inner != 4 * hidden:
        config["ffn_hidden_size"] = inner
    tied = config.get("tie_word_embeddings", True)
    w = Weights(seed, kind)
    w.embedding("transformer.word_embeddings.weight", hidden, tied)
    for b in range(blocks):
        p = f"transformer.h.{b}."
        for name in ["ln_attn", "ln_mlp"] if norms == 2 else ["input_layernorm"]:
            w.norm(p + name, hidden, True)
        w.linear(p + "self_attention.query_key_value", count * (shared + 2) * size, hidden, bias)
        w.linear(p + "self_attention.dense", hidden, hidden, bias)
        w.linear(p + "mlp.dense_h_to_4h", inner, hidden, bias)
        w.linear(p + "mlp.dense_4h_to_h", hidden, inner, bias)
    w.norm("transformer.ln_f", hidden, True)
    if not tied:
        w.matrix("lm_head.weight", VOCABULARY, hidden)

    ids = w.random.integers(0, VOCABULARY, TOKENS)
    x = w["transformer.word_embeddings.weight"][ids]
    boundaries = [x]
    for b in range(blocks):
        p = f"transformer.h.{b}."
        for_attention = layer_norm(w, p + ("ln_attn" if norms == 2 else "input_layernorm"), x, epsilon)
        for_feed = layer_norm(w, p + "ln_mlp", x, epsilon) if norms == 2 else for_attention
        fused = w.apply(p + "self_attention.query_key_value", for_attention).reshape(TOKENS, count, shared + 2, size)
        q = rotate(fused[:, :, :shared].reshape(TOKENS, heads, size), theta)
        k = rotate(fused[:, :, shared], theta)
        attended = w.apply(p + "self_attention.dense", attention(q, k, fused[:, :, shared + 1]))
        fed = w.apply(p + "mlp.dense_4h_to_h", gelu(w.apply(p + "mlp.dense_h_to_4h", for_feed)))
        x = x + attended + fed
        boundaries.append(x)
    head = w["transformer.word_embeddings.weight" if tied else "lm_head.weight"]
    logits = layer_norm(w, "transformer.ln_f", x, epsilon) @ head.T
    return config, w, ids, boundaries, logits


def bloom(seed, hidden, heads, prefix, kind, old_names):
    blocks, epsilon, size = 3, 1e-5, hidden // heads
    config = {
        "architectures": ["BloomForCausalLM"], "model_type": "bloom", "apply_residual_connection_post_layernorm": False,
        "layer_norm_epsilon": epsilon, "n_layer": blocks, "pretraining_tp": 1, "slow_but_exact": False, "vocab_size": VOCABULARY,
    }
    if old_names:
        config |= {"n_embed": hidden, "num_attention_heads": heads, "n_inner": None, "offset_alibi": 100, "seq_length": 128}
    else:
        config |= {"hidden_size": hidden, "n_head": heads}
    w = Weights(seed, kind)
    w.embedding(prefix + "word_embeddings.weight", hidden, True)
    w.norm(prefix + "word_embeddings_layernorm", hidden, True)
    for b in range(blocks):
        p = f"{prefix}h.{b}."
        w.norm(p + "input_layernorm", hidden, True)
        w.linear(p + "self_attention.query_key_value", 3 * hidden, hidden, True)
        w.linear(p + "self_attention.dense", hidden, hidden, True)
        w.norm(p + "post_attention_layernorm", hidden, True)
        w.linear(p + "mlp.dense_h_to_4h", 4 * hidden, hidden, True)
        w.linear(p + "mlp.dense_4h_to_h", hidden, 4 * hidden, True)
    w.norm(prefix + "ln_f", hidden, True)

    ids = w.random.integers(0, VOCABULARY, TOKENS)
    x = layer_norm(w, prefix + "word_embeddings_layernorm", w[prefix + "word_embeddings.weight"][ids], epsilon)
    boundaries = [x]
    for b in range(blocks):
        p = f"{prefix}h.{b}."
        h = layer_norm(w, p + "input_layernorm", x, epsilon)
        # Query, key and value of a head lie together.
        fused = w.apply(p + "self_attention.query_key_value", h).reshape(TOKENS, heads, 3, size)
        attended = attention(fused[:, :, 0], fused[:, :, 1], fused[:, :, 2], alibi_slopes(heads))
        x = x + w.apply(p + "self_attention.dense", attended)
        h = layer_norm(w, p + "post_attention_layernorm", x, epsilon)
        x = x + w.apply(p + "mlp.dense_4h_to_h", bloom_gelu(w.apply(p + "mlp.dense_h_to_4h", h)))
        boundaries.append(x)
    logits = layer_norm(w, prefix + "ln_f", x, epsilon) @ w[prefix + "word_embeddings.weight"].T
    return config, w, ids, boundaries, logits


MODELS = {
    "mixtral-bf16": lambda: mixtral(11),
    "falcon-multiquery-bf16": lambda: falcon(12, 4, None, 1, False, 256, "BF16", 2),
    "falcon-grouped-bias-f16": lambda: falcon(13, 8, 2, 2, True, 96, "F16", 3),
    "falcon-grouped-onenorm-bf16": lambda: falcon(14, 8, 4, 1, False, 96, "BF16", 2),
    "bloom-6heads-bf16": lambda: bloom(15, 66, 6, "transformer.", "BF16", False),
    "bloom-8heads-f16": lambda: bloom(16, 32, 8, "", "F16", True),
}


def main():
    out = Path(sys.argv[1])
    for name, make in MODELS.items():
        config, w, ids, boundaries, logits = make()
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
        save(folder / "model.safetensors", w.stored)
        golden = {"input_ids": ("I64", (TOKENS,), ids.astype("<i8").tobytes())}
        for i, boundary in enumerate(boundaries):
            golden[f"f64.boundary.{i}"] = ("F64", boundary.shape, boundary.astype("<f8").tobytes())
        golden["f64.logits"] = ("F64", logits.shape, logits.astype("<f8").tobytes())
        save(folder / "golden.safetensors", golden)
        print(name, "logits rms", np.sqrt((logits**2).mean()))


if __name__ == "__main__":
    main()
