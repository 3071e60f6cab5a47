namespace PathAlign.Import.Duplicates;

/// <summary>In what two tiles are the same.</summary>
internal enum TwinKind
{
    /// <summary>Every pixel.</summary>
    Pixels,

    /// <summary>The perceptual hash, or nearly.</summary>
    Look,

    /// <summary>The patient or slide.</summary>
    Group,
}
