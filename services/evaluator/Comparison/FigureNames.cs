namespace PathAlign.Evaluator.Comparison;

/// <summary>The figures of a report, by the names it uses.</summary>
public static class FigureNames
{
    /// <summary>Share that the raters find plausible.</summary>
    public const string Plausible = "plausible share";

    /// <summary>Macro F1 by the judge.</summary>
    public const string MacroF1 = "macro F1";

    /// <summary>Fréchet distance in the leading axes of the judge's features.</summary>
    public const string Frechet = "Fréchet distance";

    /// <summary>Kernel distance in the same axes.</summary>
    public const string Kid = "kernel distance";

    /// <summary>Share of images near real ones.</summary>
    public const string Precision = "precision";

    /// <summary>Share of real ones near images.</summary>
    public const string Recall = "recall";

    /// <summary>How densely real ones surround the images.</summary>
    public const string Density = "density";

    /// <summary>Share of real neighbourhoods that hold an image.</summary>
    public const string Coverage = "coverage";

    /// <summary>Share of images that are no copies of training tiles.</summary>
    public const string Authenticity = "authenticity";

    /// <summary>Effective number of different images.</summary>
    public const string Vendi = "Vendi score";
}
