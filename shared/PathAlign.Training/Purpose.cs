namespace PathAlign.Training;

/// <summary>What a stream of random numbers is for; streams of one seed and step never share numbers.</summary>
public static class Purpose
{
    /// <summary>The order of tiles in an epoch.</summary>
    public const ulong Order = 1;

    /// <summary>The symmetry of each tile.</summary>
    public const ulong Symmetry = 2;

    /// <summary>The noise level of each image.</summary>
    public const ulong NoiseLevel = 3;

    /// <summary>Which images lose their class.</summary>
    public const ulong ClassDrop = 4;

    /// <summary>The noise that tiles are hidden under.</summary>
    public const ulong Noise = 5;

    /// <summary>Stain jitter.</summary>
    public const ulong Stain = 6;

    /// <summary>Mixing of images.</summary>
    public const ulong Mix = 7;

    /// <summary>Images drawn to follow their reward.</summary>
    public const ulong Draw = 8;

    /// <summary>Images drawn to look at a generator while it is trained.</summary>
    public const ulong Probe = 9;

    /// <summary>How real tiles are spoilt.</summary>
    public const ulong Corruption = 10;

    /// <summary>What a generator's network drops while it is trained.</summary>
    public const ulong Dropout = 11;

    /// <summary>Which images chance chooses to be rated.</summary>
    public const ulong Choice = 12;

    /// <summary>Where crops of training images lie.</summary>
    public const ulong Crop = 13;

    /// <summary>How latents are moved while an autoencoder is trained.</summary>
    public const ulong Equivariance = 14;
}
