namespace PathAlign.Evaluator.Comparison;

/// <summary>The names of the figures in a report.</summary>
public static class FigureNames
{
    /// <summary>Share of images that the raters find plausible.</summary>
    public const string Plausible = "plausible share";

    /// <summary>Macro F1 by the judge.</summary>
    public const string MacroF1 = "macro F1";

    /// <summary>Fréchet distance in the leading axes of the judge's features.</summary>
    public const string Frechet = "Fréchet distance";

    /// <summary>Kernel distance in the same axes.</summary>
    public const string Kid = "kernel distance";

    /// <summary>Precision: share of images near real tiles.</summary>
    public const string Precision = "precision";

    /// <summary>Recall: share of real tiles near images.</summary>
    public const string Recall = "recall";

    /// <summary>Density: how densely real tiles surround the images.</summary>
    public const string Density = "density";

    /// <summary>Coverage: share of real tiles' neighbourhoods with an image.</summary>
    public const string Coverage = "coverage";

    /// <summary>Share of images that are not copies of training tiles.</summary>
    public const string Authenticity = "authenticity";

    /// <summary>Effective number of different images.</summary>
    public const string Vendi = "Vendi score";
}
