namespace PathAlign.Import.Duplicates;

/// <summary>What is equal in two tiles.</summary>
internal enum TwinKind
{
    /// <summary>Every pixel.</summary>
    Pixels,

    /// <summary>The perceptual hash, up to a few bits.</summary>
    Look,

    /// <summary>The patient or slide.</summary>
    Group,
}
