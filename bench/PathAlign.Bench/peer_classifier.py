"""The shipped classifier's recipe (models/README.md) in PyTorch, as its users write it: peer_classifier.py DATA.npz SEED
trains ResNet-18 on the training tiles and prints validation and test accuracy with Wilson's 95 % intervals."""
import math, os, sys, time
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F
from peer import ResNet18

EPOCHS, BATCH, RATE, DECAY, EMA, SMOOTHING, STAIN, TURNED, ZOOM, CLIP = 24, 32, 1.5e-3, 0.05, 0.99, 0.1, 1.0, 0.3, 0.2, 5.0
STAINS = np.array([[0.650, 0.704, 0.286], [0.072, 0.990, 0.105], [0.268, 0.570, 0.776]])
STAINS /= np.linalg.norm(STAINS, axis=1, keepdims=True)
UNMIX = np.linalg.inv(STAINS)


def load(path, split):
    with np.load(path) as data:
        images, labels = data[f"{split}_images"], data[f"{split}_labels"].reshape(-1)
    return torch.from_numpy(images.astype(np.float32) / 127.5 - 1).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(labels.astype(np.int64))


def symmetric(x, rng):
    return torch.stack([turn(i, s) for i, s in zip(x, rng.integers(0, 8, len(x)))])


def turn(image, symmetry):
    if symmetry & 1: image = image.flip(2)
    if symmetry & 2: image = image.flip(1)
    return image.transpose(1, 2) if symmetry & 4 else image


def affine(x, rng):
    theta = np.zeros((len(x), 2, 3), np.float32)
    for i in range(len(x)):
        moved = rng.random() < TURNED
        angle, scale = (rng.uniform(-math.pi, math.pi), math.exp(rng.uniform(-ZOOM, ZOOM))) if moved else (0, 1)
        theta[i, :, :2] = scale * np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    grid = F.affine_grid(torch.from_numpy(theta), x.shape, align_corners=False)
    return F.grid_sample(x, grid, padding_mode="reflection", align_corners=False)


def stained(x, rng):
    b, _, h, w = x.shape
    scale = 1 + rng.uniform(-0.35, 0.35, (b, 3)) * STAIN
    shift = rng.uniform(-0.05, 0.05, (b, 3)) * STAIN * np.array([1, 1, 0.3]) * math.log(10)
    direction = STAINS[None] + rng.uniform(-0.08, 0.08, (b, 3, 3)) * STAIN
    mixing = np.einsum("fs,bs,bst->btf", UNMIX, scale, direction)
    offset = np.einsum("bs,bst->bt", shift, direction) + rng.uniform(-0.08, 0.08, (b, 1)) * STAIN
    density = -((x + 1) / 2).clamp(1 / 255, 1).log().reshape(b, 3, -1)
    density = torch.from_numpy(mixing).float() @ density + torch.from_numpy(offset).float()[:, :, None]
    return ((-density.clamp(min=0)).exp() * 2 - 1).reshape(x.shape)


def rate(step, steps):
    warmup = steps // 10
    if step < warmup: return RATE * (step + 1) / warmup
    return RATE * 0.5 * (1 + math.cos(math.pi * (step - warmup) / (steps - warmup)))


@torch.no_grad()
def accuracy(model, x, y):
    model.eval()
    total = sum(model(torch.stack([turn(i, s) for i in x]).contiguous()).softmax(1) for s in range(8))
    right, n, z = int((total.argmax(1) == y).sum()), len(y), 1.959964
    p = right / n
    centre, half = (p + z * z / (2 * n)) / (1 + z * z / n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{p:.3f} [{centre - half:.3f}, {centre + half:.3f}] (n={n})"


def main(path, seed):
    torch.manual_seed(seed)
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count())))
    rng, (x, y) = np.random.default_rng(seed), load(path, "train")
    model = ResNet18(9)
    for p in model.parameters():
        if p.dim() == 4: nn.init.kaiming_normal_(p, mode="fan_out", nonlinearity="relu")
    average = {k: v.clone() for k, v in model.state_dict().items()}
    optimizer = torch.optim.AdamW(model.parameters(), RATE, weight_decay=DECAY)
    steps, order, started = len(x) // BATCH * EPOCHS, np.empty(0, int), time.time()
    for step in range(steps):
        if len(order) < BATCH: order = np.concatenate([order, rng.permutation(len(x))])
        rows, order = order[:BATCH], order[BATCH:]
        model.train()
        loss = F.cross_entropy(model(stained(affine(symmetric(x[rows], rng), rng), rng)), y[rows], label_smoothing=SMOOTHING)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        for group in optimizer.param_groups: group["lr"] = rate(step, steps)
        optimizer.step()
        decay = min(EMA, (1 + step) / (10 + step))
        for k, v in model.state_dict().items(): average[k] = average[k] * decay + v * (1 - decay) if v.is_floating_point() else v.clone()
        if step % 28 == 27: print(f"epoch {step // 28 + 1}/{EPOCHS} loss {loss.item():.3f} {time.time() - started:.0f} s", file=sys.stderr, flush=True)
    model.load_state_dict(average)
    for split in ("val", "test"): print(f"{split}: {accuracy(model, *load(path, split))}", flush=True)


if __name__ == "__main__": main(sys.argv[1], int(sys.argv[2]))
