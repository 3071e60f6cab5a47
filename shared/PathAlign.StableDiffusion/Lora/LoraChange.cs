namespace PathAlign.StableDiffusion.Lora;

/// <summary>The low-rank changes of a network. It owns their tensors.</summary>
/// <param name="modules">The changes, each module once.</param>
public sealed class LoraChange(IReadOnlyList<LoraModule> modules) : IDisposable
{
    /// <summary>The changes by module.</summary>
    public IReadOnlyList<LoraModule> Modules => modules;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var module in modules)
        {
            module.A.Dispose();
            module.B.Dispose();
        }
    }
}
