"""The values of golden.json, computed in PyTorch from the formulas of the papers: python3 golden.py > golden.json

Weights and inputs come from `values`, which GoldenValues.cs has too. Nothing here is shared with the product's code.
"""
import math
import numpy as np
import torch
import torch.nn.functional as F


def values(name, shape):
    """Numbers in [-1, 1) that depend on the name and the place only: FNV-1a of the name, mixed with the place."""
    seed = 2166136261
    for byte in name.encode():
        seed = ((seed ^ byte) * 16777619) & 0xffffffff
    x = np.arange(math.prod(shape), dtype=np.uint32) * np.uint32(0x9e3779b9) + np.uint32(seed)
    for shift, factor in ((16, 0x7feb352d), (15, 0x846ca68b)):
        x = (x ^ (x >> np.uint32(shift))) * np.uint32(factor)
    x = (x ^ (x >> np.uint32(16))) >> np.uint32(8)
    return torch.tensor(x.astype(np.float64) / 2**23 - 1, dtype=torch.float32).reshape(shape)


def weight(name, shape):
    x = values(name, shape)
    if name.endswith("bias"): return 0.1 * x
    if len(shape) == 1: return 1 + 0.2 * x
    return x if "embeddings" in name else x * math.sqrt(3 / math.prod(shape[1:]))


def linear(p, x, outputs, bias=True):
    return F.linear(x, weight(p + ".weight", (outputs, x.shape[-1])), weight(p + ".bias", (outputs,)) if bias else None)


def conv(p, x, outputs, kernel=3, stride=1, padding=None):
    padding = kernel // 2 if padding is None else padding
    w, b = weight(p + ".weight", (outputs, x.shape[1], kernel, kernel)), weight(p + ".bias", (outputs,))
    return F.conv2d(x, w, b, stride, padding)


def group_norm(p, x, groups, eps):
    c = x.shape[1]
    flat = x.reshape(x.shape[0], groups, -1)
    flat = (flat - flat.mean(-1, keepdim=True)) / torch.sqrt(flat.var(-1, unbiased=False, keepdim=True) + eps)
    return flat.reshape(x.shape) * weight(p + ".weight", (c,))[:, None, None] + weight(p + ".bias", (c,))[:, None, None]


def layer_norm(p, x, eps=1e-5):
    c = x.shape[-1]
    x = (x - x.mean(-1, keepdim=True)) / torch.sqrt(x.var(-1, unbiased=False, keepdim=True) + eps)
    return x * weight(p + ".weight", (c,)) + weight(p + ".bias", (c,))


def silu(x): return x / (1 + torch.exp(-x))


def gelu(x): return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))


def attend(q, k, v, heads, mask=None):
    split = lambda x: x.reshape(x.shape[0], x.shape[1], heads, -1).permute(0, 2, 1, 3)
    q, k, v = split(q), split(k), split(v)
    scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
    if mask is not None: scores = scores + mask
    return (scores.softmax(-1) @ v).permute(0, 2, 1, 3).flatten(2)


def resnet(p, x, time, outputs, groups, eps):
    h = conv(p + ".conv1", silu(group_norm(p + ".norm1", x, groups, eps)), outputs)
    if time is not None: h = h + linear(p + ".time_emb_proj", silu(time), outputs)[:, :, None, None]
    h = conv(p + ".conv2", silu(group_norm(p + ".norm2", h, groups, eps)), outputs)
    return h + (conv(p + ".conv_shortcut", x, outputs, 1) if x.shape[1] != outputs else x)


def attention(p, x, context, heads, mask=None):
    c = x.shape[-1]
    project = lambda name, y: linear(f"{p}.{name}", y, c, False)
    q, k, v = project("to_q", x), project("to_k", context), project("to_v", context)
    return linear(p + ".to_out.0", attend(q, k, v, heads, mask), c)


def transformer(p, x, text, heads, groups, is_linear, mask=None):
    (b, c, h, w), first = x.shape, x
    x = group_norm(p + ".norm", x, groups, 1e-6)
    tokens = lambda x: x.permute(0, 2, 3, 1).reshape(b, h * w, c)
    picture = lambda x: x.reshape(b, h, w, c).permute(0, 3, 1, 2)
    x = linear(p + ".proj_in", tokens(x), c) if is_linear else tokens(conv(p + ".proj_in", x, c, 1))
    q = p + ".transformer_blocks.0"
    n = layer_norm(q + ".norm1", x)
    x = x + attention(q + ".attn1", n, n, heads)
    x = x + attention(q + ".attn2", layer_norm(q + ".norm2", x), text, heads, mask)
    a, gate = linear(q + ".ff.net.0.proj", layer_norm(q + ".norm3", x), 8 * c).split(4 * c, -1)
    x = x + linear(q + ".ff.net.2", a * gelu(gate), c)
    return first + (picture(linear(p + ".proj_out", x, c)) if is_linear else conv(p + ".proj_out", picture(x), c, 1))


def unet(x, steps, text, channels, attends, heads, groups, is_linear, keep=None):
    """One residual block a level on the way down, two on the way up; `attends` says which levels have attention."""
    mask = None if keep is None else (1 - keep)[:, None, None, :] * -10000.0
    half = channels[0] // 2
    angles = steps[:, None] * torch.exp(torch.arange(half) * (-math.log(10000) / half))[None]
    time = linear("time_embedding.linear_1", torch.cat([angles.cos(), angles.sin()], 1), 4 * channels[0])
    time = linear("time_embedding.linear_2", silu(time), 4 * channels[0])
    last = len(channels) - 1
    def block(p, i, x, level):
        x = resnet(f"{p}.resnets.{i}", x, time, channels[level], groups, 1e-5)
        if not p.startswith("mid") and not attends[level]: return x
        return transformer(f"{p}.attentions.{i}", x, text, heads[level], groups, is_linear, mask)
    x = conv("conv_in", x, channels[0])
    skips = [x]
    for level in range(len(channels)):
        x = block(f"down_blocks.{level}", 0, x, level)
        skips.append(x)
        if level < last:
            x = conv(f"down_blocks.{level}.downsamplers.0.conv", x, channels[level], stride=2)
            skips.append(x)
    x = block("mid_block", 0, x, last)
    x = resnet("mid_block.resnets.1", x, time, channels[last], groups, 1e-5)
    for i, level in enumerate(reversed(range(len(channels)))):
        for j in range(2): x = block(f"up_blocks.{i}", j, torch.cat([x, skips.pop()], 1), level)
        if level:
            rows, columns = skips[-1].shape[2:]
            near = lambda size, smaller: torch.arange(size) * smaller // size
            x = x[:, :, near(rows, x.shape[2])][:, :, :, near(columns, x.shape[3])]
            x = conv(f"up_blocks.{i}.upsamplers.0.conv", x, channels[level])
    return conv("conv_out", silu(group_norm("conv_norm_out", x, groups, 1e-5)), 4)


def kl_middle(p, x, groups):
    x = resnet(p + ".resnets.0", x, None, x.shape[1], groups, 1e-6)
    a, c = p + ".attentions.0", x.shape[1]
    tokens = group_norm(a + ".group_norm", x, groups, 1e-6).flatten(2).transpose(1, 2)
    q, k, v = (linear(f"{a}.{n}", tokens, c) for n in ("to_q", "to_k", "to_v"))
    x = x + linear(a + ".to_out.0", attend(q, k, v, 1), c).transpose(1, 2).reshape(x.shape)
    return resnet(p + ".resnets.1", x, None, c, groups, 1e-6)


def kl_encode(x, channels, groups, latent):
    x = conv("encoder.conv_in", x, channels[0])
    for level, c in enumerate(channels):
        x = resnet(f"encoder.down_blocks.{level}.resnets.0", x, None, c, groups, 1e-6)
        if level < len(channels) - 1:
            right = F.pad(x, (0, 1, 0, 1))
            x = conv(f"encoder.down_blocks.{level}.downsamplers.0.conv", right, c, stride=2, padding=0)
    x = kl_middle("encoder.mid_block", x, groups)
    x = conv("encoder.conv_out", silu(group_norm("encoder.conv_norm_out", x, groups, 1e-6)), 2 * latent)
    return conv("quant_conv", x, 2 * latent, 1)


def kl_decode(x, channels, groups):
    x = conv("decoder.conv_in", conv("post_quant_conv", x, x.shape[1], 1), channels[-1])
    x = kl_middle("decoder.mid_block", x, groups)
    for i, c in enumerate(reversed(channels)):
        for j in range(2): x = resnet(f"decoder.up_blocks.{i}.resnets.{j}", x, None, c, groups, 1e-6)
        if i < len(channels) - 1:
            x = x.repeat_interleave(2, 2).repeat_interleave(2, 3)
            x = conv(f"decoder.up_blocks.{i}.upsamplers.0.conv", x, c)
    return conv("decoder.conv_out", silu(group_norm("decoder.conv_norm_out", x, groups, 1e-6)), 3)


def clip(tokens, features, inner, layers, heads, vocabulary, positions, is_quick, keep=None):
    p = "text_model.embeddings."
    n = len(tokens)
    x = weight(p + "token_embedding.weight", (vocabulary, features))[torch.tensor(tokens)]
    x = (x + weight(p + "position_embedding.weight", (positions, features))[:n])[None]
    mask = torch.full((n, n), -math.inf).triu(1)
    if keep is not None: mask = mask.masked_fill(torch.tensor(keep)[None] == 0, -math.inf)
    for i in range(layers):
        p = f"text_model.encoder.layers.{i}"
        h = layer_norm(p + ".layer_norm1", x)
        q, k, v = (linear(f"{p}.self_attn.{s}_proj", h, features) for s in "qkv")
        x = x + linear(p + ".self_attn.out_proj", attend(q, k, v, heads, mask), features)
        h = linear(p + ".mlp.fc1", layer_norm(p + ".layer_norm2", x), inner)
        x = x + linear(p + ".mlp.fc2", h * torch.sigmoid(1.702 * h) if is_quick else gelu(h), features)
    return layer_norm("text_model.final_layer_norm", x)


if __name__ == "__main__":
    noisy, text, steps = values("noisy", (2, 4, 7, 5)), values("text", (2, 3, 6)), torch.tensor([1.0, 981.0])
    keep = torch.tensor([[1.0, 1, 0], [1, 1, 1]])
    mask = (1 - keep)[:, None, None] * -10000
    cases = {
        "resnet": resnet("resnet", values("input", (2, 4, 3, 5)), values("time", (2, 6)), 8, 2, 1e-5),
        "resnet without time": resnet("resnet", values("input", (2, 4, 3, 5)), None, 8, 2, 1e-6),
        "transformer": transformer("transformer", values("map", (2, 8, 2, 3)), text, 2, 4, False),
        "linear transformer": transformer("transformer", values("map", (2, 8, 2, 3)), text, 4, 4, True, mask),
        "unet 1": unet(noisy, steps, text, (8, 16), (True, False), (2, 2), 4, False),
        "unet 2": unet(noisy, steps, text, (8, 16), (True, True), (2, 4), 4, True, keep),
        "moments": kl_encode(values("image", (1, 3, 8, 12)), (4, 8), 2, 2),
        "image": kl_decode(values("latents", (1, 2, 4, 6)), (4, 8), 2),
        "clip": clip([10, 3, 3, 7, 0], 8, 12, 2, 2, 11, 6, True),
        "clip with gelu": clip([10, 3, 3, 7, 0], 8, 12, 2, 4, 11, 6, False, [1, 1, 0, 1, 1]),
    }
    numbers = lambda x: ", ".join(f"{v:.6f}" for v in x.flatten().tolist())
    print("{\n" + ",\n".join(f' "{name}": [{numbers(x)}]' for name, x in cases.items()) + "\n}")
