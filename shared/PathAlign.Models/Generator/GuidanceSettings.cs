namespace PathAlign.Models.Generator;

/// <summary>How classifier-free guidance acts while an image is drawn.</summary>
/// <param name="Strength">1 for none; with higher values, the class or prompt has more effect.</param>
/// <param name="Low">The noise time, 0 (an image) to 1 (noise), from which it acts.</param>
/// <param name="High">The noise time up to which it acts.</param>
public sealed record GuidanceSettings(double Strength, double Low, double High)
{
    /// <summary>For networks that learned classes: in strong noise, guidance would reduce variety.</summary>
    public static GuidanceSettings OfClasses { get; } = new(3, 0.2, 0.8);

    /// <summary>
    /// For networks that learned prompts: without guidance in strong noise, they draw another class more often.
    /// </summary>
    public static GuidanceSettings OfText { get; } = new(5, 0, 1);

    /// <summary>Whether it acts at a noise time.</summary>
    public bool ActsAt(double time) => Strength != 1 && time >= Low && time <= High;
}
