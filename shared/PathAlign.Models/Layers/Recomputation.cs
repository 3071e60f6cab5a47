using PathAlign.Models.Compute;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PathAlign.Models.Layers;

/// <summary>
/// Runs a part of a network without keeping its activations. The backward pass runs the part again and adds to the
/// gradients of its weights (gradient checkpointing, Chen et al. 2016); <c>autograd.grad</c> does not see them.
/// TorchSharp has no such function.
/// </summary>
internal sealed class Recomputation : autograd.SingleTensorFunction<Recomputation>
{
    private const string Key = "part";

    /// <inheritdoc/>
    public override string Name => nameof(Recomputation);

    /// <summary>The part's output, in this thread's precision.</summary>
    /// <param name="part">Computes the same output each time; it draws no random numbers.</param>
    /// <param name="weights">The weights that the part uses.</param>
    /// <param name="inputs">The tensors that the part uses; null for those that are absent.</param>
    internal static Tensor Run(Func<Tensor?[], Tensor> part, IEnumerable<Parameter> weights, params Tensor?[] inputs)
    {
        using var scope = NewDisposeScope();
        // the output has a gradient if this one has, as when no input has
        var trained = weights.FirstOrDefault(weight => weight.requires_grad);
        object?[] arguments = [new Part(part, ComputePrecision.Current), trained, .. inputs];
        return scope.MoveToOuter(apply(arguments!));
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var part = (Part)vars[0];
        Tensor?[] inputs = [.. vars.Skip(2).Cast<Tensor?>()];
        ctx.save_data(Key, part);
        ctx.save_for_backward([.. inputs!]);
        return part.Run(inputs);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var scope = NewDisposeScope();
        using var mode = enable_grad();
        var part = (Part)ctx.get_data(Key);
        Tensor?[] inputs = [.. ctx.get_saved_variables().Select(Leaf)];
        using var precision = ComputePrecision.Use(part.Precision);   // a GPU's backward pass has its own thread
        part.Run(inputs).backward([grad_output]);
        List<Tensor?> gradients = [null, null, .. inputs.Select(input => input?.grad)];
        foreach (var gradient in gradients.OfType<Tensor>()) scope.MoveToOuter(gradient);
        return gradients!;
    }

    /// <summary>The input as the start of a graph of its own.</summary>
    private static Tensor? Leaf(Tensor? input) => input?.detach().requires_grad_(input.requires_grad);

    private sealed record Part(Func<Tensor?[], Tensor> Run, string Precision);
}
