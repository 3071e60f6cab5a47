using PathAlign.StableDiffusion;

namespace PathAlign.Standalone.Commands.StableDiffusion;

/// <summary>Says which prompts are longer than the model reads.</summary>
internal static class LeftOut
{
    internal static void Warn(TextToImage model, IEnumerable<string> prompts)
    {
        foreach (var text in prompts.Distinct())
            if (model.LeftOut(text) is > 0 and var leftOut)
                Console.Error.WriteLine($"{leftOut} tokens are more than the model reads, left out: {text}");
    }
}
