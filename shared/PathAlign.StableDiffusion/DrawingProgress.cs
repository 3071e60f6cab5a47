namespace PathAlign.StableDiffusion;

/// <summary>How far a run that draws images from text is.</summary>
/// <param name="Done">Number of finished images.</param>
/// <param name="Images">Number of all images.</param>
/// <param name="Step">Number of finished steps of the current image; 0 between images.</param>
/// <param name="Steps">Number of all steps of the current image; 0 between images.</param>
public readonly record struct DrawingProgress(int Done, int Images, int Step = 0, int Steps = 0)
{
    /// <summary>Finished images, with the finished part of the current one.</summary>
    public double Value => Done + (Steps == 0 ? 0 : Step / (double)Steps);
}
