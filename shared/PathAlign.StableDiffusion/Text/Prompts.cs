using PathAlign.Contracts.Datasets;

namespace PathAlign.StableDiffusion.Text;

/// <summary>The prompt of a class.</summary>
public static class Prompts
{
    /// <summary>The class's own prompt; without one, the sentence of Choudhary 2025 about its name.</summary>
    public static string Of(ImageClass one) =>
        one.Prompt ?? $"a histopathological image of an area with {one.Name}";

    /// <summary>
    /// The classes of data with their prompts. A class without one has that of a model that knows the same classes.
    /// </summary>
    public static IReadOnlyList<ImageClass> Classes(DatasetDescription data, DatasetDescription? model) =>
        model is not null && model.DifferenceFrom(data) is null
            ? [.. data.Classes.Zip(model.Classes, (own, known) => own with { Prompt = own.Prompt ?? known.Prompt })]
            : data.Classes;
}
