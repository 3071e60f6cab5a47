using PathAlign.Files;
using PathAlign.Models.Compute;
using PathAlign.Models.Generator;
using PathAlign.Models.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Adapters;

/// <summary>
/// A low-rank change of a network's convolutions and projections (Hu et al. 2021): W = W₀ + (α/r)·B·A, where a
/// convolution (O, I, k, k) counts as a matrix (O, I·k·k). The change is merged into the network's weights before a
/// pass, and the chain rule maps their gradients to A and B, so that a pass is as fast as without an adapter. B starts
/// at zero: a fresh adapter changes nothing.
/// </summary>
public sealed class LoraAdapter : IDisposable
{
    private readonly List<Target> _targets;
    private readonly List<(Parameter parameter, bool trained)> _frozen;
    private bool _released;

    /// <summary>
    /// Attaches an adapter to a network. Until <see cref="Dispose"/>, all other parameters of the network are frozen.
    /// </summary>
    /// <param name="network">The network whose weights change.</param>
    /// <param name="config">Rank and scale.</param>
    /// <param name="seed">Seed of A's initial values.</param>
    /// <exception cref="ArgumentException">The configuration has a value out of its range.</exception>
    public LoraAdapter(nn.Module network, LoraConfig config, ulong seed = 0)
    {
        config.Validate();
        Config = config;
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var random = new torch.Generator(seed);
        _frozen = [.. network.parameters().Select(p => (p, p.requires_grad))];
        _targets =
        [
            .. network.named_parameters()
                .Where(e => IsTarget(network, e.name, e.parameter))
                .Select(e => new Target(e.name, e.parameter, config.Rank, random))
        ];
        foreach (var (parameter, _) in _frozen) parameter.requires_grad = false;
        foreach (var target in _targets) target.Weight.requires_grad = true;
    }

    /// <summary>Rank and scale.</summary>
    public LoraConfig Config { get; }

    /// <summary>A and B of every target weight, for an optimiser.</summary>
    public IEnumerable<Parameter> Parameters => _targets.SelectMany(t => new[] { t.A, t.B });

    /// <summary>A and B under PEFT's names.</summary>
    public IEnumerable<(string name, Tensor tensor)> State =>
        _targets.SelectMany(
            t => new (string, Tensor)[] { ($"{t.Name}.lora_A.weight", t.A), ($"{t.Name}.lora_B.weight", t.B) });

    /// <summary>Sets the network's weights to W₀ + strength·(α/r)·B·A.</summary>
    /// <param name="strength">1 for the full change, 0 for the base.</param>
    public void Merge(double strength = 1)
    {
        using var mode = no_grad();
        foreach (var target in _targets)
        {
            using var scope = NewDisposeScope();
            target.Weight.copy_(
                target.Base + (target.B.mm(target.A) * (Config.Scale * strength)).reshape(target.Base.shape));
        }
    }

    /// <summary>
    /// Converts the gradients of the merged weights to those of A and B: dA = s·Bᵀ·dW, dB = s·dW·Aᵀ, s = α/r.
    /// </summary>
    public void CollectGradients()
    {
        using var mode = no_grad();
        foreach (var target in _targets)
        {
            using var scope = NewDisposeScope();
            if (target.Weight.grad is not { } gradient) continue;
            var flat = gradient.reshape(target.B.shape[0], target.A.shape[1]);                    // (O, I·k·k)
            target.A.grad = target.B.t().mm(flat).mul(Config.Scale);
            target.B.grad = flat.mm(target.A.t()).mul(Config.Scale);
            target.Weight.grad = null;
        }
    }

    /// <summary>The relative size of the change: ‖ΔW‖/‖W₀‖ over all targets.</summary>
    public double RelativeChange()
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        double change = 0, whole = 0;
        foreach (var target in _targets)
        {
            change += (target.B.mm(target.A) * Config.Scale).square().sum().item<float>();
            whole += target.Base.square().sum().item<float>();
        }
        return Math.Sqrt(change / whole);
    }

    /// <summary>Loads A and B from a file written from <see cref="State"/>.</summary>
    /// <exception cref="InvalidInputException">A name, shape or type differs, or a number is not finite; the adapter is
    /// unchanged then.</exception>
    public void Load(SafetensorsFile file, string path) => ModelWeights.Load(file, path, State, exact: true);

    /// <summary>Merges the change permanently and releases the network.</summary>
    public void Bake()
    {
        Merge();
        Release();
    }

    /// <summary>Restores the network's own weights and makes them trainable as before.</summary>
    public void Dispose()
    {
        if (_released) return;
        using (var mode = no_grad())
            // merging with strength 0 would keep NaN: NaN times 0 is NaN
            foreach (var target in _targets) target.Weight.copy_(target.Base);
        Release();
    }

    private void Release()
    {
        _released = true;
        foreach (var (parameter, trained) in _frozen) parameter.requires_grad = trained;
        foreach (var target in _targets) target.Dispose();
    }

    /// <summary>A generator's network says which of its weights an adapter changes; others leave it open.</summary>
    private static bool IsTarget(nn.Module network, string name, Parameter parameter) =>
        name.EndsWith(".weight", StringComparison.Ordinal)
            && parameter.dim() is 2 or 4
            && (network is not DenoisingNetwork generator || generator.IsAdapted(name));

    private sealed class Target : IDisposable
    {
        internal Target(string name, Parameter weight, int rank, torch.Generator random)
        {
            (Name, Weight) = (name[..^".weight".Length], weight);
            Base = weight.detach().clone().DetachFromDisposeScope();
            var (outputs, inputs) = (weight.shape[0], weight.numel() / weight.shape[0]);
            A = new Parameter(
                SeededNoise.Normal([rank, inputs], random).mul(1 / Math.Sqrt(inputs)).DetachFromDisposeScope());
            B = new Parameter(zeros([outputs, rank]).DetachFromDisposeScope());
        }

        internal string Name { get; }

        internal Parameter Weight { get; }

        internal Tensor Base { get; }

        internal Parameter A { get; }

        internal Parameter B { get; }

        public void Dispose()
        {
            Base.Dispose();
            A.Dispose();
            B.Dispose();
        }
    }
}
