"""The cases of TorchCases.cs and SpeedCases.cs in PyTorch, as its users write them: peer.py CASE REPEATS [cpu|cuda [float32|bfloat16]]
prints milliseconds a call."""
import contextlib, math, os, sys, time
import torch, torch.nn as nn, torch.nn.functional as F
import peer_sd

# Linked to the reference BLAS, PyTorch is ten times slower than what its users have.
mapped = open("/proc/self/maps").read()
if "BLAS_INFO=generic" in torch.__config__.show() and not any(f in mapped for f in ("openblas", "mkl", "blis")):
    sys.exit("expected a PyTorch with OpenBLAS, MKL or BLIS, found the reference BLAS: install libopenblas0-pthread")

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count()))
device, precision = (sys.argv[3:] + ["cpu", "float32"][len(sys.argv) - 3:])[:2]
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
if device != "cpu": torch.set_default_device(device)


class Basic(nn.Module):
    def __init__(self, i, o, s):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o)
        self.conv2, self.bn2 = nn.Conv2d(o, o, 3, 1, 1, bias=False), nn.BatchNorm2d(o)
        self.down = nn.Sequential(nn.Conv2d(i, o, 1, s, bias=False), nn.BatchNorm2d(o)) if s != 1 or i != o else None

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        return F.relu(self.bn2(self.conv2(y)) + (self.down(x) if self.down else x), inplace=True)


class ResNet18(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64)
        stage = lambda i, o, s: nn.Sequential(Basic(i, o, s), Basic(o, o, 1))
        self.layers = nn.Sequential(stage(64, 64, 1), stage(64, 128, 2), stage(128, 256, 2), stage(256, 512, 2))
        self.fc = nn.Linear(512, classes)

    def forward(self, x):
        return self.fc(self.layers(F.relu(self.bn1(self.conv1(x)))).mean((2, 3)))


class Attention(nn.Module):
    def __init__(self, c, heads):
        super().__init__()
        self.norm, self.qkv, self.out, self.heads = nn.GroupNorm(8, c), nn.Conv2d(c, 3 * c, 1), nn.Conv2d(c, c, 1), heads

    def forward(self, x):
        b, c, h, w = x.shape
        q, k, v = self.qkv(self.norm(x)).reshape(b * self.heads, 3, c // self.heads, h * w).unbind(1)
        a = ((q.transpose(1, 2) @ k) * (c // self.heads) ** -0.5).softmax(-1)
        return x + self.out((v @ a.transpose(1, 2)).reshape(b, c, h, w))


class Block(nn.Module):
    def __init__(self, i, o, e, heads=None):
        super().__init__()
        self.n1, self.c1, self.m = nn.GroupNorm(8, i), nn.Conv2d(i, o, 3, padding=1), nn.Linear(e, 2 * o)
        self.n2, self.c2 = nn.GroupNorm(8, o), nn.Conv2d(o, o, 3, padding=1)
        self.short = nn.Conv2d(i, o, 1) if i != o else nn.Identity()
        self.att = Attention(o, heads) if heads else nn.Identity()

    def forward(self, x, e):
        h = self.c1(F.silu(self.n1(x)))
        scale, shift = self.m(e)[:, :, None, None].chunk(2, 1)
        return self.att(self.c2(F.silu(self.n2(h) * (scale + 1) + shift)) + self.short(x))


class UNet(nn.Module):
    def __init__(self, ch=(32, 64, 128), classes=9, blocks=1, inputs=3):
        super().__init__()
        e, self.ch, self.classes, self.blocks, self.inputs = ch[0] * 4, ch, classes, blocks, inputs
        self.inp, self.t1, self.t2, self.cls = nn.Conv2d(inputs, ch[0], 3, padding=1), nn.Linear(ch[0], e), nn.Linear(e, e), nn.Embedding(classes + 1, e)
        heads = lambda l: ch[l] // 32 if l == len(ch) - 1 else None
        self.down, self.up, self.ds, self.us = nn.ModuleList(), nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        skips, c = [ch[0]], ch[0]
        for l, o in enumerate(ch):
            for _ in range(blocks): self.down.append(Block(c, o, e, heads(l))); c = o; skips.append(c)
            if l < len(ch) - 1: self.ds.append(nn.Conv2d(c, c, 3, 2, 1)); skips.append(c)
        self.mid = nn.ModuleList([Block(c, c, e, heads(len(ch) - 1)), Block(c, c, e)])
        for l in reversed(range(len(ch))):
            for _ in range(blocks + 1): self.up.append(Block(c + skips.pop(), ch[l], e, heads(l))); c = ch[l]
            if l: self.us.append(nn.Conv2d(c, c, 3, padding=1))
        self.norm, self.out = nn.GroupNorm(8, c), nn.Conv2d(c, inputs, 3, padding=1)

    def forward(self, x, t, y):
        half = self.ch[0] // 2
        a = t[:, None] * (1000 * torch.exp(-math.log(1e4) * torch.arange(half) / half))[None]
        e = F.silu(self.t2(F.silu(self.t1(torch.cat([a.sin(), a.cos()], 1)))) + self.cls(y))
        x = self.inp(x); skips = [x]
        for l in range(len(self.ch)):
            for i in range(self.blocks): x = self.down[self.blocks * l + i](x, e); skips.append(x)
            if l < len(self.ds): x = self.ds[l](x); skips.append(x)
        for block in self.mid: x = block(x, e)
        for i in range(len(self.ch)):
            for j in range(self.blocks + 1): x = self.up[(self.blocks + 1) * i + j](torch.cat([x, skips.pop()], 1), e)
            if i < len(self.us): x = self.us[i](F.interpolate(x, scale_factor=2))
        return self.out(F.silu(self.norm(x)))


class CodecBlock(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.n1, self.c1, self.n2, self.c2 = nn.GroupNorm(8, c), nn.Conv2d(c, c, 3, padding=1), nn.GroupNorm(8, c), nn.Conv2d(c, c, 3, padding=1)

    def forward(self, x):
        return x + self.c2(F.silu(self.n2(self.c1(F.silu(self.n1(x))))))


def decoder(ch=(32, 64, 128), latents=16):
    layers = [nn.Conv2d(latents, ch[-1], 3, padding=1)]
    for l in reversed(range(len(ch))):
        layers += [CodecBlock(ch[l]), CodecBlock(ch[l])]
        if l: layers += [nn.Conv2d(ch[l], 4 * ch[l - 1], 3, padding=1), nn.PixelShuffle(2)]
    return nn.Sequential(*layers, nn.GroupNorm(8, ch[0]), nn.SiLU(), nn.Conv2d(ch[0], 12, 3, padding=1), nn.PixelShuffle(2))


def small_operator():
    a, b = torch.ones(8), torch.ones(8)
    def run():
        with torch.no_grad(): a + b
    return run


def training(net, inputs, loss, decay):
    opt = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=decay)
    def run():
        opt.zero_grad(set_to_none=True)
        loss(net(*inputs)).backward()
        opt.step()
    return run


def resnet():
    y = torch.randint(9, (32,))
    return training(ResNet18(9), (torch.randn(32, 3, 28, 28),), lambda o: F.cross_entropy(o, y), 0.05)


def latent_unet():
    return UNet((64, 128, 256), classes=8, blocks=2, inputs=16)


def unet(net):
    x = torch.randn(16, net.inputs, 28, 28)
    return training(net, (x, torch.rand(16), torch.randint(net.classes, (16,))), lambda o: F.mse_loss(o, x), 0.01)


def decoding():
    net, latents = decoder().eval(), torch.randn(1, 16, 28, 28)
    @torch.no_grad()
    def run(): net(latents)
    return run


def sampling(net, batch, bound):
    net, start, labels = net.eval(), torch.randn(batch, net.inputs, 28, 28), torch.arange(batch) % net.classes
    both = torch.cat([labels, torch.full_like(labels, net.classes)])
    bar = lambda s: math.cos(((s + 1) / 1000 + 0.008) / 1.008 * math.pi / 2) ** 2 / math.cos(0.008 / 1.008 * math.pi / 2) ** 2
    steps = [round(1000 - i * 100) - 1 for i in range(10)]
    lam = lambda s: 0.5 * math.log(max(bar(s), 1e-9) / (1 - max(bar(s), 1e-9)))
    @torch.no_grad()
    def run():
        x, prev = start, None
        for i, s in enumerate(steps):
            a, g = math.sqrt(max(bar(s), 1e-9)), math.sqrt(1 - bar(s))
            c, u = net(torch.cat([x, x]), torch.full((2 * batch,), (s + 1) / 1000), both).chunk(2)
            clean = (a * x - g * (u + 2 * (c - u))).clamp(-bound, bound)
            if i == len(steps) - 1: return clean
            n = steps[i + 1]; h = lam(n) - lam(s); d = clean
            if prev is not None: r = (lam(s) - lam(steps[i - 1])) / h; d = clean * (1 + 0.5 / r) - prev * (0.5 / r)
            x, prev = math.sqrt(1 - bar(n)) / g * x - math.sqrt(bar(n)) * (math.exp(-h) - 1) * d, clean
    return run


if __name__ == "__main__":
    cases = {
        "small-operator": small_operator,
        "resnet18-training-step": resnet,
        "unet-training-step": lambda: unet(UNet()),
        "unet-sampling": lambda: sampling(UNet(), 18, 1),
        "unet-sampling-as-shipped": lambda: sampling(UNet(), 18, 1),
        "latent-training-step": lambda: unet(latent_unet()),
        "latent-sampling-one": lambda: sampling(latent_unet(), 1, 6),
        "latent-sampling-four": lambda: sampling(latent_unet(), 4, 6),
        "latent-sampling-eight": lambda: sampling(latent_unet(), 8, 6),
        "latent-decoding-one": decoding,
        **peer_sd.cases,
    }
    run = cases[sys.argv[1]]()
    repeats = int(sys.argv[2])
    wait = torch.cuda.synchronize if device != "cpu" else lambda: None
    cast = torch.autocast(device, torch.bfloat16) if precision == "bfloat16" else contextlib.nullcontext()
    with cast:
        run()
        wait()
        clock = time.process_time if device == "cpu" and torch.get_num_threads() == 1 else time.perf_counter
        start = clock()
        for _ in range(repeats): run()
        wait()
    print((clock() - start) / repeats * 1000)
