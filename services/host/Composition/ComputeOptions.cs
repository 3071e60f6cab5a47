using System.ComponentModel.DataAnnotations;
using PathAlign.Models.Compute;

namespace PathAlign.Hosting.Composition;

/// <summary>The device that the models run on.</summary>
public sealed record ComputeOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Compute";

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>; a CUDA device needs a LibTorch with CUDA.</summary>
    [Required]
    public string Device { get; set; } = ComputeDevice.Default;
}
