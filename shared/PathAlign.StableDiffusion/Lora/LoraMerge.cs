using PathAlign.Files;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.StableDiffusion.Lora;

/// <summary>
/// Puts low-rank changes into a network's weights and takes them out again: W' = W + Σ wᵢ·(αᵢ/rᵢ)·Bᵢ·Aᵢ in float32. It
/// keeps a copy of every weight that it changes, so that the network gets back its own bits.
/// </summary>
/// <param name="network">The network.</param>
public sealed class LoraMerge(nn.Module network) : IDisposable
{
    private readonly Dictionary<string, (Parameter Weight, Tensor Base)> _changed = [];

    /// <summary>Sets the network's weights to its own plus these changes; earlier ones are taken out.</summary>
    /// <param name="changes">The changes and their weights; 1 is the full change, 0 none.</param>
    /// <exception cref="InvalidInputException">The network lacks a module, or its weight has another shape; the network
    /// is unchanged then.</exception>
    public void Apply(params IReadOnlyList<(LoraChange Change, double Weight)> changes)
    {
        var weights = network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        foreach (var (change, _) in changes)
            foreach (var module in change.Modules)
                RequireFit(change.Source, module, weights.GetValueOrDefault(module.Name + ".weight"));
        var all = changes.SelectMany(c => c.Change.Modules.Select(module => (module, c.Weight))).ToList();
        foreach (var (_, weight) in changes)
            if (!double.IsFinite(weight))
                throw new ArgumentException($"weight: expected a finite number, got {weight}");
        Undo();
        using var mode = no_grad();
        foreach (var group in all.GroupBy(entry => entry.module.Name))
        {
            using var scope = NewDisposeScope();
            var weight = weights[group.Key + ".weight"];
            _changed[group.Key] = (weight, weight.detach().clone().DetachFromDisposeScope());
            var sum = weight.to(ScalarType.Float32);
            foreach (var (module, share) in group) sum += Product(module, weight.device, share).reshape(weight.shape);
            weight.copy_(sum);
        }
    }

    /// <summary>Gives the network back its own weights, to the bit.</summary>
    public void Undo()
    {
        using var mode = no_grad();
        foreach (var (weight, own) in _changed.Values)
        {
            weight.copy_(own);
            own.Dispose();
        }
        _changed.Clear();
    }

    /// <inheritdoc cref="Undo"/>
    public void Dispose() => Undo();

    private static Tensor Product(LoraModule module, Device device, double share) =>
        module.B.to(device).flatten(1).mm(module.A.to(device).flatten(1)) * (share * module.Scale);   // (out, in·k·k)

    private static void RequireFit(string source, LoraModule module, Parameter? weight)
    {
        if (weight is null || weight.dim() < 2)
            throw new InvalidInputException(
                source, $"module '{module.Name}'", "expected a module of the network with a weight matrix, found none");
        var (outputs, inputs) = (weight.shape[0], weight.shape[1..]);
        // a matrix and a 1×1 convolution are the same; a whole kernel may be stored as one row
        var fits = module.B.shape[0] == outputs && (
            module.A.shape[1..].SequenceEqual(inputs)
            || (module.A.dim() == 2 && module.A.shape[1] == inputs.Aggregate((a, b) => a * b))
            || (module.A.dim() == 4 && module.A.shape[1..].SequenceEqual([.. inputs, 1, 1])));
        if (!fits)
            throw new InvalidInputException(
                source,
                $"module '{module.Name}'",
                $"expected a change of [{string.Join(',', weight.shape)}], found B " +
                    $"[{string.Join(',', module.B.shape)}] and A [{string.Join(',', module.A.shape)}]");
    }
}
