namespace PathAlign.StableDiffusion.Lora;

/// <summary>The low-rank changes of a network. It owns their tensors.</summary>
/// <param name="modules">The changes, each module once.</param>
/// <param name="source">The file that they were read from, for errors.</param>
public sealed class LoraChange(IReadOnlyList<LoraModule> modules, string source = "LoRA") : IDisposable
{
    /// <summary>The file that the changes were read from.</summary>
    public string Source => source;

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
