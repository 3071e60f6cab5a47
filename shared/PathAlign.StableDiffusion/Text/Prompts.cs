using PathAlign.Contracts.Datasets;

namespace PathAlign.StableDiffusion.Text;

/// <summary>The prompt of a class.</summary>
public static class Prompts
{
    /// <summary>The class's own prompt; without one, the sentence of Choudhary 2025 about its name.</summary>
    public static string Of(ImageClass one) =>
        one.Prompt ?? $"a histopathological image of an area with {one.Name}";
}
