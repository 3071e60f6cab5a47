using PathAlign.Generator.Sampling;
using PathAlign.Standalone.Scoring;

namespace PathAlign.Standalone.Commands;

/// <summary>A reward model from a file, and when it asks for another attempt.</summary>
internal sealed record RedrawReward(LoadedReward Loaded, Redraws Redraws) : IDisposable
{
    public void Dispose() => Loaded.Dispose();
}
