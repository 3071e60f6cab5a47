using PathAlign.Imaging;

namespace PathAlign.Standalone.Simulation;

/// <summary>What the simulated pathologist measures of images with one kind of stain.</summary>
internal interface IMeasurements
{
    /// <summary>Measures an image: always the same measurements in the same order.</summary>
    IReadOnlyList<Measurement> Of(RgbImage image);
}
