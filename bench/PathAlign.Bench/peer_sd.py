"""The cases of StableDiffusion/SpeedCases.cs in PyTorch, for peer.py: diffusers' blocks as its users run them."""
import math
import torch, torch.nn as nn, torch.nn.functional as F


class Resnet(nn.Module):
    def __init__(self, i, o, e):
        super().__init__()
        self.norm1, self.conv1, self.time = nn.GroupNorm(32, i), nn.Conv2d(i, o, 3, padding=1), nn.Linear(e, o)
        self.norm2, self.conv2 = nn.GroupNorm(32, o), nn.Conv2d(o, o, 3, padding=1)
        self.short = nn.Conv2d(i, o, 1) if i != o else nn.Identity()

    def forward(self, x, e):
        h = self.conv1(F.silu(self.norm1(x))) + self.time(F.silu(e))[:, :, None, None]
        return self.short(x) + self.conv2(F.silu(self.norm2(h)))


class Attention(nn.Module):
    def __init__(self, c, context, heads=8):
        super().__init__()
        self.q, self.k = nn.Linear(c, c, bias=False), nn.Linear(context, c, bias=False)
        self.v = nn.Linear(context, c, bias=False)
        self.out, self.heads = nn.Linear(c, c), heads

    def forward(self, x, context):
        split = lambda y: y.reshape(y.shape[0], y.shape[1], self.heads, -1).permute(0, 2, 1, 3)
        q, k, v = split(self.q(x)), split(self.k(context)), split(self.v(context))
        if hasattr(F, "scaled_dot_product_attention"): h = F.scaled_dot_product_attention(q, k, v)
        else: h = (q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5).softmax(-1) @ v
        return self.out(h.permute(0, 2, 1, 3).reshape(x.shape))


class Transformer(nn.Module):
    def __init__(self, c, context):
        super().__init__()
        self.norm, self.proj_in, self.proj_out = nn.GroupNorm(32, c, 1e-6), nn.Conv2d(c, c, 1), nn.Conv2d(c, c, 1)
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(c), nn.LayerNorm(c), nn.LayerNorm(c)
        self.attn1, self.attn2 = Attention(c, c), Attention(c, context)
        self.ff1, self.ff2 = nn.Linear(c, 8 * c), nn.Linear(4 * c, c)

    def forward(self, x, text):
        b, c, h, w = x.shape
        y = self.proj_in(self.norm(x)).permute(0, 2, 3, 1).reshape(b, h * w, c)
        n = self.norm1(y)
        y = y + self.attn1(n, n)
        y = y + self.attn2(self.norm2(y), text)
        a, gate = self.ff1(self.norm3(y)).chunk(2, -1)
        y = y + self.ff2(a * F.gelu(gate))
        return x + self.proj_out(y.reshape(b, h, w, c).permute(0, 3, 1, 2).contiguous())


class Block(nn.Module):
    def __init__(self, i, o, e, context):
        super().__init__()
        self.resnet, self.transformer = Resnet(i, o, e), Transformer(o, context)

    def forward(self, x, e, text):
        return self.transformer(self.resnet(x, e), text)


class UNet(nn.Module):
    def __init__(self, ch, layers, context=768):
        super().__init__()
        e, self.ch, self.layers = ch[0] * 4, ch, layers
        self.inp, self.t1, self.t2 = nn.Conv2d(4, ch[0], 3, padding=1), nn.Linear(ch[0], e), nn.Linear(e, e)
        self.down, self.up, self.ds, self.us = nn.ModuleList(), nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        skips, c = [ch[0]], ch[0]
        for l, o in enumerate(ch):
            for _ in range(layers): self.down.append(Block(c, o, e, context)); c = o; skips.append(c)
            if l < len(ch) - 1: self.ds.append(nn.Conv2d(c, c, 3, 2, 1)); skips.append(c)
        self.mid1, self.mid2 = Block(c, c, e, context), Resnet(c, c, e)
        for l in reversed(range(len(ch))):
            for _ in range(layers + 1): self.up.append(Block(c + skips.pop(), ch[l], e, context)); c = ch[l]
            if l: self.us.append(nn.Conv2d(c, c, 3, padding=1))
        self.norm, self.out = nn.GroupNorm(32, c), nn.Conv2d(c, 4, 3, padding=1)

    def forward(self, x, t, text):
        half = self.ch[0] // 2
        a = t[:, None] * torch.exp(-math.log(1e4) * torch.arange(half) / half)[None]
        e = self.t2(F.silu(self.t1(torch.cat([a.cos(), a.sin()], 1))))
        x = self.inp(x); skips = [x]
        for i, block in enumerate(self.down):
            x = block(x, e, text); skips.append(x)
            level, place = divmod(i, self.layers)
            if place == self.layers - 1 and level < len(self.ds): x = self.ds[level](x); skips.append(x)
        x = self.mid2(self.mid1(x, e, text), e)
        for i, block in enumerate(self.up):
            x = block(torch.cat([x, skips.pop()], 1), e, text)
            level, place = divmod(i, self.layers + 1)
            if place == self.layers and level < len(self.us): x = self.us[level](F.interpolate(x, scale_factor=2))
        return self.out(F.silu(self.norm(x)))


def inputs(batch):
    return torch.randn(batch, 4, 28, 28), torch.rand(batch) * 1000, torch.randn(batch, 77, 768)


def denoising(ch, layers):
    net, given = UNet(ch, layers).eval(), inputs(2)
    @torch.no_grad()
    def run(): net(*given)
    return run


def training(ch, layers):
    net, given = UNet(ch, layers), inputs(1)
    opt = torch.optim.AdamW(net.parameters(), 1e-5, weight_decay=0.01)
    def run():
        opt.zero_grad(set_to_none=True)
        F.mse_loss(net(*given), given[0]).backward()
        opt.step()
    return run


cases = {
    "sd-level-denoising": lambda: denoising((320,), 1),
    "sd-level-training": lambda: training((320,), 1),
    "sd-network-denoising": lambda: denoising((64, 128, 192), 2),
    "sd-network-training": lambda: training((64, 128, 192), 2),
}
