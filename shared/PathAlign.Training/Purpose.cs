namespace PathAlign.Training;

/// <summary>The purposes of streams of random numbers; streams of one seed and step never share numbers.</summary>
public static class Purpose
{
    /// <summary>The order of tiles in an epoch.</summary>
    public const ulong Order = 1;

    /// <summary>The symmetry of each tile.</summary>
    public const ulong Symmetry = 2;

    /// <summary>The noise level of each image.</summary>
    public const ulong NoiseLevel = 3;

    /// <summary>Images that are trained without their class.</summary>
    public const ulong ClassDrop = 4;

    /// <summary>The noise that is added to tiles.</summary>
    public const ulong Noise = 5;

    /// <summary>Stain jitter.</summary>
    public const ulong Stain = 6;

    /// <summary>Rotation and zoom of images.</summary>
    public const ulong Mix = 7;

    /// <summary>Images drawn for the gradient of the reward.</summary>
    public const ulong Draw = 8;

    /// <summary>Images drawn to measure a generator during training.</summary>
    public const ulong Probe = 9;

    /// <summary>The corruption of real tiles.</summary>
    public const ulong Corruption = 10;

    /// <summary>Dropout in a generator's network.</summary>
    public const ulong Dropout = 11;

    /// <summary>The random choice of images to rate.</summary>
    public const ulong Choice = 12;

    /// <summary>Positions of crops of training images.</summary>
    public const ulong Crop = 13;

    /// <summary>The transformation of latents in the training of an autoencoder.</summary>
    public const ulong Equivariance = 14;

    /// <summary>The caption of each training image.</summary>
    public const ulong Caption = 15;
}
